"""Which goods go which way: what an area takes in and sells by sea, what nobody would ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.countries import EU

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instances.generators.chain import Chain
    from instances.generators.places import Place

EUROPE = (*EU, "NOR")

BULK = ("spodumene", "nickel_ore", "nickel_mhp", "nickel_matte", "manganese_ore")
DANGEROUS = ("cell_", "pack_", "eol_", "scrap_", "black_mass_")
"""Class 9 goods: lighter containers and a surcharge by sea, twice the price by road."""

WASTE = ("eol_", "scrap_", "black_mass_")
STAYS = ("eol_", "scrap_", "lithium_brine", "metal_scrap")
"""Never leaves its area by sea."""

RAW = ("spodumene", "lithium_carbonate", "cobalt_hydroxide", "nickel_mhp", "nickel_matte",
       "manganese_ore", "graphite_flake")  # fmt: skip
SALTS = ("lithium_hydroxide", "nickel_sulfate", "cobalt_sulfate", "manganese_sulfate")
MATERIALS = ("spherical_graphite", "anode_graphite", "iron_phosphate", "precursor_811",
             "precursor_622", "cathode_811", "cathode_622", "cathode_lfp", "cathode_sodium",
             "solid_electrolyte")  # fmt: skip
CELLS = ("cell_811", "cell_622", "cell_lfp", "cell_sodium", "cell_solid")
PACKS = ("pack_811", "pack_622", "pack_lfp", "pack_sodium", "pack_solid")
BLACK = ("black_mass_811", "black_mass_622", "black_mass_lfp")

_ELSEWHERE = (*RAW, *SALTS, *MATERIALS, "nickel_ore")

_IMPORTS: dict[str, tuple[str, ...]] = {
    "CHN": (*RAW, "nickel_sulfate"),
    "KOR": (*RAW, *SALTS, *MATERIALS, *BLACK),
    "JPN": (*RAW, *SALTS, *MATERIALS, *CELLS, *PACKS, *BLACK),
    "EUR": (*RAW, *SALTS, *MATERIALS, *CELLS, *PACKS),
}

_EXPORTS: dict[str, tuple[str, ...]] = {
    "CHN": (*SALTS, *MATERIALS, *CELLS, *PACKS, "lithium_carbonate"),
    "KOR": (*RAW, *SALTS, *MATERIALS, *CELLS, *PACKS, *BLACK),
    "JPN": ("nickel_sulfate", "cobalt_sulfate", "precursor_811", "precursor_622", "cathode_811",
            "cathode_622", "anode_graphite", "solid_electrolyte", *CELLS, *BLACK),
    "EUR": ("nickel_sulfate", "cobalt_sulfate", *BLACK),
}  # fmt: skip

_FAR_USERS = {
    # Ports outside China, Korea, Japan and Europe that take in a good from abroad.
    "spodumene": ("jorf-lasfar", "montreal"),
    "lithium_carbonate": ("jorf-lasfar", "montreal", "jakarta", "johor"),
    "lithium_hydroxide": ("montreal",),
    "nickel_sulfate": ("jorf-lasfar", "montreal"),
    "cobalt_sulfate": ("jorf-lasfar", "montreal"),
    "manganese_sulfate": ("jorf-lasfar", "montreal"),
    "precursor_811": ("montreal",),
    "precursor_622": ("montreal",),
    "nickel_matte": ("weda-bay",),
    "nickel_mhp": ("weda-bay",),
    "manganese_ore": ("durban",),
    "spherical_graphite": ("montreal", "new-orleans"),
    "graphite_flake": ("new-orleans",),
    "iron_phosphate": ("jakarta", "johor"),
}

_SELLERS: dict[str, tuple[str, ...]] = {
    # Countries that sell a good by sea at all, where not everybody who makes it does.
    **dict.fromkeys(BLACK, (*EU, "JPN")),
    **dict.fromkeys(PACKS, ("CHN", "KOR")),
    **dict.fromkeys(CELLS, ("CHN", "KOR", "JPN", "MAR", "IDN", "MYS", "THA", "VNM")),
    "nickel_ore": ("PHL", "IDN"),
}
_FAR_SELLERS = ("CHN", "KOR", "IDN")
"""Who sends cathodes and anodes to the small cell makers far from the big markets."""

_FAR_MATERIALS = ("cathode_811", "cathode_622", "cathode_lfp", "anode_graphite")
_EUROPEAN_PORTS = ("rotterdam", "kokkola")
"""Ports through which Europe sells; all others only take in."""


def area(country: str) -> str:
    """Countries joined by road: the Union with Norway, else each alone."""
    return "EUR" if country in EUROPE else country


def imports(country: str) -> tuple[str, ...]:
    """What may come in by sea."""
    return _IMPORTS.get(area(country), _ELSEWHERE)


def exports(country: str) -> tuple[str, ...]:
    """What may leave by sea; where nothing is listed, all but packs."""
    return _EXPORTS.get(area(country), _ELSEWHERE + CELLS + BLACK)


def worth(good: str, origin: Place, destination: Place) -> bool:
    """Leaves out what nobody would ship: packs from afar, waste to China, steel to the mill."""
    if area(origin.country) == "EUR" and (
        origin.key not in _EUROPEAN_PORTS or destination.country not in {"KOR", "JPN"}
    ):
        return False
    if origin.country not in _SELLERS.get(good, (origin.country,)):
        return False
    far = area(destination.country) not in {"CHN", "KOR", "JPN", "EUR"}
    if not far or good in _SELLERS:
        return True
    if good in _FAR_MATERIALS:
        return origin.country in _FAR_SELLERS
    return destination.key in _FAR_USERS.get(good, ())


@dataclass(frozen=True)
class Goods:
    """What each site makes (or lets arise) and uses."""

    made: Mapping[str, set[str]]
    used: Mapping[str, set[str]]

    def leaving(self, sites: Iterable[str]) -> set[str]:
        """Goods made at any of the sites."""
        return set().union(*(self.made.get(site, set()) for site in sites))

    def wanted(self, sites: Iterable[str]) -> set[str]:
        """Goods used at any of the sites."""
        return set().union(*(self.used.get(site, set()) for site in sites))


def goods_of(
    chain: Chain,
    running: Iterable[tuple[str, str]],
    markets: Iterable[str] = (),
    batteries: Iterable[str] = (),
) -> Goods:
    """Goods by site from (site, process) pairs; markets use packs and give them back."""
    made: dict[str, set[str]] = {}
    used: dict[str, set[str]] = {}
    for site, process in running:
        for good, amount in chain.processes[process].flows.items():
            (made if amount > 0 else used).setdefault(site, set()).add(good)
    for market in markets:
        used.setdefault(market, set()).update(f"pack_{key}" for key in batteries)
        made.setdefault(market, set()).update(f"eol_{key}" for key in batteries)
    return Goods(made, used)
