"""Lanes: roads within an area, sea routes between its ports, rail to Europe, air for cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.countries import EU
from instances.generators.places import MORE_HUBS
from instances.generators.sea import CHOKEPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instances.generators.book import Book
    from instances.generators.facts import Prov
    from instances.generators.places import Place
    from instances.generators.recipes import Chain
    from instances.generators.sea import Route, Sea

EUROPE = (*EU, "NOR")

BULK = ("spodumene", "nickel_ore", "nickel_mhp", "nickel_matte", "manganese_ore")
DANGEROUS = ("cell_", "pack_", "eol_", "scrap_", "black_mass_")
"""Class 9 goods: lighter containers and a surcharge by sea, twice the price by road."""

STAYS = ("eol_", "scrap_", "lithium_brine", "metal_scrap")
"""Never leaves its area by sea."""

_RAW = ("spodumene", "lithium_carbonate", "cobalt_hydroxide", "nickel_mhp", "nickel_matte",
        "manganese_ore", "graphite_flake")  # fmt: skip
_SALTS = ("lithium_hydroxide", "nickel_sulfate", "cobalt_sulfate", "manganese_sulfate")
_MADE = ("spherical_graphite", "anode_graphite", "iron_phosphate", "precursor_811", "precursor_622",
         "cathode_811", "cathode_622", "cathode_lfp", "cathode_sodium", "solid_electrolyte")  # fmt: skip
_CELLS = ("cell_811", "cell_622", "cell_lfp", "cell_sodium", "cell_solid")
_PACKS = ("pack_811", "pack_622", "pack_lfp", "pack_sodium", "pack_solid")
_BLACK = ("black_mass_811", "black_mass_622", "black_mass_lfp")

IMPORTS: dict[str, tuple[str, ...]] = {
    # What may come in by sea; areas that are not listed take nothing but what their plants lack.
    "CHN": (*_RAW, "nickel_sulfate"),
    "KOR": (*_RAW, *_SALTS, *_MADE, *_BLACK),
    "JPN": (*_RAW, *_SALTS, *_MADE, *_CELLS, *_PACKS, *_BLACK),
    "EUR": (*_RAW, *_SALTS, *_MADE, *_CELLS, *_PACKS),
}
_ELSEWHERE = (*_RAW, *_SALTS, *_MADE, "nickel_ore")

EXPORTS: dict[str, tuple[str, ...]] = {
    "KOR": (*_RAW, *_SALTS, *_MADE, *_CELLS, *_PACKS, *_BLACK),
    "CHN": (*_SALTS, *_MADE, *_CELLS, *_PACKS, "lithium_carbonate"),
    "JPN": ("nickel_sulfate", "cobalt_sulfate", "precursor_811", "precursor_622", "cathode_811",
            "cathode_622", "anode_graphite", "solid_electrolyte", *_CELLS, *_BLACK),
    "EUR": ("nickel_sulfate", "cobalt_sulfate", *_BLACK),
}  # fmt: skip
"""What may leave by sea; areas that are not listed may sell all they make but packs."""

NEAREST = {"EUR": 3, "CHN": 2}
"""Direct roads from so many of the nearest makers to each user; elsewhere all. Waste goes the other
way: from where it arises to the two nearest users."""


def area(country: str) -> str:
    """Countries joined by road: the Union with Norway, else each alone."""
    return "EUR" if country in EUROPE else country


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


class Lanes:
    """Writes lanes with their shipments, and remembers which sites they touch."""

    def __init__(self, book: Book, chain: Chain, places: Mapping[str, Place]) -> None:
        self._book, self._chain, self._places = book, chain, places
        self.touched: set[str] = set()

    def place(self, key: str) -> Place:
        """The place of that key."""
        return self._places[key]

    def _mass(self, good: str) -> float:
        mass = self._chain.goods[good].mass
        return 1000.0 * (1.0 if mass is None else mass)

    def add(self, ends: tuple[str, str], mode: str, route: str, goods: Iterable[str], *, km: float,
            days: float, dollars: float, prov: Prov, bulk: float = 0.0, heavy: float = 0.0,
            straits: Iterable[str] = ()) -> None:  # fmt: skip
        """One lane. ``dollars`` per t in boxes; ``bulk`` and ``heavy`` for bulk and class 9 goods."""
        carried = [g for g in self._chain.goods if g in set(goods)]
        if not carried:
            return
        lane = f"{ends[0]}-{ends[1]}/{mode}" + (f"-{route}" if route else "")
        new = self._book.add(
            "lanes", prov, lane=lane, origin=ends[0], destination=ends[1], mode=mode, route=route,
            distance_km=km, days=days, cost_per_t=dollars / 1e6,
        )  # fmt: skip
        self.touched.update(ends)
        if new:
            for strait in straits:
                self._book.add("lane_chokepoints", prov, lane=lane, chokepoint=strait)
        for good in carried:
            own = bulk if good in BULK else heavy if good.startswith(DANGEROUS) else 0.0
            cost = own / 1e6 * self._mass(good) if own else None
            self._book.add("shipments", prov, lane=lane, commodity=good, cost_per_unit=cost)

    def road(self, ends: tuple[str, str], goods: Iterable[str], *, rate: float = 0.09) -> None:
        """A lorry or train overland; a quarter longer than the great circle."""
        km = 1.25 * self._places[ends[0]].km(self._places[ends[1]]) + 20
        dollars = 8 + rate * km
        self.add(ends, "road", "", goods, km=km, days=1 + km / 600, dollars=dollars, heavy=2 * dollars,
                 bulk=6 + 0.5 * rate * km,
                 prov=judged("Great circle times 1.25; 0.09 USD/t/km, half for bulk, twice for class 9"))  # fmt: skip

    def sea(self, ends: tuple[str, str], goods: Iterable[str], route: Route) -> None:
        """A ship; rates are lines through the planning values of table 09c."""
        box = 12 + 0.0085 * route.nm
        self.add(ends, "sea", route.name, goods, km=route.km, days=route.days, dollars=box,
                 bulk=4 + 0.0045 * route.nm, heavy=1.39 * box + 22, straits=route.chokepoints,
                 prov=rule("Path over table 09b; 12 + 0.0085 nm USD/t, bulk 4 + 0.0045 nm, class 9 dearer"))  # fmt: skip


_AFRICA = {
    ("kolwezi", "durban"): 300.0,
    ("kolwezi", "dar-es-salaam"): 270.0,
    ("kolwezi", "lobito"): 170.0,
}


def hubs_of(place: Place) -> tuple[str, ...]:
    """The ports through which a place trades."""
    return (place.hub, *MORE_HUBS.get(place.key, ()))


def write_modes(book: Book) -> None:
    """Modes of carriage; lanes carry their own rates, so these matter for emissions."""
    prov = judged("GHG intensities of table 09c; lanes state their own rates")
    for mode, rate, handling, co2 in (
        ("sea", 5e-9, 12e-6, 0.010), ("road", 9e-8, 8e-6, 0.075), ("rail", 1.8e-8, 15e-6, 0.020),
        ("air", 5e-7, 300e-6, 0.600),
    ):  # fmt: skip
        book.add(
            "modes", prov, mode=mode, cost_per_tkm=rate, handling_per_t=handling, co2_kg_per_tkm=co2
        )
    for key, name in CHOKEPOINTS.items():
        book.add("chokepoints", rule("Named in table 09b or 09c"), chokepoint=key, name=name)


def write_lanes(
    book: Book, chain: Chain, places: Mapping[str, Place], goods: Goods, sea: Sea
) -> set[str]:
    """All lanes; returns the sites that they touch."""
    lanes = Lanes(book, chain, places)
    active = [p for p in places.values() if goods.made.get(p.key) or goods.used.get(p.key)]
    _direct_roads(lanes, active, goods)
    _to_ports(lanes, places, active, goods)
    _by_sea(lanes, places, active, goods, sea)
    _rail_and_air(lanes, active, goods)
    return lanes.touched


def _direct_roads(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    for user in active:
        for good in sorted(goods.used.get(user.key, set())):
            makers = [
                p for p in active
                if good in goods.made.get(p.key, set()) and area(p.country) == area(user.country)
                and p.key != user.key
            ]  # fmt: skip
            makers.sort(key=lambda p: (p.km(user), p.key))
            waste = good.startswith(("eol_", "scrap_", "black_mass_"))
            most = 0 if waste else NEAREST.get(area(user.country), len(makers))
            for maker in makers[:most]:
                wanted.setdefault((maker.key, user.key), set()).add(good)
    for maker in active:
        # Everyone has an outlet: the two nearest users of each good.
        for good in sorted(goods.made.get(maker.key, set())):
            users = [
                p for p in active
                if good in goods.used.get(p.key, set()) and area(p.country) == area(maker.country)
                and p.key != maker.key
            ]  # fmt: skip
            users.sort(key=lambda p: (p.km(maker), p.key))
            for user in users[:2]:
                wanted.setdefault((maker.key, user.key), set()).add(good)
    for ends, carried in sorted(wanted.items()):
        lanes.road(ends, carried)


def _served(active: list[Place], hub: str) -> list[str]:
    return [p.key for p in active if hub in hubs_of(p)]


def _to_ports(lanes: Lanes, places: Mapping[str, Place], active: list[Place], goods: Goods) -> None:
    wanted_anywhere = goods.wanted([p.key for p in active])
    for place in active:
        own = area(place.country)
        for hub in hubs_of(place):
            if hub == place.key:
                continue
            sold = EXPORTS.get(own, _ELSEWHERE + _CELLS + _BLACK)
            leaving = goods.made.get(place.key, set()) & wanted_anywhere & set(sold)
            home = goods.wanted([p.key for p in active if area(p.country) == own])
            if own in {"CHN", "KOR", "JPN"}:
                leaving |= goods.made.get(place.key, set()) & home - _stay(
                    goods.made.get(place.key, set())
                )
            taken = goods.used.get(place.key, set()) & set(IMPORTS.get(own, _ELSEWHERE))
            rate = 0.09
            if (place.key, hub) in _AFRICA:
                km = 1.25 * place.km(places[hub]) + 20
                rate = (_AFRICA[place.key, hub] - 8) / km
            lanes.road((place.key, hub), leaving, rate=rate)
            lanes.road((hub, place.key), taken, rate=rate)


def _stay(goods: set[str]) -> set[str]:
    return {good for good in goods if good.startswith(STAYS)}


def _by_sea(
    lanes: Lanes, places: Mapping[str, Place], active: list[Place], goods: Goods, sea: Sea
) -> None:
    ports = [p for p in places.values() if p.port]
    for origin in ports:
        out_area = area(origin.country)
        sold = EXPORTS.get(out_area, _ELSEWHERE + _CELLS + _BLACK)
        leaving = goods.leaving(_served(active, origin.key)) & set(sold)
        for destination in ports:
            in_area = area(destination.country)
            if in_area == out_area:
                continue
            taken = goods.wanted(_served(active, destination.key)) & set(
                IMPORTS.get(in_area, _ELSEWHERE)
            )
            carried = {g for g in leaving & taken if _worth(g, origin, destination)}
            if not carried:
                continue
            for route in sea.routes(origin.port, destination.port):
                if route.name in {"sunda", "magellan"} and "rotterdam" not in {
                    origin.key,
                    destination.key,
                }:
                    continue
                lanes.sea((origin.key, destination.key), carried, route)


_CELL_MAKERS = ("CHN", "KOR", "JPN", "MAR", "IDN", "MYS", "THA", "VNM")


def _worth(good: str, origin: Place, destination: Place) -> bool:
    """Leaves out what nobody would ship: coals to Newcastle, packs from afar, waste to China."""
    far = area(destination.country) not in {"CHN", "KOR", "JPN", "EUR"}
    if area(origin.country) == "EUR" and (
        origin.key not in {"rotterdam", "kokkola"} or destination.country not in {"KOR", "JPN"}
    ):
        return False
    if good in _BLACK:
        return origin.country in {*EU, "JPN"} and destination.country in {"KOR", "JPN"}
    if good in _PACKS:
        return origin.country in {"CHN", "KOR"}
    if good in _CELLS:
        return origin.country in _CELL_MAKERS
    if far and good in {"cathode_811", "cathode_622", "cathode_lfp", "anode_graphite"}:
        return origin.country in {"CHN", "KOR", "IDN"}
    if far and good == "nickel_ore":
        return origin.country in {"PHL", "IDN"}
    return not (far and destination.key not in _FAR_USERS.get(good, ()))


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

_RAIL_ENDS = ("tychy", "dormagen")
_AIR = (
    ("shanghai", "frankfurt", 8800.0),
    ("busan", "frankfurt", 8600.0),
    ("shanghai", "nagoya", 1500.0),
)


def _rail_and_air(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    boxed = {
        "anode_graphite",
        "cathode_811",
        "cathode_622",
        "cathode_lfp",
        *_CELLS[:4],
        *_PACKS[:4],
    }
    china = [p for p in active if p.country == "CHN"]
    europe = [p for p in active if p.country in EU]
    leaving = goods.leaving([p.key for p in china]) & boxed
    for maker in china:
        if maker.key != "xian":
            lanes.road((maker.key, "xian"), goods.made.get(maker.key, set()) & boxed)
    rail = judged(
        "Rail index 3,240 USD/FEU and terminal days of table 09c; 25 t of goods, 18 t of cells"
    )
    slow = judged("Middle corridor: days of table 09c, half again the price of the northern one")
    for end in _RAIL_ENDS:
        near = [p for p in europe if p.km(lanes.place(end)) < 1100]
        taken = leaving & goods.wanted([p.key for p in near])
        lanes.add(("xian", end), "rail", "russia", taken, km=9500, days=26, dollars=130, heavy=200,
                  straits=("russia",), prov=rail)  # fmt: skip
        lanes.add(("xian", end), "rail", "caspian", taken, km=11000, days=52.5, dollars=195, heavy=300,
                  straits=("caspian",), prov=slow)  # fmt: skip
        for user in near:
            if user.key != end:
                lanes.road((end, user.key), goods.used.get(user.key, set()) & taken)
    air = judged("Air cargo 4.5 USD/kg between the quiet rate and the peak of 6 in table 09c")
    flown = {"cell_811"}
    for origin, end, km in _AIR:
        lanes.add((origin, end), "air", "", flown, km=km, days=4, dollars=4500, prov=air)
    for user in (p for p in europe if flown & goods.used.get(p.key, set())):
        if user.key != "frankfurt":
            lanes.road(("frankfurt", user.key), flown)
