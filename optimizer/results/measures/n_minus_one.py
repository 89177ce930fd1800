"""N−1 ratios in the manner of the International Energy Agency: supply without the largest supplier.

    ratio = (supply − supply of the largest country) / (need − need of that country)

for each rung and period. The IEA's Global Critical Minerals Outlook 2025 sets, mineral by mineral,
the supply that is left when the largest supplier is taken out against the demand that is left when
its own demand is; it finds 35 to 40 % for graphite in 2035, below 55 % for nickel, 65 % for lithium
and cobalt (figures as reported at second hand: hotcopper.co.nz/goto/post?id=79380286).

Here *need* is the throughput that the plan gives the rung, as much more as it would take to deliver
all that is wanted; a country's own need is the part of it that its markets want. Supply is told
twice: what the plan *uses* of each country, and what each country is *able* to do with the capacity
in place in the plan, builds included. Where several rungs share a plant, each is counted as if it
had the whole of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.measures.plants import utilisation
from optimizer.results.measures.serving import delivered

if TYPE_CHECKING:
    from optimizer.results.measures.view import View

_KEYS = ["rung", "period"]


def n_minus_one(view: View) -> pl.DataFrame:
    """N−1 ratios by rung and period, in the order of the chain.

    Columns: ``stage``, ``rung``, ``rung_name``, ``period``, ``need`` (in ``unit``); of what the
    plan uses ``used_supplier`` (the largest), ``used_share`` (its part) and ``used_ratio``; of what
    countries are able to do ``able_supplier``, ``able_share`` and ``able_ratio``. A ratio is null
    where no need is left. Rungs that are idle in a period are left out.
    """
    need = _need(view)
    used = _largest(_used(view), need, view, "used")
    able = _largest(_able(view), need, view, "able")
    rows = (
        need.join(used, on=_KEYS, how="left")
        .join(able, on=_KEYS, how="left")
        .join(view.rungs.select("order", "stage", "rung", "rung_name", "unit"), on="rung")
    )
    columns = ("stage", "rung", "rung_name", "period", "need", "unit")
    sides = [f"{side}_{what}" for side in ("used", "able") for what in _TOLD]
    return view.by_time(rows, "order", "rung").select(*columns, *sides)


_TOLD = ("supplier", "share", "ratio")


def _used(view: View) -> pl.DataFrame:
    """Throughput in the plan: ``rung``, ``period``, ``country``, ``supply``."""
    return view.throughput.group_by(*_KEYS, "country").agg(
        pl.col("throughput").sum().alias("supply")
    )


def _able(view: View) -> pl.DataFrame:
    """Throughput that capacity in place allows: ``rung``, ``period``, ``country``, ``supply``."""
    processes = view.instance.table("processes").select(
        "process", "rung", pl.col("throughput").alias("per_activity")
    )
    best = (
        view.instance.table("operations")
        .join(processes, on="process")
        .filter((pl.col("rung") != "") & (pl.col("capacity_use") > 0.0))
        .group_by("facility", "rung")
        .agg((pl.col("per_activity") / pl.col("capacity_use")).max().alias("rate"))
    )
    return (
        utilisation(view)
        .join(best, on="facility")
        .group_by(*_KEYS, "country")
        .agg((pl.col("capacity") * pl.col("rate")).sum().alias("supply"))
    )


def _need(view: View) -> pl.DataFrame:
    """``rung``, ``period``, ``need``: throughput, times wanted over served."""
    energy = delivered(view).group_by("period").agg(pl.col("wanted", "served").sum())
    return (
        _used(view)
        .group_by(_KEYS)
        .agg(pl.col("supply").sum().alias("throughput"))
        .join(energy, on="period")
        .filter((pl.col("throughput") > 0.0) & (pl.col("served") > 0.0))
        .with_columns(need=pl.col("throughput") * pl.col("wanted") / pl.col("served"))
        .select(*_KEYS, "need")
    )


def _largest(supply: pl.DataFrame, need: pl.DataFrame, view: View, side: str) -> pl.DataFrame:
    """The largest supplier of each rung and period, and what is left without it."""
    wanted = delivered(view).group_by("period", "country").agg(pl.col("wanted").sum())
    own = wanted.with_columns(own=pl.col("wanted") / pl.col("wanted").sum().over("period")).select(
        "period", "country", "own"
    )
    largest = (
        supply.filter(pl.col("supply") > 0.0)
        .with_columns(all=pl.col("supply").sum().over(_KEYS))
        .sort([*_KEYS, "supply", "country"], descending=[False, False, True, False])
        .group_by(_KEYS, maintain_order=True)
        .first()
        .join(own, on=["period", "country"], how="left")
        .join(need, on=_KEYS)
        .with_columns(left=pl.col("need") * (1.0 - pl.col("own").fill_null(0.0)))
    )
    return largest.select(
        *_KEYS,
        pl.col("country").alias(f"{side}_supplier"),
        (pl.col("supply") / pl.col("all")).alias(f"{side}_share"),
        pl.when(pl.col("left") > 1e-12 * pl.col("need"))
        .then((pl.col("all") - pl.col("supply")) / pl.col("left"))
        .alias(f"{side}_ratio"),
    )
