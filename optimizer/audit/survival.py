"""Twin of survival: every guarantee is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.case import Case
    from optimizer.audit.report import Check

FAMILY = "survival"


def promised(case: Case) -> pl.DataFrame:
    """Every guarantee: ``guarantee, share``, and ``demand`` and ``served`` over its window."""
    rows = case.calendar.window(case.table("guarantees"), "first_period", "last_period")
    inside = case.areas().rename({"country": "within"})
    everywhere = case.placed().select("country").unique().select(area=pl.lit(""), within="country")
    inside = pl.concat([inside, everywhere]).unique()
    sold = (
        case.once(serving.wanted)
        .join(case.placed().rename({"site": "market"}), on="market")
        .join(case.moments.table.select("scenario", "period", "index"), on=["scenario", "period"])
    )
    met = (
        rows.join(inside, on="area")
        .join(sold, left_on=["scenario", "within"], right_on=["scenario", "country"])
        .filter(pl.col("index").is_between(pl.col("first_index"), pl.col("last_index")))
        .group_by("guarantee")
        .agg(pl.col("demand", "served").sum())
    )
    return rows.join(met, on="guarantee", how="left", maintain_order="left").select(
        "guarantee", "share", pl.col("demand", "served").fill_null(0.0)
    )


def checks(case: Case) -> Iterator[Check]:
    """What is served under a guarantee is at least its share of the demand."""
    yield case.judge(FAMILY).at_most(
        "guaranteed service",
        "share · demand with served",
        case.once(promised),
        ["guarantee"],
        pl.col("share") * pl.col("demand"),
        pl.col("served"),
        size=pl.col("demand"),
    )
