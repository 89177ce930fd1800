"""Ranges that are ranges, of unknowns that are told by some agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_EMPTY = error(
    "range.not_above",
    "high must be above 0 and not below low, which is {low}",
    "Write the smaller factor as low; for what may be nothing, low = 0.",
)
_SURE = warning(
    "unknown.sure", "it is never otherwise, so nothing is unknown", "Write a chance within 0 and 1."
)
_NO_RANGE = warning(
    "unknown.without_range",
    "nothing is different whether it is low or high",
    "Give it a row in ranges.",
)
_IDLE = warning(
    "agreement.idle", "by it nobody is told anything", "Name it in a row of unknowns, or drop it."
)


def ends(view: View) -> Iterator[Finding]:
    """The high end is the higher one."""
    rows = view["ranges"].drop_nulls(["low", "high"])
    bad = rows.filter((pl.col("high") <= 0.0) | (pl.col("high") < pl.col("low")))
    yield from view.say(_EMPTY, "ranges", bad, "high")


def effects(view: View) -> Iterator[Finding]:
    """Something is unknown, and somebody can tell it."""
    rows = view["unknowns"]
    sure = rows.filter((pl.col("chance") <= 0.0) | (pl.col("chance") >= 1.0))
    yield from view.say(_SURE, "unknowns", sure, "chance")
    ranged = view["ranges"]["unknown"].drop_nulls().to_list()
    bare = rows.filter(~pl.col("unknown").is_in(ranged))
    yield from view.say(_NO_RANGE, "unknowns", bare, "unknown")
    named = rows["agreement"].drop_nulls().to_list()
    idle = view["agreements"].filter(~pl.col("agreement").is_in(named))
    yield from view.say(_IDLE, "agreements", idle, "agreement")
