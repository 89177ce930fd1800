"""The lanes of ``japan-eu``: roads in an area, sea between its ports, rail to Europe, air."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.cargo import (
    CELLS,
    PACKS,
    STAYS,
    WASTE,
    Goods,
    area,
    exports,
    imports,
    worth,
)
from instances.generators.carriage import ROAD_RATE, Lanes, flight, ship, train
from instances.generators.countries import EU
from instances.generators.places import MORE_HUBS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.book import Book
    from instances.generators.chain import Chain
    from instances.generators.places import Place
    from instances.generators.sea import Sea

NEAREST = {"EUR": 3, "CHN": 2}
"""Direct roads from so many of the nearest makers to each user; elsewhere all. Waste goes the other
way: from where it arises to the two nearest users."""

OUTLETS = 2
"""Everyone who makes a good is joined to so many of its nearest users."""

_AFRICA = {
    # USD/t of table 09c for the haul from the copper belt.
    ("kolwezi", "durban"): 300.0,
    ("kolwezi", "dar-es-salaam"): 270.0,
    ("kolwezi", "lobito"): 170.0,
}

_RAIL_ENDS = ("tychy", "dormagen")
_RAIL_KM = 1100.0
"""Users farther from the terminal than this are better served by sea."""

_BOXED = ("anode_graphite", "cathode_811", "cathode_622", "cathode_lfp", *CELLS[:4], *PACKS[:4])
_AIR = (
    ("shanghai", "frankfurt", 8800.0),
    ("busan", "frankfurt", 8600.0),
    ("shanghai", "nagoya", 1500.0),
)
_FLOWN = ("cell_811",)


def write_lanes(
    book: Book, chain: Chain, places: Mapping[str, Place], goods: Goods, sea: Sea
) -> set[str]:
    """All lanes; returns the sites that they touch."""
    lanes = Lanes(book, chain, places)
    active = [p for p in places.values() if goods.made.get(p.key) or goods.used.get(p.key)]
    _direct_roads(lanes, active, goods)
    _to_ports(lanes, active, goods)
    _by_sea(lanes, active, goods, sea)
    _rail(lanes, active, goods)
    _air(lanes, active, goods)
    return lanes.touched


def _near(here: Place, others: list[Place], having: Mapping[str, set[str]], good: str) -> list[str]:
    """Places of the same area that have a good, the nearest first."""
    found = [
        p
        for p in others
        if p.key != here.key
        and area(p.country) == area(here.country)
        and good in having.get(p.key, set())
    ]
    return [p.key for p in sorted(found, key=lambda p: (p.km(here), p.key))]


def _direct_roads(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    for user in active:
        for good in sorted(goods.used.get(user.key, set())):
            makers = _near(user, active, goods.made, good)
            most = 0 if good.startswith(WASTE) else NEAREST.get(area(user.country), len(makers))
            for maker in makers[:most]:
                wanted.setdefault((maker, user.key), set()).add(good)
    for place in active:
        for good in sorted(goods.made.get(place.key, set())):
            for near in _near(place, active, goods.used, good)[:OUTLETS]:
                wanted.setdefault((place.key, near), set()).add(good)
    for ends, carried in sorted(wanted.items()):
        lanes.road(ends, carried)


def _hubs(place: Place) -> tuple[str, ...]:
    return (place.hub, *MORE_HUBS.get(place.key, ()))


def _to_ports(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    anywhere = goods.wanted([p.key for p in active])
    for place in active:
        own = area(place.country)
        made = goods.made.get(place.key, set())
        leaving = made & anywhere & set(exports(place.country))
        if own in {"CHN", "KOR", "JPN"}:
            # Its port is also where an area's own makers and users meet.
            home = goods.wanted([p.key for p in active if area(p.country) == own])
            leaving |= {good for good in made & home if not good.startswith(STAYS)}
        taken = goods.used.get(place.key, set()) & set(imports(place.country))
        for hub in _hubs(place):
            if hub == place.key:
                continue
            rate = ROAD_RATE
            if (place.key, hub) in _AFRICA:
                rate = (_AFRICA[place.key, hub] - 8) / (1.25 * place.km(lanes.places[hub]) + 20)
            lanes.road((place.key, hub), leaving, rate=rate)
            lanes.road((hub, place.key), taken, rate=rate)


def _by_sea(lanes: Lanes, active: list[Place], goods: Goods, sea: Sea) -> None:
    ports = [p for p in lanes.places.values() if p.port]
    served = {port.key: [p.key for p in active if port.key in _hubs(p)] for port in ports}
    for origin in ports:
        leaving = goods.leaving(served[origin.key]) & set(exports(origin.country))
        for destination in ports:
            if area(origin.country) == area(destination.country):
                continue
            taken = goods.wanted(served[destination.key]) & set(imports(destination.country))
            carried = {g for g in leaving & taken if worth(g, origin, destination)}
            if not carried:
                continue
            for route in sea.routes(origin.port, destination.port):
                rare = route.name in {"sunda", "magellan"}
                if not rare or "rotterdam" in {origin.key, destination.key}:
                    lanes.add((origin.key, destination.key), ship(route), carried)


def _rail(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    china = [p for p in active if p.country == "CHN"]
    leaving = goods.leaving([p.key for p in china]) & set(_BOXED)
    for maker in china:
        if maker.key != "xian":
            lanes.road((maker.key, "xian"), goods.made.get(maker.key, set()) & leaving)
    for end in _RAIL_ENDS:
        near = [p for p in active if p.country in EU and p.km(lanes.places[end]) < _RAIL_KM]
        taken = leaving & goods.wanted([p.key for p in near])
        for route in ("russia", "caspian"):
            lanes.add(("xian", end), train(route), taken)
        for user in near:
            if user.key != end:
                lanes.road((end, user.key), goods.used.get(user.key, set()) & taken)


def _air(lanes: Lanes, active: list[Place], goods: Goods) -> None:
    for origin, end, km in _AIR:
        lanes.add((origin, end), flight(km), _FLOWN)
    for user in active:
        if user.country in EU and user.key != "frankfurt":
            lanes.road(("frankfurt", user.key), goods.used.get(user.key, set()) & set(_FLOWN))
