"""What one plan costs less than another, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.results.measures import Measures

SUM = "in all"
PRESENT = "present value"


def saved_by_period(base: Measures, others: Mapping[str, Measures]) -> pl.DataFrame:
    """Money that each other plan costs less than the base, by the period in which it is spent.

    Columns: ``period`` and one by name, expected and not discounted. Two rows more below: the sum
    (``SUM``), and the discounted one (``PRESENT``), by which the costs of the plans differ. Other
    plans that are as cheap may spend the same present value in other periods.
    """
    periods = base.periods["period"].to_list()
    before = _spent(base, periods)
    rows = pl.DataFrame({"period": [*periods, SUM, PRESENT]})
    return rows.with_columns(
        (before - _spent(other, periods)).alias(name) for name, other in others.items()
    )


def _spent(measured: Measures, periods: list[str]) -> pl.Series:
    """Money of each period, then the two sums."""
    spent = measured.cost_by_period
    by_period = dict(spent.group_by("period").agg(pl.col("amount").sum()).iter_rows())
    sums = (spent["amount"].sum(), spent["present"].sum())
    return pl.Series([*(by_period.get(period, 0.0) for period in periods), *sums], dtype=pl.Float64)
