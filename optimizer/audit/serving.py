"""Twin of serving: demand, shares of chemistries, first dates; shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import swings
from optimizer.audit.case import MOMENT, Case, charge, movement
from optimizer.audit.conversions import demands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "serving"
_MARKET = ("market", "segment", *MOMENT)


def wanted(case: Case) -> pl.DataFrame:
    """Every market × segment × moment: ``demand``, ``served``, ``missing``."""
    rows = case.moments.overlay(demands(case), ["market", "segment", "period"])
    moments = case.moments.table.select(MOMENT)
    demand = (
        rows.join(moments, on=MOMENT)
        .join(case.once(swings.on_demands), on=_MARKET, how="left")
        .select(*_MARKET, demand=pl.col("energy") * pl.col("factor").fill_null(1.0))
    )
    served = case.decided("served").group_by(_MARKET).agg(served=pl.col("energy").sum())
    missing = case.decided("shortfall").group_by(_MARKET).agg(missing=pl.col("energy").sum())
    return (
        demand.join(served, on=_MARKET, how="full", coalesce=True)
        .join(missing, on=_MARKET, how="full", coalesce=True)
        .join(case.table("segments").select("segment", "shortfall_penalty"), on="segment")
        .with_columns(pl.col("demand", "served", "missing").fill_null(0.0))
    )


def checks(case: Case) -> Iterator[Check]:
    """Demand met or missed in the open; shares within bounds; nothing before its first date."""
    judge, rows = case.judge(FAMILY), case.once(wanted)
    yield judge.equal(
        "demand",
        "served + shortfall with demand",
        rows,
        _MARKET,
        pl.col("served") + pl.col("missing"),
        pl.col("demand"),
    )
    unpriced = pl.col("shortfall_penalty").is_null()
    strict = rows.filter(unpriced | pl.lit(case.shortfall_forbidden))
    yield judge.at_most(
        "no shortfall where none is allowed",
        "shortfall with 0",
        strict,
        _MARKET,
        pl.col("missing"),
        pl.lit(0.0),
        size=pl.col("demand"),
    )
    yield from _shares(case)
    yield _available(case)


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``delivered`` leaves at the market's site, in units of the chemistry's commodity."""
    sold = case.decided("served").join(case.table("chemistries"), on="chemistry")
    amount = -pl.col("energy") / pl.col("energy_per_unit")
    yield movement(sold.rename({"market": "site"}), "delivered", amount)


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``shortfall``."""
    penalty = pl.col("shortfall_penalty").fill_null(0.0)
    yield charge(case, "shortfall", case.once(wanted), penalty * pl.col("missing"))


def allowed(case: Case) -> pl.DataFrame:
    """Share bounds in force: market × segment × chemistry × moment, a market's own row first."""
    shares = case.table("shares")
    markets = case.once(wanted).select("market", "segment").unique()
    general = case.moments.stepped(
        shares.filter(pl.col("market") == "").drop("market"), ["segment", "chemistry"]
    ).join(markets, on="segment")
    own = case.moments.stepped(
        shares.filter(pl.col("market") != ""), ["market", "segment", "chemistry"]
    )
    columns = [*_MARKET, "chemistry", "minimum", "maximum"]
    both = pl.concat([own.select(columns), general.select(columns)])
    return both.unique([*_MARKET, "chemistry"], keep="first", maintain_order=True)


def _shares(case: Case) -> Iterator[Check]:
    judge, keys = case.judge(FAMILY), [*_MARKET, "chemistry"]
    served = case.decided("served").group_by(keys).agg(part=pl.col("energy").sum())
    bounds = case.once(allowed)
    apart = served.join(bounds, on=keys, how="anti")
    yield judge.at_most(
        "chemistry allowed in the segment",
        "served with 0 where no share is in force",
        apart,
        keys,
        pl.col("part"),
        pl.lit(0.0),
    ).among(served.height)
    # Rows without deliveries would only say 0 <= 0.
    rows = (
        bounds.join(case.once(wanted).select(*_MARKET, "served"), on=_MARKET)
        .filter(pl.col("served") > 0.0)
        .join(served, on=keys, how="left")
        .with_columns(pl.col("part").fill_null(0.0))
    )
    whole = pl.col("served")
    yield judge.at_most(
        "least share",
        "minimum · served in the segment with served",
        rows,
        keys,
        pl.col("minimum") * whole,
        pl.col("part"),
        size=whole,
    )
    yield judge.at_most(
        "greatest share",
        "served with maximum · served in the segment",
        rows,
        keys,
        pl.col("part"),
        pl.col("maximum") * whole,
        size=whole,
    )


def _available(case: Case) -> Check:
    on_sale = case.calendar.in_force(
        case.table("chemistries").select("chemistry", "available_from"), "available_from"
    ).select("chemistry", "period")
    served = case.decided("served")
    early = served.join(on_sale, on=["chemistry", "period"], how="anti")
    return (
        case.judge(FAMILY)
        .at_most(
            "first date of a chemistry",
            "served with 0 before available_from",
            early,
            [*_MARKET, "chemistry"],
            pl.col("energy"),
            pl.lit(0.0),
        )
        .among(served.height)
    )
