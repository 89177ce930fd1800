"""Twin of contracts: what must and may be taken while signed, fee and price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions
from optimizer.audit.case import MOMENT, Case, charge, charge_now, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "contracts"


def terms(case: Case) -> pl.DataFrame:
    """Every contract × moment with ``signed``, ``taken``, ``least`` and ``most``.

    Outside its term, and unsigned, nothing may be taken.
    """
    offered = case.calendar.window(case.table("contracts"), "first_period", "last_period")
    signed = case.decided("signed").group_by("contract").agg(pl.col("signed").sum())
    taken = case.decided("taken").group_by("contract", *MOMENT).agg(taken=pl.col("quantity").sum())
    in_term = pl.col("index").is_between(pl.col("first_index"), pl.col("last_index"))
    bound = pl.col("signed") * pl.col("years") * pl.col("remaining")
    return (
        case.everywhere(offered)
        .join(signed, on="contract", how="left")
        .join(taken, on=["contract", *MOMENT], how="left")
        .join(case.once(disruptions.on_places), on=["site", *MOMENT], how="left")
        .with_columns(pl.col("signed", "taken").fill_null(0.0), pl.col("remaining").fill_null(1.0))
        .with_columns(
            least=pl.when(in_term).then(pl.col("minimum") * bound).otherwise(0.0),
            most=pl.when(in_term).then(pl.col("maximum") * bound).otherwise(0.0),
        )
    )


def checks(case: Case) -> Iterator[Check]:
    """Signed or not; least and most taken in every moment."""
    judge, rows, keys = case.judge(FAMILY), case.once(terms), ["contract", *MOMENT]
    once = case.decided("signed").group_by("contract").agg(pl.col("signed").sum())
    yield judge.equal(
        "signed once and whole",
        "signed with 1",
        once,
        ["contract"],
        pl.col("signed"),
        pl.lit(1.0),
        size=pl.lit(1.0),
        scale=pl.lit(0.0),
    )
    yield judge.at_most(
        "least of a contract",
        "minimum · years · signed · remaining with taken",
        rows.join(case.once(disruptions.released), on=MOMENT, how="anti"),
        keys,
        pl.col("least"),
        pl.col("taken"),
    )
    yield judge.at_most(
        "most of a contract",
        "taken with maximum · years · signed · remaining",
        rows,
        keys,
        pl.col("taken"),
        pl.col("most"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``contracted`` enters where the contract delivers."""
    yield movement(case.once(terms), "contracted", pl.col("taken"))


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``contract``: the fee is shared by all and falls due in the first period of the term."""
    rows = case.once(terms)
    start = case.calendar.periods.select("index", starts="period")
    signed = (
        rows.unique("contract")
        .drop("index", "period")
        .join(start, left_on="first_index", right_on="index")
        .rename({"starts": "period"})
    )
    yield charge_now(case, "contract", signed, pl.col("fee") * pl.col("signed"))
    yield charge(case, "contract", rows, pl.col("price") * pl.col("taken"))
