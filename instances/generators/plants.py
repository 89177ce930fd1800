"""Facilities with their operations, capacities and ways to grow: what every instance shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.costs import KINDS, Costs, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from instances.generators.book import Book
    from instances.generators.chain import Chain
    from instances.generators.facts import Prov


@dataclass(frozen=True)
class Plant:
    """A facility: what it can run and the capacity it has from which period on."""

    key: str
    site: str
    country: str
    name: str
    processes: tuple[str, ...]
    steps: Mapping[str, float]
    """Capacity by first period; empty: a place where one may build."""
    prov: Prov
    minimum_use: float = 0.0
    closable: bool = False
    closing_cost: float = 0.0


@dataclass(frozen=True)
class Growth:
    """A way to add capacity at a plant."""

    key: str
    plant: str
    low: float
    high: float
    lead_days: int
    prov: Prov
    first: str = ""
    last: str = ""
    builds: int = 1
    subsidy: float = 0.0
    choose_one: str = ""
    modular: bool = False
    """Any size at the unit cost of a customary build: growth by many plants, none of them a
    decision of its own. ``high`` is then the most per year."""


MODULAR_BUILDS = 11
"""One in every year."""

RAMPS = {
    # Fraction of new capacity that works, by whole years since first output.
    "factory": (0.4, 0.75, 1.0),
    "chemical": (0.5, 0.85, 1.0),
    "mine": (0.5, 0.8, 1.0),
}


def write_plant(book: Book, chain: Chain, costs: Costs, plant: Plant) -> None:
    """A facility, its capacity steps and one operation per process."""
    kind = kind_of(plant.processes[0])
    unit = chain.processes[plant.processes[0]].unit
    book.add(
        "facilities",
        plant.prov,
        facility=plant.key,
        site=plant.site,
        name=plant.name,
        unit=unit,
        fixed_cost=costs.fixed(kind, plant.country) if kind in KINDS else 0.0,
        minimum_use=plant.minimum_use,
        closable=plant.closable,
        closing_cost=plant.closing_cost,
    )
    for period, capacity in plant.steps.items():
        book.add("capacities", plant.prov, facility=plant.key, period=period, capacity=capacity)
    for process in plant.processes:
        book.add(
            "operations",
            costs.operation_prov(process, plant.country),
            facility=plant.key,
            process=process,
            variable_cost=costs.operation(process, plant.country),
            capacity_use=chain.processes[process].throughput if process.startswith("pyro") else 1.0,
        )


def write_growth(book: Book, costs: Costs, growth: Growth, plant: Plant) -> None:
    """An expansion of a plant, its capital a line through the scale curve at its two ends."""
    kind = kind_of(plant.processes[0])
    low, builds = growth.low, growth.builds
    if growth.modular:
        fixed, slope = 0.0, costs.capital(kind, plant.country)
        low, builds = 0.0, MODULAR_BUILDS
    else:
        fixed, slope = costs.line(kind, plant.country, low, growth.high)
    prov = growth.prov
    book.add(
        "expansions",
        prov,
        expansion=growth.key,
        facility=growth.plant,
        size_min=low,
        size_max=growth.high,
        fixed_capex=fixed,
        unit_capex=slope,
        lead_days=growth.lead_days,
        first_period=growth.first,
        last_period=growth.last,
        max_builds=builds,
        ramp="factory" if kind in {"cell", "cell-solid", "pack"} else "chemical",
        life_years=KINDS[kind].life,
        subsidy=growth.subsidy,
        choose_one=growth.choose_one,
    )


def write_ramps(book: Book, prov: Prov, names: Sequence[str]) -> None:
    """The ramps that expansions name."""
    for name in names:
        for age, fraction in enumerate(RAMPS[name]):
            book.add("ramps", prov, ramp=name, age=age, fraction=fraction)
