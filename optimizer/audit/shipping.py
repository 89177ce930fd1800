"""Twin of shipping: lane capacities, openings, arrival; transport, opening, in_transit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions, swings
from optimizer.audit.calendar import lag
from optimizer.audit.case import MOMENT, Case, charge, charge_now, movement
from optimizer.audit.conversions import masses
from optimizer.audit.crossing import carried, permitted
from optimizer.audit.judging import greatest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "shipping"


def sent(case: Case) -> pl.DataFrame:
    """Every flow with its lane, ``tonnes`` per unit, ``unit_cost``, exact ``travel`` days and lag.

    ``permission_cost`` is null where no permission is needed or none applies.
    """
    lanes = (
        case.table("lanes")
        .drop("origin")
        .join(case.table("modes").select("mode", "cost_per_tkm", "handling_per_t"), on="mode")
    )
    goods = case.table("commodities").select("commodity", "value_per_unit", "needs_permission")
    route = ["from_country", "to_country", "commodity", "period"]
    per_tonne = pl.coalesce(
        "cost_per_t", pl.col("distance_km") * pl.col("cost_per_tkm") + pl.col("handling_per_t")
    )
    # What costs nothing by the tonne costs nothing, even where the mass is not known.
    by_mass = pl.when(per_tonne == 0.0).then(0.0).otherwise(pl.col("tonnes") * per_tonne)
    return (
        case.once(carried)
        .join(lanes, on="lane")
        .join(case.table("shipments"), on=["lane", "commodity"])
        .join(goods, on="commodity")
        .join(masses(case), on="commodity")
        .join(case.moments.table.select(*MOMENT, "index", "years", period_days="days"), on=MOMENT)
        .join(case.once(permitted), on=route, how="left")
        .with_columns(
            unit_cost=pl.coalesce("cost_per_unit", by_mass),
            travel=pl.col("days") + pl.col("permission_days").fill_null(0.0),
        )
        .with_columns(arrival=pl.col("index") + lag(pl.col("travel"), pl.col("period_days")))
    )


def arriving(case: Case) -> pl.DataFrame:
    """What arrives: each flow, in every moment of its arrival period that descends from it."""
    descendants = case.moments.lineage.select(
        *MOMENT, "past_scenario", "past_period", arrival="index"
    )
    return (
        case.once(sent)
        .rename({"scenario": "past_scenario", "period": "past_period"})
        .join(descendants, on=["past_scenario", "past_period", "arrival"])
        .select(
            *("lane", "commodity", "quantity", "past_scenario", "past_period"),
            *MOMENT,
            site="destination",
        )
    )


def checks(case: Case) -> Iterator[Check]:
    """Capacities of shipments and lanes; nothing on a lane that is shut or was not opened."""
    judge, rows = case.judge(FAMILY), _limited(case)
    yield judge.at_most(
        "capacity of a shipment",
        "flow with capacity · years · remaining",
        rows,
        ["lane", "commodity", *MOMENT],
        pl.col("quantity"),
        pl.col("most"),
    )
    lanes = rows.group_by("lane", *MOMENT).agg(
        (pl.col("quantity") * pl.col("tonnes")).sum().alias("load"), pl.col("most_t").first()
    )
    yield judge.at_most(
        "capacity of a lane",
        "tonnes with capacity_t · years · remaining",
        lanes,
        ["lane", *MOMENT],
        pl.col("load"),
        pl.col("most_t"),
    )
    yield from _opened(case, rows)


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``shipped out`` when it leaves, ``shipped in`` after the lag; what is late is lost."""
    yield movement(case.once(sent).with_columns(site="origin"), "shipped out", -pl.col("quantity"))
    yield movement(arriving(case), "shipped in", pl.col("quantity"))


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``transport, in_transit, opening``."""
    rows = case.once(sent).join(case.once(swings.on_lanes), on=["lane", *MOMENT], how="left")
    freight = pl.col("unit_cost") * pl.col("factor").fill_null(1.0)
    yield charge(case, "transport", rows, freight * pl.col("quantity"))
    # `days` of a moment would hide those of the lane, so the travel time goes under its own name.
    rate = case.parameter("in_transit_rate")
    tied_up = pl.col("value_per_unit") * rate * (pl.col("travel") / 365.0) * pl.col("quantity")
    yield charge(case, "in_transit", rows, tied_up)
    opened = (
        case.decided("opened")
        .join(case.table("lanes"), on="lane")
        .with_columns(period=pl.lit(case.calendar.first))
    )
    cost = pl.col("opening_cost").fill_null(0.0) * pl.col("opened")
    yield charge_now(case, "opening", opened, cost)


def _opened(case: Case, rows: pl.DataFrame) -> Iterator[Check]:
    judge = case.judge(FAMILY)
    closed = (
        rows.with_columns(usual=greatest(pl.col("quantity"), "commodity"))
        .filter(pl.col("opening_cost").is_not_null())
        .join(case.decided("opened").filter(pl.col("opened") > 0.5), on="lane", how="anti")
    )
    yield judge.at_most(
        "opened before used",
        "flow with 0 on a lane that was not opened",
        closed,
        ["lane", "commodity", *MOMENT],
        pl.col("quantity"),
        pl.lit(0.0),
        scale=pl.col("usual"),
    )
    opened = case.decided("opened").group_by("lane").agg(pl.col("opened").sum())
    yield judge.equal(
        "opened once and whole",
        "opened with 1",
        opened,
        ["lane"],
        pl.col("opened"),
        pl.lit(1.0),
        size=pl.lit(1.0),
        scale=pl.lit(0.0),
    )


def _limited(case: Case) -> pl.DataFrame:
    """Flows with ``most`` of the shipment and ``most_t`` of the lane; null is no limit."""
    on_lane = case.once(disruptions.on_lanes).rename({"remaining": "of_lane"})
    on_shipment = case.once(disruptions.on_shipments).rename({"remaining": "of_shipment"})
    keys = ["lane", *MOMENT]
    remaining = pl.col("of_lane") * pl.col("of_shipment")
    most = pl.col("capacity") * pl.col("years") * remaining
    return (
        case.once(sent)
        .join(on_lane, on=keys, how="left")
        .join(on_shipment, on=[*keys, "commodity"], how="left")
        .with_columns(pl.col("of_lane", "of_shipment").fill_null(1.0))
        .with_columns(
            most=pl.when(remaining == 0.0).then(0.0).otherwise(most),
            most_t=pl.col("capacity_t") * pl.col("years") * pl.col("of_lane"),
        )
    )
