"""Every named term of cost, computed anew and held against the plan and the run record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.case import MOMENT, Case
from optimizer.audit.judging import greatest
from optimizer.audit.twins import CHARGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.audit.report import Check, Claims

FAMILY = "costs"
TERMS = (
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
    "raw_material",
    "contract",
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
    "learning",
    "lever",
)
_ENTRY = ("term", *MOMENT)


def charged(case: Case) -> pl.DataFrame:
    """Everything that costs money, one row each: the columns ``CHARGE``."""
    return pl.concat([frame for charges in CHARGES for frame in charges(case)])


def computed(case: Case) -> pl.DataFrame:
    """``amount`` and ``present`` by term × moment, each with the gross of what it is made of."""
    value = pl.col("amount", "present")
    return (
        case.once(charged)
        .group_by(_ENTRY)
        .agg(value.sum(), value.abs().sum().name.prefix("gross_"))
    )


def totals(case: Case) -> dict[str, float]:
    """Present amount of every term over the whole horizon, expected over scenarios."""
    found = dict(case.once(computed).group_by("term").agg(pl.col("present").sum()).iter_rows())
    return {term: float(found.get(term, 0.0)) for term in TERMS}


def checks(case: Case, claims: Claims) -> Iterator[Check]:
    """The plan's table of costs row by row; the record's terms and objective."""
    stated = (
        case.decided("costs")
        .group_by(_ENTRY)
        .agg(stated=pl.col("amount").sum(), stated_present=pl.col("present").sum())
    )
    rows = (
        case.once(computed)
        .join(stated, on=_ENTRY, how="full", coalesce=True)
        .with_columns(pl.exclude(_ENTRY).fill_null(0.0))
    )
    judge = case.judge(FAMILY)
    yield judge.equal(
        "amount of a term",
        "amount in the plan with the amount computed",
        rows,
        _ENTRY,
        pl.col("stated"),
        pl.col("amount"),
        size=pl.col("gross_amount"),
        scale=greatest(pl.col("gross_amount"), "term"),
    )
    yield judge.equal(
        "present value of a term",
        "present value in the plan with the one computed",
        rows,
        _ENTRY,
        pl.col("stated_present"),
        pl.col("present"),
        size=pl.col("gross_present"),
        scale=greatest(pl.col("gross_present"), "term"),
    )
    yield from _claimed(case, claims)


def _claimed(case: Case, claims: Claims) -> Iterator[Check]:
    judge, found = case.judge(FAMILY), totals(case)
    gross = case.once(computed).group_by("term").agg(size=pl.col("gross_present").sum())
    if claims.costs is not None:
        stated = pl.DataFrame(
            [
                (term, claims.costs.get(term, 0.0), found.get(term, 0.0))
                for term in sorted({*found, *claims.costs})
            ],
            schema={"term": pl.String, "claimed": pl.Float64, "found": pl.Float64},
            orient="row",
        ).join(gross, on="term", how="left")
        yield judge.equal(
            "claimed terms",
            "term in the run record with the term computed",
            stated,
            ["term"],
            pl.col("claimed"),
            pl.col("found"),
            size=pl.col("size").fill_null(0.0),
        )
    if claims.objective is not None and claims.risk_weight == 0.0:
        whole = pl.DataFrame({"claimed": [float(claims.objective)], "found": [sum(found.values())]})
        yield judge.equal(
            "claimed objective",
            "objective in the run record with the sum of all terms",
            whole,
            [],
            pl.col("claimed"),
            pl.col("found"),
            size=pl.lit(float(gross["size"].sum())),
        )
