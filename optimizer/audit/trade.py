"""Twin of trade: bans, quotas, permissions; tariff and permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case, charge
from optimizer.audit.crossing import covered_flows
from optimizer.audit.shipping import sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check

FAMILY = "trade"


def checks(case: Case) -> Iterator[Check]:
    """Nothing banned, nothing over a quota, nothing across a border without its permission."""
    judge = case.judge(FAMILY)
    keys = ["lane", "commodity", *MOMENT]
    banned = covered_flows(case, "bans")
    yield judge.at_most("ban", "flow with 0", banned, ["ban", *keys], pl.col("flow"), pl.lit(0.0))
    years = case.moments.table.select(*MOMENT, "years")
    under_quota = (
        covered_flows(case, "quotas", "quantity")
        .group_by("quota", *MOMENT)
        .agg(pl.col("flow").sum(), pl.col("quantity").first())
        .join(years, on=MOMENT)
    )
    yield judge.at_most(
        "quota",
        "flow covered with quantity · years",
        under_quota,
        ["quota", *MOMENT],
        pl.col("flow"),
        pl.col("quantity") * pl.col("years"),
    )
    crossing = case.once(sent).filter(
        pl.col("needs_permission") & (pl.col("from_country") != pl.col("to_country"))
    )
    without = crossing.filter(pl.col("permission_cost").is_null())
    yield judge.at_most(
        "permission",
        "flow with 0 where no permission applies",
        without,
        keys,
        pl.col("quantity"),
        pl.lit(0.0),
    ).among(crossing.height)


def charges(case: Case) -> Iterator[pl.DataFrame]:
    """``tariff`` (all that apply add up) and ``permission``."""
    values = case.table("commodities").select("commodity", "value_per_unit")
    taxed = (
        covered_flows(case, "tariffs", "rate", "amount")
        .rename({"amount": "per_unit"})
        .join(values, on="commodity")
    )
    duty = pl.col("rate") * pl.col("value_per_unit") + pl.col("per_unit")
    yield charge(case, "tariff", taxed, duty * pl.col("flow"))
    papers = pl.col("permission_cost").fill_null(0.0) * pl.col("quantity")
    yield charge(case, "permission", case.once(sent), papers)
