"""Lanes of ``graphite-embargo``: the ways of graphite and cells to Europe and Japan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.carriage import flight, ship, train

if TYPE_CHECKING:
    from instances.generators.carriage import Lanes
    from instances.generators.sea import Sea

_CELLS = ("cell_811", "cell_lfp", "cell_sodium")
_ANODE = ("anode_graphite",)
_FLAKE = ("graphite_flake",)
_SPHERES = ("spherical_graphite",)

_ROADS = (
    # China: from the mine and the furnaces to the port and to its own cell makers
    ("luobei", "shanghai", _FLAKE + _SPHERES), ("luobei", "qingdao", _SPHERES),
    ("qingdao", "shanghai", _ANODE), ("baotou", "shanghai", _ANODE), ("baotou", "xian", _ANODE),
    ("qingdao", "changzhou", _ANODE), ("baotou", "changzhou", _ANODE),
    ("qingdao", "hefei", _ANODE), ("baotou", "hefei", _ANODE),
    ("changzhou", "shanghai", _CELLS[:1]), ("hefei", "shanghai", _CELLS[1:]),
    # Korea
    ("busan", "ochang", _SPHERES), ("busan", "gunsan", _FLAKE), ("gunsan", "ochang", _SPHERES),
    ("ochang", "busan", _ANODE), ("pohang", "busan", _ANODE),
    # Japan
    ("yokohama", "himeji", _ANODE), ("yokohama", "osaka", _ANODE), ("omachi", "himeji", _ANODE),
    ("omachi", "osaka", _ANODE), ("moriyama", "himeji", _ANODE), ("moriyama", "osaka", _ANODE),
    ("omachi", "yokohama", _ANODE), ("himeji", "nagoya", _CELLS[:1]),
    ("osaka", "nagoya", _CELLS[:1]), ("yokohama", "nagoya", _CELLS),
    # others
    ("kendal", "jakarta", _ANODE), ("balama", "nacala", _FLAKE), ("molo", "toamasina", _FLAKE),
    ("new-orleans", "vidalia", _FLAKE), ("vidalia", "new-orleans", _ANODE),
    # Europe
    ("wroclaw", "stuttgart", _CELLS[:2]), ("god", "stuttgart", _CELLS[:1]),
    ("arnstadt", "stuttgart", _CELLS[:2]), ("rotterdam", "stuttgart", _CELLS),
    ("porsgrunn", "wroclaw", _ANODE), ("porsgrunn", "arnstadt", _ANODE),
    *((port, plant, _ANODE) for port in ("rotterdam", "koper", "frankfurt")
      for plant in ("wroclaw", "god", "arnstadt")),
)  # fmt: skip

_SEA = (
    ("shanghai", "rotterdam", _ANODE + _CELLS), ("shanghai", "koper", _ANODE),
    ("shanghai", "yokohama", _ANODE + _CELLS), ("shanghai", "busan", _FLAKE + _SPHERES),
    ("busan", "rotterdam", _ANODE), ("busan", "koper", _ANODE), ("busan", "yokohama", _ANODE),
    ("yokohama", "rotterdam", _ANODE), ("jakarta", "rotterdam", _ANODE),
    ("jakarta", "koper", _ANODE), ("jakarta", "yokohama", _ANODE),
    ("new-orleans", "rotterdam", _ANODE), ("nacala", "busan", _FLAKE),
    ("nacala", "new-orleans", _FLAKE), ("toamasina", "busan", _FLAKE),
)  # fmt: skip

_AIR = (
    ("busan", "frankfurt", 8600.0),
    ("jakarta", "frankfurt", 11100.0),
    ("yokohama", "frankfurt", 9400.0),
    ("shanghai", "frankfurt", 8800.0),
)


def write_lanes(lanes: Lanes, sea: Sea) -> None:
    """Roads, ships by Suez and by the Cape, the train through Russia, and aircraft."""
    for origin, destination, goods in _ROADS:
        lanes.road((origin, destination), goods)
    for origin, destination, goods in _SEA:
        ports = lanes.places[origin].port, lanes.places[destination].port
        for route in sea.routes(*ports):
            if route.name in {"", "cape"}:
                lanes.add((origin, destination), ship(route), goods)
    lanes.add(("xian", "wroclaw"), train("russia"), _ANODE)
    for origin, destination, km in _AIR:
        lanes.add((origin, destination), flight(km), _ANODE)
