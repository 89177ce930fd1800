"""Lanes, purchases, markets and rules of ``japan-eu-mini``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.buying import LOCAL, markup
from instances.generators.cargo import STAYS, WASTE, area
from instances.generators.carriage import Lanes, road, ship
from instances.generators.demand import STORAGE_EU, STORAGE_JAPAN, between, read_world
from instances.generators.markets import lifetime, past_returns
from instances.generators.sea import Sea

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.cargo import Goods
    from instances.generators.carriage import Service
    from instances.generators.chain import Chain
    from instances.generators.facts import Facts
    from instances.generators.places import Place

MARKETS = {"stuttgart": "EU", "nagoya": "JPN"}

_BOUGHT = {**LOCAL, "precursor_811": 10.5, "iron_phosphate": 1.35}
"""kUSD/t in China; nickel precursor and iron phosphate are not followed further up."""

_SOLD = ("nickel_sulfate", "cobalt_sulfate", "manganese_sulfate", "metal_scrap")
_SEGMENTS = {"cars": ("Cars and lorries", 500.0), "storage": ("Stationary storage", 400.0)}
_SHARES = {
    ("cars", "811"): (0.25, 0.75),
    ("cars", "lfp"): (0.15, 0.60),
    ("storage", "lfp"): (0.60, 1.0),
    ("storage", "811"): (0.0, 0.40),
}
_COLLECTED = {"EU": (0.60, 0.66, 0.72, 0.78, 0.84), "JPN": (0.20, 0.25, 0.30, 0.35, 0.40)}

_ROUTES = ("", "cape", "magellan")


def write_lanes(
    book: Book, facts: Facts, chain: Chain, places: dict[str, Place], goods: Goods
) -> set[str]:
    """A road within an area, else the sea routes between the ports with roads at both ends."""
    sea, lanes = Sea(facts), Lanes(book, chain, places)
    sites = [p for p in places.values() if goods.made.get(p.key) or goods.used.get(p.key)]
    for origin in sites:
        for destination in sites:
            made, used = goods.made.get(origin.key, set()), goods.used.get(destination.key, set())
            carried = made & used
            if origin.key == destination.key or not carried:
                continue
            for service in _services(sea, places, origin, destination):
                if service.mode == "sea":
                    carried = {g for g in carried if _crosses(g, origin, destination)}
                lanes.add((origin.key, destination.key), service, carried)
    return lanes.touched


def _crosses(good: str, origin: Place, destination: Place) -> bool:
    if good.startswith(STAYS):
        return False
    if good.startswith(WASTE):
        return "CHN" not in {origin.country, destination.country}
    return not (good.startswith(("cell_", "pack_")) and destination.country in {"CHN", "KOR"})


def _services(
    sea: Sea, places: dict[str, Place], origin: Place, destination: Place
) -> list[Service]:
    if area(origin.country) == area(destination.country):
        return [road(origin.km(destination))]
    ports = places[origin.hub], places[destination.hub]
    inland = road(origin.km(ports[0]) + ports[1].km(destination))
    return [
        ship(route, inland)
        for route in sea.routes(ports[0].port, ports[1].port)
        if route.name in _ROUTES
    ]


def write_buying(
    book: Book, facts: Facts, chain: Chain, places: dict[str, Place], goods: Goods
) -> None:
    """Parts and salts bought where they are used; waste thrown away; recovered salts sold."""
    for site, used in sorted(goods.used.items()):
        dearer, prov = markup(facts, places[site].country)
        for good in sorted(used & set(_BOUGHT)):
            key = f"{good}/{site}"
            book.add("supplies", prov, supply=key, site=site, commodity=good)
            price = _BOUGHT[good] * dearer
            book.add("supply_terms", prov, supply=key, period="2025-26", price=price)
    fee = judged("Incineration and safe storage; above the gate fees of table 08")
    worth = judged("Customs value less a tenth")
    for site, made in sorted(goods.made.items()):
        home = places[site].country != "CHN"
        for good in sorted(made):
            if good.startswith(WASTE):
                cost = 1.8 if home else 1.0
                book.add("disposals", fee, site=site, commodity=good, cost=cost)
            if good in _SOLD:
                price = 0.9 * chain.goods[good].value
                book.add("sales", worth, site=site, commodity=good, price=price)


def write_markets(book: Book, facts: Facts, chain: Chain) -> None:
    """Segments, chemistries, shares, demand and what comes back."""
    periods = [(row["period"], int(row["start"][:4]), row["days"]) for row in book.rows("periods")]
    for segment, (name, penalty) in _SEGMENTS.items():
        book.add(
            "segments",
            judged("Several times the price of a pack"),
            segment=segment,
            name=name,
            unit="GWh",
            shortfall_penalty=penalty,
        )
    for key in ("811", "lfp"):
        battery = chain.batteries[key]
        book.add(
            "chemistries",
            battery.prov,
            chemistry=key,
            name=battery.name,
            commodity=f"pack_{key}",
            energy_per_unit=1.0,
            eol_commodity=f"eol_{key}",
            eol_per_energy=battery.pack_mass,
        )
    for (segment, key), (least, most) in _SHARES.items():
        book.add(
            "shares",
            judged("Around the mixes of table 04"),
            segment=segment,
            chemistry=key,
            market="",
            period=periods[0][0],
            minimum=least,
            maximum=most,
        )
    _demand(book, facts, periods)
    _returns(book, facts, periods)


def _demand(book: Book, facts: Facts, periods: list[tuple[str, int, int]]) -> None:
    world = read_world(facts)
    points = {
        ("EU", "cars"): world.union,
        ("EU", "storage"): STORAGE_EU,
        ("JPN", "cars"): world.japan,
        ("JPN", "storage"): STORAGE_JAPAN,
    }
    why = rule("Demand of japan-eu in the middle of the period times its years")
    for market, bloc in MARKETS.items():
        for segment in _SEGMENTS:
            for period, year, days in periods:
                energy = between(points[bloc, segment], year + 0.5) * days / 365.25
                book.add(
                    "demands", why, market=market, segment=segment, period=period, energy=energy
                )


def _returns(book: Book, facts: Facts, periods: list[tuple[str, int, int]]) -> None:
    why = judged("Normal about 13 years, by two-year steps")
    for segment in _SEGMENTS:
        by_age = lifetime("mass-market" if segment == "cars" else "storage")
        for age in range(4, 9, 2):
            part = by_age.get(age, 0.0)
            book.add("lifetimes", why, segment=segment, chemistry="", age=age, fraction=part)
    sold = rule("Registrations of table 06 times pack size and lifetimes")
    taken = judged("Japan exports four fifths of its used electric cars (table 08)")
    for market, bloc in MARKETS.items():
        back = past_returns(facts, bloc)
        for (period, year, _), rate in zip(periods, _COLLECTED[bloc], strict=True):
            energy = back[year] + back[year + 1]
            book.add(
                "past_returns",
                sold,
                market=market,
                segment="cars",
                chemistry="811",
                period=period,
                energy=energy,
            )
            book.add("collections", taken, market=market, segment="", period=period, rate=rate)


_DUTIES = (
    # name, goods, origin and destination, rate, amount, from, why
    ("eu-mfn", ("cell_811", "cell_lfp", "pack_811", "pack_lfp"), ("CHN", "EU"), 0.027, 0.0, None,
     "CN 8507 60 00, table 10"),
    ("china-rebate", ("cell_811", "cell_lfp", "pack_811", "pack_lfp"), ("CHN", ""), 0.09, 0.0,
     "2027-01-01", "Rebate of 9 % lost from 2027 on, table 10"),
    ("china-licence", ("graphite_flake", "spherical_graphite", "anode_graphite"), ("CHN", ""), 0.0,
     0.06, "2023-12-01", "Cost of an export licence and its delay"),
)  # fmt: skip


def write_rules(book: Book) -> None:
    """Battery duties, graphite licences and the consent that black mass needs."""
    for name, goods, (origin, destination), rate, amount, first, why in _DUTIES:
        for good in goods:
            book.add(
                "tariffs",
                judged(why),
                tariff=f"{name}/{good}",
                origin=origin,
                destination=destination,
                commodity=good,
                rate=rate,
                amount=amount,
                first_date=first,
            )
    for origin, destination in (("DEU", "JPN"), ("JPN", "DEU")):
        book.add(
            "permissions",
            judged("Prior consent of both sides, table 09c"),
            permission=f"waste/{origin}-{destination}",
            origin=origin,
            destination=destination,
            cost=0.08,
            days=30.0,
        )
