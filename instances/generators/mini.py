"""The small sibling ``japan-eu-mini``: sixteen sites, two chemistries, five two-year periods.

Lithium and graphite are followed from the mine, nickel precursor and iron phosphate are bought.
Costs, recipes, routes and demand are those of ``japan-eu``; capacities are country totals, rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import Book, judged, rule
from instances.generators.cargo import goods_of
from instances.generators.carriage import write_modes
from instances.generators.costs import Costs
from instances.generators.countries import Regions, write_countries
from instances.generators.courses import write_mini_courses
from instances.generators.knowledge import write_knowledge
from instances.generators.mini_trade import (
    MARKETS,
    write_buying,
    write_lanes,
    write_markets,
    write_rules,
)
from instances.generators.partners import write_home
from instances.generators.pillars import FEW, write_pillars
from instances.generators.places import read_places, write_places
from instances.generators.plants import (
    Growth,
    Plant,
    write_growth,
    write_plant,
    write_ramps,
)
from instances.generators.prune import prune
from instances.generators.recipes import build_chain
from instances.generators.rungs import write_rungs

if TYPE_CHECKING:
    from instances.generators.chain import Chain
    from instances.generators.facts import Facts
    from optimizer.data.instance import Instance

NAME = "japan-eu-mini"
TITLE = "Japan and the European Union, in miniature"

PERIODS = ("2025-26", "2027-28", "2029-30", "2031-32", "2033-34")
BATTERIES = ("811", "lfp")

_CATHODES = ("cathode-811", "cathode-lfp")
_CELLS = ("cell-811", "cell-lfp")
_PACKS = ("pack-811", "pack-lfp")
_SHRED = ("shred-811", "shred-lfp", "shred-scrap-811", "shred-scrap-lfp")
_HYDRO = ("hydro-811", "hydro-lfp")
_ANODES = ("anode-synthetic", "anode-natural")
_SPODUMENE = ("spodumene-to-hydroxide", "spodumene-to-carbonate")
_EITHER = ("spodumene-to-hydroxide", "carbonate-to-hydroxide")


@dataclass(frozen=True)
class _Place:
    """A facility of the mini instance: capacity per year, and least and greatest build."""

    kind: str
    site: str
    country: str
    processes: tuple[str, ...]
    capacity: float
    more: tuple[float, float] | None = None
    lead_days: int = 0
    minimum_use: float = 0.0
    cost: float | None = None
    """MUSD per kt, for mines."""


_PLACES = (
    _Place("mine", "greenbushes", "AUS", ("mine-spodumene",), 2500, cost=0.60),
    _Place("mine", "suining", "CHN", ("mine-spodumene",), 900, cost=0.78),
    _Place("mine", "antofagasta", "CHL", ("mine-brine",), 600, cost=0.95),
    _Place("mine", "balama", "MOZ", ("mine-graphite",), 150, cost=0.62),
    _Place("mine", "luobei", "CHN", ("mine-graphite",), 500, cost=0.48),
    _Place("refine", "suining", "CHN", _SPODUMENE, 120, (20, 150), 500),
    _Place("refine", "kwinana", "AUS", _SPODUMENE, 15, (10, 60), 900),
    _Place("refine", "antofagasta", "CHL", ("brine-to-carbonate",), 100, (20, 100), 900),
    _Place("refine", "gwangyang", "KOR", _EITHER, 20),
    _Place("refine", "bitterfeld", "DEU", _EITHER, 20, (10, 60), 900),
    _Place("shape", "luobei", "CHN", ("spheroidise",), 160),
    _Place("shape", "gwangyang", "KOR", ("spheroidise",), 0, (10, 60), 800),
    _Place("anode", "changzhou", "CHN", _ANODES, 350, (50, 300), 500),
    _Place("anode", "gwangyang", "KOR", _ANODES, 25, (10, 120), 800),
    _Place("anode", "himeji", "JPN", _ANODES, 10, (10, 60), 900),
    _Place("anode", "schwarzheide", "DEU", _ANODES, 0, (10, 150), 1000),
    _Place("cathode", "changzhou", "CHN", _CATHODES, 500, (50, 400), 500),
    _Place("cathode", "gwangyang", "KOR", _CATHODES, 100, (20, 200), 700),
    _Place("cathode", "niihama", "JPN", _CATHODES, 60, (20, 150), 800),
    _Place("cathode", "schwarzheide", "DEU", _CATHODES, 60, (20, 250), 900),
    _Place("cell", "changzhou", "CHN", _CELLS, 250, (50, 300), 500),
    _Place("cell", "ochang", "KOR", _CELLS, 25, (10, 80), 700),
    _Place("cell", "himeji", "JPN", _CELLS, 40, (10, 80), 900, 0.35),
    _Place("cell", "salzgitter", "DEU", _CELLS, 120, (20, 250), 900, 0.35),
    _Place("pack", "changzhou", "CHN", _PACKS, 300, (50, 400), 365),
    _Place("pack", "himeji", "JPN", _PACKS, 40, (10, 100), 365),
    _Place("pack", "salzgitter", "DEU", _PACKS, 150, (50, 500), 365),
    _Place("shred", "bitterfeld", "DEU", _SHRED, 60, (10, 150), 500),
    _Place("hydro", "bitterfeld", "DEU", _HYDRO, 10, (10, 100), 700),
    _Place("shred", "niihama", "JPN", _SHRED, 15, (5, 60), 500),
    _Place("hydro", "niihama", "JPN", _HYDRO, 8, (5, 60), 700),
    _Place("shred", "changzhou", "CHN", _SHRED[2:], 200, (50, 200), 365),
    _Place("hydro", "changzhou", "CHN", _HYDRO, 150, (50, 200), 365),
)


def build(facts: Facts) -> Instance:
    """The instance ``japan-eu-mini``."""
    book, chain, places = Book(facts), build_chain(facts), read_places(facts)
    costs = Costs(facts, Regions(facts))
    _time(book)
    used = {process for place in _PLACES for process in place.processes}
    ordered = [process for process in chain.processes if process in used]
    chain.write(book, ordered, [f"eol_{key}" for key in BATTERIES])
    rungs = {chain.processes[process].rung for process in ordered} - {""}
    write_rungs(book, chain, {"811": 0.45, "lfp": 0.55}, rungs)
    write_ramps(book, judged("Two years to full output"), ("factory", "chemical"))
    for place in _PLACES:
        _facility(book, chain, costs, place)
    running = [(place.site, process) for place in _PLACES for process in place.processes]
    goods = goods_of(chain, running, MARKETS, BATTERIES)
    write_modes(book)
    sites = write_lanes(book, facts, chain, places, goods)
    write_places(book, places, sites)
    write_countries(book, {places[site].country for site in sites})
    write_buying(book, facts, chain, places, goods)
    write_markets(book, facts, chain)
    write_rules(book)
    prune(book)
    write_mini_courses(book, facts)
    write_knowledge(book, "2029-30", "2033-34")
    write_home(book)
    write_pillars(book, FEW)
    return book.instance(NAME, TITLE, "MUSD", {"licenses": [{"name": "CC-BY-4.0"}]})


def _time(book: Book) -> None:
    for name in ("discount_rate", "in_transit_rate"):
        book.add("parameters", judged("Customary real rate"), parameter=name, value=0.07)
    for number, period in enumerate(PERIODS):
        year = 2025 + 2 * number
        days = 731 if (year + 1) % 4 == 0 else 730
        book.add("periods", rule("Two years"), period=period, start=f"{year}-01-01", days=days)


def _facility(book: Book, chain: Chain, costs: Costs, place: _Place) -> None:
    key = f"{place.kind}-{place.site}"
    prov = judged("Country totals of tables 02, 03, 07 and 07b within reach, rounded")
    if place.cost is not None:
        process = place.processes[0]
        book.add("facilities", prov, facility=key, site=place.site, name=key, unit="kt")
        book.add("operations", prov, facility=key, process=process, variable_cost=place.cost)
        book.add("capacities", prov, facility=key, period=PERIODS[0], capacity=place.capacity)
        return
    steps = {PERIODS[0]: place.capacity} if place.capacity else {}
    plant = Plant(
        key, place.site, place.country, key, place.processes, steps, prov, place.minimum_use
    )
    write_plant(book, chain, costs, plant)
    if place.more is not None:
        low, high = place.more
        growth = Growth(f"grow-{key}", key, low, high, place.lead_days, prov, builds=2)
        write_growth(book, costs, growth, plant)
