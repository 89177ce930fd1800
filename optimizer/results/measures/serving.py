"""What markets get: energy delivered, energy missing, chemistry mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.measures.view import named

if TYPE_CHECKING:
    from optimizer.results.measures.view import View

_KEYS = ["market", "segment", "period"]


def delivered(view: View) -> pl.DataFrame:
    """Energy wanted, delivered and missing, by market, segment and period.

    Columns: ``market``, ``country``, ``segment``, ``period``, ``wanted`` = ``served`` +
    ``shortfall`` (energy).
    """
    served = view.expected("served").group_by(_KEYS).agg(pl.col("energy").sum().alias("served"))
    missing = view.expected("shortfall").rename({"energy": "shortfall"})
    rows = (
        served.join(missing, on=_KEYS, how="full", coalesce=True)
        .with_columns(pl.col("served", "shortfall").fill_null(0.0))
        .join(view.sites.select(pl.col("site").alias("market"), "country"), on="market")
        .select(
            "market",
            "country",
            "segment",
            "period",
            (pl.col("served") + pl.col("shortfall")).alias("wanted"),
            "served",
            "shortfall",
        )
    )
    return view.by_time(rows, "market", "segment")


def shortfall(view: View) -> pl.DataFrame:
    """Energy not delivered: rows of ``delivered`` with any; its ``share`` of what is wanted."""
    rows = delivered(view).filter(pl.col("shortfall") > 0.0)
    return rows.with_columns(share=pl.col("shortfall") / pl.col("wanted"))


def chemistry_mix(view: View) -> pl.DataFrame:
    """Share of each chemistry in the energy delivered to a segment, by period.

    Columns: ``segment``, ``segment_name``, ``period``, ``chemistry``, ``chemistry_name``,
    ``energy``, ``share``.
    """
    names = (
        view.instance.table(table).select(thing, named(thing).alias(f"{thing}_name"))
        for table, thing in (("segments", "segment"), ("chemistries", "chemistry"))
    )
    segments, chemistries = names
    whole = pl.col("energy").sum().over("segment", "period")
    rows = (
        view.expected("served")
        .group_by("segment", "period", "chemistry")
        .agg(pl.col("energy").sum())
        .with_columns(share=pl.when(whole > 0.0).then(pl.col("energy") / whole))
        .join(segments, on="segment")
        .join(chemistries, on="chemistry")
        .select(
            "segment", "segment_name", "period", "chemistry", "chemistry_name", "energy", "share"
        )
    )
    return view.by_time(rows, "segment")
