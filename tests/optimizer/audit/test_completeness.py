"""No number of a plan is free: to change it by a thousandth, or to drop its row, is caught."""

import polars as pl
import pytest

from optimizer.audit import Limit, audit
from optimizer.data.instance import Instance
from optimizer.results.plan_tables import PLAN_TABLES

Tables = dict[str, pl.DataFrame]
ELSEWHERE = {"abandoned"}
"""The chain has no branch without a chance: see ``test_abandoning.py``."""
NAMES = [name for name in PLAN_TABLES if name not in ELSEWHERE]
NUMBERS = [
    (name, column.name)
    for name in NAMES
    for column in PLAN_TABLES[name].columns
    if column.name not in PLAN_TABLES[name].keys
]


CLEAN = {
    "clean_activity": [
        *(("CHN", "kobe-works", "make", "", year, 2.0) for year in ("2025", "2026")),
        ("CHN", "berlin-works", "make", "", "2026", 2.0),
        ("CHN", "berlin-works", "make", "", "2027", 2.35),
        ("CHN", "berlin-recovery", "recover", "", "2026", 2.0),
        ("CHN", "berlin-recovery", "recover", "", "2027", 0.6),
    ],
    "clean_flow": [
        *(("CHN", "polar", "cell", "", year, 2.0) for year in ("2025", "2026")),
        ("CHN", "truck", "spent", "", "2026", 2.0),
    ],
    "clean_stock": [("CHN", "berlin", "cell", "", "2026", 1.0)],
    "clean_served": [
        ("CHN", "berlin", "cars", "nmc", "", "2025", 0.9 + 1.0 + 2.0),
        ("CHN", "berlin", "cars", "nmc", "", "2026", 2.0 + 2.0 - 1.0),
        ("CHN", "berlin", "cars", "nmc", "", "2027", 0.9 * 1.0 + 2.35 - 0.5 * 3.0),
        ("CHN", "berlin", "cars", "next", "", "2027", 3.0),
    ],
}
"""What of the plan is clean of China, by hand: all of what Kobe and Berlin make, and the start."""

LIMIT = Limit("pass_through", frozenset({"CHN"}), 1.0 - (3.9 + 3.0 + 1.75 + 3.0) / 26.5)
"""Exactly what it proves."""


@pytest.fixture
def proved(plan: Tables) -> Tables:
    """The plan with its clean stream."""
    for name, rows in CLEAN.items():
        plan[name] = pl.DataFrame(rows, schema=plan[name].schema, orient="row")
    return plan


def test_the_stream_by_hand_is_sound(chain: Instance, proved: Tables) -> None:
    assert [str(check) for check in audit(chain, proved, limits=[LIMIT]).failures] == []


def middle(frame: pl.DataFrame) -> pl.Expr:
    """The row in the middle of a table."""
    return pl.int_range(pl.len()) == frame.height // 2


@pytest.mark.parametrize("name", NAMES)
def test_every_row_counts(chain: Instance, proved: Tables, name: str) -> None:
    proved[name] = proved[name].filter(~middle(proved[name]))
    assert not audit(chain, proved, limits=[LIMIT]).passed


@pytest.mark.parametrize(("name", "column"), NUMBERS)
def test_every_number_counts(chain: Instance, proved: Tables, name: str, column: str) -> None:
    frame = proved[name]
    more = pl.when(middle(frame)).then(pl.col(column) * 1.001).otherwise(column)
    proved[name] = frame.with_columns(more.alias(column))
    assert not audit(chain, proved, limits=[LIMIT]).passed
