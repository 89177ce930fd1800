"""Pools of people that are needed, and trainings that fill one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_UNBOUND = warning(
    "training.no_pool",
    "workforce has no row of {skill} in {area}, so people do not bind there",
    "Write how many there are, 0 if none; or drop the training.",
)
_UNNEEDED = warning(
    "workforce.unneeded", "no job asks for {skill}", "Write a row of jobs for it, or drop the row."
)


def pools(view: View) -> Iterator[Finding]:
    """A training fills a pool that there is."""
    known = view["workforce"].select("skill", "area").unique()
    rows = view["trainings"].drop_nulls(["skill", "area"])
    stray = rows.join(known, on=["skill", "area"], how="anti", maintain_order="left")
    yield from view.say(_UNBOUND, "trainings", stray, "area")


def posts(view: View) -> Iterator[Finding]:
    """A pool is there for some job."""
    asked = view["jobs"]["skill"].drop_nulls().to_list()
    rows = view["workforce"].drop_nulls("skill").filter(~pl.col("skill").is_in(asked))
    yield from view.say(_UNNEEDED, "workforce", rows, "skill")
