"""Every way a solve may end, and what may be relied on then."""

import _thread
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from optimizer.errors import SolverError
from optimizer.settings import SolveSettings
from optimizer.solve import highs
from optimizer.solve.highs import InPlace
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.watch import Progress, unwatched
from tests.small.puzzles import broken, program, split_the_market

pytestmark = pytest.mark.solver

EXACT = SolveSettings(gap=0.0, threads=1)
INF = np.inf


def _knapsack() -> tuple[Callable[[], object], float]:
    """max 5x + 4y + 3z, 2x + 3y + z ≤ 5, 4x + y + 2z ≤ 11, z ≤ 1, whole: 13 at (2, 0, 1)."""
    rows = [([2.0, 3.0, 1.0], -INF, 5.0), ([4.0, 1.0, 2.0], -INF, 11.0)]
    upper = [9.0, 9.0, 1.0]
    return lambda: program([-5.0, -4.0, -3.0], rows, upper=upper, integer=True), -13.0


def _solved(arrays: object, settings: SolveSettings = EXACT, **more: object) -> Outcome:
    return highs.solve(arrays, settings, **more)  # type: ignore[arg-type]


def test_an_optimum_is_proven() -> None:
    made, best = _knapsack()
    outcome = _solved(made())
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.objective == pytest.approx(best)
    assert outcome.bound == pytest.approx(best)
    assert outcome.gap == pytest.approx(0.0)
    assert outcome.values is not None
    assert outcome.values == pytest.approx([2.0, 0.0, 1.0])


def test_the_offset_is_part_of_the_objective_and_of_the_bound() -> None:
    outcome = _solved(program([1.0], [([1.0], 2.0, INF)], integer=True, offset=10.0))
    assert outcome.objective == pytest.approx(12.0)
    assert outcome.bound == pytest.approx(12.0)


def test_a_linear_program_is_its_own_bound() -> None:
    outcome = _solved(program([1.0], [([1.0], 2.5, INF)]))
    assert (outcome.objective, outcome.bound) == (2.5, 2.5)


def test_relaxed_whole_numbers_may_be_fractions() -> None:
    arrays = program([1.0], [([2.0], 5.0, INF)], integer=True)
    assert _solved(arrays).objective == pytest.approx(3.0)
    assert _solved(arrays, relax=True).objective == pytest.approx(2.5)


def test_what_a_relaxation_proves_is_recomputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what HiGHS says of its own objective, but what its multipliers prove."""
    arrays = program([1.0], [([2.0], 5.0, INF)], integer=True)
    assert _solved(arrays, relax=True).bound == pytest.approx(2.5)
    monkeypatch.setattr(highs, "dual_bound", lambda *_: 2.4)
    assert _solved(arrays, relax=True).bound == 2.4
    monkeypatch.setattr(highs, "dual_bound", lambda *_: -INF)
    assert _solved(arrays, relax=True).bound == pytest.approx(2.5)
    assert arrays.integer.all(), "the arrays themselves stay as they are"


def test_a_problem_without_rows_is_solved_by_its_bounds() -> None:
    assert _solved(program([1.0, -1.0], [], lower=2.0, upper=5.0)).objective == pytest.approx(-3.0)


def test_a_problem_without_columns_costs_its_offset() -> None:
    outcome = _solved(program([], [], offset=4.0))
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective == pytest.approx(4.0)


@pytest.mark.parametrize("integer", [False, True])
def test_infeasible_has_no_point(integer: bool) -> None:
    outcome = _solved(program([1.0], [([2.0], 5.0, 5.0)], upper=2.0, integer=integer))
    assert outcome.reason is StopReason.INFEASIBLE
    assert outcome.point is PointQuality.NONE
    assert (outcome.values, outcome.objective, outcome.bound, outcome.gap) == (None,) * 4


def test_infeasible_by_wholeness_alone() -> None:
    outcome = _solved(program([1.0], [([2.0], 5.0, 5.0)], integer=True))
    assert outcome.reason is StopReason.INFEASIBLE


@pytest.mark.parametrize("integer", [False, True])
def test_unbounded_has_no_point_to_trust(integer: bool) -> None:
    outcome = _solved(program([-1.0], [([-1.0], -INF, 0.0)], integer=integer))
    assert outcome.reason in {StopReason.UNBOUNDED, StopReason.INFEASIBLE_OR_UNBOUNDED}
    assert outcome.point is not PointQuality.OPTIMAL


def test_out_of_time_without_a_point() -> None:
    outcome = _solved(split_the_market(5, 40, slack=False), SolveSettings(time_limit=0.3))
    assert outcome.reason is StopReason.TIME_LIMIT
    assert outcome.point is PointQuality.NONE
    assert (outcome.values, outcome.objective, outcome.gap) == (None,) * 3


def test_out_of_time_with_a_point() -> None:
    arrays = split_the_market(5, 40, slack=True)
    outcome = _solved(arrays, SolveSettings(gap=0.0, time_limit=0.5))
    assert outcome.reason is StopReason.TIME_LIMIT
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-6
    assert outcome.objective == pytest.approx(arrays.value_of("cost", outcome.values))
    assert outcome.bound is not None
    assert outcome.bound <= outcome.objective


def _once_there_is_a_point(then: Callable[[], bool]) -> Callable[[Progress], bool]:
    def watch(event: Progress) -> bool:
        return True if event.incumbent is None else then()

    return watch


def _interrupted() -> bool:
    raise KeyboardInterrupt


@pytest.mark.parametrize("then", [lambda: False, _interrupted], ids=["says no", "Ctrl-C"])
def test_a_cancelled_solve_keeps_the_best_point(then: Callable[[], bool]) -> None:
    arrays = split_the_market(5, 40, slack=True)
    outcome = _solved(arrays, watch=_once_there_is_a_point(then))
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-6


def test_ctrl_c_between_two_reports_is_heard_too() -> None:
    """The signal comes while the main thread waits for HiGHS, not while it tells the watch."""
    sent = []

    def signal() -> bool:
        if not sent:
            sent.append(True)
            _thread.interrupt_main()
        return True

    outcome = _solved(split_the_market(5, 40, slack=True), watch=_once_there_is_a_point(signal))
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE


def test_a_watch_is_told_of_incumbent_bound_and_gap() -> None:
    events: list[Progress] = []

    def watch(event: Progress) -> bool:
        events.append(event)
        return event.gap is None

    _solved(split_the_market(5, 40, slack=True), watch=watch)
    assert {event.phase for event in events} == {"solve"}
    assert events[-1].incumbent is not None
    assert events[-1].bound is not None
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)


def test_what_is_found_between_two_looks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs, "POLL", 60.0)
    events: list[Progress] = []
    outcome = _solved(split_the_market(2, 8, slack=True), watch=lambda e: events.append(e) is None)
    assert [event.incumbent for event in events] == [outcome.objective]


def test_a_first_point_is_used() -> None:
    """Out of time at once, with the point that was offered or a better one."""
    arrays = split_the_market(5, 40, slack=True)
    known = _solved(arrays, SolveSettings(gap=0.0, time_limit=0.5))
    assert known.values is not None
    again = _solved(arrays, SolveSettings(gap=0.0, time_limit=0.01), start=known.values)
    assert again.objective is not None
    assert known.objective is not None
    assert again.objective <= known.objective + 1e-6


def test_a_first_point_may_leave_columns_open() -> None:
    made, best = _knapsack()
    outcome = _solved(made(), start=np.array([2.0, np.nan, np.nan]))
    assert outcome.objective == pytest.approx(best)


def test_a_first_point_that_breaks_a_rule_does_no_harm() -> None:
    made, best = _knapsack()
    outcome = _solved(made(), start=np.array([9.0, 9.0, 9.0]))
    assert outcome.objective == pytest.approx(best)
    assert outcome.reason is StopReason.OPTIMAL


def test_a_first_point_that_breaks_a_rule_is_none_to_fall_back_on() -> None:
    """Out of time without a point of its own: what was offered is no plan."""
    arrays = split_the_market(5, 40, slack=False)
    outcome = _solved(arrays, SolveSettings(time_limit=0.3), start=np.zeros(40))
    assert outcome.reason is StopReason.TIME_LIMIT
    assert outcome.point is PointQuality.NONE
    assert outcome.values is None


def test_a_solver_that_does_not_hear_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the best point that it has told of; its thread ends with its time."""

    def deaf(h: Any, state: Any) -> None:
        def improved(event: Any) -> None:
            state.values = np.array(event.data_out.mip_solution, dtype=float)
            state.objective = float(event.data_out.objective_function_value)

        h.cbMipImprovingSolution.subscribe(improved)

    monkeypatch.setattr(highs, "_listen", deaf)
    monkeypatch.setattr(highs, "GRACE", 0.2)
    arrays = split_the_market(5, 40, slack=True)
    settings = SolveSettings(gap=0.0, threads=1, time_limit=3.0)
    outcome = _solved(arrays, settings, watch=_once_there_is_a_point(lambda: False))
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-6


def test_a_solver_that_breaks_down_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_down(_: Any) -> None:
        raise MemoryError("no more")

    monkeypatch.setattr(highs.highspy._core._Highs, "run", broken_down, raising=False)
    made, _ = _knapsack()
    with pytest.raises(SolverError, match="no more"):
        _solved(made())


def test_a_bound_that_was_proven_before_is_kept() -> None:
    arrays = split_the_market(5, 40, slack=True)
    settings = SolveSettings(gap=0.0, time_limit=0.3)
    outcome = _solved(arrays, settings, bound=-5.0)
    assert outcome.bound is not None
    assert outcome.bound >= -5.0


@pytest.mark.parametrize(
    "settings",
    [
        SolveSettings(gap=0.0, threads=threads, seed=seed, method=method)
        for threads, seed, method in [
            (1, 0, "choose"),
            (2, 0, "choose"),
            (1, 11, "choose"),
            (2, 5, "ipx"),
            (1, 3, "simplex"),
        ]
    ],
)
def test_threads_seed_and_method_do_not_move_the_optimum(settings: SolveSettings) -> None:
    made, best = _knapsack()
    assert _solved(made(), settings).objective == pytest.approx(best)


def test_what_highs_refuses_is_an_error() -> None:
    arrays = program([1.0], [([1.0], 2.0, INF)])
    arrays.values[0] = np.inf
    with pytest.raises(SolverError):
        _solved(arrays)


def test_a_loaded_program_goes_on_from_where_it_was() -> None:
    """min x + y, x + y ≥ 3: with x ≤ 1, with x = 4, and with neither allowed to be enough."""
    loaded = highs.LinearProgram(program([1.0, 1.0], [([1.0, 1.0], 3.0, INF)]), EXACT)
    both, until = np.array([0, 1]), time.perf_counter() + 60.0
    assert loaded.run(until, 0.0, unwatched) is StopReason.OPTIMAL
    assert loaded.objective == pytest.approx(3.0)
    loaded.limit(both, np.array([4.0, 0.0]), np.array([4.0, 9.0]))
    assert loaded.run(until, 0.0, unwatched) is StopReason.OPTIMAL
    assert loaded.values == pytest.approx([4.0, 0.0])
    loaded.limit(both, np.zeros(2), np.ones(2))
    assert loaded.run(until, 0.0, unwatched) is StopReason.INFEASIBLE
    assert loaded.objective == pytest.approx(4.0), "of the last run that ended optimal"


def test_one_thread_may_ask_for_other_numbers_of_threads() -> None:
    """The scheduler of a thread keeps the number that it was first asked for."""
    arrays = program([-1.0], [([1.0], -np.inf, 4.0)])
    for threads in (1, 2, 1):
        asked = InPlace(arrays, SolveSettings(threads=threads))
        assert asked.run(9.0) is StopReason.OPTIMAL
        assert asked.objective == pytest.approx(-4.0)
