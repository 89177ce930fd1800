"""The clean stream of a plan passes; the same stream tampered with is rejected by a rule."""

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
import pytest

from optimizer.audit import Claims, Limit, audit
from optimizer.errors import AuditError
from optimizer.run import Run
from optimizer.settings import BuildSettings, DependenceLimit
from tests.small.chain import the_chain
from tests.small.instances import solved

pytestmark = pytest.mark.solver

Tables = dict[str, pl.DataFrame]
CHINA = frozenset({"CHN"})
LIMIT = Limit("pass_through", CHINA, 0.3)
WHERE = {"scenario": "", "period": "2025"}


@cache
def strict() -> Run:
    """The cheapest plan of the chain of which at least 0.7 is clean."""
    return solved(the_chain(), BuildSettings(limits=(DependenceLimit("pass_through", CHINA, 0.3),)))


def failing(tables: Any, **asked: Any) -> set[str]:
    report = audit(the_chain(), tables, **{"limits": [LIMIT], **asked})
    return {f"{check.family}: {check.rule}" for check in report.failures}


def test_the_stream_of_a_solved_plan_is_sound() -> None:
    run = strict()
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed
    assert failing(run.plan.tables) == set()
    assert run.audit.pass_through == pytest.approx(0.3, abs=1e-6)
    rules = {check.rule for check in run.audit.checks if check.family == "passthrough"}
    assert {"clean balance (CHN)", "limit on pass_through", "claimed pass-through"} <= rules


def more(table: str, column: str, factor: float) -> Callable[[Tables], None]:
    def edit(plan: Tables) -> None:
        assert plan[table].height, "tampering must hit a row"
        plan[table] = plan[table].with_columns(pl.col(column) * factor)

    return edit


def another(table: str, *row: Any) -> Callable[[Tables], None]:
    def edit(plan: Tables) -> None:
        extra = pl.DataFrame([row], schema=plan[table].schema, orient="row")
        plan[table] = pl.concat([plan[table], extra])

    return edit


def none_of(table: str) -> Callable[[Tables], None]:
    def edit(plan: Tables) -> None:
        assert plan[table].height, "tampering must hit a row"
        plan[table] = plan[table].clear()

    return edit


def renamed(plan: Tables) -> None:
    """What avoids Japan is passed off as what avoids China."""
    for name, frame in plan.items():
        if name.startswith("clean_"):
            plan[name] = frame.with_columns(watched=pl.lit("JPN"))


TAMPERINGS: dict[str, tuple[Callable[[Tables], None], str]] = {
    "more is clean than came clean": (
        more("clean_served", "energy", 1.2),
        "passthrough: clean balance (CHN)",
    ),
    "more is clean than is served": (
        more("clean_served", "energy", 40.0),
        "passthrough: clean part of served (CHN)",
    ),
    "more is clean than is made": (
        more("clean_activity", "activity", 40.0),
        "passthrough: clean part of activity (CHN)",
    ),
    "clean cells of nothing": (none_of("clean_activity"), "passthrough: clean balance (CHN)"),
    "clean work in China": (
        another("clean_activity", "CHN", "works-cn", "make", "", "2025", 1.0),
        "passthrough: no clean activity in watched countries (CHN)",
    ),
    "a clean cargo from China": (
        another("clean_flow", "CHN", "sea", "cell", "", "2025", 1.0),
        "passthrough: no clean flow in watched countries (CHN)",
    ),
    "clean stock that nobody keeps": (
        another("clean_stock", "CHN", "de", "cell", "", "2026", 9.0),
        "passthrough: clean part of stock (CHN)",
    ),
    "no clean stream": (none_of("clean_served"), "passthrough: limit on pass_through"),
    "the stream of another country": (renamed, "passthrough: limit on pass_through"),
    "negative": (
        more("clean_served", "energy", -1.0),
        "shape: energy not negative in clean_served",
    ),
    "a lane that is not there": (
        another("clean_flow", "CHN", "tunnel", "cell", "", "2025", 1.0),
        "shape: known names in clean_flow",
    ),
    "twice": (
        lambda plan: plan.update(clean_served=pl.concat([plan["clean_served"]] * 2)),
        "shape: no row twice in clean_served",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_stream_is_rejected(what: str) -> None:
    edit, rule = TAMPERINGS[what]
    run = strict()
    assert run.plan is not None
    tables = dict(run.plan.tables)
    edit(tables)
    assert rule in failing(tables)


def test_what_is_claimed_is_compared() -> None:
    run = strict()
    assert run.plan is not None
    rule = "passthrough: claimed pass-through"
    assert rule in failing(run.plan.tables, claims=Claims(pass_through=0.5))
    assert rule not in failing(run.plan.tables, claims=Claims(pass_through=0.3))


def test_a_stricter_limit_is_broken() -> None:
    run = strict()
    assert run.plan is not None
    asked = [Limit("pass_through", CHINA, 0.29)]
    assert failing(run.plan.tables, limits=asked) == {"passthrough: limit on pass_through"}


def test_from_a_period_on_every_moment_is_judged() -> None:
    """A limit on each moment of 2026 is kept by a plan that was asked so, in both branches."""
    limit = DependenceLimit("pass_through", CHINA, 0.1, from_period="2026")
    run = solved(the_chain(), BuildSettings(limits=(limit,)))
    assert run.plan is not None
    rule = "passthrough: limit on pass_through from 2026 on"
    assert rule not in failing(run.plan.tables, limits=[limit])
    stricter = Limit("pass_through", CHINA, 0.1, from_period="2025")
    assert rule.replace("2026", "2025") in failing(run.plan.tables, limits=[stricter])


def test_a_limit_from_no_period_is_an_error() -> None:
    run = strict()
    assert run.plan is not None
    with pytest.raises(AuditError, match="2031, which is no period"):
        failing(run.plan.tables, limits=[Limit("pass_through", CHINA, 0.5, "2031")])


def test_a_plan_without_a_stream_claims_nothing() -> None:
    run = solved(the_chain())
    assert run.audit is not None
    assert run.audit.pass_through is None
    assert not [c for c in run.audit.checks if c.family == "passthrough"]
