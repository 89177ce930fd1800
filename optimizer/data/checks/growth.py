"""Limits on growth that are about something, and that let it begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_NOTHING = error("growth.nothing", "is about no chemistry and no rung", "Name one of the two.")
_BOTH = error(
    "growth.both",
    "is about {chemistry} and about {rung}",
    "Name one of the two; write a row for each.",
)
_NEVER = warning(
    "growth.never",
    "from nothing it grows to nothing, in all the horizon",
    "Give a start above 0, or a first_period before which it is free.",
)


def subjects(view: View) -> Iterator[Finding]:
    """A limit names a chemistry or a rung, and lets it begin."""
    rows = view["growth_limits"]
    chemistry, rung = pl.col("chemistry") != "", pl.col("rung") != ""
    yield from view.say(_NOTHING, "growth_limits", rows.filter(~chemistry & ~rung), "chemistry")
    yield from view.say(_BOTH, "growth_limits", rows.filter(chemistry & rung), "rung")
    # With a factor of 0 as well, it is meant: the chemistry or rung is forbidden.
    never = rows.filter(
        pl.col("start") == 0.0, pl.col("factor") > 0.0, pl.col("first_period") == ""
    )
    yield from view.say(_NEVER, "growth_limits", never, "start")
