"""Courses of the tree: what each costs, and the mean of the dearest, recomputed from all charges.

A course is a path from the first moment to one after which nothing follows. Its cost is all that is
spent at its moments, discounted, and all that is decided once for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.costs import charged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check, Claims

FAMILY = "costs"


def courses(case: Case) -> pl.DataFrame:
    """``scenario, probability, cost, gross``: the courses that may happen, by where they end."""
    spent = case.once(charged)
    value = (pl.col("sure").sum(), pl.col("sure").abs().sum().alias("gross"))
    shared = spent.filter("shared").select(*value).row(0)
    own = spent.filter(~pl.col("shared")).group_by(MOMENT).agg(*value)
    last = case.moments.table.filter(
        pl.col("index") == case.calendar.last_index, pl.col("probability") > 0
    )
    passed = case.moments.lineage.join(last.select(*MOMENT, "probability"), on=MOMENT)
    past = {"past_scenario": "scenario", "past_period": "period"}
    by_moment = passed.join(own, left_on=list(past), right_on=list(past.values()), how="left")
    return (
        by_moment.group_by("scenario", "probability")
        .agg(cost=pl.col("sure").sum() + shared[0], gross=pl.col("gross").sum() + shared[1])
        .sort("scenario")
    )


def adjusted(case: Case, weight: float, tail: float) -> float:
    """``(1 − weight)`` · expected + ``weight`` · mean of the dearest ``1 − tail`` of all chance."""
    rows = case.once(courses).sort("cost", descending=True)
    expected = float((rows["probability"] * rows["cost"]).sum())
    reached = rows["probability"].cum_sum().clip(0.0, 1.0 - tail)
    taken = reached - reached.shift(1, fill_value=0.0)
    dearest = float((taken * rows["cost"]).sum()) / float(taken.sum())
    return (1.0 - weight) * expected + weight * dearest


def checks(case: Case, claims: Claims) -> Iterator[Check]:
    """The plan's table of courses; the objective that the run record claims."""
    judge, found = case.judge(FAMILY), case.once(courses)
    stated = case.decided("courses").rename({"probability": "chance", "cost": "stated"})
    rows = found.join(stated, on="scenario", how="full", coalesce=True)
    rows = rows.with_columns(pl.exclude("scenario").fill_null(0.0))
    yield judge.equal(
        "probability of a course",
        "probability in the plan with the product along the branches",
        rows,
        ["scenario"],
        pl.col("chance"),
        pl.col("probability"),
        size=pl.lit(1.0),
        scale=pl.lit(0.0),
    )
    yield judge.equal(
        "cost of a course",
        "cost in the plan with all that is spent along the course",
        rows,
        ["scenario"],
        pl.col("stated"),
        pl.col("cost"),
        size=pl.col("gross"),
    )
    if claims.objective is not None and claims.risk_weight > 0.0:
        whole = pl.DataFrame(
            {
                "claimed": [float(claims.objective)],
                "found": [adjusted(case, claims.risk_weight, claims.tail)],
            }
        )
        yield judge.equal(
            "claimed objective",
            "objective in the run record with expected cost and the mean of the dearest courses",
            whole,
            [],
            pl.col("claimed"),
            pl.col("found"),
            size=pl.lit(float(found["gross"].max() or 0.0)),  # type: ignore[arg-type]
        )
