"""Demand that the chemistries on offer can serve, and returns that have a lifetime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_TOLERANCE = 1e-9

_BOUNDS = error("share.bounds", "less than the minimum, {minimum}", "Swap the two.")
_TOO_MUCH = error(
    "share.minimum_sum",
    "in {at} at {place} the minimum shares of {segment} add to {least}",
    "Lower them to at most 1 together.",
)
_TOO_LITTLE = error(
    "share.maximum_sum",
    "in {at} at {place} the maximum shares of {segment} add to {most}",
    "Raise them to at least 1 together, or give the segment a shortfall_penalty.",
)
_NOT_YET = error(
    "share.not_available",
    "a minimum share in {at}, but {chemistry} is sold only from {available_from}",
    "Begin the minimum later.",
)
_NO_SHARE = error(
    "demand.no_share",
    "no chemistry may serve {segment} here in {period}",
    "Add a row to shares that begins by then, or a shortfall_penalty.",
)
_ALL_SHORT = warning(
    "demand.all_short",
    "no chemistry may serve {segment} here in {period}; all of it will be shortfall",
    "Add a row to shares that begins by then.",
)
_LIFETIME = error("lifetime.sum", "the fractions add to {total}", "Make them add to at most 1.")
_NO_RETURNS = error(
    "chemistry.no_returns", "{eol_commodity} comes back, but none of it", "Write eol_per_energy."
)
_NO_COMMODITY = warning(
    "chemistry.no_eol_commodity", "comes back, but it is not said as what", "Write eol_commodity."
)
_UNUSED = warning("chemistry.unused", "may serve no segment", "Add it to shares.")
_NO_ENERGY = error("chemistry.no_energy", "delivers no energy", "Write energy_per_unit.")
_NO_LIFETIME = warning(
    "lifetime.none",
    "no lifetimes in {segment}, so none of it comes back",
    "Add lifetimes, or leave eol_commodity empty.",
)
_PAST = warning(
    "return.no_commodity", "{chemistry} has no eol_commodity, so this is lost", "Write one."
)
_NO_DEMAND = warning("segment.no_demand", "nobody wants it", "Add demands, or delete it.")


def shares(view: View) -> Iterator[Finding]:
    """Bounds on shares leave room for each other, wherever there is demand."""
    swapped = view["shares"].filter(pl.col("minimum") > pl.col("maximum"))
    yield from view.say(_BOUNDS, "shares", swapped, "maximum")
    held = _held(view)
    early = held.filter(~pl.col("available"), pl.col("minimum") > 0)
    yield from view.say(_NOT_YET, "shares", _once(early), "minimum")
    moment = ["segment", "place", "at"]
    allowed = held.with_columns(
        least=pl.col("minimum").sum().over(moment),
        most=(pl.col("maximum") * pl.col("available")).sum().over(moment),
    )
    above = allowed.filter(pl.col("least") > 1 + _TOLERANCE)
    yield from view.say(_TOO_MUCH, "shares", _largest(above, "minimum"), "minimum")
    must = view["segments"].filter(pl.col("shortfall_penalty").is_null())["segment"].drop_nulls()
    below = allowed.filter(
        pl.col("most").is_between(0, 1 - _TOLERANCE, closed="right"),
        pl.col("segment").is_in(must.to_list()),
    ).filter(pl.col("most") > 0)
    yield from view.say(_TOO_LITTLE, "shares", _largest(below, "maximum"), "maximum")


def _held(view: View) -> pl.DataFrame:
    """The row of ``shares`` that holds for each place with demand, chemistry and period.

    A row for the market goes before one for all; of each the latest that has begun. ``place`` is
    the market, ``at`` the period, ``available`` whether the chemistry can be sold by then.
    """
    keys = ["segment", "chemistry"]
    rows = view.timed(view["shares"], "period").drop_nulls([*keys, "period_t"])
    wanted = view["demands"].filter(pl.col("energy") > 0)
    places = wanted.select("segment", place="market", at="period").drop_nulls().unique()
    times = view.periods.select(at="period", t="t", middle=pl.col("start") + pl.col("days") // 2)
    choices = places.join(times, on="at").join(rows.select(keys).unique(), on="segment").sort("t")
    rows = rows.rename({"period_t": "t"}).sort("t")
    everywhere = _latest(choices, rows.filter(pl.col("market") == ""), keys)
    local = rows.filter(pl.col("market") != "").rename({"market": "place"})
    local = _latest(choices, local, [*keys, "place"])
    found = pl.concat([local.with_columns(rank=0), everywhere.with_columns(rank=1)], how="diagonal")
    found = found.filter(pl.col(ROW).is_not_null()).sort("rank", "t", ROW, maintain_order=True)
    found = found.unique([*keys, "place", "at"], keep="first", maintain_order=True)
    sold = view["chemistries"].unique("chemistry").select("chemistry", "available_from")
    begins = pl.col("available_from").cast(pl.Int32).fill_null(-(2**31))
    found = found.join(sold, on="chemistry", how="left", maintain_order="left")
    return found.with_columns(available=begins <= pl.col("middle")).sort("t", ROW)


def _latest(choices: pl.DataFrame, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """For each choice the latest of ``rows`` that has begun; both are sorted by ``t``."""
    return choices.join_asof(rows, on="t", by=by, strategy="backward", check_sortedness=False)


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.unique(ROW, keep="first", maintain_order=True).sort(ROW)


def _largest(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The largest of the rows that together go too far; once, where it happens first."""
    moment = ["segment", "place", "at"]
    largest = rows.filter(pl.col(column) == pl.col(column).max().over(moment))
    return _once(largest.unique(moment, keep="first", maintain_order=True))


def demands(view: View) -> Iterator[Finding]:
    """Some chemistry may serve each demand by the time it arises."""
    served = _held(view).filter(pl.col("available"), pl.col("maximum") > 0)
    served = served.select("segment", market="place", period="at").unique()
    wanted = (
        view["demands"].filter(pl.col("energy") > 0).drop_nulls(["market", "segment", "period"])
    )
    unserved = wanted.join(served, on=["segment", "market", "period"], how="anti").sort(ROW)
    priced = view["segments"].filter(pl.col("shortfall_penalty").is_not_null())["segment"]
    may_fail = pl.col("segment").is_in(priced.drop_nulls().to_list())
    yield from view.say(_NO_SHARE, "demands", unserved.filter(~may_fail), "segment")
    yield from view.say(_ALL_SHORT, "demands", unserved.filter(may_fail), "segment")
    known = view["demands"]["segment"].drop_nulls().to_list()
    unwanted = view["segments"].filter(~pl.col("segment").is_in(known))
    yield from view.say(_NO_DEMAND, "segments", unwanted, "segment")


def lifetimes(view: View) -> Iterator[Finding]:
    """No more reaches end of life than was sold."""
    keys = ["segment", "chemistry"]
    rows = view["lifetimes"].with_columns(total=pl.col("fraction").sum().over(keys))
    above = rows.filter(pl.col("total") > 1 + _TOLERANCE).sort("fraction", descending=True)
    first = above.unique(keys, keep="first", maintain_order=True).sort(ROW)
    yield from view.say(_LIFETIME, "lifetimes", first, "fraction")


def chemistries(view: View) -> Iterator[Finding]:
    """Chemistries can be sold, and what comes back is said together with how much of it."""
    rows = view["chemistries"]
    named = pl.col("eol_commodity") != ""
    none = rows.filter(named, pl.col("eol_per_energy") == 0)
    yield from view.say(_NO_RETURNS, "chemistries", none, "eol_per_energy")
    nameless = rows.filter(~named, pl.col("eol_per_energy") > 0)
    yield from view.say(_NO_COMMODITY, "chemistries", nameless, "eol_commodity")
    offered = view["shares"].select("chemistry", "segment").drop_nulls().unique()
    unused = rows.filter(~pl.col("chemistry").is_in(offered["chemistry"].to_list()))
    yield from view.say(_UNUSED, "chemistries", unused, "chemistry")
    powerless = rows.filter(pl.col("energy_per_unit") == 0)
    yield from view.say(_NO_ENERGY, "chemistries", powerless, "energy_per_unit")
    yield from view.say(_NO_LIFETIME, "chemistries", _ageless(view, offered), "chemistry")
    silent = rows.filter(~named)["chemistry"].drop_nulls().to_list()
    lost = view["past_returns"].filter(pl.col("chemistry").is_in(silent))
    yield from view.say(_PAST, "past_returns", lost, "chemistry")


def _ageless(view: View, offered: pl.DataFrame) -> pl.DataFrame:
    """Chemistries that come back, with a segment that they serve without lifetimes."""
    rows = view["chemistries"].filter(pl.col("eol_commodity") != "")
    sold = rows.join(offered, on="chemistry", maintain_order="left")
    aged = view["lifetimes"]
    general = aged.filter(pl.col("chemistry") == "")["segment"].drop_nulls().to_list()
    sold = sold.filter(~pl.col("segment").is_in(general))
    sold = sold.join(aged, on=["segment", "chemistry"], how="anti").sort(ROW, "segment")
    return sold.unique(ROW, keep="first", maintain_order=True)
