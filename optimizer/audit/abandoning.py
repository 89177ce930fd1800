"""Twin of abandoning: what is left to lie came unasked, after a strike with probability 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions, returns, shipping, storage
from optimizer.audit.case import MOMENT, MOVEMENT, Case, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "abandoning"
_PLACE = ("site", "commodity", *MOMENT)


def unasked(case: Case) -> pl.DataFrame:
    """``site, commodity``, moment, ``came``: goods that nobody sent or took there knowingly."""
    struck = case.once(disruptions.freed)
    back = pl.concat(list(returns.movements(case)))
    on_the_way = pl.concat(list(storage.movements(case))).filter(pl.col("kind") == "under way")
    first = (
        case.once(storage.stocks)
        .filter(pl.col("index") == 0)
        .with_columns(
            kind=pl.lit("first stock"),
            amount=pl.col("initial") * (1.0 - pl.col("loss")) ** pl.col("years"),
        )
        .select(MOVEMENT)
    )
    knowing = struck.with_columns(knew=pl.lit(value=True)).rename(
        {"scenario": "past_scenario", "period": "past_period"}
    )
    late = (
        shipping.arriving(case)
        .join(knowing, on=["past_scenario", "past_period"], how="left")
        .filter(pl.col("knew").is_null())
        .with_columns(kind=pl.lit("late"), amount=pl.col("quantity"))
        .select(MOVEMENT)
    )
    return (
        pl.concat([back, on_the_way, first, late])
        .join(struck, on=MOMENT)
        .group_by(_PLACE)
        .agg(came=pl.col("amount").sum())
    )


def checks(case: Case) -> Iterator[Check]:
    """No more is left to lie than came unasked, and none where that is not allowed."""
    left = case.decided("abandoned").group_by(_PLACE).agg(left=pl.col("quantity").sum())
    rows = left.join(case.once(unasked), on=_PLACE, how="left")
    yield case.judge(FAMILY).at_most(
        "abandoned",
        "left to lie with what came unasked",
        rows.with_columns(pl.col("came").fill_null(0.0)),
        _PLACE,
        pl.col("left"),
        pl.col("came"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``abandoned`` leaves."""
    yield movement(case.decided("abandoned"), "abandoned", -pl.col("quantity"))
