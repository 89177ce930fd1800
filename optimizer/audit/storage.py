"""Twin of storage: room, safety stock, final stock; holding, room, final_stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions
from optimizer.audit.case import MOMENT, Case, charge, charge_at_the_end, charge_now, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "storage"
_PLACE = ("site", "commodity")


def stocks(case: Case) -> pl.DataFrame:
    """Every storage × moment with ``stock`` after, stock ``before`` and ``added`` room."""
    after = case.decided("stock").group_by(*_PLACE, *MOMENT).agg(stock=pl.col("quantity").sum())
    room = case.decided("room").group_by(_PLACE).agg(pl.col("added").sum())
    last_but_one = case.moments.lineage.filter(pl.col("past_index") == pl.col("index") - 1)
    before = last_but_one.join(
        after.rename({"scenario": "past_scenario", "period": "past_period", "stock": "waited"}),
        on=["past_scenario", "past_period"],
    ).select(*_PLACE, *MOMENT, "waited")
    waited = (
        pl.when(pl.col("index") == 0).then("initial").otherwise(pl.col("waited").fill_null(0.0))
    )
    return (
        case.everywhere(case.table("storages"))
        .join(after, on=[*_PLACE, *MOMENT], how="left")
        .join(before, on=[*_PLACE, *MOMENT], how="left")
        .join(room, on=_PLACE, how="left")
        .with_columns(pl.col("stock", "added").fill_null(0.0), waited=waited)
    )


def checks(case: Case) -> Iterator[Check]:
    """Stock between its bounds in every moment and at the end; room that may be added."""
    judge, rows, keys = case.judge(FAMILY), case.once(stocks), [*_PLACE, *MOMENT]
    bound = rows.join(case.once(disruptions.freed), on=MOMENT, how="anti")
    yield judge.at_most(
        "safety stock", "minimum with stock", bound, keys, pl.col("minimum"), pl.col("stock")
    )
    yield judge.at_most(
        "room for stock",
        "stock with capacity + room added",
        rows,
        keys,
        pl.col("stock"),
        pl.col("capacity") + pl.col("added"),
    )
    final = rows.filter(
        pl.col("index") == case.calendar.last_index,
        ~pl.col("scenario").is_in(list(case.moments.ended)),
    )
    yield judge.at_most(
        "final stock",
        "final_minimum with stock at the end",
        final,
        keys,
        pl.col("final_minimum"),
        pl.col("stock"),
    )
    room = case.decided("room").join(case.table("storages"), on=_PLACE)
    yield judge.at_most(
        "room that may be added",
        "room added with expansion_max",
        room,
        _PLACE,
        pl.col("added"),
        pl.col("expansion_max"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``stock before`` less what is lost in the period, ``stock after``, and ``under way``."""
    rows = case.once(stocks)
    kept = (1.0 - pl.col("loss")) ** pl.col("years")
    yield movement(rows, "stock before", pl.col("waited") * kept)
    yield movement(rows, "stock after", -pl.col("stock"))
    arrivals = case.table("arrivals").join(case.moments.table.select(MOMENT), on="period")
    yield movement(arrivals, "under way", pl.col("quantity"))


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``holding, room, final_stock``."""
    rows = case.once(stocks)
    held = pl.col("holding_cost") * pl.col("years") * pl.col("stock")
    yield charge(case, "holding", rows, held)
    room = case.decided("room").join(case.table("storages"), on=_PLACE)
    now = room.with_columns(period=pl.lit(case.calendar.first))
    yield charge_now(case, "room", now, pl.col("expansion_cost") * pl.col("added"))
    final = rows.filter(pl.col("index") == case.calendar.last_index)
    worth = -pl.col("final_value") * pl.col("stock")
    yield charge_at_the_end(case, "final_stock", final, worth)
