"""The pipeline: what a run holds when there is a plan, and when there is none."""

from pathlib import Path
from typing import Any

import pytest

from optimizer import BuildSettings, DependenceLimit, Progress, SolveSettings, load, optimize
from optimizer.errors import SettingsError
from optimizer.run import formulated
from optimizer.solve.outcome import PointQuality, StopReason
from tests.small.chain import the_chain

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[2] / "instances"


def test_a_run_holds_plan_measures_audit_and_record() -> None:
    instance = load(INSTANCES / "toy-loop")
    run = optimize(instance)
    assert run.outcome.point is PointQuality.OPTIMAL
    assert run.audit is not None
    assert run.audit.passed
    assert run.measures is not None
    assert run.measures.headline.cost == pytest.approx(16988)
    assert run.plan is not None
    assert run.plan.record["instance"]["digest"] == instance.digest
    assert run.record["status"] == StopReason.OPTIMAL.value
    assert set(run.record["seconds"]) >= {"assemble", "build", "solve", "extract", "audit"}
    assert run.record["size"]["rows"] > 0
    assert run.record["peak_memory_mb"] > 0


def test_phases_are_told_in_order() -> None:
    told: list[str] = []

    def watch(event: Progress) -> bool:
        if event.phase not in told:
            told.append(event.phase)
        return True

    optimize(load(INSTANCES / "toy-two-ports"), watch=watch)
    assert told == ["assemble", "build", "solve", "extract", "audit"]


def test_settings_are_echoed_so_that_a_run_can_be_repeated() -> None:
    limit = DependenceLimit("exposure", frozenset({"CHN"}), 0.5)
    build, settings = BuildSettings(limits=(limit,)), SolveSettings(gap=0.001, seed=7)
    run = optimize(load(INSTANCES / "toy-dependence"), build, settings)
    echoed = run.record["settings"]
    again = optimize(
        load(INSTANCES / "toy-dependence"),
        BuildSettings.from_dict(echoed["build"]),
        SolveSettings.from_dict(echoed["solve"]),
    )
    assert run.outcome.objective == again.outcome.objective == pytest.approx(2740)


def test_least_exposure_then_least_cost() -> None:
    """As little of China as Kobe can do without, and of that the cheapest."""
    build = BuildSettings(objective="exposure", then="cost", tolerance=0.0)
    run = optimize(load(INSTANCES / "toy-dependence"), build)
    free = optimize(load(INSTANCES / "toy-dependence"))
    assert run.measures is not None
    assert free.measures is not None
    assert run.measures.headline.exposure < free.measures.headline.exposure
    assert run.measures.headline.cost > free.measures.headline.cost
    assert run.audit is not None
    assert run.audit.passed


@pytest.mark.parametrize(
    ("which", "branches"), [("all", 1), ("planned", 1), ("none", 0), (("embargo",), 1), ((), 0)]
)
def test_a_run_reckons_with_the_scenarios_it_is_told(which: Any, branches: int) -> None:
    build = BuildSettings(scenarios=which)
    run = optimize(the_chain(), build)
    assert run.instance.table("scenarios").height == branches
    moments = formulated(the_chain(), build).problem.sets["moments"].labels
    assert moments == (("2025", "2026", "embargo|2026") if branches else ("2025", "2026"))
    assert run.plan is not None
    assert set(run.plan.tables["served"]["scenario"]) == {"", *(["embargo"] * branches)}
    assert run.audit is not None
    assert run.audit.passed
    assert BuildSettings.from_dict(run.record["settings"]["build"]) == build


def test_a_scenario_that_is_not_there_is_refused() -> None:
    with pytest.raises(SettingsError, match="no scenario is called storm; there are embargo"):
        optimize(the_chain(), BuildSettings(scenarios=("storm",)))


def test_a_limit_on_what_is_not_there_is_refused() -> None:
    limit = DependenceLimit("stage_share", frozenset({"CHN"}), 0.5, rung="no-such-rung")
    with pytest.raises(SettingsError, match="no-such-rung"):
        formulated(load(INSTANCES / "toy-dependence"), BuildSettings(limits=(limit,)))
