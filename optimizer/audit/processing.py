"""Twin of processing: output limits, least use, what recipes use and make, variable operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions, swings
from optimizer.audit.case import MOMENT, Case, charge, movement
from optimizer.audit.siting import capacity_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "processing"


def worked(case: Case) -> pl.DataFrame:
    """Activity of listed operations with ``site``, ``variable_cost`` and ``use`` of capacity."""
    return (
        case.decided("activity")
        .join(case.table("operations"), on=["facility", "process"])
        .join(case.table("facilities").select("facility", "site"), on="facility")
        .with_columns(use=pl.col("capacity_use") * pl.col("activity"))
    )


def limits(case: Case) -> pl.DataFrame:
    """Every facility × moment with the ``use`` of its capacity and the ``limit`` on it."""
    used = case.once(worked).group_by("facility", *MOMENT).agg(pl.col("use").sum())
    struck = case.once(disruptions.on_facilities)
    return (
        case.once(capacity_in_place)
        .join(used, on=["facility", *MOMENT], how="left")
        .join(struck, on=["facility", *MOMENT], how="left")
        .with_columns(pl.col("use").fill_null(0.0), pl.col("remaining").fill_null(1.0))
        .with_columns(
            limit=pl.col("remaining") * pl.col("years") * (pl.col("kept") + pl.col("ramped"))
        )
    )


def checks(case: Case) -> Iterator[Check]:
    """What facilities and operations do, against the capacity that works."""
    judge, place, keys = case.judge(FAMILY), case.once(limits), ["facility", *MOMENT]
    yield judge.at_most(
        "output limit",
        "capacity used with remaining · years · capacity",
        place,
        keys,
        pl.col("use"),
        pl.col("limit"),
    )
    bound = place.join(case.once(disruptions.released), on=MOMENT, how="anti")
    least = bound.filter((pl.col("minimum_use") > 0.0) & ~pl.col("closed"))
    yield judge.at_most(
        "least use",
        "minimum_use · remaining · years · capacity with capacity used",
        least,
        keys,
        pl.col("minimum_use") * pl.col("limit"),
        pl.col("use"),
    )
    yield judge.at_most(
        "limit of a struck operation",
        "capacity used with what disruptions leave of it",
        _struck_operations(case),
        ["facility", "process", *MOMENT],
        pl.col("use"),
        pl.col("limit"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``made`` and ``used`` by recipes at the facility's site."""
    moved = case.once(worked).join(case.table("recipes"), on="process")
    amount = pl.col("coefficient") * pl.col("activity")
    yield movement(moved.filter(pl.col("coefficient") > 0.0), "made", amount)
    yield movement(moved.filter(pl.col("coefficient") < 0.0), "used", amount)


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``variable_operation``."""
    swung = case.once(swings.on_operations)
    rows = case.once(worked).join(swung, on=["facility", "process", *MOMENT], how="left")
    cost = pl.col("variable_cost") * pl.col("factor").fill_null(1.0) * pl.col("activity")
    yield charge(case, "variable_operation", rows, cost)


def _struck_operations(case: Case) -> pl.DataFrame:
    place = case.once(limits).select("facility", *MOMENT, "limit")
    return (
        case.once(worked)
        .group_by("facility", "process", *MOMENT)
        .agg(pl.col("use").sum())
        .join(case.once(disruptions.on_operations), on=["facility", "process", *MOMENT])
        .join(place, on=["facility", *MOMENT])
        .with_columns(limit=pl.col("limit") * pl.col("remaining"))
    )
