"""Dependence on watched countries: stage share and exposure.

The formulas are those of the page on meaning. Throughput of a rung is summed over its processes;
watched throughput is the part in facilities of a watched country.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.settings import WATCHED

if TYPE_CHECKING:
    from collections.abc import Collection

    from optimizer.results.measures.view import View

CAP = 0.65
"""Most that one third country should hold of a stage: Regulation (EU) 2024/1252, article 5(1)."""


def stage_shares(view: View, watched: Collection[str] = WATCHED) -> pl.DataFrame:
    """Watched share of the throughput of each rung, over the horizon and by period.

    Columns: ``stage``, ``rung``, ``rung_name``, ``period`` (``""``: whole horizon, first),
    ``watched`` and ``throughput`` in ``unit``, ``share`` = watched / throughput, ``above_cap``.
    Idle rungs and periods are left out. ``watched`` names countries or blocs.
    """
    names = view.rungs.select("rung", "rung_name")
    rows = _with_whole(_watched_part(view, watched, "throughput", "order", "stage", "rung", "unit"))
    return (
        rows.filter(pl.col("throughput") > 0.0)
        .with_columns(share=pl.col("watched") / pl.col("throughput"))
        .with_columns(above_cap=pl.col("share") > CAP + 1e-9)
        .join(names, on="rung")
        .join(view.periods.select("period", "at"), on="period", how="left")
        .sort("order", "rung", "at", nulls_last=False)
        .select(
            "stage",
            "rung",
            "rung_name",
            "period",
            "watched",
            "throughput",
            "unit",
            "share",
            "above_cap",
        )
    )


def exposure(view: View, watched: Collection[str] = WATCHED) -> pl.DataFrame:
    """Exposure over the horizon (``period`` ``""``, first) and by period.

    exposure = Σ_rungs weight · energy_per_unit · watched throughput / (Σ weights · energy served).

    Columns: ``period``, ``watched_energy`` (the numerator), ``energy`` served, ``exposure`` (null
    when nothing is served or no rung has weight).
    """
    weights = float(view.instance.table("rungs")["weight"].sum())
    supported = _watched_part(view, watched, "energy", "weight").with_columns(
        watched_energy=pl.col("watched") * pl.col("weight")
    )
    rows = (
        view.energy.join(
            supported.group_by("period").agg(pl.col("watched_energy").sum()),
            on="period",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("watched_energy").fill_null(0.0))
        .select("period", "watched_energy", "energy")
    )
    whole = rows.select(pl.lit("").alias("period"), pl.col("watched_energy", "energy").sum())
    all_energy = pl.col("energy") * weights
    return pl.concat([whole, rows]).with_columns(
        exposure=pl.when(all_energy > 0.0).then(pl.col("watched_energy") / all_energy)
    )


def exposure_by_rung(view: View, watched: Collection[str] = WATCHED) -> pl.DataFrame:
    """What each rung adds to the exposure of the whole horizon, in the order of the chain.

    Columns: ``stage``, ``rung``, ``weight``, ``watched_energy`` (weighted, as in ``exposure``),
    ``exposure``: its part; the parts add up to the exposure. Rungs without weight are left out.
    """
    weights = float(view.instance.table("rungs")["weight"].sum())
    served = float(view.energy["energy"].sum())
    rows = (
        _watched_part(view, watched, "energy", "order", "stage", "rung", "weight")
        .group_by("order", "stage", "rung", "weight")
        .agg(watched_energy=(pl.col("watched") * pl.col("weight")).sum())
        .filter(pl.col("weight") > 0.0)
        .sort("order", "rung")
    )
    part = pl.col("watched_energy") / (weights * served) if weights * served else pl.lit(None)
    return rows.with_columns(exposure=part.cast(pl.Float64)).drop("order")


def pass_through(
    view: View, watched: Collection[str] = WATCHED, *, clean: bool | None = None
) -> float | None:
    """Pass-through over the horizon: 1 − clean energy / energy served, as the plan states it.

    ``clean``: whether the plan keeps the stream; ``None``: if it states any of it. The result is
    ``None`` where it does not, or where nothing is served.
    """
    stream = "+".join(sorted(watched))
    kept = [
        table
        for table in ("clean_activity", "clean_flow", "clean_stock", "clean_served")
        if stream in view.plan.table(table)["watched"]
    ]
    served = float(view.energy["energy"].sum())
    if served <= 0.0 or not (bool(kept) if clean is None else clean):
        return None
    stated = view.expected("clean_served").filter(pl.col("watched") == stream)
    return 1.0 - float(stated["energy"].sum()) / served


def countries_of(view: View, names: Collection[str]) -> list[str]:
    """Countries that ``names`` (countries or blocs) stand for, sorted."""
    blocs = view.instance.table("blocs").filter(pl.col("bloc").is_in(list(names)))
    return sorted({*names, *blocs["country"]} - set(blocs["bloc"]))


def _watched_part(view: View, watched: Collection[str], quantity: str, *keys: str) -> pl.DataFrame:
    """``quantity`` of ``View.throughput`` by ``keys`` and period: all, and the watched part."""
    is_watched = pl.col("country").is_in(countries_of(view, watched))
    return view.throughput.group_by(*keys, "period").agg(
        pl.col(quantity).filter(is_watched).sum().alias("watched"), pl.col(quantity).sum()
    )


def _with_whole(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["order", "stage", "rung", "unit"]
    whole = rows.group_by(keys).agg(pl.col("watched", "throughput").sum())
    return pl.concat([whole.with_columns(period=pl.lit("")).select(rows.columns), rows])
