"""Values that look like a slip of units, because their fellows are so different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

FAR = 1e4
"""So many times larger or smaller than its fellows, and a value is suspicious."""

_ENOUGH = 4
"""Fellows it takes to say what is usual."""

_SUSPICIOUS = warning(
    "value.suspicious", "far from {usual}, the median of comparable rows", "Check its unit."
)

_FELLOWS: tuple[tuple[str, str, str], ...] = (
    # Table, column, and what makes two rows comparable: a column, or one of the table referred to.
    ("commodities", "tonnes_per_unit", "unit"),
    ("commodities", "value_per_unit", "unit"),
    ("recipes", "coefficient", "commodity"),
    ("contents", "tonnes", "commodity.unit"),
    ("facilities", "fixed_cost", "unit"),
    ("facilities", "closing_cost", "unit"),
    ("capacities", "capacity", "facility.unit"),
    ("operations", "variable_cost", "process.activity_unit"),
    ("operations", "capacity_use", "process"),
    ("expansions", "size_max", "facility.unit"),
    ("expansions", "fixed_capex", "facility.unit"),
    ("expansions", "unit_capex", "facility.unit"),
    ("supply_terms", "price", "supply.commodity"),
    ("supply_terms", "quantity", "supply.commodity"),
    ("contracts", "price", "commodity"),
    ("contracts", "maximum", "commodity"),
    ("sales", "price", "commodity"),
    ("disposals", "cost", "commodity"),
    ("modes", "cost_per_tkm", ""),
    ("lanes", "distance_km", "mode"),
    ("lanes", "days", "mode"),
    ("lanes", "cost_per_t", "mode"),
    ("shipments", "cost_per_unit", "commodity"),
    ("shipments", "capacity", "commodity"),
    ("storages", "capacity", "commodity"),
    ("storages", "holding_cost", "commodity"),
    ("demands", "energy", "segment"),
    ("chemistries", "energy_per_unit", "commodity.unit"),
    ("past_returns", "energy", "segment"),
)

_HOLDERS = {
    "commodity": "commodities",
    "facility": "facilities",
    "process": "processes",
    "supply": "supplies",
}


def magnitudes(view: View) -> Iterator[Finding]:
    """A value ten thousand times off the median of its fellows is probably in another unit."""
    for table, column, fellows in _FELLOWS:
        yield from view.look(_magnitudes, table, column, fellows)


def _magnitudes(view: View, table: str, column: str, fellows: str) -> Iterator[Finding]:
    if view[table].height < _ENOUGH:
        return
    rows = _with_fellows(view, view[table].filter(pl.col(column) != 0.0), fellows)
    size = pl.col(column).abs()
    usual = size.median().over("fellows")
    rows = rows.with_columns(usual=usual, number=pl.len().over("fellows")).filter(
        pl.col("number") >= _ENOUGH, (size > FAR * usual) | (size * FAR < usual)
    )
    yield from view.say(_SUSPICIOUS, table, rows, column)


def _with_fellows(view: View, rows: pl.DataFrame, fellows: str) -> pl.DataFrame:
    reference, _, column = fellows.partition(".")
    if not reference:
        return rows.with_columns(fellows=pl.lit(""))
    if not column:
        return rows.with_columns(fellows=pl.col(reference))
    held = view[_HOLDERS[reference]].unique(reference).select(reference, fellows=column)
    return rows.join(held, on=reference, how="inner").sort(ROW)
