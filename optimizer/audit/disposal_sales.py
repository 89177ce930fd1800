"""Twin of disposal and sales: what leaves the system, and where it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import swings
from optimizer.audit.case import MOMENT, Case, charge, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "disposal_sales"
_PLACE = ("site", "commodity")


def checks(case: Case) -> Iterator[Check]:
    """Sales within their quantity; where one may sell or dispose at all is a matter of shape."""
    years = case.moments.table.select(*MOMENT, "years")
    sold = case.decided("sold").group_by(*_PLACE, *MOMENT).agg(sold=pl.col("quantity").sum())
    rows = sold.join(case.table("sales"), on=_PLACE).join(years, on=MOMENT)
    yield case.judge(FAMILY).at_most(
        "quantity of a sale",
        "sold with quantity · years",
        rows,
        [*_PLACE, *MOMENT],
        pl.col("sold"),
        pl.col("quantity") * pl.col("years"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``disposed of`` and ``sold`` leave."""
    yield movement(case.decided("disposed"), "disposed of", -pl.col("quantity"))
    yield movement(case.decided("sold"), "sold", -pl.col("quantity"))


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``disposal`` and ``sale`` (revenue is negative)."""
    disposed = case.decided("disposed").join(case.table("disposals"), on=_PLACE)
    yield charge(case, "disposal", disposed, pl.col("cost") * pl.col("quantity"))
    prices = case.table("sales").select(*_PLACE, "price")
    swung = case.once(swings.on_prices)
    sold = case.decided("sold").join(prices, on=_PLACE)
    sold = sold.join(swung, on=[*_PLACE, *MOMENT], how="left")
    price = pl.col("price") * pl.col("factor").fill_null(1.0)
    yield charge(case, "sale", sold, -price * pl.col("quantity"))
