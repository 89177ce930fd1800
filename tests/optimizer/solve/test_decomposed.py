"""Branches apart: the optimum of the whole, proven, whatever the crew says and whoever stops it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import decomposed, highs, rounds, whole
from optimizer.solve.arrays import Arrays
from optimizer.solve.blocks import Block
from optimizer.solve.crew import Answer, Processes, Threads
from optimizer.solve.decomposed import Kept
from optimizer.solve.outcome import PointQuality, StopReason
from optimizer.solve.watch import Progress
from tests.small.branches import forked_arrays, shop
from tests.small.chain import chain_arrays
from tests.small.instances import EXACT
from tests.small.puzzles import program

pytestmark = pytest.mark.solver


@pytest.mark.parametrize(
    ("given", "cost", "x"),
    [
        ({}, 8.5, 4.0),
        ({"price": 3.0}, 10.0, 10.0),
        ({"most": 2.0}, 9.5, 8.0),
        ({"together": 3.0}, 9.25, 7.0),
        ({"together": 3.5}, 9.25, 7.0),
        ({"step": 3.0, "price": 3.0}, 4.0, 4.0),
        ({"demands": (4.0, 10.0, 6.0), "chances": (0.5, 0.25, 0.25), "together": 0.0}, 10.0, 10.0),
        ({"chances": (1.0, 0.0), "most": 1.0}, 9.0, 9.0),
    ],
)
def test_the_shop_by_hand(given: dict[str, Any], cost: float, x: float) -> None:
    """A branch without a chance must have an answer all the same."""
    outcome = decomposed.solve(shop(**given), EXACT)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective == pytest.approx(cost)
    assert outcome.bound == pytest.approx(cost)
    assert outcome.values is not None
    assert outcome.values[0] == x


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("hire", [Threads, Processes])
def test_the_chain_has_the_optimum_of_the_whole(limited: bool, hire: Any) -> None:
    arrays = forked_arrays(limited=limited)
    best = highs.solve(arrays, EXACT).objective
    outcome = decomposed.solve(arrays, EXACT, hire=hire)
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.objective == pytest.approx(best, rel=1e-6)
    assert outcome.bound == pytest.approx(best, rel=1e-6)
    assert outcome.values is not None
    assert arrays.violation(outcome.values) < 1e-6
    whole_numbers = outcome.values[arrays.integer]
    assert np.array_equal(whole_numbers, np.round(whole_numbers))


def test_fractions_allowed() -> None:
    arrays = forked_arrays()
    best = highs.solve(arrays, EXACT, relax=True).objective
    outcome = decomposed.solve(arrays, EXACT, relax=True)
    assert outcome.objective == pytest.approx(best, rel=1e-6)
    assert outcome.bound == pytest.approx(best, rel=1e-6)


def test_a_wide_gap_is_proven_too() -> None:
    arrays = forked_arrays()
    best = highs.solve(arrays, EXACT).objective
    outcome = decomposed.solve(arrays, replace(EXACT, gap=0.2))
    assert outcome.reason is StopReason.OPTIMAL
    assert best is not None
    assert outcome.bound is not None
    assert outcome.objective is not None
    assert outcome.bound - 1e-6 <= best <= outcome.objective + 1e-6
    assert outcome.objective - outcome.bound <= 0.2 * outcome.objective + 1e-6


@pytest.mark.parametrize(
    "given",
    [
        {"room": 3.0, "most": 2.0},  # too little in one branch
        {"room": 3.0, "together": 5.0},  # in all together
        {"demands": (4.0, 4.0), "room": 3.0, "together": 1.0},  # in none of them alone
    ],
)
def test_infeasible(given: dict[str, Any]) -> None:
    outcome = decomposed.solve(shop(**given), EXACT)
    assert outcome.reason is StopReason.INFEASIBLE
    assert outcome.point is PointQuality.NONE
    assert outcome.values is None


def test_infeasible_by_wholeness_alone() -> None:
    """Of 0.4 each, 25.25 would do; there is room for 25.5, and 26 are too many."""
    arrays = shop(demands=(10.1,), chances=(1.0,), most=0.0, step=0.4, room=25.5)
    assert decomposed.solve(arrays, EXACT, relax=True).reason is StopReason.OPTIMAL
    assert decomposed.solve(arrays, EXACT).reason is StopReason.INFEASIBLE


def test_unbounded() -> None:
    arrays = shop()
    cost, upper = arrays.cost.copy(), arrays.upper.copy()
    cost[3] = -1.0
    found = decomposed.solve(replace(arrays, cost=cost, upper=upper), EXACT)
    assert found.reason in {StopReason.UNBOUNDED, StopReason.INFEASIBLE_OR_UNBOUNDED}
    assert found.values is None


def test_without_branches_it_is_the_whole() -> None:
    arrays = program([1.0], [([1.0], 2.0, 9.0)], integer=True)
    assert decomposed.solve(arrays, EXACT).objective == pytest.approx(2.0)


class _Lying(Threads):
    """A crew whose multipliers are wrong, and who makes light of costs."""

    def ask(self, point: Any, until: float, *, strict: bool = False) -> list[Answer]:
        answers = super().ask(point, until, strict=strict)
        return [
            replace(a, multipliers=1.5 * a.multipliers, cost=0.5 * a.cost)
            if a.reason is StopReason.OPTIMAL
            else a
            for a in answers
        ]


def test_a_crew_that_lies_moves_neither_bound_nor_cost() -> None:
    """The bound is made of multipliers by weak duality, the cost of the point put together."""
    best = highs.solve(forked_arrays(), EXACT).objective
    assert best is not None
    outcome = decomposed.solve(forked_arrays(), replace(EXACT, time_limit=5.0), hire=_Lying)
    assert outcome.objective is not None
    assert outcome.objective >= best - 1e-6
    assert outcome.bound is not None
    assert outcome.bound <= best + 1e-6


class _Troubled(Threads):
    def ask(self, point: Any, until: float, *, strict: bool = False) -> list[Answer]:
        none = Answer(StopReason.NUMERICAL_TROUBLE, np.zeros(0))
        return [none for _ in super().ask(point, until, strict=strict)]


def test_where_parts_do_not_get_there_the_whole_decides() -> None:
    outcome = decomposed.solve(shop(), EXACT, hire=_Troubled)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective == pytest.approx(8.5)


class _Counting(Threads):
    asked = 0

    def ask(self, point: Any, until: float, *, strict: bool = False) -> list[Answer]:
        _Counting.asked += 1
        return super().ask(point, until, strict=strict)


def test_cuts_are_kept_for_the_next_solve() -> None:
    """Tighter bounds: fewer questions than from nothing, and an optimum of its own."""
    kept, counts = Kept(), []
    decomposed.solve(forked_arrays(limited=False), EXACT, kept=kept)
    assert {name for name, found in kept.multipliers.items() if found} == {
        "embargo",
        "strike",
        "quiet",
    }
    arrays = forked_arrays(limited=False)
    upper = np.where(arrays.integer, arrays.upper, 0.98 * arrays.upper)
    dearer = replace(arrays, upper=np.maximum(upper, arrays.lower))
    for known in (None, kept):
        _Counting.asked = 0
        outcome = decomposed.solve(dearer, EXACT, hire=_Counting, kept=known)
        whole_outcome = highs.solve(dearer, EXACT)
        assert whole_outcome.objective is not None
        assert outcome.objective == pytest.approx(whole_outcome.objective, rel=1e-6)
        counts.append(_Counting.asked)
    assert counts[1] < counts[0]


def _stopping(after: int) -> Callable[[Progress], bool]:
    events: list[Progress] = []

    def watch(event: Progress) -> bool:
        events.append(event)
        return len(events) <= after

    return watch


class _Slow(Threads):
    """A crew slow enough for a watch to hear of it."""

    def ask(self, point: Any, until: float, *, strict: bool = False) -> list[Answer]:
        time.sleep(0.15)
        return super().ask(point, until, strict=strict)


@pytest.mark.parametrize("after", [0, 2])
def test_who_cancels_keeps_a_plan_and_a_proven_bound(after: int) -> None:
    best = highs.solve(forked_arrays(), EXACT).objective
    outcome = decomposed.solve(forked_arrays(), EXACT, _stopping(after), hire=_Slow)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert forked_arrays().violation(outcome.values) < 1e-6
    assert best is not None
    assert outcome.objective is not None
    assert outcome.objective >= best - 1e-6
    assert outcome.bound is None or outcome.bound <= best + 1e-6


def test_time_runs_out() -> None:
    outcome = decomposed.solve(shop(), SolveSettings(time_limit=0.001, threads=1))
    assert outcome.reason is StopReason.TIME_LIMIT
    assert outcome.values is None


def test_settings_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apart when asked, or when many and large and uncoupled; whole when asked."""
    seen: list[int] = []

    def spy(arrays: Arrays, *given: Any, **more: Any) -> Any:
        seen.append(arrays.cost.size)
        return highs.solve(arrays, given[0])

    monkeypatch.setattr(decomposed, "solve", spy)
    build = BuildSettings()
    for way in ("branches", "whole", "choose"):
        whole.solve(_costed(), build, replace(EXACT, decompose=way))
    assert len(seen) == 1
    monkeypatch.setattr(decomposed, "LARGE", 1)
    monkeypatch.setattr(decomposed, "MANY", 2)
    whole.solve(_costed(), build, replace(EXACT, decompose="choose"))
    whole.solve(_costed(), build, replace(EXACT, decompose="whole"))
    assert len(seen) == 2
    assert decomposed.pays(forked_arrays(limited=False))
    assert not decomposed.pays(forked_arrays(limited=True))
    assert not decomposed.pays(chain_arrays())


def _costed() -> Arrays:
    return forked_arrays(limited=False)


def test_many_branches_share_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "GROUPS", 2)
    demands = tuple(float(d) for d in range(1, 11))
    arrays = shop(demands=demands, chances=(0.1,) * 10, price=4.0)
    outcome = decomposed.solve(arrays, EXACT)
    assert outcome.objective == pytest.approx(highs.solve(arrays, EXACT).objective)


def test_blocks_are_given_once() -> None:
    given: list[int] = []

    def hire(blocks: Sequence[Block], settings: SolveSettings) -> Threads:
        given.append(len(blocks))
        return Threads(blocks, settings)

    decomposed.solve(shop(), EXACT, hire=hire)
    assert given == [2]
