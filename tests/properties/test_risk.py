"""Risk, planning and knowing in random worlds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.data.network.risk import tail_mean
from optimizer.data.tree import along, courses
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.studies.worth import valued
from tests.small.instances import EXACT, arrays_of, optimum, solved
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow

CLOSE = 1e-6


def told(world: Instance, weight: float, tail: float) -> tuple[float, float, float]:
    """Objective, expected cost and tail mean of the best plan, recomputed from its courses."""
    run = solved(world, BuildSettings(risk_weight=weight, tail=tail))
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed, run.audit.failures
    assert run.outcome.objective is not None
    rows = run.plan.table("courses")
    costs, chances = rows["cost"].to_numpy(), rows["probability"].to_numpy()
    return run.outcome.objective, float(costs @ chances), tail_mean(costs, chances, tail)


def branching(world: Instance) -> Instance:
    """A world in which more than one course may happen."""
    assume(sum(course.probability > 0 for course in courses(world)) > 1)
    return world


@examples(4)
@given(worlds(), st.sampled_from([0.0, 0.4, 0.8, 0.95]))
def test_cvar_is_the_mean_of_the_tail_and_more_weight_trades_expected_cost_for_it(
    world: Instance, tail: float
) -> None:
    branching(world)
    size = 1.0 + abs(optimum(world))
    before: tuple[float, float] | None = None
    for weight in (0.0, 0.3, 0.9):
        objective, expected, dearest = told(world, weight, tail)
        assert objective == pytest.approx(
            (1 - weight) * expected + weight * dearest, rel=CLOSE, abs=CLOSE * size
        )
        assert dearest >= expected - CLOSE * size
        if before is not None:
            assert expected >= before[0] - CLOSE * size
            assert dearest <= before[1] + CLOSE * size
        before = expected, dearest


@examples(3)
@given(worlds())
def test_with_the_whole_weight_on_the_last_of_the_tail_the_worst_course_is_least(
    world: Instance,
) -> None:
    """The least worst cost, found as a row for each course over its own costs."""
    branching(world)
    objective, _, _ = told(world, 1.0, 0.999)
    arrays = arrays_of(world, BuildSettings(risk_weight=1.0, tail=0.5))
    cost = np.zeros(arrays.cost.size)
    cost[arrays.decisions["value_at_risk"].span] = 1.0
    for part in arrays.costs:
        if part.over.name != "moments":
            cost += np.bincount(
                part.columns, part.values * part.weight[part.rows], arrays.cost.size
            )
    once = sum(
        float(part.constant @ part.weight) for part in arrays.costs if part.over.name != "moments"
    )
    upper = arrays.upper.copy()
    upper[arrays.decisions["excess"].span] = 0.0
    worst = highs.solve(replace(arrays, cost=cost, offset=once, upper=upper), EXACT)
    assert worst.reason is StopReason.OPTIMAL
    assert worst.objective == pytest.approx(objective, rel=CLOSE, abs=CLOSE * (1 + abs(objective)))


@examples(3)
@given(worlds())
def test_knowing_and_planning_are_never_worth_less_than_nothing(world: Instance) -> None:
    branching(world)
    found = valued(world, settings=EXACT)
    size = 1.0 + abs(found.rp.high)
    assert found.raw["evpi"].high >= -CLOSE * size
    assert found.raw["vss"].high >= -CLOSE * size
    by_course = sum(
        course.probability * optimum(along(world, course.scenario))
        for course in courses(world)
        if course.probability > 0
    )
    assert found.ws.high == pytest.approx(by_course, rel=CLOSE, abs=CLOSE * size)


@examples(3)
@given(worlds(branching=False))
def test_on_one_sure_course_risk_changes_nothing(world: Instance) -> None:
    plain = compiled(formulated(world))
    risky = optimum(world, BuildSettings(risk_weight=0.7, tail=0.9))
    assert risky == pytest.approx(optimum(world), rel=CLOSE, abs=CLOSE)
    assert "spent" not in plain.decisions
