"""Relax, round, solve again: a bound that is one, and a point that is a plan."""

from pathlib import Path

import numpy as np
import pytest

from optimizer import BuildSettings, SolveSettings, audit_plan, formulated, load
from optimizer.results.extract import plan_tables
from optimizer.solve import dive, highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.watch import unwatched

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[3] / "instances"
EXACT = SolveSettings(gap=1e-9)


def _audited(name: str, arrays: Arrays, outcome: Outcome) -> None:
    instance = load(INSTANCES / name)
    assert outcome.values is not None
    tables = plan_tables(formulated(instance).problem, arrays, outcome.values)
    report = audit_plan(instance, tables)
    assert report.passed, report.failures


@pytest.mark.parametrize("name", ["toy-expansion", "toy-winter", "japan-eu-mini"])
def test_the_bound_and_the_point_enclose_the_optimum(name: str) -> None:
    arrays = compiled(formulated(load(INSTANCES / name)))
    best = highs.solve(arrays, SolveSettings(gap=1e-6))
    found = dive.solve(arrays, SolveSettings(gap=1.0), unwatched)
    assert found.reason is StopReason.OPTIMAL
    assert found.bound is not None
    assert best.objective is not None
    assert found.objective is not None
    slack = 1e-6 * abs(best.objective)
    assert found.bound <= best.objective + slack
    assert found.objective >= best.objective * (1 - 1e-6) - slack
    _audited(name, arrays, found)


def test_whole_numbers_are_whole() -> None:
    arrays = compiled(formulated(load(INSTANCES / "japan-eu-mini")))
    found = dive.solve(arrays, SolveSettings(gap=1.0), unwatched)
    assert found.values is not None
    whole = found.values[arrays.integer]
    assert np.abs(whole - np.round(whole)).max() < 1e-9


def test_branch_and_bound_closes_what_the_dive_leaves() -> None:
    arrays = compiled(formulated(load(INSTANCES / "toy-expansion")))
    found = dive.solve(arrays, EXACT, unwatched)
    assert found.reason is StopReason.OPTIMAL
    assert found.objective == pytest.approx(1551.36)


def test_no_plan_is_infeasible() -> None:
    limited = BuildSettings(shortfall="forbidden")
    arrays = compiled(formulated(load(INSTANCES / "toy-expansion"), limited))
    arrays.upper[arrays.decisions["bought"].span] = 0.0
    found = dive.solve(arrays, EXACT, unwatched)
    assert found.reason is StopReason.INFEASIBLE
    assert found.point is PointQuality.NONE


def test_a_stop_before_the_first_plan_still_leaves_one() -> None:
    """Whether or not there was a relaxation to start from."""

    arrays = compiled(formulated(load(INSTANCES / "toy-expansion")))
    ended = Outcome(StopReason.CANCELLED, PointQuality.NONE, None, None, 0.0, 0)
    for relaxed in (None, highs.solve(arrays, EXACT, relax=True).values):
        rescued = dive._rescued(arrays, EXACT, ended, relaxed)
        assert rescued.reason is StopReason.CANCELLED
        assert rescued.point is PointQuality.FEASIBLE
        assert rescued.objective is not None
        assert rescued.objective >= 1551.36 - 1e-6
        _audited("toy-expansion", arrays, rescued)


def test_out_of_time_without_a_plan_says_so() -> None:
    arrays = compiled(formulated(load(INSTANCES / "toy-expansion")))
    ended = Outcome(StopReason.TIME_LIMIT, PointQuality.NONE, None, None, 0.0, 0)
    assert dive._rescued(arrays, EXACT, ended, None) is ended
