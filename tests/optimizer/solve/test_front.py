"""Tracing a front: points proven, plans and bounds shared, stopped without losing what is found."""

import numpy as np
import pytest

from optimizer.data import load
from optimizer.errors import SolverError
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import front, highs, probing
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress
from tests.small.instances import EXACT, arrays_of

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def toy() -> Arrays:
    return arrays_of(load("instances/toy-dependence"))


@pytest.fixture(scope="module")
def mini() -> Arrays:
    return arrays_of(load("instances/japan-eu-mini"))


def test_the_price_of_independence(toy: Arrays) -> None:
    """By the README of the toy: cells go first at 8 EUR a point, then refining at 12."""
    found = front.trace(toy, "exposure", EXACT, count=5)
    assert [p.most for p in found.points] == pytest.approx([1.0, 0.825, 0.65, 0.475, 0.3])
    assert [p.cost for p in found.points] == pytest.approx([2300, 2440, 2580, 2770, 2980])
    assert found.least == pytest.approx(0.3)
    assert found.complete
    assert found.reason is StopReason.OPTIMAL


def test_a_given_range(toy: Arrays) -> None:
    found = front.trace(toy, "exposure", EXACT, count=3, start=0.9, end=0.5)
    assert [p.most for p in found.points] == pytest.approx([0.9, 0.7, 0.5])
    assert found.points[-1].cost == pytest.approx(2740)
    assert found.least is None


def test_below_the_least_there_is_no_plan_and_that_is_proven(toy: Arrays) -> None:
    arrays = arrays_of(load("instances/toy-dependence"), BuildSettings(shortfall="forbidden"))
    found = front.trace(arrays, "exposure", EXACT, count=3, start=0.5, end=0.1)
    assert found.points[0].cost == pytest.approx(2740)
    assert found.points[-1].cost is None
    assert np.isposinf(found.points[-1].bound)
    assert found.complete


def test_points_are_told_as_they_become_known_better(toy: Arrays) -> None:
    told: list[Progress] = []

    def watch(event: Progress) -> bool:
        told.append(event)
        return True

    found = front.trace(toy, "exposure", EXACT, watch, count=5)
    points = [event.point for event in told if event.point is not None]
    last = {point["limit"]: point for point in points}
    assert [last[p.most]["cost"] for p in found.points] == [p.cost for p in found.points]
    assert [last[p.most]["bound"] for p in found.points] == [p.bound for p in found.points]
    assert len(points) == len({(p["limit"], p["cost"], p["bound"]) for p in points})
    assert (told[-1].done, told[-1].count) == (5, 5)


def test_a_measure_that_is_none(toy: Arrays) -> None:
    with pytest.raises(SolverError, match="no measure is called 'beauty'; there are exposure"):
        front.trace(toy, "beauty", EXACT)


def test_relaxations_are_fewer_than_points(mini: Arrays) -> None:
    found = front.trace(mini, "exposure", SolveSettings(gap=0.01, threads=1), count=15)
    assert found.complete
    assert all(p.gap is not None and p.gap <= 0.01 for p in found.points)
    assert found.solves["relaxation"] < 12
    assert found.solves.get("branch and bound", 0) <= 2


def test_the_plans_keep_all_rows_and_their_limit(mini: Arrays) -> None:
    found = front.trace(mini, "stage_share", SolveSettings(gap=0.01, threads=1), count=5)
    for point in found.points:
        assert point.values is not None
        assert mini.within("stage_share", point.most).violation(point.values) <= 1e-6
        whole = point.values[mini.integer]
        assert np.abs(whole - np.round(whole)).max() <= 1e-6


def test_threads_do_not_change_the_answer(mini: Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    one = front.trace(mini, "exposure", SolveSettings(gap=0.01, threads=1), count=5)
    loaded = highs.loaded
    monkeypatch.setattr(
        highs,
        "loaded",
        # The number of threads within HiGHS is fixed for a process.
        lambda arrays, settings, **more: loaded(
            arrays, SolveSettings(gap=settings.gap, threads=1, method=settings.method), **more
        ),
    )
    two = front.trace(mini, "exposure", SolveSettings(gap=0.01, threads=2), count=5)
    assert [p.cost for p in two.points] == pytest.approx([p.cost for p in one.points])


def test_stopped_it_keeps_what_was_found(mini: Arrays) -> None:
    def stop(event: Progress) -> bool:
        done = (event.message or "0 of").split(" of ")[0]
        return not done.isdigit() or int(done) < 3

    found = front.trace(mini, "exposure", SolveSettings(gap=0.01, threads=1), stop, count=11)
    assert found.reason is StopReason.CANCELLED
    assert not found.complete
    assert len(found.points) == 11
    kept = [p for p in found.points if p.cost is not None]
    assert len(kept) >= 3
    for point in kept:
        assert point.cost is not None
        assert point.bound <= point.cost


def test_stopped_at_once_there_is_nothing() -> None:
    mini = arrays_of(load("instances/japan-eu-mini"))
    found = front.trace(mini, "exposure", EXACT, lambda _: False)
    assert not found.complete
    assert found.reason in {StopReason.CANCELLED, StopReason.OPTIMAL}


def test_a_bound_above_a_plan_is_a_contradiction(
    toy: Arrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = probing.Prober.finish

    def wrong(self: probing.Prober, *given: object) -> probing.Found:
        found = finish(self, *given)  # type: ignore[arg-type]
        return probing.Found(found.most, found.reason, found.values, bound=1e9)

    monkeypatch.setattr(probing.Prober, "finish", wrong)
    with pytest.raises(SolverError, match="contradicts a plan"):
        front.trace(toy, "exposure", EXACT)
