"""Carriage: by mode, by chokepoint, between countries; emissions; what waits in store."""

from __future__ import annotations

import polars as pl

from optimizer.data.network.swings import swung
from optimizer.results.measures.units import energy_unit, kwh_in
from optimizer.results.measures.view import View, named


def transport(view: View) -> pl.DataFrame:
    """Carriage by mode and period.

    Columns: ``mode``, ``mode_name``, ``period``, ``tonnes``, ``tonne_km``, ``cost`` (money,
    undiscounted, carriage without duties and papers), ``co2_t``.
    """
    modes = view.instance.table("modes").select("mode", "co2_kg_per_tkm")
    tonne_km = pl.col("tonnes") * pl.col("distance_km")
    rows = (
        _carried(view)
        .join(modes, on="mode")
        .with_columns(tonne_km=tonne_km, co2_t=tonne_km * pl.col("co2_kg_per_tkm") / 1000.0)
        .group_by("mode", "period")
        .agg(pl.col("tonnes", "tonne_km", "cost", "co2_t").sum())
    )
    return view.by_time(rows, "mode")


def trade(view: View) -> pl.DataFrame:
    """What crosses borders over the horizon, heaviest first.

    Columns: ``origin`` and ``destination`` (countries), ``commodity``, ``quantity`` in ``unit``,
    ``tonnes``, ``value`` (money, at customs value).
    """
    countries = view.sites.select("site", "country")
    commodities = view.instance.table("commodities").select("commodity", "unit", "value_per_unit")
    return (
        _carried(view)
        .join(countries.rename({"site": "origin", "country": "from"}), on="origin")
        .join(countries.rename({"site": "destination", "country": "to"}), on="destination")
        .filter(pl.col("from") != pl.col("to"))
        .join(commodities, on="commodity")
        .group_by(
            pl.col("from").alias("origin"), pl.col("to").alias("destination"), "commodity", "unit"
        )
        .agg(
            pl.col("quantity").sum(),
            pl.col("tonnes").sum(),
            value=(pl.col("quantity") * pl.col("value_per_unit")).sum(),
        )
        .select("origin", "destination", "commodity", "quantity", "unit", "tonnes", "value")
        .sort(
            "tonnes", "origin", "destination", "commodity", descending=[True, False, False, False]
        )
    )


def routes(view: View) -> pl.DataFrame:
    """Tonnes between pairs of sites over the horizon, heaviest first, for the map.

    Columns: ``origin``, ``destination`` (sites), ``country`` of the origin, ``commodity`` of most
    tonnes among them, ``tonnes``.
    """
    by_commodity = (
        _carried(view).group_by("origin", "destination", "commodity").agg(pl.col("tonnes").sum())
    )
    return (
        by_commodity.sort("tonnes", "commodity", descending=[True, False])
        .group_by("origin", "destination", maintain_order=True)
        .agg(pl.col("commodity").first(), pl.col("tonnes").sum())
        .join(view.sites.select(pl.col("site").alias("origin"), "country"), on="origin")
        .select("origin", "destination", "country", "commodity", "tonnes")
        .sort("tonnes", "origin", "destination", descending=[True, False, False])
    )


def chokepoints(view: View) -> pl.DataFrame:
    """Tonnes through each chokepoint by period, and their share of all tonnes carried.

    Columns: ``chokepoint``, ``chokepoint_name``, ``period``, ``tonnes``, ``share``.
    """
    carried = _carried(view)
    whole = carried.group_by("period").agg(pl.col("tonnes").sum().alias("whole"))
    names = view.instance.table("chokepoints").select(
        "chokepoint", named("chokepoint").alias("chokepoint_name")
    )
    passed = view.instance.table("lane_chokepoints").select("lane", "chokepoint")
    rows = (
        carried.join(passed, on="lane")
        .group_by("chokepoint", "period")
        .agg(pl.col("tonnes").sum())
        .join(whole, on="period")
        .join(names, on="chokepoint")
        .with_columns(share=pl.when(pl.col("whole") > 0.0).then(pl.col("tonnes") / pl.col("whole")))
        .select("chokepoint", "chokepoint_name", "period", "tonnes", "share")
    )
    return view.by_time(rows, "chokepoint")


def emissions(view: View) -> pl.DataFrame:
    """CO2 by source and period: ``source`` (process, transport), ``name``, ``period``, ``co2_t``.

    ``name`` is the rung of the process (``other`` without one) or the mode of transport.
    """
    processes = view.instance.table("processes").select("process", "rung", "co2_t_per_unit")
    made = (
        view.expected("activity")
        .join(processes, on="process")
        .select(
            source=pl.lit("process"),
            name=pl.when(pl.col("rung") == "").then(pl.lit("other")).otherwise(pl.col("rung")),
            period="period",
            co2_t=pl.col("activity") * pl.col("co2_t_per_unit"),
        )
    )
    carried = transport(view).select(
        source=pl.lit("transport"), name="mode", period="period", co2_t="co2_t"
    )
    rows = (
        pl.concat([made, carried]).group_by("source", "name", "period").agg(pl.col("co2_t").sum())
    )
    return view.by_time(rows.filter(pl.col("co2_t") != 0.0), "source", "name")


def co2_per_kwh(view: View) -> float | None:
    """Kilograms of CO2 per kWh delivered over the horizon; ``None`` where it has no meaning."""
    kwh = (kwh_in(energy_unit(view.instance)) or 0.0) * float(view.energy["energy"].sum())
    return 1000.0 * float(emissions(view)["co2_t"].sum()) / kwh if kwh > 0.0 else None


def stock(view: View) -> pl.DataFrame:
    """What waits at the end of each period.

    Columns: ``site``, ``country``, ``commodity``, ``period``, ``quantity`` in ``unit``, ``tonnes``.
    """
    commodities = view.instance.table("commodities").select("commodity", "unit")
    rows = (
        view.expected("stock")
        .join(view.sites.select("site", "country"), on="site")
        .join(commodities, on="commodity")
        .join(view.tonnes, on="commodity")
        .with_columns(tonnes=pl.col("quantity") * pl.col("tonnes_per_unit"))
        .select("site", "country", "commodity", "period", "quantity", "unit", "tonnes")
    )
    return view.by_time(rows, "site", "commodity")


def _carried(view: View) -> pl.DataFrame:
    """Flows with their lane, in tonnes, and what carriage costs.

    Unit cost: the shipment's, else tonnes_per_unit · (the lane's cost_per_t, else distance ·
    cost_per_tkm + handling_per_t of the mode).
    """
    lanes = view.instance.table("lanes").select(
        "lane", "origin", "destination", "mode", "distance_km", "cost_per_t"
    )
    modes = view.instance.table("modes").select("mode", "cost_per_tkm", "handling_per_t")
    shipments = view.instance.table("shipments").select("lane", "commodity", "cost_per_unit")
    by_mode = pl.col("distance_km") * pl.col("cost_per_tkm") + pl.col("handling_per_t")
    per_unit = pl.col("tonnes_per_unit") * pl.col("cost_per_t").fill_null(by_mode)
    return (
        _sent(view, lanes)
        .join(lanes, on="lane")
        .join(modes, on="mode")
        .join(shipments, on=["lane", "commodity"], how="left")
        .join(view.tonnes, on="commodity")
        .with_columns(
            tonnes=pl.col("quantity") * pl.col("tonnes_per_unit"),
            cost=pl.col("charged") * pl.col("cost_per_unit").fill_null(per_unit),
        )
        .drop("charged")
        .drop("cost_per_t", "cost_per_tkm", "handling_per_t", "cost_per_unit", "tonnes_per_unit")
    )


def _sent(view: View, lanes: pl.DataFrame) -> pl.DataFrame:
    """Expected flows, and what of them is ``charged``: times the factor by which freight swings."""
    things = lanes.select("origin", "mode").unique(maintain_order=True)
    factors = swung(view.instance, view.calendar, "freight", things.iter_rows())
    moments = view.chances.select("scenario", "period")
    swings = things.join(moments, how="cross", maintain_order="left_right")
    swings = swings.with_columns(factor=factors.ravel())
    return (
        view.plan.table("flow")
        .join(view.chances, on=["scenario", "period"])
        .join(lanes.select("lane", "origin", "mode"), on="lane")
        .join(swings, on=["origin", "mode", "scenario", "period"])
        .with_columns(quantity=pl.col("quantity") * pl.col("chance"))
        .group_by("lane", "commodity", "period", maintain_order=True)
        .agg(pl.col("quantity").sum(), charged=(pl.col("quantity") * pl.col("factor")).sum())
    )
