"""Twin of subsidies: what may be granted and paid, from which budget, and what it saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import siting
from optimizer.audit.case import MOMENT, Case, charge, charge_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "subsidies"
_BUILDS = ("capex", "capacity")


def offers(case: Case) -> pl.DataFrame:
    """Every subsidy × operation that it is about, with the place and the reach of its window."""
    rows = case.calendar.window(case.table("subsidies"), "first_period", "last_period").rename(
        {"site": "at", "facility": "works", "process": "what", "rung": "on", "stage": "of"}
    )
    rows = rows.with_columns(
        payer=pl.when(pl.col("programme") == "").then("subsidy").otherwise("programme")
    )
    run = (
        case.table("operations")
        .select("facility", "process")
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .join(case.placed(), on="site")
        .join(case.table("processes").select("process", "rung", "throughput"), on="process")
        .join(case.table("rungs").select("rung", "stage", "energy_per_unit"), on="rung", how="left")
        .with_columns(
            pl.col("stage").fill_null(""),
            supports=pl.col("throughput") * pl.col("energy_per_unit").fill_null(0.0),
        )
    )
    crossed = rows.join(run, how="cross")
    fits = [
        (pl.col(asked) == "") | (pl.col(asked) == pl.col(has))
        for asked, has in (
            ("at", "site"),
            ("works", "facility"),
            ("what", "process"),
            ("on", "rung"),
            ("of", "stage"),
        )
    ]
    return _lying(case, crossed.filter(*fits))


def _lying(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a ``country`` in their ``area`` (empty: anywhere)."""
    inside = case.areas().with_columns(inside=pl.lit(value=True)).unique()
    return (
        rows.join(inside, on=["area", "country"], how="left")
        .filter((pl.col("area") == "") | pl.col("inside").fill_null(value=False))
        .drop("inside")
    )


def grants(case: Case) -> pl.DataFrame:
    """Grants with the most they may be (``most``: 0 where none is offered) and life left."""
    able = (
        case.once(offers)
        .filter(pl.col("per").is_in(_BUILDS))
        .select(
            "subsidy", "facility", "payer", "country", "per", "rate", "first_index", "last_index"
        )
        .unique()
    )
    used = case.calendar.total_years - pl.col("online_before")
    left = pl.max_horizontal(pl.col("life_years") - used, pl.lit(0.0)) / pl.col("life_years")
    built = case.once(siting.decided_builds).select(
        "expansion", "period", "facility", "index", "capex", "added", left=left
    )
    earned = (
        built.join(able, on="facility")
        .filter(pl.col("index").is_between(pl.col("first_index"), pl.col("last_index")))
        .with_columns(
            most=pl.col("rate") * pl.when(pl.col("per") == "capex").then("capex").otherwise("added")
        )
        .select("subsidy", "expansion", "period", "index", "payer", "country", "left", "most")
    )
    keys = ["subsidy", "expansion", "period"]
    return (
        case.decided("grants")
        .join(earned, on=keys, how="left")
        .with_columns(pl.col("most", "left").fill_null(0.0))
    )


def premiums(case: Case) -> pl.DataFrame:
    """Premiums with the most they may be (``most``: 0 where none is offered)."""
    able = (
        case.once(offers)
        .filter(~pl.col("per").is_in(_BUILDS))
        .with_columns(
            each=pl.col("rate") * pl.when(pl.col("per") == "energy").then("supports").otherwise(1.0)
        )
        .select(
            "subsidy",
            "facility",
            "process",
            "payer",
            "country",
            "each",
            "first_index",
            "last_index",
        )
    )
    keys = ["subsidy", "facility", "process"]
    run = case.decided("activity").select("facility", "process", *MOMENT, "activity")
    when = case.moments.table.select(*MOMENT, "index")
    within = pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    return (
        case.decided("premiums")
        .join(able, on=keys, how="left")
        .join(run, on=["facility", "process", *MOMENT], how="left")
        .join(when, on=MOMENT, how="left")
        .with_columns(most=pl.when(within).then(pl.col("each") * pl.col("activity")).fill_null(0.0))
    )


def spent(case: Case) -> pl.DataFrame:
    """What every budget has paid on every course: ``budget, scenario, period, paid, limit``."""
    rows = case.calendar.window(
        case.table("subsidy_budgets"), "first_period", "last_period"
    ).rename({"programme": "of", "amount": "limit"})
    past = case.moments.lineage
    later = past.filter(
        (pl.col("past_scenario") != pl.col("scenario")) | (pl.col("past_index") < pl.col("index"))
    ).select(scenario="past_scenario", period="past_period")
    ends = past.select(*MOMENT).unique().join(later.unique(), on=MOMENT, how="anti")
    taken = case.once(premiums).select(*MOMENT, "payer", "country", "index", money="amount")
    run = (
        ends.join(past, on=MOMENT)
        .join(
            taken.rename({"scenario": "past_scenario", "period": "past_period"}).drop("index"),
            on=["past_scenario", "past_period"],
        )
        .select(*MOMENT, "payer", "country", "money", index="past_index")
    )
    built = ends.join(
        case.once(grants).select("payer", "country", "index", money="amount"), how="cross"
    ).select(run.columns)
    paid = (
        _lying(case, pl.concat([run, built]).join(rows, how="cross"))
        .filter(
            (pl.col("of") == "") | (pl.col("of") == pl.col("payer")),
            pl.col("index").is_between(pl.col("first_index"), pl.col("last_index")),
        )
        .group_by("budget", *MOMENT)
        .agg(paid=pl.col("money").sum())
    )
    return (
        rows.select("budget", "limit")
        .join(ends, how="cross")
        .join(paid, on=["budget", *MOMENT], how="left")
        .with_columns(pl.col("paid").fill_null(0.0))
    )


def checks(case: Case) -> Iterator[Check]:
    """No grant or premium above what is earned, no budget overspent."""
    judge, amount, most = case.judge(FAMILY), pl.col("amount"), pl.col("most")
    yield judge.at_most(
        "grants",
        "granted with what the build earns",
        case.once(grants),
        ["subsidy", "expansion", "period"],
        amount,
        most,
    )
    yield judge.at_most(
        "premiums",
        "paid with what the activity earns",
        case.once(premiums),
        ["subsidy", "facility", "process", *MOMENT],
        amount,
        most,
    )
    yield judge.at_most(
        "budgets of subsidies",
        "paid on a course with the budget",
        case.once(spent),
        ["budget", *MOMENT],
        pl.col("paid"),
        pl.col("limit"),
    )


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``grant, grant_left_over, premium``."""
    given, amount = case.once(grants), pl.col("amount")
    yield charge_now(case, "grant", given, -amount)
    yield charge_now(
        case,
        "grant_left_over",
        given,
        amount * pl.col("left"),
        pl.lit(case.calendar.final_discount),
    )
    yield charge(case, "premium", case.once(premiums), -amount)
