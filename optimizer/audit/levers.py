"""Twin of levers: what has been pulled is paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import Case, charge_now

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILY = "levers"


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``lever``: the cost of each that is pulled, in its period, else in the first."""
    first = case.calendar.periods.sort("index")["period"][0]
    due = pl.when(pl.col("period") == "").then(pl.lit(first)).otherwise("period")
    rows = case.table("levers").filter("pulled").with_columns(period=due)
    yield charge_now(case, "lever", rows, pl.col("cost"))
