"""Twin of siting: builds, ramps, closures, capacity in place, and what they cost.

Capacity of a build works from its first online period on, to the end of the horizon; its life only
counts for its end value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import swings
from optimizer.audit.calendar import age
from optimizer.audit.case import MOMENT, Case, charge, charge_now
from optimizer.audit.conversions import capacities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "siting"


def decided_builds(case: Case) -> pl.DataFrame:
    """Builds with their expansion's terms and their first online period (null: none)."""
    periods = case.calendar.periods
    offered = case.calendar.window(case.table("expansions"), "first_period", "last_period")
    ready = pl.col("start") + pl.duration(days=pl.col("lead_days"))
    return (
        case.decided("builds")
        .join(offered, on="expansion")
        .join(periods.select("period", "index", "start"), on="period")
        .with_columns(ready=ready)
        .sort("ready")
        .join_asof(
            periods.select(online_index="index", online_before="before", online_start="start").sort(
                "online_start"
            ),
            left_on="ready",
            right_on="online_start",
            strategy="forward",
        )
        .with_columns(
            capex=pl.col("fixed_capex") * pl.col("count") + pl.col("unit_capex") * pl.col("added")
        )
    )


def online_builds(case: Case) -> pl.DataFrame:
    """Capacity from builds by ``facility, index``: ``online`` (unramped) and ``ramped``."""
    builds = case.once(decided_builds).select(
        "facility", "added", "ramp", "online_index", "online_before"
    )
    working = (
        builds.join(case.calendar.periods.select("index", "before"), how="cross")
        .filter(pl.col("index") >= pl.col("online_index"))
        .with_columns(age=age(pl.col("online_before"), pl.col("before")))
        .sort("age")
        .join_asof(
            case.table("ramps").sort("age"),
            on="age",
            by="ramp",
            strategy="backward",
            check_sortedness=False,
        )
        .with_columns(
            fraction=pl.when(pl.col("ramp") == "")
            .then(1.0)
            .otherwise(pl.col("fraction").fill_null(0.0))
        )
    )
    return working.group_by("facility", "index").agg(
        online=pl.col("added").sum(), ramped=(pl.col("added") * pl.col("fraction")).sum()
    )


def capacity_in_place(case: Case) -> pl.DataFrame:
    """Every facility × moment: ``kept`` (step capacity unless closed), ``online``, ``ramped``."""
    steps = case.moments.stepped(capacities(case), ["facility"])
    closures = (
        case.decided("closures")
        .join(case.calendar.periods.select("period", closed_index="index"), on="period")
        .group_by("facility")
        .agg(pl.col("closed_index").min())
    )
    return (
        case.everywhere(
            case.table("facilities").select("facility", "site", "fixed_cost", "minimum_use")
        )
        .join(steps.select("facility", *MOMENT, "capacity"), on=["facility", *MOMENT], how="left")
        .join(case.once(swings.on_capacities), on=["facility", *MOMENT], how="left")
        .join(closures, on="facility", how="left")
        .join(case.once(online_builds), on=["facility", "index"], how="left")
        .with_columns(
            pl.col("online", "ramped").fill_null(0.0),
            capacity=pl.col("capacity").fill_null(0.0) * pl.col("factor").fill_null(1.0),
            closed=(pl.col("index") >= pl.col("closed_index")).fill_null(value=False),
        )
        .with_columns(kept=pl.when("closed").then(0.0).otherwise("capacity"))
    )


def checks(case: Case) -> Iterator[Check]:
    """Sizes, numbers and moments of builds; what may be closed."""
    yield from _size(case)
    yield from _moment(case)
    yield from _number(case)
    yield from _closing(case)


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``capex, subsidy, end_value, closing, fixed_operation``."""
    builds, capex = case.once(decided_builds), pl.col("capex")
    yield charge_now(case, "capex", builds, capex)
    yield charge_now(case, "subsidy", builds, -pl.col("subsidy") * capex)
    used = case.calendar.total_years - pl.col("online_before")
    left = pl.max_horizontal(pl.col("life_years") - used, pl.lit(0.0)) / pl.col("life_years")
    yield charge_now(
        case,
        "end_value",
        builds.filter(pl.col("online_index").is_not_null()),
        -(1.0 - pl.col("subsidy")) * capex * left,
        pl.lit(case.calendar.final_discount),
    )
    closed = case.decided("closures").join(case.table("facilities"), on="facility")
    yield charge_now(case, "closing", closed, pl.col("closing_cost") * pl.col("closed"))
    place = case.once(capacity_in_place)
    in_place = pl.col("kept") + pl.col("online")
    yield charge(case, "fixed_operation", place, pl.col("fixed_cost") * pl.col("years") * in_place)


def _size(case: Case) -> Iterator[Check]:
    judge, builds, keys = case.judge(FAMILY), case.once(decided_builds), ["expansion", "period"]
    count, added = pl.col("count"), pl.col("added")
    yield judge.whole(
        "whole number of builds", "count with the nearest whole number", builds, keys, count
    )
    yield judge.at_most(
        "least size of a build",
        "size_min · count with the capacity added",
        builds,
        keys,
        pl.col("size_min") * count,
        added,
    )
    yield judge.at_most(
        "greatest size of a build",
        "capacity added with size_max · count",
        builds,
        keys,
        added,
        pl.col("size_max") * count,
    )


def _moment(case: Case) -> Iterator[Check]:
    judge, builds, keys = case.judge(FAMILY), case.once(decided_builds), ["expansion", "period"]
    outside = ~pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    yield judge.none(
        "window of a build",
        "period of the decision with first and last period",
        builds,
        builds.filter(outside),
        keys,
    )
    yield judge.none(
        "online within the horizon",
        "first online period with the horizon",
        builds,
        builds.filter(pl.col("online_index").is_null()),
        keys,
    )


def _number(case: Case) -> Iterator[Check]:
    judge, builds = case.judge(FAMILY), case.once(decided_builds)
    count = pl.col("count").sum()
    per_expansion = builds.group_by("expansion", "max_builds").agg(count)
    yield judge.at_most(
        "most builds",
        "builds over the horizon with max_builds",
        per_expansion,
        ["expansion"],
        pl.col("count"),
        pl.col("max_builds"),
    )
    per_group = builds.filter(pl.col("choose_one") != "").group_by("choose_one").agg(count)
    yield judge.at_most(
        "choose one",
        "builds in a group with 1",
        per_group,
        ["choose_one"],
        pl.col("count"),
        pl.lit(1.0),
    )


def _closing(case: Case) -> Iterator[Check]:
    judge = case.judge(FAMILY)
    closed = case.decided("closures").join(case.table("facilities"), on="facility")
    yield judge.none(
        "closable",
        "closed facilities with those that may be closed",
        closed,
        closed.filter(~pl.col("closable")),
        ["facility", "period"],
    )
    times = closed.group_by("facility").agg(pl.col("closed").sum())
    yield judge.equal(
        "closed once and whole",
        "closed with 1",
        times,
        ["facility"],
        pl.col("closed"),
        pl.lit(1.0),
        size=pl.lit(1.0),
        scale=pl.lit(0.0),
    )
