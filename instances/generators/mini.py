"""The small sibling ``japan-eu-mini``: sixteen sites, two chemistries, five two-year periods.

Lithium and graphite are followed from the mine, nickel precursor and iron phosphate are bought.
Costs, recipes and demand are those of ``japan-eu``; capacities are rounded country totals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import Book, judged, rule
from instances.generators.costs import Costs
from instances.generators.countries import Regions, write_countries
from instances.generators.plants import (
    Growth,
    Plant,
    write_growth,
    write_plant,
    write_ramps,
)
from instances.generators.recipes import build_chain
from instances.generators.rungs import write_rungs

if TYPE_CHECKING:
    from instances.generators.facts import Facts
    from instances.generators.recipes import Chain
    from optimizer.data.instance import Instance

NAME = "japan-eu-mini"
TITLE = "Japan and the European Union, in miniature"

_PERIODS = (
    ("2025-26", "2025-01-01", 730),
    ("2027-28", "2027-01-01", 731),
    ("2029-30", "2029-01-01", 730),
    ("2031-32", "2031-01-01", 731),
    ("2033-34", "2033-01-01", 730),
)
_FIRST = _PERIODS[0][0]

_SITES = (
    ("greenbushes", "AUS", -33.9, 116.1),
    ("kwinana", "AUS", -32.2, 115.8),
    ("antofagasta", "CHL", -23.6, -70.3),
    ("balama", "MOZ", -13.3, 38.7),
    ("luobei", "CHN", 47.6, 130.8),
    ("suining", "CHN", 30.5, 105.6),
    ("changzhou", "CHN", 31.8, 119.9),
    ("gwangyang", "KOR", 34.9, 127.6),
    ("ochang", "KOR", 36.7, 127.4),
    ("niihama", "JPN", 34.0, 133.2),
    ("himeji", "JPN", 34.8, 134.6),
    ("tokyo", "JPN", 35.7, 139.7),
    ("bitterfeld", "DEU", 51.6, 12.3),
    ("schwarzheide", "DEU", 51.5, 13.9),
    ("salzgitter", "DEU", 52.1, 10.4),
    ("berlin", "DEU", 52.5, 13.4),
)
_COUNTRY = {site: country for site, country, _, _ in _SITES}

_CATHODES = ("cathode-811", "cathode-lfp")
_CELLS = ("cell-811", "cell-lfp")
_PACKS = ("pack-811", "pack-lfp")
_SHRED = ("shred-811", "shred-lfp", "shred-scrap-811", "shred-scrap-lfp")
_HYDRO = ("hydro-811", "hydro-lfp")

_PLANTS = (
    # (key, site, processes, capacity per year, what may be added: (low, high, lead days) or None)
    ("mine-greenbushes", "greenbushes", ("mine-spodumene",), 2500.0, None),
    ("mine-suining", "suining", ("mine-spodumene",), 900.0, None),
    ("mine-antofagasta", "antofagasta", ("mine-brine",), 600.0, None),
    ("mine-balama", "balama", ("mine-graphite",), 150.0, None),
    ("mine-luobei", "luobei", ("mine-graphite",), 500.0, None),
    ("refine-suining", "suining", ("spodumene-to-hydroxide", "spodumene-to-carbonate"), 90.0, (20, 150, 500)),
    ("refine-kwinana", "kwinana", ("spodumene-to-hydroxide", "spodumene-to-carbonate"), 15.0, (10, 60, 900)),
    ("refine-antofagasta", "antofagasta", ("brine-to-carbonate",), 100.0, (20, 100, 900)),
    ("refine-gwangyang", "gwangyang", ("spodumene-to-hydroxide", "carbonate-to-hydroxide"), 20.0, None),
    ("refine-bitterfeld", "bitterfeld", ("spodumene-to-hydroxide", "carbonate-to-hydroxide"), 20.0, (10, 60, 900)),
    ("shape-luobei", "luobei", ("spheroidise",), 160.0, None),
    ("shape-gwangyang", "gwangyang", ("spheroidise",), 0.0, (10, 60, 800)),
    ("anode-changzhou", "changzhou", ("anode-synthetic", "anode-natural"), 350.0, (50, 300, 500)),
    ("anode-gwangyang", "gwangyang", ("anode-natural", "anode-synthetic"), 25.0, (10, 80, 800)),
    ("anode-himeji", "himeji", ("anode-synthetic", "anode-natural"), 10.0, (10, 60, 900)),
    ("anode-schwarzheide", "schwarzheide", ("anode-synthetic", "anode-natural"), 0.0, (10, 100, 1000)),
    ("cathode-changzhou", "changzhou", _CATHODES, 500.0, (50, 400, 500)),
    ("cathode-gwangyang", "gwangyang", _CATHODES, 100.0, (20, 100, 700)),
    ("cathode-niihama", "niihama", _CATHODES, 60.0, (20, 100, 800)),
    ("cathode-schwarzheide", "schwarzheide", _CATHODES, 60.0, (20, 150, 900)),
    ("cell-changzhou", "changzhou", _CELLS, 250.0, (50, 300, 500)),
    ("cell-ochang", "ochang", _CELLS, 25.0, (10, 80, 700)),
    ("cell-himeji", "himeji", _CELLS, 40.0, (10, 80, 900)),
    ("cell-salzgitter", "salzgitter", _CELLS, 120.0, (20, 250, 900)),
    ("pack-changzhou", "changzhou", _PACKS, 300.0, (50, 400, 365)),
    ("pack-himeji", "himeji", _PACKS, 40.0, (10, 100, 365)),
    ("pack-salzgitter", "salzgitter", _PACKS, 150.0, (50, 500, 365)),
    ("shred-bitterfeld", "bitterfeld", _SHRED, 60.0, (10, 150, 500)),
    ("hydro-bitterfeld", "bitterfeld", _HYDRO, 10.0, (10, 100, 700)),
    ("shred-niihama", "niihama", _SHRED, 15.0, (5, 60, 500)),
    ("hydro-niihama", "niihama", _HYDRO, 8.0, (5, 60, 700)),
)  # fmt: skip

_MINES = {"AUS": 0.55, "CHN": 0.75, "CHL": 0.12, "MOZ": 0.85}
_FLAKE = {"CHN": 0.55, "MOZ": 0.75}

_BOUGHT = {
    # Price in China, kUSD/t; elsewhere times 1.15 (Korea), 1.25 (Japan), 1.3 (Europe).
    "precursor_811": 11.0,
    "iron_phosphate": 1.4,
    "needle_coke": 1.0,
    "electrolyte": 3.5,
    "foil": 9.0,
    "separator": 15.0,
    "pack_parts": 5.0,
    "reagents": 0.1,
}
_MARKUP = {"CHN": 1.0, "KOR": 1.15, "JPN": 1.25, "DEU": 1.3, "AUS": 1.3, "CHL": 1.2, "MOZ": 1.2}

_DEMAND = {
    # GWh per year in the middle of each period, by market and segment.
    ("berlin", "cars"): (185.0, 285.0, 400.0, 560.0, 740.0),
    ("berlin", "storage"): (30.0, 50.0, 75.0, 95.0, 115.0),
    ("tokyo", "cars"): (9.0, 22.0, 40.0, 58.0, 80.0),
    ("tokyo", "storage"): (4.0, 7.0, 11.0, 14.0, 18.0),
}
_SHARES = {
    ("cars", "811"): (0.25, 0.65),
    ("cars", "lfp"): (0.2, 0.75),
    ("storage", "lfp"): (0.6, 1.0),
    ("storage", "811"): (0.0, 0.4),
}
_PAST = {
    ("berlin", "cars"): (2.0, 6.0, 16.0, 40.0, 75.0),
    ("tokyo", "cars"): (0.8, 1.6, 2.6, 3.6, 5.0),
}


def build(facts: Facts) -> Instance:
    """The instance ``japan-eu-mini``."""
    book, chain = Book(facts), build_chain(facts)
    costs = Costs(facts, Regions(facts))
    _places(book)
    processes = sorted(
        {p for _, _, used, _, _ in _PLANTS for p in used}, key=list(chain.processes).index
    )
    chain.write(book, processes, ["eol_811", "eol_lfp"])
    rungs = [chain.processes[p].rung for p in processes if chain.processes[p].rung]
    write_rungs(book, chain, {"811": 0.5, "lfp": 0.5}, rungs)
    _plants(book, chain, costs)
    _buying(book)
    _lanes(book)
    _markets(book, chain)
    _trade(book)
    return book.instance(NAME, TITLE, "MUSD", {"licenses": [{"name": "CC-BY-4.0"}]})


def _places(book: Book) -> None:
    write_countries(book, set(_COUNTRY.values()))
    for name, value in (("discount_rate", 0.07), ("in_transit_rate", 0.07)):
        book.add(
            "parameters", judged("Customary real rate for industry"), parameter=name, value=value
        )
    for name, start, days in _PERIODS:
        book.add("periods", rule("Two years each"), period=name, start=start, days=days)
    for site, country, north, east in _SITES:
        book.add("sites", judged("A place that stands for its country's plants"), site=site,
                 name=site.capitalize(), country=country, latitude=north, longitude=east)  # fmt: skip


def _plants(book: Book, chain: Chain, costs: Costs) -> None:
    write_ramps(book, judged("Two years to full output"), ("factory", "chemical"))
    prov = judged(
        "Country totals of tables 03, 07 and 07b that Japan and Europe can reach, rounded"
    )
    for key, site, processes, capacity, growth in _PLANTS:
        country = _COUNTRY[site]
        plant = Plant(key, site, country, key, processes, {_FIRST: capacity}, prov,
                      minimum_use=0.4 if key in {"cell-salzgitter", "cell-himeji"} else 0.0)  # fmt: skip
        if key.startswith("mine"):
            _mine(book, plant)
            continue
        write_plant(book, chain, costs, plant)
        if growth is not None:
            low, high, lead = growth
            write_growth(book, costs, Growth(f"grow-{key}", key, float(low), float(high), lead, prov,
                                             builds=2), plant)  # fmt: skip


def _mine(book: Book, plant: Plant) -> None:
    cost = _FLAKE if plant.processes[0] == "mine-graphite" else _MINES
    book.add(
        "facilities", plant.prov, facility=plant.key, site=plant.site, name=plant.name, unit="kt"
    )
    for period, capacity in plant.steps.items():
        book.add("capacities", plant.prov, facility=plant.key, period=period, capacity=capacity)
        book.add("operations", judged("Cost with tax of table 05b, flake price of table 05"),
                 facility=plant.key, process=plant.processes[0],
                 variable_cost=cost[plant.country])  # fmt: skip


def _needs(book: Book) -> dict[str, set[str]]:
    """Commodities that plants at a site use."""
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    used: dict[str, set[str]] = {}
    for operation in book.rows("operations"):
        for row in book.rows("recipes"):
            if row["process"] == operation["process"] and row["coefficient"] < 0:
                used.setdefault(site[operation["facility"]], set()).add(row["commodity"])
    return used


def _makes(book: Book) -> dict[str, set[str]]:
    """Commodities that plants at a site make, and packs that come back at a market."""
    site = {row["facility"]: row["site"] for row in book.rows("facilities")}
    made: dict[str, set[str]] = {market: {"eol_811", "eol_lfp"} for market, _ in _DEMAND}
    for operation in book.rows("operations"):
        for row in book.rows("recipes"):
            if row["process"] == operation["process"] and row["coefficient"] > 0:
                made.setdefault(site[operation["facility"]], set()).add(row["commodity"])
    return made


def _buying(book: Book) -> None:
    prov = judged("Late 2025 price in China and a markup elsewhere; see the README")
    for site, used in _needs(book).items():
        for good in sorted(used & set(_BOUGHT)):
            supply = f"{good}/{site}"
            book.add("supplies", prov, supply=supply, site=site, commodity=good)
            book.add("supply_terms", prov, supply=supply, period=_FIRST,
                     price=_BOUGHT[good] * _MARKUP[_COUNTRY[site]])  # fmt: skip
    waste = ("eol_811", "eol_lfp", "scrap_811", "scrap_lfp", "black_mass_811", "black_mass_lfp")
    for site, made in _makes(book).items():
        for good in sorted(made):
            if good in waste:
                book.add("disposals", judged("Gate fee"), site=site, commodity=good, cost=0.8)
            if good in {"nickel_sulfate", "cobalt_sulfate", "manganese_sulfate", "metal_scrap"}:
                value = next(r for r in book.rows("commodities") if r["commodity"] == good)
                book.add("sales", judged("Customs value less a tenth"), site=site, commodity=good,
                         price=0.9 * value["value_per_unit"])  # fmt: skip


_AREA = {"AUS": "oceania", "CHL": "andes", "MOZ": "africa", "CHN": "asia", "KOR": "asia", "JPN": "asia",
         "DEU": "europe"}  # fmt: skip
_SEA = {
    # km, days, USD/t by pair of areas (either way); Europe-Asia and Europe-Oceania by Suez or Cape.
    frozenset({"oceania", "asia"}): (("", 7500.0, 14.0, 24.0, ()),),
    frozenset({"andes", "asia"}): (("", 18000.0, 28.0, 80.0, ()),),
    frozenset({"africa", "asia"}): (("", 12000.0, 20.0, 90.0, ("malacca",)),),
    frozenset({"asia"}): (("", 1500.0, 5.0, 20.0, ()),),
    frozenset({"oceania", "europe"}): (
        ("suez", 18250.0, 29.0, 50.0, ("babalmandab", "suez")), ("cape", 20430.0, 33.0, 58.0, ())),
    frozenset({"andes", "europe"}): (
        ("panama", 13160.0, 22.0, 80.0, ("panama",)), ("magellan", 17460.0, 28.0, 95.0, ())),
    frozenset({"africa", "europe"}): (
        ("suez", 12725.0, 22.0, 90.0, ("babalmandab", "suez")), ("cape", 14970.0, 25.0, 100.0, ())),
    frozenset({"asia", "europe"}): (
        ("suez", 19700.0, 33.0, 112.0, ("malacca", "babalmandab", "suez")),
        ("cape", 25800.0, 42.0, 140.0, ("malacca",))),
}  # fmt: skip
_CHOKEPOINTS = {"suez": "Suez Canal", "babalmandab": "Bab el-Mandeb", "malacca": "Strait of Malacca",
                "panama": "Panama Canal"}  # fmt: skip


def _lanes(book: Book) -> None:
    sea = facts_prov = judged("Distances and days of table 09b, rates of table 09c, rounded")
    for mode, per_tkm, handling, co2 in (
        ("sea", 0.0, 0.0, 0.010), ("road", 0.0001, 0.00001, 0.075)
    ):  # fmt: skip
        book.add("modes", facts_prov, mode=mode, cost_per_tkm=per_tkm, handling_per_t=handling,
                 co2_kg_per_tkm=co2)  # fmt: skip
    for key, name in _CHOKEPOINTS.items():
        book.add("chokepoints", rule("Named in table 09b"), chokepoint=key, name=name)
    made, used = _makes(book), _needs(book)
    for market, _ in _DEMAND:
        used.setdefault(market, set()).update({"pack_811", "pack_lfp"})
    for origin, country, _, _ in _SITES:
        for destination, other, _, _ in _SITES:
            goods = sorted(made.get(origin, set()) & used.get(destination, set()) - {"metal_scrap"})
            if origin == destination or not goods:
                continue
            if country == other:
                _lane(book, origin, destination, "road", ("", 500.0, 2.0, 40.0, ()), goods)
                continue
            goods = [g for g in goods if not g.startswith(("eol", "scrap"))]
            for route in _SEA.get(frozenset({_AREA[country], _AREA[other]}), ()):
                _lane(book, origin, destination, "sea", route, goods, sea)


def _lane(book: Book, origin: str, destination: str, mode: str,
          route: tuple[str, float, float, float, tuple[str, ...]], goods: list[str],
          prov: object = None) -> None:  # fmt: skip
    name, km, days, cost, chokepoints = route
    lane = f"{origin}-{destination}/{mode}" + (f"-{name}" if name else "")
    if not goods:
        return
    source = judged("Distances and days of table 09b, rates of table 09c, rounded")
    book.add("lanes", source, lane=lane, origin=origin, destination=destination, mode=mode, route=name,
             distance_km=km, days=days, cost_per_t=cost / 1e6)  # fmt: skip
    for chokepoint in chokepoints:
        book.add("lane_chokepoints", source, lane=lane, chokepoint=chokepoint)
    for good in goods:
        heavy = 3.0 if good.startswith(("cell", "pack", "eol", "scrap", "black")) else 1.0
        cells = {"cost_per_unit": None}
        if heavy > 1:
            mass = next(r for r in book.rows("commodities") if r["commodity"] == good)
            cells = {"cost_per_unit": heavy * cost / 1e6 * (mass["tonnes_per_unit"] or 1000.0)}
        book.add("shipments", source, lane=lane, commodity=good, **cells)


def _markets(book: Book, chain: Chain) -> None:
    prov = judged("Tables 06 and 06b between their years; storage judged")
    for segment, name, penalty in (
        ("cars", "Cars", 500.0),
        ("storage", "Stationary storage", 400.0),
    ):
        book.add("segments", judged("Several times the price of a pack"), segment=segment, name=name,
                 unit="GWh", shortfall_penalty=penalty)  # fmt: skip
    for key in ("811", "lfp"):
        battery = chain.batteries[key]
        book.add("chemistries", battery.prov, chemistry=f"chem-{key}", name=battery.name,
                 commodity=f"pack_{key}", energy_per_unit=1.0, eol_commodity=f"eol_{key}",
                 eol_per_energy=battery.pack_mass)  # fmt: skip
    for (segment, key), (low, high) in _SHARES.items():
        book.add("shares", judged("Around the mix of table 04"), segment=segment,
                 chemistry=f"chem-{key}", market="", period=_FIRST, minimum=low, maximum=high)  # fmt: skip
    for (market, segment), yearly in _DEMAND.items():
        for (period, _, days), energy in zip(_PERIODS, yearly, strict=True):
            book.add("demands", prov, market=market, segment=segment, period=period,
                     energy=energy * days / 365.25)  # fmt: skip
    for segment in ("cars", "storage"):
        for age, fraction in (
            (6, 0.02),
            (8, 0.05),
            (10, 0.08),
            (12, 0.11),
            (14, 0.12),
            (16, 0.08),
            (18, 0.04),
        ):
            book.add("lifetimes", judged("Mean life of about 13 years"), segment=segment, chemistry="",
                     age=age, fraction=fraction)  # fmt: skip
    for market, rates in (
        ("berlin", (0.6, 0.65, 0.7, 0.75, 0.8)),
        ("tokyo", (0.2, 0.25, 0.3, 0.35, 0.4)),
    ):
        for (period, _, _), rate in zip(_PERIODS, rates, strict=True):
            book.add("collections", judged("Japan exports most used cars (table 08)"), market=market,
                     segment="", period=period, rate=rate)  # fmt: skip
    for (market, segment), energies in _PAST.items():
        for (period, _, _), energy in zip(_PERIODS, energies, strict=True):
            book.add("past_returns", judged("Sales of table 06 with the lifetimes above"), market=market,
                     segment=segment, chemistry="chem-811", period=period, energy=energy)  # fmt: skip


def _trade(book: Book) -> None:
    for good in ("cell_811", "cell_lfp", "pack_811", "pack_lfp"):
        book.add("tariffs", judged("CN 8507 60 00, table 10"), tariff=f"eu-{good}", origin="CHN",
                 destination="EU", commodity=good, rate=0.027)  # fmt: skip
    for good in ("spherical_graphite", "anode_graphite", "graphite_flake"):
        book.add("tariffs", judged("Cost of an export licence"), tariff=f"licence-{good}", origin="CHN",
                 destination="", commodity=good, amount=0.05)  # fmt: skip
    for origin, destination in (("DEU", "JPN"), ("DEU", "KOR"), ("JPN", "KOR"), ("JPN", "DEU")):
        book.add("permissions", judged("Consent for hazardous waste, table 09c"),
                 permission=f"waste-{origin}-{destination}", origin=origin, destination=destination,
                 cost=0.05, days=30.0)  # fmt: skip
