"""Numbers of the tables restated in the unit in which they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.units import factor

if TYPE_CHECKING:
    from optimizer.audit.case import Case

_UNKNOWN = float("nan")


def capacities(case: Case) -> pl.DataFrame:
    """``facility, period, scenario, capacity`` in the facility's unit."""
    units = case.table("facilities").select("facility", to="unit")
    rows = _restated(case.table("capacities").join(units, on="facility"), "capacity")
    return rows.select("facility", "period", "scenario", "capacity")


def demands(case: Case) -> pl.DataFrame:
    """``market, segment, period, scenario, energy`` in the segment's unit."""
    units = case.table("segments").select("segment", to="unit")
    rows = _restated(case.table("demands").join(units, on="segment"), "energy")
    return rows.select("market", "segment", "period", "scenario", "energy")


def masses(case: Case) -> pl.DataFrame:
    """``commodity, tonnes`` per unit: stated, else from the unit; NaN if that is none of mass."""
    rows = case.table("commodities").select("commodity", "unit", "tonnes_per_unit")
    known = {unit: factor(unit, "t", _UNKNOWN) for unit in rows["unit"].unique()}
    from_unit = pl.col("unit").replace_strict(known, return_dtype=pl.Float64)
    return rows.select("commodity", tonnes=pl.coalesce("tonnes_per_unit", from_unit))


def _restated(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    pairs = rows.select("unit", "to").filter(pl.col("unit") != "").unique()
    factors = [(unit, to, factor(unit, to, _UNKNOWN)) for unit, to in pairs.iter_rows()]
    schema = {"unit": pl.String, "to": pl.String, "factor": pl.Float64}
    table = pl.DataFrame(factors, schema=schema, orient="row")
    return rows.join(table, on=["unit", "to"], how="left").with_columns(
        pl.col(column) * pl.col("factor").fill_null(1.0)
    )
