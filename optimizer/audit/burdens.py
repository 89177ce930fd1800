"""Twin of burdens: what is caused where, what it costs, and which limits it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case, charge
from optimizer.audit.conversions import masses
from optimizer.audit.crossing import covered_flows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "burdens"
KG_IN_T = 1000.0
_DONE = ("does", "name", "country", *MOMENT, "amount")


def done(case: Case) -> pl.DataFrame:
    """All that may cause: what it ``does`` (kind of rate), its ``name``, ``country``, ``amount``.

    An activity is there as its process and as its rung; carriage counts tonne-kilometres.
    """
    places = case.placed()
    at_plants = (
        case.decided("activity")
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .join(places, on="site")
        .join(case.table("processes").select("process", "rung"), on="process")
        .with_columns(amount=pl.col("activity"))
    )
    lanes = case.table("lanes").select("lane", "mode", "distance_km", site="origin")
    weight = pl.col("tonnes").fill_nan(0.0).fill_null(0.0)
    on_the_way = (
        case.decided("flow")
        .join(lanes, on="lane")
        .join(places, on="site")
        .join(masses(case), on="commodity")
        .with_columns(amount=pl.col("quantity") * weight * pl.col("distance_km"))
    )
    bought = [
        case.decided(decision)
        .join(case.table(table).select(key, "site", "commodity"), on=key)
        .join(places, on="site")
        .with_columns(amount=pl.col("quantity"))
        for decision, table, key in (
            ("bought", "supplies", "supply"),
            ("taken", "contracts", "contract"),
        )
    ]
    frames = [
        *((kind, kind, at_plants) for kind in ("process", "rung")),
        ("mode", "mode", on_the_way),
        *(("commodity", "commodity", frame) for frame in bought),
    ]
    return pl.concat(
        [
            frame.with_columns(does=pl.lit(does), name=pl.col(column)).select(_DONE)
            for does, column, frame in frames
        ]
    )


def caused(case: Case) -> pl.DataFrame:
    """``burden, country, scenario, period, caused``, in the burden's unit."""
    rates = case.table("burden_rates").select(
        "burden", "target", "country", each="amount", does="kind"
    )
    named = (pl.col("target") == "") | (pl.col("target") == pl.col("name"))
    by_rate = _lying(case, case.once(done).join(rates.rename({"country": "area"}), on="does"))
    rows = by_rate.filter(named).with_columns(caused=pl.col("each") * pl.col("amount"))
    columns = ("burden", "country", *MOMENT, "caused")
    return (
        pl.concat([rows.select(columns), _co2(case).select(columns)])
        .group_by("burden", "country", *MOMENT)
        .agg(pl.col("caused").sum())
    )


def _co2(case: Case) -> pl.DataFrame:
    """What the columns of processes and modes say, where a burden is called co2."""
    made = case.table("processes").select(name="process", each="co2_t_per_unit")
    carried = case.table("modes").select(name="mode", each=pl.col("co2_kg_per_tkm") / KG_IN_T)
    stated = pl.concat(
        [made.with_columns(does=pl.lit("process")), carried.with_columns(does=pl.lit("mode"))]
    )
    asked = case.table("burdens").filter(pl.col("burden") == "co2").select("burden")
    rows = case.once(done).join(stated, on=["does", "name"]).join(asked, how="cross")
    return rows.with_columns(caused=pl.col("each") * pl.col("amount"))


def _lying(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a ``country`` in their ``area`` (empty: anywhere)."""
    inside = case.areas().unique()
    within = rows.join(inside, on=["area", "country"], how="semi")
    return pl.concat([rows.filter(pl.col("area") == ""), within])


def limited(case: Case) -> pl.DataFrame:
    """Every limit × moment of its window: ``caused``, ``most``, ``excess``, ``price``."""
    limits = case.calendar.window(case.table("burden_limits"), "first_period", "last_period")
    moments = case.moments.table.select(*MOMENT, "index", "years")
    inside = pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    rows = limits.join(moments, how="cross").filter(inside)
    found = _lying(
        case,
        rows.select("limit", "burden", "area", *MOMENT).join(
            case.once(caused), on=["burden", *MOMENT]
        ),
    )
    total = found.group_by("limit", *MOMENT).agg(pl.col("caused").sum())
    served = case.decided("served").group_by(MOMENT).agg(pl.col("energy").sum())
    excess = case.decided("excesses").select("limit", *MOMENT, excess="amount")
    size = pl.when(pl.col("per") == "year").then("years").otherwise("energy")
    return (
        rows.join(total, on=["limit", *MOMENT], how="left")
        .join(served, on=MOMENT, how="left")
        .join(excess, on=["limit", *MOMENT], how="left")
        .with_columns(pl.col("caused", "energy", "excess").fill_null(0.0))
        .with_columns(most=pl.col("most") * size)
    )


def checks(case: Case) -> Iterator[Check]:
    """Every limit is kept, but for what is paid for."""
    rows = case.once(limited)
    forgiven = pl.when(pl.col("price").is_null()).then(0.0).otherwise("excess")
    yield case.judge(FAMILY).at_most(
        "burden limit",
        "caused with the limit and what exceeds it at a price",
        rows,
        ["limit", *MOMENT],
        pl.col("caused"),
        pl.col("most") + forgiven,
    )
    stray = case.decided("excesses").join(
        rows.filter(pl.col("price").is_not_null()), on=["limit", *MOMENT], how="anti"
    )
    yield case.judge(FAMILY).none(
        "excess",
        "what exceeds a limit with the limits that have a price, where they are in force",
        case.decided("excesses"),
        stray,
        ["limit", *MOMENT],
    )


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``burden``, ``border`` and ``excess``."""
    prices = case.calendar.window(case.table("burden_prices"), "first_period", "last_period")
    paid = _lying(case, case.once(caused).join(prices, on="burden")).join(
        case.moments.table.select(*MOMENT, "index"), on=MOMENT
    )
    due = pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    yield charge(case, "burden", paid.filter(due), pl.col("price") * pl.col("caused"))
    crossing = covered_flows(case, "border_charges", "content", "price")
    each = pl.col("content") * pl.col("price")
    yield charge(case, "border", crossing, each * pl.col("flow"))
    over = case.once(limited).filter(pl.col("price").is_not_null())
    yield charge(case, "excess", over, pl.col("price") * pl.col("excess"))
