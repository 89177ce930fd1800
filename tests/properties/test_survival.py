"""Random worlds that lose a country: there is always an answer, and the audit agrees with it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.data.outages import Survive, facing, outages
from optimizer.run import solve
from optimizer.settings import BuildSettings
from optimizer.solve.outcome import StopReason
from optimizer.studies.guarantee import search
from optimizer.studies.guaranteed import told
from tests.small.instances import EXACT, optimum
from tests.small.worlds import EFFORT, worlds

pytestmark = pytest.mark.solver
FEW = settings(
    max_examples=max(2, round(6 * EFFORT)),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NEAR = replace(EXACT, gap=1e-6)


@st.composite
def losses(draw: Any) -> tuple[Instance, Survive]:
    world = draw(worlds(branching=False))
    periods = world.table("periods")["period"].to_list()
    return world, Survive(
        (draw(st.sampled_from(["country", "site", "lane"])),),
        share=draw(st.sampled_from([0.3, 0.6, 1.0])),
        strikes=(draw(st.sampled_from(periods)),),
        length=draw(st.sampled_from([None, 60.0, 500.0])),
        remaining=draw(st.sampled_from([0.0, 0.4])),
    )


@FEW
@given(losses())
def test_serving_nothing_is_always_an_answer(drawn: tuple[Instance, Survive]) -> None:
    """A branch that asks for nothing costs nothing, whatever is lost; the audit agrees."""
    world, asked = drawn
    asked = replace(asked, share=0.0)
    run = solve(facing(world, outages(world, asked), asked), BuildSettings(), NEAR)
    assert run.outcome.reason is StopReason.OPTIMAL
    assert run.outcome.objective == pytest.approx(optimum(world), rel=1e-5, abs=1e-5)
    assert run.audit is not None
    assert run.audit.passed, run.audit.failures


@FEW
@given(losses())
def test_a_guarantee_is_kept_or_proved_impossible(drawn: tuple[Instance, Survive]) -> None:
    """The audit passes the plan and all its answers; else the largest share lies below."""
    world, asked = drawn
    found = search(world, asked, settings=NEAR)
    study = told(found)
    for results in study.plans.values():
        assert results.audit is not None
        assert results.audit["passed"], [c for c in results.audit["checks"] if not c["passed"]]
    if found.guarded is None:
        assert found.largest is not None
        assert found.largest.share < asked.share + 1e-6
        return
    at_once = facing(world, outages(world, asked), asked)
    assert found.guarded.cost == pytest.approx(optimum(at_once), rel=1e-5, abs=1e-4)
