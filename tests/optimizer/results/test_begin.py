"""A search that begins from a plan ends with the same optimum, sooner."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from optimizer import BuildSettings, DependenceLimit, Plan, SolveSettings, load
from optimizer.data.problem import Floats
from optimizer.results.begin import begun_from
from optimizer.run import Run, formulated, solve
from optimizer.solve import dive, highs, large, whole
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, unwatched

pytestmark = pytest.mark.solver

EXACT = SolveSettings(gap=0.0, threads=1)
HURRIED = SolveSettings(gap=0.0, threads=1, time_limit=0.001)


@pytest.fixture(scope="module")
def mini(instances: Path) -> Run:
    return solve(load(instances / "japan-eu-mini"), settings=SolveSettings(gap=0.01, threads=1))


@pytest.fixture(scope="module")
def arrays(mini: Run) -> Arrays:
    return compiled(formulated(mini.instance)).aimed("cost")


@pytest.fixture(scope="module")
def known(mini: Run, arrays: Arrays) -> Floats:
    point = begun_from(formulated(mini.instance).problem, arrays, plan_of(mini), EXACT, unwatched)
    assert point is not None
    return point


def plan_of(run: Run) -> Plan:
    assert run.plan is not None
    return run.plan


def test_the_point_of_a_plan_costs_what_the_plan_costs(
    mini: Run, arrays: Arrays, known: Floats
) -> None:
    assert mini.outcome.objective is not None
    assert arrays.violation(known) <= highs.KEPT
    assert arrays.value_of("cost", known) <= mini.outcome.objective * (1 + 1e-9)


@pytest.mark.parametrize("name", ["toy-dependence", "toy-winter", "toy-loop", "toy-hedge"])
def test_the_optimum_is_the_same_from_wherever_it_begins(instances: Path, name: str) -> None:
    instance = load(instances / name)
    cold = solve(instance, settings=EXACT)
    worse = solve(instance, BuildSettings(objective="exposure"), EXACT)
    for start in (plan_of(cold), plan_of(worse), Plan()):
        warm = solve(instance, settings=EXACT, start=start)
        assert warm.outcome.reason is StopReason.OPTIMAL
        assert warm.outcome.objective == pytest.approx(cold.outcome.objective, rel=1e-9)
        assert warm.audit is not None
        assert warm.audit.passed


def test_without_time_for_a_search_the_plan_that_was_known_is_given_back(mini: Run) -> None:
    hurried = solve(mini.instance, settings=HURRIED)
    formulation = formulated(mini.instance)
    arrays = compiled(formulation)
    known = begun_from(formulation.problem, arrays.aimed("cost"), plan_of(mini), EXACT, unwatched)
    outcome = whole.solve(arrays, BuildSettings(), HURRIED, known=known)
    assert hurried.plan is None
    assert outcome.objective == pytest.approx(mini.outcome.objective)


@pytest.mark.parametrize("search", [dive, large])
def test_a_plan_that_the_relaxation_proves_good_is_not_sought_again(
    arrays: Arrays, known: Floats, search: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    rough = SolveSettings(gap=0.2, threads=1)

    def never(*_: object) -> None:
        raise AssertionError("nothing is left to do")

    monkeypatch.setattr(dive, "dived", never)
    monkeypatch.setattr(large._Search, "_fill", never)
    outcome = search.solve(arrays, rough, unwatched, known)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.gap <= 0.2
    assert np.array_equal(outcome.values, known)


def test_a_dive_ends_no_worse_than_it_began(arrays: Arrays, known: Floats) -> None:
    close = SolveSettings(gap=0.005, threads=1)
    outcome = dive.solve(arrays, close, unwatched, known)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.values is not None
    assert arrays.value_of("cost", outcome.values) <= arrays.value_of("cost", known) * (1 + 1e-9)


def test_a_plan_that_breaks_what_is_asked_now_is_left_out(instances: Path) -> None:
    instance = load(instances / "toy-dependence")
    cheap = solve(instance, settings=EXACT)
    half = BuildSettings(limits=(DependenceLimit("exposure", frozenset({"CHN"}), 0.5),))
    warm = solve(instance, half, EXACT, start=plan_of(cheap))
    assert warm.outcome.objective == pytest.approx(2740)
    assert warm.record["start"]["fits"] in {True, False}
    cold = solve(instance, half, EXACT)
    assert "start" not in cold.record


def test_a_plan_of_something_else_is_left_out(instances: Path) -> None:
    other = plan_of(solve(load(instances / "toy-winter"), settings=EXACT))
    warm = solve(load(instances / "toy-dependence"), settings=EXACT, start=other)
    assert warm.outcome.objective == pytest.approx(2300)


def test_the_start_is_a_phase_of_its_own(mini: Run) -> None:
    seen: list[str] = []

    def watch(event: Progress) -> bool:
        seen.append(event.phase)
        return True

    solve(mini.instance, settings=SolveSettings(gap=0.05), watch=watch, start=plan_of(mini))
    assert "start" in seen
