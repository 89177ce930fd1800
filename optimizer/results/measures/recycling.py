"""The way back: what retires, what is collected, what metal returns to new cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from optimizer.results.measures.view import View

RECOVERY_WORDS = ("recover", "recycl")
"""A stage is one of recovery when its id or name holds one of these."""
CELL_WORDS = ("cell",)


def returns(view: View) -> pl.DataFrame:
    """Batteries that reach end of life and those that are collected.

    retiring[t] = past_returns[t] + Σ_{u<t} served[u] · fraction(age) · years(t), age = whole years
    between the starts of u and t; collected energy = collected quantity / eol_per_energy.

    Columns: ``segment``, ``chemistry``, ``period``, ``retiring`` and ``collected_energy`` (energy;
    null when nothing of the chemistry comes back), ``collected`` in the unit of its end-of-life
    commodity, ``collected_tonnes``.
    """
    keys = ["segment", "chemistry", "period"]
    retiring = (
        pl.concat([_sold_before(view), _sold_by_plan(view)])
        .group_by(keys)
        .agg(pl.col("retiring").sum())
    )
    chemistries = (
        view.instance.table("chemistries")
        .join(view.tonnes, left_on="eol_commodity", right_on="commodity", how="left")
        .select("chemistry", "eol_per_energy", "tonnes_per_unit")
    )
    collected = (
        view.expected("collected").group_by(keys).agg(pl.col("quantity").sum().alias("collected"))
    )
    per_energy = pl.col("eol_per_energy")
    rows = (
        retiring.join(collected, on=keys, how="full", coalesce=True)
        .with_columns(pl.col("retiring", "collected").fill_null(0.0))
        .join(chemistries, on="chemistry", how="left")
        .with_columns(
            collected_energy=pl.when(per_energy > 0.0).then(pl.col("collected") / per_energy),
            collected_tonnes=pl.col("collected") * pl.col("tonnes_per_unit"),
        )
    )
    columns = (*keys, "retiring", "collected_energy", "collected", "collected_tonnes")
    return view.by_time(rows.select(columns))


def recovered(view: View) -> pl.DataFrame:
    """Tonnes of each element recovered, by period: ``element``, ``period``, ``tonnes``.

    Counted is what processes of a recovery stage make, net of what they use of the same commodity,
    of commodities that are useful outside that stage: used by a process of another stage, or sold
    and used by none of recovery. So black mass between two steps and slag are not counted, and
    metal from the scrap of cell making is.
    """
    recipes = _recovery_recipes(view)
    useful = _useful_outside(view, recipes)
    contents = view.instance.table("contents").select("commodity", "element", "tonnes")
    rows = (
        view.expected("activity")
        .join(recipes.filter(pl.col("commodity").is_in(useful)), on="process")
        .join(contents, on="commodity")
        .group_by("element", "period")
        .agg((pl.col("activity") * pl.col("coefficient") * pl.col("tonnes")).sum().alias("tonnes"))
    )
    return view.by_time(rows, "element")


def recycled_content(view: View) -> pl.DataFrame:
    """Recovered metal as a share of the metal in new batteries, by element and period.

    share = recovered tonnes / tonnes contained, as if all that is recovered went into new cells.
    Contained is what the delivered batteries hold; for an element whose content is not stated for
    any delivered battery, what the cells made hold.

    Columns: ``element``, ``period`` (``""``: whole horizon, first), ``recovered`` and ``contained``
    (t), ``share`` (null when nothing is contained).
    """
    keys = ["element", "period"]
    rows = (
        contained(view)
        .join(recovered(view), on=keys, how="full", coalesce=True)
        .select(
            *keys,
            recovered=pl.col("tonnes").fill_null(0.0),
            contained=pl.col("contained").fill_null(0.0),
        )
    )
    whole = rows.group_by("element").agg(pl.col("recovered", "contained").sum())
    both = pl.concat([whole.with_columns(period=pl.lit("")).select(rows.columns), rows])
    return (
        both.join(view.periods.select("period", "at"), on="period", how="left")
        .sort("element", "at", nulls_last=False)
        .drop("at")
        .with_columns(
            share=pl.when(pl.col("contained") > 0.0).then(pl.col("recovered") / pl.col("contained"))
        )
    )


def contained(view: View) -> pl.DataFrame:
    """Tonnes of each element in new batteries: ``element``, ``period``, ``contained``."""
    delivered = _in_delivered(view)
    cells = _in_cells(view)
    missing = cells.filter(~pl.col("element").is_in(delivered["element"].unique().to_list()))
    return view.by_time(pl.concat([delivered, missing]), "element")


def _sold_before(view: View) -> pl.DataFrame:
    return view.instance.table("past_returns").select(
        "segment", "chemistry", "period", retiring="energy"
    )


def _sold_by_plan(view: View) -> pl.DataFrame:
    """What the plan's own sales give back; lifetimes of the chemistry go before those of any."""
    lifetimes = view.instance.table("lifetimes").select("segment", "chemistry", "age", "fraction")
    own = lifetimes.filter(pl.col("chemistry") != "")
    pairs = view.instance.table("shares").select("segment", "chemistry").unique()
    common = (
        lifetimes.filter(pl.col("chemistry") == "")
        .drop("chemistry")
        .join(pairs.join(own, on=["segment", "chemistry"], how="anti"), on="segment")
        .select(lifetimes.columns)
    )
    return (
        view.expected("served")
        .join(_ages(view), left_on="period", right_on="sold")
        .join(pl.concat([own, common]), on=["segment", "chemistry", "age"])
        .select(
            "segment",
            "chemistry",
            pl.col("retires").alias("period"),
            retiring=pl.col("energy") * pl.col("fraction") * pl.col("years"),
        )
    )


def _ages(view: View) -> pl.DataFrame:
    """For each pair of periods, ``sold`` before ``retires``: whole years ``age``, ``years``."""
    calendar = view.calendar
    count = len(calendar.periods)
    pairs = [(u, t) for t in range(count) for u in range(t)]
    return pl.DataFrame(
        {
            "sold": [calendar.periods[u] for u, _ in pairs],
            "retires": [calendar.periods[t] for _, t in pairs],
            "age": [calendar.whole_years(u, t) for u, t in pairs],
            "years": [float(calendar.years[t]) for _, t in pairs],
        },
        schema={"sold": pl.String, "retires": pl.String, "age": pl.Int64, "years": pl.Float64},
    )


def _processes_of(view: View, words: tuple[str, ...]) -> pl.DataFrame:
    """``process``, ``coefficient``, ``commodity`` of the recipes of stages with such a name."""
    label = (pl.col("stage") + " " + pl.col("stage_name")).str.to_lowercase()
    rungs = view.rungs.filter(label.str.contains_any(list(words))).select("rung")
    processes = view.instance.table("processes").join(rungs, on="rung").select("process")
    recipes = view.instance.table("recipes").select("process", "commodity", "coefficient")
    return recipes.join(processes, on="process")


def _recovery_recipes(view: View) -> pl.DataFrame:
    return _processes_of(view, RECOVERY_WORDS)


def _useful_outside(view: View, recipes: pl.DataFrame) -> list[str]:
    made = set(recipes.filter(pl.col("coefficient") > 0.0)["commodity"])
    used_within = set(recipes.filter(pl.col("coefficient") < 0.0)["commodity"])
    others = view.instance.table("recipes").join(recipes, on="process", how="anti")
    used_outside = set(others.filter(pl.col("coefficient") < 0.0)["commodity"])
    sold = set(view.instance.table("sales")["commodity"])
    return sorted(made & (used_outside | (sold - used_within)))


def _in_delivered(view: View) -> pl.DataFrame:
    chemistries = view.instance.table("chemistries").select(
        "chemistry", "commodity", "energy_per_unit"
    )
    return _held(
        view,
        view.expected("served")
        .join(chemistries, on="chemistry")
        .select("commodity", "period", quantity=pl.col("energy") / pl.col("energy_per_unit")),
    )


def _in_cells(view: View) -> pl.DataFrame:
    made = _processes_of(view, CELL_WORDS).filter(pl.col("coefficient") > 0.0)
    return _held(
        view,
        view.expected("activity")
        .join(made, on="process")
        .select("commodity", "period", quantity=pl.col("activity") * pl.col("coefficient")),
    )


def _held(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    contents = view.instance.table("contents").select("commodity", "element", "tonnes")
    return (
        rows.join(contents, on="commodity")
        .group_by("element", "period")
        .agg(contained=(pl.col("quantity") * pl.col("tonnes")).sum())
    )
