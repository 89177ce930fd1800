"""Cost: by named term, by period, and per energy delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.measures.units import per_energy

if TYPE_CHECKING:
    from optimizer.results.measures.view import View

TERMS: tuple[str, ...] = (
    "raw_material",
    "contract",
    "capex",
    "subsidy",
    "grant",
    "premium",
    "end_value",
    "grant_left_over",
    "closing",
    "opening",
    "room",
    "fixed_operation",
    "variable_operation",
    "learning",
    "transport",
    "tariff",
    "permission",
    "in_transit",
    "holding",
    "final_stock",
    "disposal",
    "sale",
    "shortfall",
    "breach",
    "burden",
    "border",
    "excess",
    "training",
    "lever",
)
"""Cost terms in the order in which they are shown."""

PAID_BY_OTHERS = ("subsidy", "grant", "premium", "grant_left_over")
"""Terms that are a gain for industry and a cost for the public."""

_DECIDED_ONCE = (
    "capex",
    "subsidy",
    "grant",
    "end_value",
    "grant_left_over",
    "closing",
    "opening",
    "room",
    "training",
    "lever",
)
_PLACE = {term: place for place, term in enumerate(TERMS)}


def cost_by_term(view: View) -> pl.DataFrame:
    """Money by named term over the whole horizon, terms of no money left out.

    Columns: ``term``; ``amount`` (expected, undiscounted); ``present`` (discounted, weighed by
    probability; adds up to the cost of the plan); ``share`` of all present cost (null when that is
    0); ``per_energy`` (present cost over discounted energy, in the label of ``units.per_energy``).
    """
    energy = discounted_energy(view)
    factor = per_energy(view.instance).factor
    total = pl.col("present").sum()
    return _ordered(
        _by(view, "term").with_columns(
            share=pl.when(total != 0.0).then(pl.col("present") / total),
            per_energy=pl.lit(factor / energy if energy else None, pl.Float64) * pl.col("present"),
        )
    )


def cost_by_period(view: View) -> pl.DataFrame:
    """Money by period and named term: ``period``, ``term``, ``amount``, ``present``."""
    return view.by_time(_ordered(_by(view, "period", "term")))


def landed_cost(view: View) -> pl.DataFrame:
    """What a delivered unit of energy costs, by period and, in the last row, over all.

    Columns: ``period`` (``""``: all), ``energy`` delivered, ``amount`` spent in the period
    (undiscounted), ``per_energy``: money per energy in the label of ``units.per_energy``. Over all,
    it is levelised: present cost over discounted energy. Null where nothing is delivered.
    Capital is counted in the period of its decision, so early periods look dear.
    """
    factor = per_energy(view.instance).factor
    spent = _by(view, "period").select("period", "amount")
    by_period = (
        view.energy.join(spent, on="period", how="left", maintain_order="left")
        .with_columns(pl.col("amount").fill_null(0.0))
        .with_columns(per_energy=_ratio(pl.col("amount"), pl.col("energy")) * factor)
    )
    present = float(view.plan.table("costs")["present"].sum())
    energy = discounted_energy(view)
    whole = by_period.select(
        period=pl.lit(""),
        energy=pl.col("energy").sum(),
        amount=pl.col("amount").sum(),
        per_energy=pl.lit(factor * present / energy if energy else None, pl.Float64),
    )
    return pl.concat([by_period, whole])


def discounted_energy(view: View) -> float:
    """Energy delivered, each period's with the discount factor of its middle."""
    joined = view.energy.join(view.periods, on="period")
    return float((joined["energy"] * joined["factor"]).sum())


def _by(view: View, *keys: str) -> pl.DataFrame:
    once = pl.col("term").is_in(_DECIDED_ONCE)
    # A row that belongs to no moment was decided for all branches, before any of them is known.
    chance = pl.when(once).then(1.0).otherwise(pl.col("chance").fill_null(1.0))
    return (
        view.plan.table("costs")
        .join(view.chances, on=["scenario", "period"], how="left")
        .with_columns(pl.col("amount") * chance)
        .group_by(keys, maintain_order=True)
        .agg(pl.col("amount", "present").sum())
    )


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    place = pl.col("term").replace_strict(_PLACE, default=len(TERMS), return_dtype=pl.Int64)
    return frame.sort(place, "term")


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0.0).then(part / whole)
