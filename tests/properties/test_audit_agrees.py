"""Two readings of ``docs/meaning.md`` that share no code agree on every plan of every instance."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.checks.examine import examine
from optimizer.data.findings import Severity
from optimizer.data.instance import Instance
from optimizer.data.memory import as_text
from optimizer.settings import BuildSettings
from optimizer.solve.outcome import StopReason
from tests.small.instances import changed, solved
from tests.small.worlds import examples, limits, worlds

pytestmark = pytest.mark.slow

AIMS = [("cost", None), ("exposure", None), ("cost", "exposure"), ("exposure", "cost")]


@examples(25)
@given(worlds(), limits(), st.sampled_from(AIMS))
def test_every_plan_passes_the_audit_and_costs_what_it_claims(
    world: Instance, build: BuildSettings, aims: tuple[Any, Any]
) -> None:
    objective, then = aims
    run = solved(
        world,
        BuildSettings(
            limits=build.limits,
            watched=build.watched,
            objective=objective,
            then=then,
            tolerance=0.05,
        ),
    )
    assert run.audit is not None, "a world always has a plan"
    assert run.plan is not None
    assert [str(check) for check in run.audit.failures] == []
    if (then or objective) == "cost":
        assert run.audit.objective == pytest.approx(run.outcome.objective, rel=1e-6, abs=1e-5)
    costs = run.plan.table("costs")["present"].sum()
    assert run.audit.objective == pytest.approx(costs, rel=1e-6, abs=1e-5)


@examples(20)
@given(worlds())
def test_forbidden_shortfall_is_met_or_impossible(world: Instance) -> None:
    """Impossible exactly if, however dear a shortfall is, something is still missing."""
    # In a branch that weighs nothing, what is missing costs nothing either.
    assume((world.table("scenarios")["probability"] > 0.0).all())
    dear = world.table("segments").with_columns(shortfall_penalty=1e5)
    priced = solved(changed(world, segments=dear))
    strict = solved(world, BuildSettings(shortfall="forbidden"))
    assert priced.plan is not None
    if priced.plan.table("shortfall")["energy"].sum() > 1e-6:
        assert strict.outcome.reason is StopReason.INFEASIBLE
        assert strict.plan is None
        return
    assert strict.outcome.reason is StopReason.OPTIMAL
    assert strict.audit is not None
    assert strict.audit.passed
    assert strict.outcome.objective == pytest.approx(priced.outcome.objective, rel=1e-6, abs=1e-5)


@examples(15)
@given(worlds())
def test_a_world_is_an_instance_that_the_checker_lets_pass(world: Instance) -> None:
    """So that what is proven here is proven of instances that users may have."""
    found = examine(as_text(world)).findings
    assert [str(f) for f in found if f.severity is Severity.ERROR] == []
