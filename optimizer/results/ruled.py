"""The block of the terminal summary that says which rules of law are kept, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.network.counted import SHARES
from optimizer.results.figures import number, percent
from optimizer.results.layout import WATCHED, add, plain_table

if TYPE_CHECKING:
    from typing import Any

    from rich.console import RenderableType

    from optimizer.results.measures import Measures

_ORDER = {"missed": 0, "binding": 1, "kept": 2, "idle": 3}


def rules(measures: Measures) -> RenderableType | None:
    """Each rule where it is tightest: level, what is asked, verdict, and what a point more costs.

    ``None`` where there is no rule.
    """
    if measures.rules.is_empty():
        return None
    money = measures.headline.currency
    columns = ("in", "level", "asked", "verdict", "a point", "missed by")
    title = f"Rules of law, each where it is tightest, and what a point more would cost, {money}"
    table = plain_table(title, "rule", *columns, left=(1, 4), narrow=1)
    for row in for_people(measures.rules).iter_rows(named=True):
        add(
            table,
            row["rule"],
            row["where"],
            row["reached"],
            row["asked"],
            row["verdict"],
            number(row["marginal"]) if row["marginal"] else "",
            row["missed"],
            style=WATCHED if row["verdict"] == "missed" else "",
        )
    return table


def tightest(rules: pl.DataFrame) -> pl.DataFrame:
    """One row for each rule: missed before binding before kept; least slack, then the dearest."""
    order = rules["verdict"].replace_strict(_ORDER, return_dtype=pl.Int64)
    return (
        rules.with_columns(
            _order=order,
            _slack=pl.col("slack").fill_null(float("inf")).round(6),
            _price=-pl.col("marginal").fill_null(0.0),
        )
        .sort("_order", "_slack", "_price", maintain_order=True)
        .unique("rule", keep="first", maintain_order=True)
        .sort(pl.col("rule").replace_strict(_places(rules), return_dtype=pl.Int64))
        .drop("_order", "_slack", "_price")
    )


def for_people(rules: pl.DataFrame) -> pl.DataFrame:
    """Each rule where it is tightest, as text; ``marginal`` is a number."""
    rows = [
        {
            "rule": row["rule"],
            "where": " ".join(filter(None, (row["part"], row["scenario"], row["period"]))),
            "reached": told(row, row["level"]),
            "asked": ("≥ " if row["sense"] == "least" else "≤ ") + told(row, row["required"]),
            "verdict": row["verdict"],
            "marginal": row["marginal"],
            "missed": f"{number(row['missed'])} {row['unit']}".strip() if row["missed"] else "",
        }
        for row in (tightest(rules).iter_rows(named=True) if rules.height else ())
    ]
    texts = dict.fromkeys(("rule", "where", "reached", "asked", "verdict"), pl.String())
    schema = {**texts, "marginal": pl.Float64(), "missed": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def told(row: dict[str, Any], level: float | None) -> str:
    """A level as people read it: a share in percent, else by the year."""
    if level is None:
        return "-"
    return percent(level) if row["kind"] in SHARES else f"{number(level)}/year"


def _places(rules: pl.DataFrame) -> dict[str, int]:
    return {name: at for at, name in enumerate(rules["rule"].unique(maintain_order=True))}
