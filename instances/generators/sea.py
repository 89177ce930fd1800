"""Sea routes between any two ports, from the table of sea lanes: length, days, straits passed."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instances.generators.facts import Facts

NM = 1.852
SPEED = 16 * 24
"""Nautical miles a day."""

CHOKEPOINTS = {
    "suez": "Suez Canal",
    "babalmandab": "Bab el-Mandeb",
    "malacca": "Strait of Malacca",
    "sunda": "Sunda Strait",
    "panama": "Panama Canal",
    "gibraltar": "Strait of Gibraltar",
    "cape": "Cape of Good Hope",
    "magellan": "Strait of Magellan",
    "taiwan": "Taiwan Strait",
    "danish-straits": "Danish straits",
    "russia": "Russian and Kazakh rail transit",
    "caspian": "Trans-Caspian corridor",
}

_NAMES = {"south_africa": "cape", "chili": "magellan"}

BALTIC = ("Gdansk", "Kokkola")
NORTH_OF_TAIWAN = ("Shanghai", "Qingdao", "Busan", "Gwangyang")

_VARIANTS = {
    # route: (column of the lane table, straits it takes away, straits it adds)
    "": ("distance_nm", (), ()),
    "cape": ("distance_nm_no_suez_no_panama", ("suez", "babalmandab", "gibraltar"), ("cape",)),
    "sunda": ("distance_nm_no_malacca", ("malacca",), ("sunda",)),
    "magellan": ("distance_nm_no_panama", ("panama",), ("magellan",)),
}


@dataclass(frozen=True)
class Route:
    """A way by sea: nautical miles and the straits it passes."""

    name: str
    nm: float
    chokepoints: tuple[str, ...]

    @property
    def km(self) -> float:
        """Length."""
        return self.nm * NM

    @property
    def days(self) -> float:
        """At 16 knots with two days in port."""
        return self.nm / SPEED + 2


class Sea:
    """Shortest paths over the 114 computed lanes, taken both ways.

    Where the table has the pair, that is the lane itself; else a path by way of other ports, which
    is a little longer than the true one.
    """

    def __init__(self, facts: Facts) -> None:
        self._edges: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for row in facts.rows("09b"):
            self._edges.setdefault(row["origin"], []).append((row["destination"], row))
            self._edges.setdefault(row["destination"], []).append((row["origin"], row))

    def routes(self, origin: str, destination: str) -> list[Route]:
        """The usual route, then those around Suez, Malacca and Panama where it passes them."""
        usual = self._route("", origin, destination)
        found = [usual]
        for name, strait in (("cape", "suez"), ("sunda", "malacca"), ("magellan", "panama")):
            if strait in usual.chokepoints:
                found.append(self._route(name, origin, destination))
        return found

    def _route(self, name: str, origin: str, destination: str) -> Route:
        column, gone, added = _VARIANTS[name]
        nm, straits = self._shortest(column, origin, destination)
        if name:
            straits = (straits - set(gone)) | set(added)
        if straits & {"malacca", "sunda"} and {origin, destination} & set(NORTH_OF_TAIWAN):
            straits = straits | {"taiwan"}
        if {origin, destination} & set(BALTIC) and not {origin, destination} <= set(BALTIC):
            straits = straits | {"danish-straits"}
        return Route(name, nm, tuple(k for k in CHOKEPOINTS if k in straits))

    def _shortest(self, column: str, origin: str, destination: str) -> tuple[float, set[str]]:
        best = {origin: 0.0}
        queue: list[tuple[float, str, frozenset[str]]] = [(0.0, origin, frozenset())]
        while queue:
            nm, port, straits = heapq.heappop(queue)
            if port == destination:
                return nm, set(straits)
            if nm > best.get(port, nm):
                continue
            for other, row in self._edges.get(port, []):
                total = nm + float(row[column])
                if total < best.get(other, float("inf")):
                    best[other] = total
                    passed = {_NAMES.get(s, s) for s in row["chokepoints"].split("|") if s}
                    heapq.heappush(queue, (total, other, straits | passed))
        raise KeyError(f"no sea route from {origin} to {destination}")
