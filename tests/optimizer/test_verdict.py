"""Claims put before the audit: true ones pass, false ones do not."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import BuildSettings, load, optimize
from optimizer.verdict import verdict
from tests.small.chain import the_chain

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[2] / "instances"


def test_a_run_agrees_with_its_audit_and_a_false_objective_does_not() -> None:
    instance, build = load(INSTANCES / "toy-dependence"), BuildSettings()
    run = optimize(instance, build)
    assert run.plan is not None
    assert run.measures is not None
    assert verdict(instance, run.plan, run.measures, build, 2300.0).passed
    assert not verdict(instance, run.plan, run.measures, build, 2299.0).passed


def test_without_a_cost_objective_the_cost_table_is_what_is_claimed() -> None:
    instance, build = load(INSTANCES / "toy-dependence"), BuildSettings(objective="exposure")
    run = optimize(instance, build)
    assert run.plan is not None
    assert run.measures is not None
    assert verdict(instance, run.plan, run.measures, build, run.outcome.objective).passed


def test_a_false_exposure_is_found_out() -> None:
    instance, build = load(INSTANCES / "toy-dependence"), BuildSettings()
    run = optimize(instance, build)
    assert run.plan is not None
    assert run.measures is not None
    rosy = replace(run.measures, headline=replace(run.measures.headline, exposure=0.5))
    report = verdict(instance, run.plan, rosy, build, run.outcome.objective)
    assert [check.family for check in report.failures] == ["dependence"]


def test_a_plan_is_judged_over_the_scenarios_it_reckons_with() -> None:
    """Of the whole instance, a plan without its branches serves only the trunk, and says so."""
    instance, build = the_chain(), BuildSettings(scenarios="none")
    run = optimize(instance, build)
    assert run.plan is not None
    assert run.measures is not None
    claims = (instance, run.plan, run.measures)
    assert verdict(*claims, build, run.outcome.objective).passed
    assert not verdict(*claims, BuildSettings(), run.outcome.objective).passed
