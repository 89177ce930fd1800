"""Burdens that something causes, and limits on what is caused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NOTHING = warning(
    "burden.uncaused",
    "nothing causes {burden}",
    "Write rates of it, or drop the row.",
)
_CREDIT = warning(
    "burden.credit",
    "it takes {burden} away for each unit, so doing more of it always helps",
    "Keep it below 0 only for what really takes it away.",
)


def causes(view: View) -> Iterator[Finding]:
    """What is limited or priced is caused by something."""
    rates = view["burden_rates"].filter(pl.col("amount") != 0.0)
    caused = {*rates["burden"].drop_nulls()}
    stated = [view["processes"]["co2_t_per_unit"], view["modes"]["co2_kg_per_tkm"]]
    if any((column != 0.0).any() for column in stated):
        caused.add("co2")
    for table in ("burden_limits", "burden_prices"):
        rows = view[table].drop_nulls("burden")
        idle = rows.filter(~pl.col("burden").is_in(list(caused)))
        yield from view.say(_NOTHING, table, idle, "burden")
    credits_ = view["burden_rates"].filter(pl.col("amount") < 0.0, pl.col("kind") == "commodity")
    yield from view.say(_CREDIT, "burden_rates", credits_, "amount")
