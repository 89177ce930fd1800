"""What must give way when no plan keeps all rules."""

from pathlib import Path

import pytest

from optimizer import BuildSettings, DependenceLimit, load, optimize
from optimizer.solve.outcome import StopReason

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[3] / "instances"


def test_what_cannot_be_served_is_named_with_its_amount() -> None:
    """All 20 MWh without China: Kobe's refinery makes 40 % of what the cells need."""
    limit = DependenceLimit("stage_share", frozenset({"CHN"}), 0.0)
    run = optimize(
        load(INSTANCES / "toy-dependence"), BuildSettings(limits=(limit,), shortfall="forbidden")
    )
    assert run.plan is None
    assert run.outcome.reason is StopReason.INFEASIBLE
    assert run.conflict
    assert all(concession.by != 0 for concession in run.conflict)
    assert any(c.rule.startswith(("demand_met", "dependence_limit")) for c in run.conflict)


def test_a_plan_that_exists_concedes_nothing() -> None:
    run = optimize(load(INSTANCES / "toy-dependence"))
    assert run.plan is not None
    assert run.conflict == ()
