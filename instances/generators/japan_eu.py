"""``japan-eu``: the whole chain, yearly from 2025 to 2035."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import Book, judged, rule
from instances.generators.burdens import write_burdens, write_environment_levers
from instances.generators.buying import (
    write_contracts,
    write_outlets,
    write_stocks,
    write_supplies,
)
from instances.generators.capacity import existing
from instances.generators.cargo import goods_of
from instances.generators.carriage import write_modes
from instances.generators.chemistry_levers import write_chemistry_levers
from instances.generators.costs import Costs
from instances.generators.countries import Regions, write_countries
from instances.generators.courses import write_courses
from instances.generators.demand import EU_MARKETS, JAPAN_MARKET, YEARS, read_world
from instances.generators.growth import candidates
from instances.generators.knowledge import write_knowledge
from instances.generators.lanes import write_lanes
from instances.generators.loop_levers import write_loop_levers
from instances.generators.markets import write_markets
from instances.generators.mines import lithium_mines, other_mines
from instances.generators.named import read_named
from instances.generators.partners import write_partners
from instances.generators.people import write_people, write_people_levers
from instances.generators.pillars import write_pillars
from instances.generators.places import read_places, write_places
from instances.generators.plants import Plant, write_growth, write_plant, write_ramps
from instances.generators.prune import prune
from instances.generators.recipes import build_chain
from instances.generators.rungs import write_rungs
from instances.generators.sea import Sea
from instances.generators.standards import write_standards
from instances.generators.survival import write_survival_lever
from instances.generators.trade import write_trade

if TYPE_CHECKING:
    from instances.generators.chain import Chain
    from instances.generators.facts import Facts
    from instances.generators.mines import Mine
    from instances.generators.plants import Growth
    from optimizer.data.instance import Instance

NAME = "japan-eu"
TITLE = "The battery chain of Japan and the European Union, 2025 to 2035"

SMALLEST = 0.5
"""Plants that never reach half a kt or GWh a year are left out (but for solid-state lines)."""

REFERENCE_MIX = {"811": 0.45, "622": 0.08, "lfp": 0.43, "sodium": 0.03, "solid": 0.01}
"""Mix at which rungs support energy; about the mean of the horizon."""


def build(facts: Facts) -> Instance:
    """The instance ``japan-eu``."""
    book, chain, places = Book(facts), build_chain(facts), read_places(facts)
    world = read_world(facts)
    mines = [
        m for m in (*lithium_mines(facts, world), *other_mines(facts, world)) if m.steps or m.more
    ]
    named = read_named(facts, places)
    plants = {p.key: p for p in existing(facts, world, named, places) if _kept(p)}
    new, growths = candidates(named, plants, places)
    plants |= {p.key: p for p in new}
    running = [(p.site, process) for p in plants.values() for process in p.processes]
    running += [(m.site, m.process) for m in mines]
    _write_chain(book, chain, {process for _, process in running})
    _time(book)
    _write_plants(book, chain, Costs(facts, Regions(facts)), plants, growths)
    for mine in mines:
        _write_mine(book, mine)
    goods = goods_of(chain, running, (*EU_MARKETS, JAPAN_MARKET), tuple(chain.batteries))
    write_modes(book)
    touched = write_lanes(book, chain, places, goods, Sea(facts))
    used = touched | set(goods.made) | set(goods.used)
    write_places(book, places, used)
    write_countries(book, {places[site].country for site in used})
    write_supplies(book, facts, places, goods, _need(chain, plants))
    write_contracts(book, used)
    write_outlets(book, chain, places, goods)
    write_stocks(book, chain)
    write_markets(book, facts, chain, world)
    write_trade(book, facts, world)
    prune(book)
    write_courses(book, facts)
    write_knowledge(book, "2028", "2035")
    write_burdens(book, facts)
    write_environment_levers(book)
    write_standards(book)
    write_people(book, facts)
    write_people_levers(book, facts)
    write_loop_levers(book)
    costs = Costs(facts, Regions(facts))
    write_partners(book, facts, chain, costs, places, goods, Sea(facts))
    write_chemistry_levers(book, facts)
    write_survival_lever(book)
    write_pillars(book)
    return book.instance(NAME, TITLE, "MUSD", {"licenses": [{"name": "CC-BY-4.0"}]})


def _write_chain(book: Book, chain: Chain, processes: set[str]) -> None:
    ordered = [key for key in chain.processes if key in processes]
    chain.write(book, ordered, [f"eol_{key}" for key in chain.batteries])
    rungs = {chain.processes[key].rung for key in ordered} - {""}
    write_rungs(book, chain, REFERENCE_MIX, rungs)


def _write_plants(
    book: Book, chain: Chain, costs: Costs, plants: dict[str, Plant], growths: list[Growth]
) -> None:
    why = judged("Two years to full output; batteries climb more slowly than chemicals")
    write_ramps(book, why, ("factory", "chemical", "mine"))
    for plant in plants.values():
        write_plant(book, chain, costs, plant)
    for growth in growths:
        write_growth(book, costs, growth, plants[growth.plant])


def _kept(plant: Plant) -> bool:
    least = 0.0 if "solid" in plant.key else SMALLEST
    return max(plant.steps.values(), default=0.0) >= least


def _time(book: Book) -> None:
    rate = judged("Customary real rate for industry, before tax")
    for name in ("discount_rate", "in_transit_rate"):
        book.add("parameters", rate, parameter=name, value=0.07)
    for year in YEARS:
        days = 366 if year % 4 == 0 else 365
        book.add(
            "periods", rule("Calendar years"), period=str(year), start=f"{year}-01-01", days=days
        )


def _write_mine(book: Book, mine: Mine) -> None:
    book.add(
        "facilities",
        mine.prov,
        facility=mine.key,
        site=mine.site,
        name=mine.name,
        unit="kt",
        fixed_cost=0.02 * mine.unit_capex,
    )
    last = -1.0
    for period, amount in mine.steps.items():
        if abs(amount - last) > 1e-3 * amount:
            book.add("capacities", mine.prov, facility=mine.key, period=period, capacity=amount)
            last = amount
    book.add(
        "operations", mine.prov, facility=mine.key, process=mine.process, variable_cost=mine.cost
    )
    if mine.more > 0 and mine.unit_capex > 0:
        # Opening a mine is a decision; widening one goes step by step.
        lumpy = mine.fixed_capex > 0
        book.add(
            "expansions",
            mine.prov.but("estimate", "Geological or announced limit within reach"),
            expansion=f"{mine.key}/{'opening' if lumpy else 'growth'}",
            facility=mine.key,
            size_min=0.2 * mine.more if lumpy else 0.0,
            size_max=mine.more if lumpy else mine.more / 4,
            fixed_capex=mine.fixed_capex,
            unit_capex=mine.unit_capex,
            lead_days=mine.lead_days,
            max_builds=1 if lumpy else 4,
            ramp="mine",
            life_years=25.0,
        )


def _need(chain: Chain, plants: dict[str, Plant]) -> dict[tuple[str, str], float]:
    """Kt a year of each good that the plants at a site would use at full load in 2025."""
    need: dict[tuple[str, str], float] = {}
    for plant in plants.values():
        load = plant.steps.get("2025", 0.0)
        for good, amount in chain.processes[plant.processes[0]].flows.items():
            if amount < 0:
                need[plant.site, good] = need.get((plant.site, good), 0.0) - amount * load
    return need
