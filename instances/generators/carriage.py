"""Writes lanes: what a road, a ship, a train or an aircraft costs, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.cargo import BULK, DANGEROUS
from instances.generators.sea import CHOKEPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instances.generators.book import Book
    from instances.generators.chain import Chain
    from instances.generators.facts import Prov
    from instances.generators.places import Place
    from instances.generators.sea import Route

ROAD_RATE = 0.09
"""USD per t and km by lorry or local train."""


@dataclass(frozen=True)
class Service:
    """A way to carry: mode, route, length, time and rates in USD/t (boxes, bulk, class 9)."""

    mode: str
    km: float
    days: float
    box: float
    prov: Prov
    route: str = ""
    bulk: float = 0.0
    heavy: float = 0.0
    straits: tuple[str, ...] = ()


def road(km: float, rate: float = ROAD_RATE) -> Service:
    """Overland over so many km of great circle; the road is a quarter longer."""
    km = 1.25 * km + 20
    why = judged("Great circle times 1.25; 0.09 USD/t/km, half for bulk, twice for class 9")
    box = 8 + rate * km
    return Service("road", km, 1 + km / 600, box, why, bulk=6 + 0.5 * rate * km, heavy=2 * box)


def ship(route: Route, inland: Service | None = None) -> Service:
    """By sea, with roads at both ends if given; rates are lines through those of table 09c."""
    why = rule("Path over table 09b; 12 + 0.0085 nm USD/t, bulk 4 + 0.0045 nm, class 9 dearer")
    box, bulk = 12 + 0.0085 * route.nm, 4 + 0.0045 * route.nm
    heavy, km, days = 1.39 * box + 22, route.km, route.days
    if inland:
        box, bulk, heavy = box + inland.box, bulk + inland.bulk, heavy + inland.heavy
        km, days = km + inland.km, days + inland.days
    return Service("sea", km, days, box, why, route.name, bulk, heavy, route.chokepoints)


def train(route: str) -> Service:
    """From inland China to Europe by way of Russia or of the Caspian."""
    if route == "russia":
        why = judged("Rail index 3,240 USD/FEU and days of table 09c; 25 t of goods, 18 t of cells")
        return Service("rail", 9500, 26, 130, why, route, heavy=200, straits=(route,))
    why = judged("Middle corridor: days of table 09c, half again the price of the northern one")
    return Service("rail", 11000, 52.5, 195, why, route, heavy=300, straits=(route,))


def flight(km: float) -> Service:
    """Air freight."""
    why = judged("Air cargo 4.5 USD/kg, between the quiet rate and the peak of 6 in table 09c")
    return Service("air", km, 4, 4500, why, heavy=4500)


class Lanes:
    """Writes lanes with their shipments, and remembers which sites they touch."""

    def __init__(self, book: Book, chain: Chain, places: Mapping[str, Place]) -> None:
        self._book, self._chain, self.places = book, chain, places
        self.touched: set[str] = set()

    def add(self, ends: tuple[str, str], service: Service, goods: Iterable[str]) -> None:
        """One lane with a shipment for each of the goods; nothing without goods."""
        wanted = set(goods)
        carried = [good for good in self._chain.goods if good in wanted]
        if not carried:
            return
        lane = f"{ends[0]}-{ends[1]}/{service.mode}"
        lane += f"-{service.route}" if service.route else ""
        new = self._book.add(
            "lanes",
            service.prov,
            lane=lane,
            origin=ends[0],
            destination=ends[1],
            mode=service.mode,
            route=service.route,
            distance_km=service.km,
            days=service.days,
            cost_per_t=service.box / 1e6,
        )
        self.touched.update(ends)
        for strait in service.straits if new else ():
            self._book.add("lane_chokepoints", service.prov, lane=lane, chokepoint=strait)
        for good in carried:
            self._book.add(
                "shipments",
                service.prov,
                lane=lane,
                commodity=good,
                cost_per_unit=self._own_cost(good, service),
            )

    def road(self, ends: tuple[str, str], goods: Iterable[str], *, rate: float = ROAD_RATE) -> None:
        """A road between two places."""
        km = self.places[ends[0]].km(self.places[ends[1]])
        self.add(ends, road(km, rate), goods)

    def _own_cost(self, good: str, service: Service) -> float | None:
        """MUSD per unit where the good does not travel at the lane's rate."""
        rate = service.bulk if good in BULK else 0.0
        rate = service.heavy if good.startswith(DANGEROUS) else rate
        mass = self._chain.goods[good].mass
        return rate / 1e6 * 1000.0 * (1.0 if mass is None else mass) if rate else None


def write_modes(book: Book) -> None:
    """Modes of carriage; lanes carry their own rates, so these matter for emissions."""
    prov = judged("GHG intensities of table 09c; lanes state their own rates")
    for mode, rate, handling, co2 in (
        ("sea", 5e-9, 12e-6, 0.010),
        ("road", 9e-8, 8e-6, 0.075),
        ("rail", 1.8e-8, 15e-6, 0.020),
        ("air", 5e-7, 300e-6, 0.600),
    ):
        book.add(
            "modes",
            prov,
            mode=mode,
            cost_per_tkm=rate,
            handling_per_t=handling,
            co2_kg_per_tkm=co2,
        )
    for key, name in CHOKEPOINTS.items():
        book.add("chokepoints", rule("Named in table 09b or 09c"), chokepoint=key, name=name)
