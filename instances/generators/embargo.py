"""``graphite-embargo``: 24 months in which China holds back graphite, and nothing new can be built.

Monthly from 2025 to 2026. Flake, spherical graphite, anode material and cells are followed;
cathodes and the rest are bought at the cell plants. Ships take one to two months, so what is on the
water in January 2025 arrives whatever is decided. Capacities, costs and routes are those of
``japan-eu``; shipments out of China have named capacities, for only those can be cut in part.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from instances.generators.book import Book, judged, rule
from instances.generators.capacity import existing
from instances.generators.carriage import Lanes, write_modes
from instances.generators.costs import Costs
from instances.generators.countries import Regions, write_countries
from instances.generators.courses import write_embargo_courses
from instances.generators.demand import between, read_world
from instances.generators.embargo_lanes import write_lanes
from instances.generators.named import read_named
from instances.generators.places import read_places, write_places
from instances.generators.plants import Plant, write_plant
from instances.generators.prune import prune
from instances.generators.recipes import build_chain
from instances.generators.rungs import write_rungs
from instances.generators.sea import Sea

if TYPE_CHECKING:
    from instances.generators.chain import Chain
    from instances.generators.facts import Facts
    from optimizer.data.instance import Instance

NAME = "graphite-embargo"
TITLE = "Graphite held back: Europe and Japan through 24 months"

_BATTERIES = ("811", "lfp", "sodium")
_ANODES = ("graphite_flake", "spherical_graphite", "anode_graphite")

_PLANTS = {
    # facility of japan-eu: what it runs here
    "spheroidise-rest-chn": ("spheroidise",),
    "anode-natural-rest-chn": ("anode-natural",),
    "anode-synthetic-rest-chn": ("anode-synthetic",),
    "anode-natural-ochang": ("anode-natural",),
    "anode-synthetic-pohang": ("anode-synthetic",),
    "anode-synthetic-omachi": ("anode-synthetic",),
    "anode-synthetic-moriyama": ("anode-synthetic",),
    "anode-synthetic-kendal": ("anode-synthetic",),
    "anode-synthetic-porsgrunn": ("anode-synthetic",),
    "cell-wroclaw": ("cell-811", "cell-lfp"),
    "cell-nickel-god": ("cell-811",),
    "cell-arnstadt": ("cell-811", "cell-lfp"),
    "cell-nickel-himeji": ("cell-811",),
    "cell-nickel-rest-jpn": ("cell-811",),
    "cell-nickel-rest-chn": ("cell-811",),
    "cell-lfp-rest-chn": ("cell-lfp", "cell-sodium"),
}

_OUTSIDE_CHINA = {
    # Spherical graphite beyond China is a trickle: a pilot in Korea and one line in Louisiana.
    "spheroidise-gunsan": ("gunsan", "KOR", ("spheroidise",), 4.0),
    "anode-natural-vidalia": ("vidalia", "USA", ("spheroidise", "anode-natural"), 9.0),
}

_MINES = {
    "luobei": ("CHN", 300.0, 0.45),
    "balama": ("MOZ", 90.0, 0.58),
    "molo": ("MDG", 20.0, 0.60),
}

_BOUGHT = {
    # All that goes into a cell but graphite, kUSD/t in China.
    "cathode_811": 17.0, "cathode_lfp": 4.5, "cathode_sodium": 4.5, "hard_carbon": 5.0,
    "foil": 9.0, "electrolyte": 3.5, "separator": 15.0, "needle_coke": 0.9, "reagents": 0.1,
}  # fmt: skip
_DEARER = {"CHN": 1.0, "KOR": 1.05, "JPN": 1.15}

_STOCKS = {
    # (site, good): months of what plants there use, at the start
    ("wroclaw", "anode_graphite"): 1.2, ("god", "anode_graphite"): 1.0,
    ("arnstadt", "anode_graphite"): 0.8, ("himeji", "anode_graphite"): 2.0,
    ("osaka", "anode_graphite"): 2.0, ("ochang", "spherical_graphite"): 1.5,
}  # fmt: skip

_EXPORTS = {
    # Most that Chinese sellers and ships carry by port, kt or GWh a year.
    ("rotterdam", "anode_graphite"): 120.0, ("koper", "anode_graphite"): 60.0,
    ("yokohama", "anode_graphite"): 40.0, ("busan", "spherical_graphite"): 30.0,
    ("rotterdam", "spherical_graphite"): 5.0, ("busan", "graphite_flake"): 20.0,
    ("rotterdam", "cell_811"): 33.0, ("rotterdam", "cell_lfp"): 44.0,
    ("rotterdam", "cell_sodium"): 4.0, ("yokohama", "cell_811"): 0.5,
    ("yokohama", "cell_lfp"): 2.5, ("yokohama", "cell_sodium"): 0.5,
}  # fmt: skip

_EMBARGO = (
    "2025-10",
    "2026-06",
    {"anode_graphite": 0.15, "spherical_graphite": 0.08, "graphite_flake": 0.25},
)

_MARKETS = {"stuttgart": "EU", "nagoya": "JPN"}


def build(facts: Facts) -> Instance:
    """The instance ``graphite-embargo``."""
    book, chain, places = Book(facts), build_chain(facts), read_places(facts)
    for good in _ANODES:
        chain.goods[good] = chain.goods[good].permitted()
    plants = _plants(facts)
    processes = {p for plant in plants for p in plant.processes} | {"mine-graphite"}
    ordered = [key for key in chain.processes if key in processes]
    chain.write(book, ordered, [])
    rungs = {chain.processes[p].rung for p in ordered}
    write_rungs(book, chain, {"811": 0.55, "lfp": 0.43, "sodium": 0.02}, rungs)
    months = _time(book)
    costs = Costs(facts, Regions(facts))
    for plant in plants:
        write_plant(book, chain, costs, plant)
    _mines(book)
    write_modes(book)
    lanes = Lanes(book, chain, places)
    write_lanes(lanes, Sea(facts))
    _caps(book)
    used = lanes.touched | {p.site for p in plants}
    write_places(book, places, used)
    write_countries(book, {places[site].country for site in used})
    _buying(book, chain, plants)
    _stocks(book, chain, plants, months)
    _markets(book, chain, months)
    _demands(book, facts, months)
    _rules(book, {places[site].country for site in used})
    _cut(book)
    write_embargo_courses(book, facts)
    prune(book)
    return book.instance(NAME, TITLE, "MUSD", {"licenses": [{"name": "CC-BY-4.0"}]})


def _plants(facts: Facts) -> list[Plant]:
    places = read_places(facts)
    known = {
        p.key: p for p in existing(facts, read_world(facts), read_named(facts, places), places)
    }
    found = []
    for key, processes in _PLANTS.items():
        plant = known[key]
        steps = {f"{year}-01": c for year, c in plant.steps.items() if year in {"2025", "2026"}}
        found.append(
            Plant(key, plant.site, plant.country, plant.name, processes, steps, plant.prov)
        )
    why = judged("Small lines outside China; what they make of the plan is judged")
    for key, (site, country, processes, size) in _OUTSIDE_CHINA.items():
        found.append(Plant(key, site, country, key, processes, {"2025-01": size}, why))
    return found


def _time(book: Book) -> list[str]:
    for name, value in (("discount_rate", 0.07), ("in_transit_rate", 0.07)):
        book.add("parameters", judged("Customary real rate"), parameter=name, value=value)
    months = []
    for number in range(24):
        first = datetime.date(2025 + number // 12, number % 12 + 1, 1)
        after = datetime.date(first.year + (first.month == 12), first.month % 12 + 1, 1)
        name = f"{first:%Y-%m}"
        months.append(name)
        book.add(
            "periods",
            rule("Calendar months"),
            period=name,
            start=first.isoformat(),
            days=(after - first).days,
        )
    return months


def _mines(book: Book) -> None:
    prov = judged("Output of table 02 in 2025 of battery class; Balama at a quarter of nameplate")
    for site, (_, size, cost) in _MINES.items():
        key = f"mine-graphite-{site}"
        book.add("facilities", prov, facility=key, site=site, name=f"Flake, {site}", unit="kt")
        book.add("capacities", prov, facility=key, period="2025-01", capacity=size)
        book.add("operations", prov, facility=key, process="mine-graphite", variable_cost=cost)


def _caps(book: Book) -> None:
    """Capacities of what leaves China, shared by the routes to a port in the usual proportion."""
    ends = {row["lane"]: (row["origin"], row["destination"]) for row in book.rows("lanes")}
    for row in book.rows("shipments"):
        origin, destination = ends[row["lane"]]
        if origin == "shanghai" and (destination, row["commodity"]) in _EXPORTS:
            part = {"cape": 0.6, "suez": 0.4}.get(row["lane"].rsplit("-", 1)[-1], 0.5)
            whole = _EXPORTS[destination, row["commodity"]]
            row["capacity"] = whole * (part if destination in {"rotterdam", "koper"} else 1.0)
        if row["lane"] == "xian-wroclaw/rail-russia":
            row["capacity"] = 15.0
        if row["lane"] == "shanghai-frankfurt/air":
            row["capacity"] = 6.0


def _buying(book: Book, chain: Chain, plants: list[Plant]) -> None:
    prov = judged("Chinese price of late 2025 times EverBatt's ratio of material costs")
    for plant in plants:
        for process in plant.processes:
            for good in chain.processes[process].flows:
                if good in _BOUGHT:
                    key = f"{good}/{plant.site}"
                    book.add("supplies", prov, supply=key, site=plant.site, commodity=good)
                    book.add(
                        "supply_terms",
                        prov,
                        supply=key,
                        period="2025-01",
                        price=_BOUGHT[good] * _DEARER.get(plant.country, 1.17),
                    )
            for good, amount in chain.processes[process].flows.items():
                if good.startswith("scrap_") and amount > 0:
                    book.add(
                        "disposals",
                        judged("Handed to a recycler outside this instance"),
                        site=plant.site,
                        commodity=good,
                        cost=0.3,
                    )


def _stocks(book: Book, chain: Chain, plants: list[Plant], months: list[str]) -> None:
    prov = judged("Weeks of cover that makers report: one to two months of use")
    for (site, good), cover in _STOCKS.items():
        monthly = 0.0
        for plant in plants:
            if plant.site == site:
                need = -chain.processes[plant.processes[0]].flows.get(good, 0.0)
                monthly += need * plant.steps["2025-01"] / 12 * 0.6
        value = chain.goods[good].value
        book.add(
            "storages",
            prov,
            site=site,
            commodity=good,
            capacity=4 * monthly,
            minimum=0.15 * monthly,
            initial=cover * monthly,
            final_minimum=0.3 * cover * monthly,
            loss=0.005,
            holding_cost=0.12 * value,
            final_value=0.5 * value,
        )
        away = judged("On the water at the start: a month of use in each of the first two months")
        if good == "anode_graphite":
            for month in months[:2]:
                book.add(
                    "arrivals", away, site=site, commodity=good, period=month, quantity=monthly
                )


_SHARES = {
    # (market, or empty for all; chemistry): (least, most)
    ("", "811"): (0.45, 0.75),
    ("", "lfp"): (0.20, 0.50),
    ("", "sodium"): (0.0, 0.04),
    ("nagoya", "811"): (0.6, 1.0),
    ("nagoya", "lfp"): (0.05, 0.4),
    ("nagoya", "sodium"): (0.0, 0.05),
}

_CELLS_AFLOAT = {"cell_811": 2.2, "cell_lfp": 2.8}
_EXPORTED_CARS = 14.0
"""GWh a year in cars that Japan exports."""


def _markets(book: Book, chain: Chain, months: list[str]) -> None:
    book.add(
        "segments",
        judged("Five times the price of a cell"),
        segment="all",
        name="Vehicles and storage",
        unit="GWh",
        shortfall_penalty=450.0,
    )
    for key in _BATTERIES:
        battery = chain.batteries[key]
        book.add(
            "chemistries",
            battery.prov,
            chemistry=key,
            name=battery.name,
            commodity=f"cell_{key}",
            energy_per_unit=1.0,
            available_from=battery.first_date or None,
        )
    why = judged("Cars cannot change chemistry within months; a little room is left")
    for (market, key), (least, most) in _SHARES.items():
        book.add(
            "shares",
            why,
            segment="all",
            chemistry=key,
            market=market,
            period=months[0],
            minimum=least,
            maximum=most,
        )
    away = judged("Cells on the water at the start")
    for month in months[:2]:
        for good, kt in _CELLS_AFLOAT.items():
            book.add("arrivals", away, site="stuttgart", commodity=good, period=month, quantity=kt)


def _demands(book: Book, facts: Facts, months: list[str]) -> None:
    world = read_world(facts)
    why = rule("Demand of japan-eu by calendar days; Japan with the cells of exported cars")
    days = {row["period"]: row["days"] for row in book.rows("periods")}
    for market, bloc in _MARKETS.items():
        for month in months:
            year = int(month[:4]) + (int(month[5:]) - 0.5) / 12 - 0.5
            yearly = (
                between(world.union, year)
                if bloc == "EU"
                else _EXPORTED_CARS + between(world.japan, year)
            )
            energy = yearly * days[month] / 365
            book.add("demands", why, market=market, segment="all", period=month, energy=energy)


def _rules(book: Book, countries: set[str]) -> None:
    licence = judged("Licence of the Chinese ministry: 20 days in quiet times, table 10")
    open_border = judged("No licence is needed; the row lets the goods pass")
    for origin in sorted(countries):
        for good in _ANODES:
            china = origin == "CHN"
            book.add(
                "permissions",
                licence if china else open_border,
                permission=f"{origin}/{good}",
                origin=origin,
                destination="",
                commodity=good,
                cost=0.06 if china else 0.0,
                days=20.0 if china else 0.0,
            )
    for good in ("cell_811", "cell_lfp"):
        book.add(
            "tariffs",
            judged("CN 8507 60 00, table 10"),
            tariff=f"eu-mfn/{good}",
            origin="CHN",
            destination="EU",
            commodity=good,
            rate=0.027,
        )


def _cut(book: Book) -> None:
    """The embargo itself: disruptions without a scenario, so they happen for sure."""
    first, last, remaining = _EMBARGO
    why = judged("Table 12, D07 and D09: exports fell by 92 % in a month and by 75 % over a year")
    for good, part in remaining.items():
        book.add(
            "disruptions",
            why,
            disruption=f"embargo/{good}",
            kind="commodity",
            target=good,
            country="CHN",
            first_period=first,
            last_period=last,
            remaining=part,
        )
