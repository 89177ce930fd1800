"""Twin of sourcing: what is bought in price steps, and raw_material."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import disruptions, swings
from optimizer.audit.case import MOMENT, Case, charge, movement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "sourcing"


def purchases(case: Case) -> pl.DataFrame:
    """What is bought with the terms in force (null before the first) and the ``limit`` on it.

    A supply without a limit is still shut where nothing remains of its site.
    """
    terms = case.moments.stepped(case.table("supply_terms"), ["supply"])
    struck = case.once(disruptions.on_places)
    years = case.moments.table.select(*MOMENT, "years")
    most = pl.col("most") * pl.col("offered") * pl.col("years") * pl.col("remaining")
    offers = case.once(swings.on_supplies).rename({"factor": "offered"})
    shut = (pl.col("remaining") == 0.0) | pl.col("price").is_null()
    return (
        case.decided("bought")
        .join(case.table("supplies"), on="supply")
        .join(
            terms.select("supply", *MOMENT, "price", most="quantity"),
            on=["supply", *MOMENT],
            how="left",
        )
        .join(struck, on=["site", *MOMENT], how="left")
        .join(case.once(swings.on_prices), on=["site", "commodity", *MOMENT], how="left")
        .join(offers, on=["site", "commodity", *MOMENT], how="left")
        .join(years, on=MOMENT)
        .with_columns(
            pl.col("remaining", "offered").fill_null(1.0),
            price=pl.col("price") * pl.col("factor").fill_null(1.0),
        )
        .with_columns(limit=pl.when(shut).then(0.0).otherwise(most))
    )


def checks(case: Case) -> Iterator[Check]:
    """What is bought, against the quantity of the step."""
    yield case.judge(FAMILY).at_most(
        "quantity of a supply",
        "bought with quantity · years · remaining",
        case.once(purchases),
        ["supply", *MOMENT],
        pl.col("quantity"),
        pl.col("limit"),
    )


def movements(case: Case) -> Iterator[pl.DataFrame]:
    """``bought`` enters where the supply is."""
    yield movement(case.once(purchases), "bought", pl.col("quantity"))


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``raw_material``."""
    price = pl.col("price").fill_null(0.0)
    yield charge(case, "raw_material", case.once(purchases), price * pl.col("quantity"))
