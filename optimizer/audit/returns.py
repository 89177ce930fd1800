"""Twin of returns: what was sold comes back by age, and what is collected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import swings
from optimizer.audit.calendar import age
from optimizer.audit.case import MOMENT, Case, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "returns"
_COHORT = ("market", "segment", "chemistry", *MOMENT)


def retiring(case: Case) -> pl.DataFrame:
    """Energy reaching end of life, ``market, segment, chemistry``, moment, ``energy``."""
    own = _own_sales(case)
    past = case.table("past_returns").join(case.moments.table.select(MOMENT), on="period")
    both = pl.concat([own.select(*_COHORT, "energy"), past.select(*_COHORT, "energy")])
    return both.group_by(_COHORT).agg(pl.col("energy").sum())


def expected(case: Case) -> pl.DataFrame:
    """What must be collected: rate × eol_per_energy × energy retiring."""
    back = case.table("chemistries").filter(pl.col("eol_commodity") != "")
    amount = pl.col("rate") * pl.col("eol_per_energy") * pl.col("energy")
    return (
        retiring(case)
        .join(back.select("chemistry", "eol_per_energy"), on="chemistry")
        .join(_rates(case), on=["market", "segment", *MOMENT])
        .select(*_COHORT, expected=amount)
    )


def checks(case: Case) -> Iterator[Check]:
    """What is collected equals what the tables say of past sales."""
    found = case.decided("collected").group_by(_COHORT).agg(found=pl.col("quantity").sum())
    rows = (
        expected(case)
        .join(found, on=_COHORT, how="full", coalesce=True)
        .with_columns(pl.col("expected", "found").fill_null(0.0))
    )
    yield case.judge(FAMILY).equal(
        "collected",
        "collected with rate · eol_per_energy · energy retiring",
        rows,
        _COHORT,
        pl.col("found"),
        pl.col("expected"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``collected`` enters at the market's site as the chemistry's end-of-life commodity."""
    kinds = case.table("chemistries").filter(pl.col("eol_commodity") != "")
    names = kinds.select("chemistry", commodity="eol_commodity")
    rows = case.decided("collected").join(names, on="chemistry").rename({"market": "site"})
    yield movement(rows, "collected", pl.col("quantity"))


def _own_sales(case: Case) -> pl.DataFrame:
    """Sales of the plan × later moments of the same branch, with what retires of them."""
    before = case.calendar.periods.select("index", "before")
    later = (
        case.moments.lineage.filter(pl.col("past_index") < pl.col("index"))
        .join(before.rename({"index": "past_index", "before": "past_before"}), on="past_index")
        .join(case.moments.table.select(*MOMENT, "before", "years"), on=MOMENT)
        .with_columns(age=age(pl.col("past_before"), pl.col("before")))
    )
    sold = case.decided("served").rename({"scenario": "past_scenario", "period": "past_period"})
    return (
        sold.join(later, on=["past_scenario", "past_period"])
        .join(_fractions(case), on=["segment", "chemistry", "age"])
        .with_columns(energy=pl.col("energy") * pl.col("fraction") * pl.col("years"))
    )


def _fractions(case: Case) -> pl.DataFrame:
    """``segment, chemistry, age, fraction``: the pair's own lifetimes, else the segment's."""
    lifetimes = case.table("lifetimes")
    own = lifetimes.filter(pl.col("chemistry") != "")
    general = (
        lifetimes.filter(pl.col("chemistry") == "")
        .drop("chemistry")
        .join(case.table("chemistries").select("chemistry"), how="cross")
        .join(own, on=["segment", "chemistry"], how="anti")
    )
    columns = ["segment", "chemistry", "age", "fraction"]
    return pl.concat([own.select(columns), general.select(columns)])


def _rates(case: Case) -> pl.DataFrame:
    """``market, segment``, moment, ``rate`` in force: the segment's own row first, at most 1."""
    rows = case.table("collections")
    own = case.moments.stepped(rows.filter(pl.col("segment") != ""), ["market", "segment"])
    general = case.moments.stepped(
        rows.filter(pl.col("segment") == "").drop("segment"), ["market"]
    ).join(case.table("segments").select("segment"), how="cross")
    columns = ["market", "segment", *MOMENT, "rate"]
    both = pl.concat([own.select(columns), general.select(columns)])
    stated = both.unique(columns[:-1], keep="first", maintain_order=True)
    swung = stated.join(case.once(swings.on_collections), on=columns[:-1], how="left")
    rate = pl.col("rate") * pl.col("factor").fill_null(1.0)
    return swung.select(*columns[:-1], rate=pl.min_horizontal(rate, pl.lit(1.0)))
