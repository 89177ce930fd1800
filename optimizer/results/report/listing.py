"""The tables at the end of the page, with units in their headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.results import figures
from optimizer.results.built import real_builds
from optimizer.results.figures import NOTHING, words
from optimizer.results.ruled import for_people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import polars as pl

    from optimizer.results.measures import Headline, Measures

MOST_ROWS = 60
SHARES = frozenset({"share", "use", "exposure"})
"""Columns of the measures that hold fractions of 1."""
_MONEY = frozenset({"amount", "present", "capex", "subsidy", "cost", "value"})
_TONNES = frozenset({"tonnes", "co2_t", "collected_tonnes", "recovered", "contained"})
_ENERGY = frozenset(
    {
        "energy",
        "watched_energy",
        "wanted",
        "served",
        "shortfall",
        "retiring",
        "collected_energy",
    }
)
_OF_ITS_UNIT = frozenset({"quantity", "collected"})
_SPECIAL = {
    "marginal": "a percentage point, or a unit a year, more costs",
    "where": "in",
    "reached": "level",
    "tonne_km": "carried, t·km",
    "tonnes": "tonnes",
    "added": "added a year",
}
_WANTED = {
    "sourcing": "Who does what, over the horizon",
    "purchases": "Who sells what enters",
    "cost_by_term": "Cost by term",
    "landed_cost": "Cost of energy by period",
    "cost_by_period": "Cost by period and term",
    "stage_shares": "Watched share by rung and period",
    "exposure": "Exposure by period",
    "exposure_by_rung": "What each rung adds to the exposure",
    "rules": "Rules of law, each where it is tightest",
    "builds": "Builds",
    "closures": "Closures",
    "commitments": "Contracts, lanes and storage room",
    "trade": "Trade between countries",
    "transport": "Carriage by mode",
    "chokepoints": "Tonnes through chokepoints",
    "returns": "Batteries that come back",
    "recycled_content": "Recovered metal in new cells",
    "emissions": "CO₂",
    "shortfall": "Not delivered",
    "utilisation": "Use of capacity",
    "stock": "Stock",
}


@dataclass(frozen=True)
class Column:
    """A column: its heading, and whether it holds numbers."""

    heading: str
    numeric: bool


@dataclass(frozen=True)
class Listing:
    """A table: its columns, the first of its rows as text, and how many there are in all."""

    title: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int


def listings(measures: Measures) -> Iterator[Listing]:
    """The tables that have rows, the most asked for first."""
    tables = {
        **measures.tables(),
        "builds": real_builds(measures),
        "rules": for_people(measures.rules),
    }
    for name, title in _WANTED.items():
        frame = tables[name]
        if frame.height:
            yield listing(frame, name, title, measures.headline)


def listing(frame: pl.DataFrame, name: str, title: str, head: Headline) -> Listing:
    """The first ``MOST_ROWS`` rows of a measure; an empty period stands for the whole horizon.

    Ids are left out where a column of names stands beside them.
    """
    frame = frame.drop(name.removesuffix("_name") for name in frame.columns if "_name" in name)
    columns = tuple(
        Column(heading(column, head, frame.columns), kind.is_numeric())
        for column, kind in frame.schema.items()
    )
    rows = tuple(
        tuple(cell(value, column) for column, value in row.items())
        for row in frame.head(MOST_ROWS).iter_rows(named=True)
    )
    return Listing(title, name, columns, rows, frame.height)


def heading(column: str, head: Headline, beside: Collection[str] = ("unit",)) -> str:
    """The column's name in words, with its unit where the columns ``beside`` it do not tell it."""
    if column in _SPECIAL:
        return _SPECIAL[column]
    if column == "per_energy":
        return f"cost, {head.cost_label}"
    plain = column.removesuffix("_t").removesuffix("_tonnes").removesuffix("_name")
    name = words(plain).replace("co2", "CO₂")
    units = ((_MONEY, head.currency), (_TONNES, "t"), (_ENERGY, head.energy_unit))
    unit = next((unit for columns, unit in units if column in columns), "")
    if column in _OF_ITS_UNIT and "unit" not in beside:
        unit = "in the commodity's unit"
    return f"{name}, {unit}" if unit else name


def cell(value: Any, column: str = "") -> str:
    """Text of a value: numbers short, shares in percent, booleans as words, nothing as a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if column in SHARES:
            return figures.percent(float(value))
        return figures.number(float(value), 4)
    if value == "" and column == "period":
        return "all"
    return NOTHING if value is None else str(value)
