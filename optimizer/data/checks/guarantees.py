"""Guarantees that are about some demand in some period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_OUTSIDE = error(
    "guarantee.outside",
    "the window has no period of {scenario} in it, which runs from {begins} to {ends}",
    "Move the window, or name another scenario.",
)
_NOBODY = error(
    "guarantee.nobody", "no market lies in {area}", "Name a country or bloc with demand, or none."
)
_UNPRICED = warning(
    "guarantee.unpriced",
    "all demand must be served there anyway: no segment has a price of not serving",
    "Give the segments a shortfall_penalty.",
)


def windows(view: View) -> Iterator[Finding]:
    """The window has a period in which the scenario runs."""
    if view.periods.is_empty():
        return
    last = view.periods["period"][-1]
    runs = view["scenarios"].select(
        "scenario",
        begins="from_period",
        ends=pl.when(pl.col("last_period") == "").then(pl.lit(last)).otherwise("last_period"),
    )
    trunk = pl.DataFrame({"scenario": [""], "begins": [view.periods["period"][0]], "ends": [last]})
    runs = pl.concat([runs, trunk]).unique("scenario", keep="first")
    rows = view["guarantees"].join(runs, on="scenario", how="left", maintain_order="left")
    rows = view.timed(rows, "first_period", "last_period", "begins", "ends")
    opens = pl.max_horizontal(pl.col("first_period_t").fill_null(0), "begins_t")
    closes = pl.min_horizontal(pl.col("last_period_t").fill_null(view.periods.height - 1), "ends_t")
    outside = rows.filter(opens > closes).with_columns(
        scenario=pl.when(pl.col("scenario") == "").then(pl.lit("the trunk")).otherwise("scenario")
    )
    yield from view.say(_OUTSIDE, "guarantees", outside, "first_period")


def customers(view: View) -> Iterator[Finding]:
    """Somebody in the area wants something, and might not be served."""
    places = view["sites"].select(market="site", country="country").drop_nulls()
    markets = view["demands"].select("market").unique().join(places, on="market")
    here = set(markets["country"])
    for bloc, country in view["blocs"].select("bloc", "country").drop_nulls().iter_rows():
        here |= {bloc} if country in here else set()
    rows = view["guarantees"]
    nobody = rows.filter((pl.col("area") != "") & ~pl.col("area").is_in(sorted(here)))
    yield from view.say(_NOBODY, "guarantees", nobody, "area")
    if view["segments"]["shortfall_penalty"].is_null().all():
        yield from view.say(_UNPRICED, "guarantees", rows, "share")
