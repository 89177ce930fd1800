"""Who does what: throughput by country and rung, and what is bought from whom."""

from __future__ import annotations

import polars as pl

from optimizer.results.measures.view import View, named


def activity(view: View) -> pl.DataFrame:
    """Throughput by country, rung and period.

    Columns: ``stage``, ``rung``, ``country``, ``period``, ``throughput`` in ``unit``, ``energy``
    (battery energy that it supports).
    """
    rows = view.throughput.group_by("order", "stage", "rung", "country", "period", "unit").agg(
        pl.col("throughput", "energy").sum()
    )
    columns = ("stage", "rung", "country", "period", "throughput", "unit", "energy")
    return view.by_time(rows, "order", "rung", "country").select(columns)


def sourcing(view: View) -> pl.DataFrame:
    """Share of each country in the throughput of each rung over the horizon, greatest first.

    Columns: ``stage``, ``rung``, ``country``, ``throughput`` in ``unit``, ``share``.
    """
    rows = view.throughput.group_by("order", "stage", "rung", "unit", "country").agg(
        pl.col("throughput").sum()
    )
    return _shared(rows, "throughput", "rung").select(
        "stage", "rung", "country", "throughput", "unit", "share"
    )


def sourcing_by_stage(view: View) -> pl.DataFrame:
    """Share of each country in each stage over the horizon, greatest first.

    The rungs of a stage may differ in unit, so they are added up as the battery energy that their
    throughput supports; where that is 0 for the whole stage, as plain throughput.
    Columns: ``stage``, ``country``, ``energy``, ``share``.
    """
    rows = view.throughput.group_by("order", "stage", "country").agg(
        pl.col("energy", "throughput").sum()
    )
    supports = pl.col("energy").sum().over("stage") > 0.0
    rows = rows.with_columns(
        amount=pl.when(supports).then(pl.col("energy")).otherwise(pl.col("throughput"))
    )
    return _shared(rows, "amount", "stage").select("stage", "country", "energy", "share")


def purchases(view: View) -> pl.DataFrame:
    """What is bought and taken under contract, by commodity and country of entry, over the horizon.

    Columns: ``commodity``, ``commodity_name``, ``country``, ``bought`` and ``taken`` in ``unit``,
    ``share`` of the country in all of the commodity.
    """
    bought = _entering(view, "bought", "supply", "supplies")
    taken = _entering(view, "taken", "contract", "contracts")
    commodities = view.instance.table("commodities").select(
        "commodity", named("commodity").alias("commodity_name"), "unit"
    )
    both = bought.join(taken, on=["commodity", "country"], how="full", coalesce=True)
    rows = both.with_columns(pl.col("bought", "taken").fill_null(0.0)).join(
        commodities, on="commodity"
    )
    amount = pl.col("bought") + pl.col("taken")
    whole = amount.sum().over("commodity")
    return (
        rows.with_columns(share=pl.when(whole > 0.0).then(amount / whole))
        .select("commodity", "commodity_name", "country", "bought", "taken", "unit", "share")
        .sort("commodity", "share", "country", descending=[False, True, False])
    )


def _entering(view: View, table: str, key: str, given: str) -> pl.DataFrame:
    where = view.instance.table(given).select(key, "site", "commodity")
    return (
        view.expected(table)
        .join(where, on=key)
        .join(view.sites.select("site", "country"), on="site")
        .group_by("commodity", "country")
        .agg(pl.col("quantity").sum().alias(table))
    )


def _shared(rows: pl.DataFrame, quantity: str, within: str) -> pl.DataFrame:
    whole = pl.col(quantity).sum().over(within)
    return rows.with_columns(share=pl.when(whole > 0.0).then(pl.col(quantity) / whole)).sort(
        "order", within, "share", "country", descending=[False, False, True, False]
    )
