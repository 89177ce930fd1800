"""Twin of growth: what is new against what there was a moment before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "growth"


def grown(case: Case) -> pl.DataFrame:
    """``limit, scenario, period, amount``: what each limit counts, where there is any."""
    limits = case.table("growth_limits").select("limit", "chemistry", "rung", "area")
    served = (
        case.decided("served")
        .rename({"market": "site"})
        .join(case.placed(), on="site")
        .select("chemistry", "country", *MOMENT, amount="energy")
        .join(limits.filter(pl.col("chemistry") != ""), on="chemistry")
    )
    made = (
        case.decided("activity")
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .join(case.placed(), on="site")
        .join(case.table("processes").select("process", "rung", "throughput"), on="process")
        .with_columns(amount=pl.col("activity") * pl.col("throughput"))
        .join(limits.filter(pl.col("rung") != ""), on="rung")
    )
    names = ["limit", "area", "country", *MOMENT, "amount"]
    rows = pl.concat([served.select(names), made.select(names)])
    inside = rows.join(case.areas().unique(), on=["area", "country"], how="semi")
    return (
        pl.concat([rows.filter(pl.col("area") == ""), inside])
        .group_by("limit", *MOMENT)
        .agg(pl.col("amount").sum())
    )


def limited(case: Case) -> pl.DataFrame:
    """Every limit × moment of its window: ``amount``, and the ``most`` that it may be."""
    limits = case.calendar.window(case.table("growth_limits"), "first_period", "last_period")
    moments = case.moments.table.select(*MOMENT, "index", "years")
    rows = limits.join(moments, how="cross").filter(
        pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    )
    lengths = case.calendar.periods.select(past_period="period", past_years="years")
    previous = (
        case.moments.lineage.filter(pl.col("past_index") == pl.col("index") - 1)
        .select(*MOMENT, "past_scenario", "past_period")
        .join(lengths, on="past_period")
    )
    amounts = case.once(grown)
    then = amounts.rename(
        {"scenario": "past_scenario", "period": "past_period", "amount": "past_amount"}
    )
    apart = (pl.col("years") + pl.col("past_years")) / 2.0
    rate = (pl.col("past_amount") / pl.col("past_years")).fill_null(0.0)
    grows = (pl.col("factor").pow(apart) * rate).fill_null(0.0)
    return (
        rows.join(previous, on=MOMENT, how="left")
        .join(amounts, on=["limit", *MOMENT], how="left")
        .join(then, on=["limit", "past_scenario", "past_period"], how="left")
        .with_columns(
            pl.col("amount").fill_null(0.0), most=(pl.col("start") + grows) * pl.col("years")
        )
    )


def checks(case: Case) -> Iterator[Check]:
    """Nothing grows faster than it can."""
    yield case.judge(FAMILY).at_most(
        "growth limit",
        "served or made with the start and what was a moment before, grown",
        case.once(limited),
        ["limit", *MOMENT],
        pl.col("amount"),
        pl.col("most"),
    )
