"""What courses cost, recomputed from all charges, and the objective in which the dearest count."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import AuditReport, Claims, audit
from optimizer.audit.risk import adjusted, courses
from optimizer.run import Run
from optimizer.settings import BuildSettings
from tests.small.hedge import BY_COURSE, CHANCES, the_hedge
from tests.small.instances import solved

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def run() -> Run:
    """Two lines."""
    return solved(the_hedge())


def judged(run: Run, tables: Tables, **claims: Any) -> AuditReport:
    assert run.plan is not None
    return audit(the_hedge(), {**run.plan.tables, **tables}, claims=Claims(**claims))


def broken(report: AuditReport) -> set[str]:
    return {check.rule for check in report.failures}


@pytest.mark.solver
def test_courses_cost_what_is_spent_along_them(run: Run, make_case: Callable[..., Any]) -> None:
    assert run.plan is not None
    found = courses(make_case(the_hedge(), run.plan.tables))
    by_end = {row["scenario"]: row["cost"] for row in found.to_dicts()}
    assert by_end == pytest.approx(BY_COURSE[2])
    chances = {row["scenario"]: row["probability"] for row in found.to_dicts()}
    assert chances == pytest.approx(CHANCES)


@pytest.mark.solver
def test_adjusted(run: Run, make_case: Callable[..., Any]) -> None:
    assert run.plan is not None
    case = make_case(the_hedge(), run.plan.tables)
    assert adjusted(case, 0.0, 0.9) == pytest.approx(2580)
    assert adjusted(case, 0.5, 0.9) == pytest.approx(0.5 * 2580 + 0.5 * 4450)
    assert adjusted(case, 1.0, 0.8) == pytest.approx(3450)


@pytest.mark.solver
@pytest.mark.parametrize(
    ("column", "rule"),
    [("cost", "cost of a course"), ("probability", "probability of a course")],
)
@pytest.mark.parametrize("course", ["", "squeeze", "embargo"])
def test_every_course_is_audited(run: Run, column: str, rule: str, course: str) -> None:
    assert run.plan is not None
    more = pl.when(pl.col("scenario") == course).then(pl.col(column) * 1.001).otherwise(column)
    table = run.plan.table("courses").with_columns(more.alias(column))
    assert broken(judged(run, {"courses": table})) == {rule}


@pytest.mark.solver
def test_a_course_left_out_is_missed(run: Run) -> None:
    assert run.plan is not None
    table = run.plan.table("courses").filter(pl.col("scenario") != "embargo")
    assert "cost of a course" in broken(judged(run, {"courses": table}))


@pytest.mark.solver
def test_a_tampered_objective_is_rejected(run: Run) -> None:
    true = 0.5 * 2580 + 0.5 * 4450
    settings = {"risk_weight": 0.5, "tail": 0.9}
    assert judged(run, {}, objective=true, **settings).passed
    assert broken(judged(run, {}, objective=true * 1.001, **settings)) == {"claimed objective"}
    assert broken(judged(run, {}, objective=2580.0, **settings)) == {"claimed objective"}
    assert broken(judged(run, {}, objective=true, risk_weight=0.5, tail=0.8)) == {
        "claimed objective"
    }


@pytest.mark.solver
@pytest.mark.parametrize("weight", [0.05, 0.5, 1.0])
def test_a_plan_that_counts_risk_passes(weight: float) -> None:
    run = solved(the_hedge(), BuildSettings(risk_weight=weight, tail=0.9))
    assert run.audit is not None
    assert run.audit.passed
    assert "claimed objective" in {check.rule for check in run.audit.checks}
