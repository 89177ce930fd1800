"""Twin of people: who runs new plants, and what training them costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import siting
from optimizer.audit.case import Case, charge_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "people"
_POOL = ("skill", "area")


def taught(case: Case) -> pl.DataFrame:
    """Classes of the plan with their training's terms, and the first period they can work in."""
    periods = case.calendar.periods
    offered = case.calendar.window(case.table("trainings"), "first_period", "last_period")
    return (
        case.decided("trained")
        .join(offered, on="training", how="left")
        .join(periods.select("period", "index", "start", "years"), on="period")
        .with_columns(ready=pl.col("start") + pl.duration(days=pl.col("days")))
        .sort("ready")
        .join_asof(
            periods.select(ready_index="index", ready_start="start").sort("ready_start"),
            left_on="ready",
            right_on="ready_start",
            strategy="forward",
        )
    )


def needed(case: Case) -> pl.DataFrame:
    """``skill, area, index, need``: people whom new capacity needs of each pool, by period."""
    pools = case.table("workforce").select(_POOL).unique()
    places = case.table("facilities").select("facility", "site").join(case.placed(), on="site")
    rungs = (
        case.table("operations")
        .select("facility", "process")
        .join(case.table("processes").select("process", worked="rung"), on="process")
        .select("facility", "worked")
        .unique()
    )
    jobs = case.table("jobs").select("job", "skill", "rung", "people", where="country")
    anywhere = jobs.join(places, how="cross")
    inside = case.areas().unique()
    in_area = anywhere.join(inside.rename({"area": "where"}), on=["where", "country"], how="semi")
    open_jobs = pl.concat([anywhere.filter(pl.col("where") == ""), in_area])
    of_rung = open_jobs.join(
        rungs, left_on=["facility", "rung"], right_on=["facility", "worked"], how="semi"
    )
    working = rungs.select("facility").unique()
    of_any = open_jobs.filter(pl.col("rung") == "").join(working, on="facility", how="semi")
    each = (
        pl.concat([of_any, of_rung])
        .group_by("facility", "skill", "country")
        .agg(pl.col("people").sum())
    )
    built = case.once(siting.decided_builds).filter(pl.col("online_index").is_not_null())
    posts = (
        built.select("facility", "added", "online_index")
        .join(each, on="facility")
        .join(pools, on="skill")
        .join(inside, on=["area", "country"], how="semi")
        .join(case.calendar.periods.select("index"), how="cross")
        .filter(pl.col("index") >= pl.col("online_index"))
    )
    return posts.group_by(*_POOL, "index").agg(need=(pl.col("people") * pl.col("added")).sum())


def there(case: Case) -> pl.DataFrame:
    """``skill, area, index, people``: who is free, by the last row not later than the period."""
    periods = case.calendar.periods.select("period", "index")
    rows = case.table("workforce").join(periods, on="period").sort("index")
    pools = rows.select(_POOL).unique()
    grid = pools.join(case.calendar.periods.select("index"), how="cross").sort("index")
    return grid.join_asof(
        rows.select(*_POOL, "index", "people"),
        on="index",
        by=list(_POOL),
        strategy="backward",
        check_sortedness=False,
    ).with_columns(pl.col("people").fill_null(0.0))


def checks(case: Case) -> Iterator[Check]:
    """New plants have their people, and classes their places."""
    ready = (
        case.once(taught)
        .join(case.calendar.periods.select(at="index"), how="cross")
        .filter(pl.col("at") >= pl.col("ready_index"))
        .group_by(*_POOL, index="at")
        .agg(taught=pl.col("people").sum())
    )
    rows = (
        case.once(there)
        .join(case.once(needed), on=[*_POOL, "index"], how="left")
        .join(ready, on=[*_POOL, "index"], how="left")
        .join(case.calendar.periods.select("index", "period"), on="index")
        .with_columns(pl.col("need", "taught").fill_null(0.0))
    )
    yield case.judge(FAMILY).at_most(
        "people for new plants",
        "people needed with those there and trained",
        rows,
        [*_POOL, "period"],
        pl.col("need"),
        pl.col("people") + pl.col("taught"),
    )
    classes = case.once(taught).with_columns(
        open=pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    )
    bounded = classes.filter(pl.col("most").is_not_null() | ~pl.col("open").fill_null(value=False))
    places = pl.when("open").then(pl.col("most") * pl.col("years")).otherwise(0.0)
    yield case.judge(FAMILY).at_most(
        "places in a class",
        "people trained with its places",
        bounded,
        ["training", "period"],
        pl.col("people"),
        places,
    )


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``training``."""
    yield charge_now(case, "training", case.once(taught), pl.col("cost") * pl.col("people"))
