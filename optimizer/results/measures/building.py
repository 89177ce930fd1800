"""What is built, closed and agreed to, where and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from optimizer.results.measures.view import View


def builds(view: View) -> pl.DataFrame:
    """Capacity decided, in order of the decision.

    Columns: ``expansion``, ``facility``, ``facility_name``, ``site``, ``site_name``, ``country``,
    ``rung`` (the facility's rungs, joined by a comma), ``period`` of the decision, ``online``
    (first period of output, ``""``: after the horizon), ``count``, ``added`` in ``unit`` per year,
    ``capex`` before subsidy and ``subsidy`` (money, undiscounted).
    """
    expansions = view.instance.table("expansions").select(
        "expansion",
        "facility",
        "lead_days",
        "fixed_capex",
        "unit_capex",
        pl.col("subsidy").alias("fraction"),
    )
    capex = pl.col("fixed_capex") * pl.col("count") + pl.col("unit_capex") * pl.col("added")
    rows = (
        view.plan.table("builds")
        .join(expansions, on="expansion")
        .join(view.facilities, on="facility")
        .join(rungs_of_facilities(view), on="facility", how="left")
        .with_columns(pl.col("rung").fill_null(""), capex=capex)
        .with_columns(subsidy=pl.col("capex") * pl.col("fraction"))
    )
    online = [_online(view, p, d) for p, d in rows.select("period", "lead_days").iter_rows()]
    columns = (
        "expansion",
        "facility",
        "facility_name",
        "site",
        "site_name",
        "country",
        "rung",
        "period",
        "online",
        "count",
        "added",
        "unit",
        "capex",
        "subsidy",
    )
    rows = rows.with_columns(pl.Series("online", online, pl.String)).select(columns)
    return view.by_time(rows)


def closures(view: View) -> pl.DataFrame:
    """Facilities closed for good.

    Columns: ``facility``, ``facility_name``, ``site``, ``country``, ``rung``, ``period`` from which
    it is closed.
    """
    rows = (
        view.plan.table("closures")
        .join(view.facilities, on="facility")
        .join(rungs_of_facilities(view), on="facility", how="left")
        .with_columns(pl.col("rung").fill_null(""))
        .select("facility", "facility_name", "site", "country", "rung", "period")
    )
    return view.by_time(rows)


def commitments(view: View) -> pl.DataFrame:
    """Contracts signed, lanes opened and storage room added, all before the first period.

    Columns: ``kind`` (contract, lane, room), ``name``, ``site`` (a lane's destination),
    ``commodity``, ``quantity`` (room added; null otherwise), ``cost`` paid for it once (money).
    """
    table = view.instance.table
    signed = (
        view.plan.table("signed")
        .join(table("contracts"), on="contract")
        .select(
            kind=pl.lit("contract"),
            name="contract",
            site="site",
            commodity="commodity",
            quantity=pl.lit(None, pl.Float64),
            cost="fee",
        )
    )
    opened = (
        view.plan.table("opened")
        .join(table("lanes"), on="lane")
        .select(
            kind=pl.lit("lane"),
            name="lane",
            site="destination",
            commodity=pl.lit(""),
            quantity=pl.lit(None, pl.Float64),
            cost=pl.col("opening_cost").fill_null(0.0),
        )
    )
    room = (
        view.plan.table("room")
        .join(table("storages"), on=["site", "commodity"])
        .select(
            kind=pl.lit("room"),
            name="site",
            site="site",
            commodity="commodity",
            quantity="added",
            cost=pl.col("added") * pl.col("expansion_cost"),
        )
    )
    return pl.concat([signed, opened, room])


def rungs_of_facilities(view: View) -> pl.DataFrame:
    """``facility``, ``rung``: the rungs whose processes it can run, in the order of the chain."""
    return (
        view.instance.table("operations")
        .join(view.instance.table("processes").select("process", "rung"), on="process")
        .join(view.rungs.select("rung", "order"), on="rung")
        .select("facility", "rung", "order")
        .unique()
        .sort("facility", "order", "rung")
        .group_by("facility", maintain_order=True)
        .agg(pl.col("rung").str.join(", "))
    )


def _online(view: View, period: str, lead_days: int) -> str:
    calendar = view.calendar
    at = calendar.online(calendar.position[period], lead_days)
    return calendar.periods[at] if at < len(calendar.periods) else ""
