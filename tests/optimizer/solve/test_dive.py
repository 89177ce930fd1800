"""Diving: a plan quickly, a bound that holds, and whatever stops it leaves something in hand."""

from typing import Any

import numpy as np
import pytest

from optimizer.settings import SolveSettings
from optimizer.solve import dive, highs
from optimizer.solve.outcome import PointQuality, StopReason
from optimizer.solve.watch import Progress, unwatched
from tests.small.chain import LIMITED, chain_arrays, the_chain
from tests.small.instances import EXACT, arrays_of, optimum
from tests.small.puzzles import broken, program, split_the_market

pytestmark = pytest.mark.solver


def test_it_ends_at_the_optimum_when_asked_for_it() -> None:
    outcome = dive.solve(chain_arrays(), EXACT, unwatched)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective == pytest.approx(optimum(the_chain(), LIMITED), rel=1e-6)
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6


def test_within_a_wide_gap_the_first_plan_is_enough() -> None:
    """Its bound is proven: no more than the optimum."""
    outcome = dive.solve(chain_arrays(), SolveSettings(gap=1.0, threads=1), unwatched)
    best = optimum(the_chain(), LIMITED)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.bound - 1e-6 <= best <= outcome.objective + 1e-6


def test_rounding_that_leads_nowhere_is_taken_back() -> None:
    """max 4x + 3y, 2x + 2y ≤ 3, whole: rounding the 1.5 up gives no plan, one of them does."""
    rows = [([2.0, 2.0], -np.inf, 3.0)]
    arrays = program([-4.0, -3.0], rows, upper=3.0, integer=True)
    outcome = dive.solve(arrays, EXACT, unwatched)
    assert outcome.objective == pytest.approx(-4.0)


def test_infeasible() -> None:
    arrays = program([1.0], [([2.0], 5.0, 5.0)], upper=2.0, integer=True)
    outcome = dive.solve(arrays, EXACT, unwatched)
    assert outcome.reason is StopReason.INFEASIBLE
    assert outcome.values is None


def test_infeasible_by_wholeness_alone() -> None:
    arrays = program([1.0], [([2.0], 5.0, 5.0)], upper=9.0, integer=True)
    outcome = dive.solve(arrays, EXACT, unwatched)
    assert outcome.reason is StopReason.INFEASIBLE
    assert outcome.values is None


def test_out_of_time_it_keeps_a_point_and_a_bound() -> None:
    arrays = split_the_market(5, 40, slack=True)
    outcome = dive.solve(arrays, SolveSettings(gap=0.0, time_limit=1.0, threads=1), unwatched)
    assert outcome.reason is StopReason.TIME_LIMIT
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-5
    assert outcome.bound is not None
    assert outcome.objective is not None
    assert outcome.bound <= outcome.objective


def test_stopped_before_the_relaxation_it_builds_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(highs.LinearProgram, "run", lambda *_: StopReason.CANCELLED)
    arrays = arrays_of(the_chain())
    outcome = dive.solve(arrays, EXACT, unwatched)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-6
    assert outcome.values[arrays.integer] == pytest.approx(0.0, abs=1e-9)


def test_stopped_where_building_nothing_is_no_plan_it_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The limits on dependence ask for more than what is there."""
    monkeypatch.setattr(highs.LinearProgram, "run", lambda *_: StopReason.CANCELLED)
    outcome = dive.solve(chain_arrays(), EXACT, unwatched)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.NONE
    assert outcome.values is None


def test_stopped_while_diving_it_rounds_the_relaxation(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, runs = highs.LinearProgram.run, []

    def once(self: Any, *given: Any) -> StopReason:
        runs.append(given)
        return usual(self, *given) if len(runs) == 1 else StopReason.CANCELLED

    monkeypatch.setattr(highs.LinearProgram, "run", once)
    outcome = dive.solve(chain_arrays(), EXACT, unwatched)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6
    assert outcome.bound is not None
    assert outcome.objective is not None
    assert outcome.bound <= outcome.objective


def test_stopped_at_once_it_finishes_a_plan_with_as_little_as_may_be() -> None:
    arrays = split_the_market(6, 60, slack=True)
    events: list[Progress] = []

    def stop(event: Progress) -> bool:
        events.append(event)
        return False

    outcome = dive.solve(arrays, EXACT, stop)
    if events:  # a fast machine is done with diving before anybody is asked
        assert outcome.reason is StopReason.CANCELLED
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-5
