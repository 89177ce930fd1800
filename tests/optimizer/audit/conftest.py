"""A small chain with every mechanism at work, and a valid plan for it, both made by hand.

Its tables are those of ``tests.small.by_hand``.
"""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from optimizer.audit import AuditReport, Check, audit
from optimizer.audit.case import Case
from optimizer.data.columns import Table
from optimizer.data.instance import Instance, schema
from optimizer.data.tables import TABLES
from optimizer.results.plan_tables import PLAN_TABLES
from tests.small.by_hand import CHAIN

Rows = list[tuple[Any, ...]]
Tables = dict[str, pl.DataFrame]


def _frame(table: Table, columns: str, rows: Rows) -> pl.DataFrame:
    names = columns.split()
    kinds = schema(table)
    return pl.DataFrame(rows, schema={name: kinds[name] for name in names}, orient="row")


def an_instance(**tables: tuple[str, Rows]) -> Instance:
    """An instance of the given tables: ``name=("columns in one text", rows)``."""
    frames = {name: _frame(TABLES[name], *content) for name, content in tables.items()}
    return Instance.of("by-hand", frames)


def a_plan(**tables: Rows) -> Tables:
    """A plan of the given rows, all columns in their order; tables not named are empty."""
    return {
        name: _frame(table, " ".join(c.name for c in table.columns), tables.get(name, []))
        for name, table in PLAN_TABLES.items()
    }


def a_case(instance: Instance, plan: Mapping[str, pl.DataFrame]) -> Case:
    return Case.of(instance, plan, 1e-6)


def verdict(checks: Any, rule: str) -> Check:
    """The one check of that rule."""
    (found,) = [check for check in checks if check.rule == rule]
    return found


D = [1.1**-0.5, 1.1**-1.5, 1.1**-2.5]
END = 1.1**-3
AMOUNTS: dict[str, tuple[float, float, float]] = {
    # Term: amounts of 2025, 2026, 2027, each worked out by hand.
    "fixed_operation": (
        10 * 1.0 + 4 * 2.0 + 5 * 0.5,
        10 * 1.0 + 4 * 2.0 + 5 * 0.5 + 4 * 1.5,
        10 * 1.0 + 5 * 0.5 + 4 * 1.5,
    ),
    "variable_operation": (
        7 * 3.0 + 2 * 4.0,
        6.24 * 3 + 2 * 4 + 2 * 5 + 2 * 1,
        4.5 * 3 + 2.35 * 5 + 0.6 * 1,
    ),
    "raw_material": (17 * 1.0 + 4 * 2.0, 12.48 * 1 + 4 * 2 + 0.4 * 3, 9 * 1 + 1.22 * 3),
    "contract": (0.0, 4 + 2 * 2.0, 3 * 2.0),
    "transport": (
        5 * 3 + 3 * 1.5 + 2 * 1 + 2 * 4,
        5.24 * 3 + 1 * 1 + 2 * 4 + 2 * 0.25,
        4 * 3 + 0.5,
    ),
    "tariff": (0.0, 6.24 * 11, 4.5 * 11),
    "permission": (0.0, 2 * 0.3, 0.0),
    "in_transit": (6720 / 365, 4698.2 / 365, 2600 / 365),
    "holding": (2 * 1.4, 2 * 3.5, 2 * 2.0),
    "disposal": (
        3.5 * 0.1 + 1 * 0.2,
        3.12 * 0.1 + 1 * 0.2 + 1 * 0.3 + 0.1875 * 0.2,
        2.25 * 0.1 + 1.175 * 0.3,
    ),
    "sale": (-3 * 0.5, 0.0, 0.0),
    "shortfall": (0.5 * 500, 0.0, 0.0),
    "capex": (10 + 5 * 4.0, 0.0, 0.0),
    "subsidy": (-0.2 * 30, 0.0, 0.0),
    "closing": (0.0, 0.0, 5.0),
    "opening": (3.0, 0.0, 0.0),
    "room": (0.5 * 3, 0.0, 0.0),
    "training": (2 * 0.5, 0.0, 0.0),
    "learning": (0.0, -10.24 * 0.25, -6.85 * 0.25 - 2.35 * 0.5),
    "burden": (0.0, 2 * 2.0 * 3, 2 * 2.35 * 3),
    "border": (0.0, 6.24 * 2 * 0.25, 4.5 * 2 * 0.25),
    "excess": ((17 * 0.5 - 5) * 7, (12.48 * 0.5 - 5) * 7, 0.0),
    "lever": (2.0, 3.0, 0.0),
    "grant": (-0.1 * 30, 0.0, 0.0),
    "premium": (0.0, -(2 * 0.5 + 2 * 0.3), -(0.5 + 0.6 * 0.3)),
    "breach": (0.0, (0.3 * 9 - 2) * 6, (0.3 * 10 - 2.35) * 6),
}
AT_THE_END = {
    "end_value": ("2025", -0.8 * 30 * 0.8),
    "grant_left_over": ("2025", 0.1 * 30 * 0.8),
    "final_stock": ("2027", -20 * 2.0),
}
PRESENT = {
    **{term: sum(a * d for a, d in zip(row, D, strict=True)) for term, row in AMOUNTS.items()},
    **{term: amount * END for term, (_, amount) in AT_THE_END.items()},
}
PERIODS = ("2025", "2026", "2027")


def _at(names: tuple[str, ...], *quantities: float) -> Rows:
    """Rows of a table by moment in the trunk, one quantity per year, zeros left out."""
    pairs = zip(PERIODS, quantities, strict=True)
    return [(*names, "", period, quantity) for period, quantity in pairs if quantity]


def the_chain_plan() -> Tables:
    costs = [
        (term, "", period, amount, amount * d)
        for term, row in AMOUNTS.items()
        for period, amount, d in zip(PERIODS, row, D, strict=True)
        if amount
    ]
    costs += [(t, "", period, amount, amount * END) for t, (period, amount) in AT_THE_END.items()]
    return a_plan(
        builds=[("line", "2025", 1.0, 4.0)],
        grants=[("seed", "line", "2025", 3.0)],
        trained=[("school", "2025", 2.0)],
        closures=[("kobe-works", "2027", 1.0)],
        signed=[("deal", 1.0)],
        opened=[("polar", 1.0)],
        room=[("berlin", "cell", 0.5)],
        breaches=_at(("home", ""), 0.0, 0.3 * 9 - 2, 0.3 * 10 - 2.35),
        activity=[
            *_at(("ningbo-works", "make"), 7.0, 6.24, 4.5),
            *_at(("kobe-works", "make"), 2.0, 2.0, 0.0),
            *_at(("berlin-works", "make"), 0.0, 2.0, 2.35),
            *_at(("berlin-recovery", "recover"), 0.0, 2.0, 0.6),
        ],
        learned=[
            *_at(("hands",), 0.0, 0.0, 2.35),
            *_at(("craft",), 0.0, 10.24, 6.85),
        ],
        premiums=[
            *_at(("run", "berlin-works", "make"), 0.0, 2 * 0.5, 0.5),
            *_at(("loop", "berlin-recovery", "recover"), 0.0, 2 * 0.3, 0.6 * 0.3),
        ],
        flow=[
            *_at(("sea", "cell"), 5.0, 5.24, 4.0),
            *_at(("sea", "ore"), 3.0, 0.0, 0.0),
            *_at(("slow", "cell"), 2.0, 1.0, 0.5),
            *_at(("polar", "cell"), 2.0, 2.0, 0.0),
            *_at(("truck", "spent"), 0.0, 2.0, 0.0),
        ],
        stock=_at(("berlin", "cell"), 1.4, 3.5, 2.0),
        excesses=_at(("cap",), 17 * 0.5 - 5, 12.48 * 0.5 - 5, 0.0),
        bought=[
            *_at(("ore-ningbo",), 17.0, 12.48, 9.0),
            *_at(("ore-kobe",), 4.0, 4.0, 0.0),
            *_at(("ore-berlin",), 0.0, 0.4, 1.22),
        ],
        taken=_at(("deal",), 0.0, 2.0, 3.0),
        served=[
            *_at(("berlin", "cars", "nmc"), 7.5, 9.0, 7.0),
            *_at(("berlin", "cars", "next"), 0.0, 0.0, 3.0),
        ],
        shortfall=_at(("berlin", "cars"), 0.5, 0.0, 0.0),
        collected=[
            *_at(("berlin", "cars", "nmc"), 0.0, 0.25 * 7.5 * 0.1, 0.25 * (9 * 0.1 + 7.5 * 0.2)),
            *_at(("paris", "cars", "nmc"), 0.0, 0.5 * 4.0, 0.0),
        ],
        disposed=[
            *_at(("ningbo", "slag"), 3.5, 3.12, 2.25),
            *_at(("kobe", "slag"), 1.0, 1.0, 0.0),
            *_at(("berlin", "slag"), 0.0, 1.0, 1.175),
            *_at(("berlin", "spent"), 0.0, 0.1875, 0.0),
        ],
        sold=_at(("berlin", "ore"), 3.0, 0.0, 0.0),
        costs=costs,
        courses=[("", 1.0, sum(PRESENT.values()))],
    )


@pytest.fixture(scope="session")
def chain() -> Instance:
    """The small chain."""
    return an_instance(**CHAIN)


@pytest.fixture
def plan() -> Tables:
    """A valid plan of the chain."""
    return the_chain_plan()


@pytest.fixture
def changed_chain() -> Callable[..., Instance]:
    """The chain with whole tables replaced."""

    def change(**tables: tuple[str, Rows]) -> Instance:
        return an_instance(**{**CHAIN, **tables})

    return change


@pytest.fixture
def make_instance() -> Callable[..., Instance]:
    return an_instance


@pytest.fixture
def make_plan() -> Callable[..., Tables]:
    return a_plan


@pytest.fixture
def make_case() -> Callable[[Instance, Mapping[str, pl.DataFrame]], Case]:
    return a_case


@pytest.fixture
def check_of() -> Callable[[Any, str], Check]:
    return verdict


@pytest.fixture
def present_by_hand() -> dict[str, float]:
    """Present amount of every term of the chain's plan."""
    return dict(PRESENT)


@pytest.fixture
def report(chain: Instance, plan: Tables) -> AuditReport:
    return audit(chain, plan)
