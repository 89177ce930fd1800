"""Twin of learning: how much was made before, and what it saves since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case, charge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "learning"
DUST = 1e-6
"""The part of what is made that is none, when it is asked whether anything was saved."""


def made(case: Case) -> pl.DataFrame:
    """``step, scenario, period, made``: throughput of the plants that learn it, where any."""
    steps = case.table("learning").select("step", "area", about="rung", doing="process")
    run = (
        case.decided("activity")
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .join(case.placed(), on="site")
        .join(case.table("processes").select("process", "rung", "throughput"), on="process")
    )
    of_rung = (pl.col("about") != "") & (pl.col("about") == pl.col("rung"))
    fits = run.join(steps, how="cross").filter(of_rung | (pl.col("doing") == pl.col("process")))
    inside = fits.join(case.areas().unique(), on=["area", "country"], how="semi")
    return (
        pl.concat([fits.filter(pl.col("area") == ""), inside])
        .group_by("step", *MOMENT)
        .agg(made=(pl.col("activity") * pl.col("throughput")).sum())
    )


def learnt(case: Case) -> pl.DataFrame:
    """What the plan makes at a lower cost, with what is ``made`` then and was made ``before``."""
    then = case.once(made)
    past = case.moments.lineage.filter(pl.col("past_index") < pl.col("index"))
    before = (
        past.select(*MOMENT, "past_scenario", "past_period")
        .join(
            then.rename({"scenario": "past_scenario", "period": "past_period", "made": "before"}),
            on=["past_scenario", "past_period"],
        )
        .group_by("step", *MOMENT)
        .agg(pl.col("before").sum())
    )
    keys = ["step", *MOMENT]
    return (
        case.decided("learned")
        .join(case.table("learning").select("step", "threshold", "saving"), on="step", how="left")
        .join(then, on=keys, how="left")
        .join(before, on=keys, how="left")
        .with_columns(pl.col("made", "before", "saving").fill_null(0.0))
    )


def checks(case: Case) -> Iterator[Check]:
    """Nothing is cheaper before enough was made, and no more than is made."""
    judge, rows, keys = case.judge(FAMILY), case.once(learnt), ["step", *MOMENT]
    yield judge.at_most(
        "lower cost for what is made",
        "throughput at the lower cost with throughput",
        rows,
        keys,
        pl.col("quantity"),
        pl.col("made"),
    )
    yield judge.at_most(
        "lower cost once it is learnt",
        "the threshold with throughput of all earlier periods",
        rows.filter(pl.col("quantity") > DUST * pl.col("made")),
        keys,
        pl.col("threshold"),
        pl.col("before"),
    )


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``learning``: what is saved."""
    saved = pl.col("saving") * pl.col("quantity")
    yield charge(case, "learning", case.once(learnt), -saved)
