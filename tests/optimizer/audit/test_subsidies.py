"""The audit on its own: what may be paid, and from which budget, worked out by hand."""

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.results.plan import Plan
from optimizer.settings import BuildSettings
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import solved

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def plan() -> Plan:
    run = solved(the_chain(), LIMITED)
    assert run.plan is not None
    return run.plan


def _broken(plan: Plan, table: str, factor: float) -> set[str]:
    frame = plan.tables[table]
    assert not frame.is_empty()
    tampered = {**plan.tables, table: frame.with_columns(pl.col("amount") * factor)}
    report = audit(the_chain(), tampered)
    return {check.rule for check in report.checks if not check.passed}


def test_the_plan_as_it_is_passes(plan: Plan) -> None:
    assert _broken(plan, "grants", 1.0) == set()


def test_more_than_is_earned_is_found_out(plan: Plan) -> None:
    assert {"grants", "amount of a term"} <= _broken(plan, "grants", 5.0)


def test_more_than_the_budget_has_is_found_out(plan: Plan) -> None:
    """The fund of 3 is used up by the hall's grant of 1 and the premium of 2."""
    assert "budgets of subsidies" in _broken(plan, "premiums", 1.01)


def test_less_than_is_earned_may_be_taken_but_then_costs_more(plan: Plan) -> None:
    found = _broken(plan, "premiums", 0.5)
    assert "premiums" not in found
    assert "amount of a term" in found


def test_settings_do_not_matter() -> None:
    assert solved(the_chain(), BuildSettings()).audit is not None
