"""The least rate that reaches a target, against all plans of small worlds tried one by one."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.settings import BuildSettings
from optimizer.solve.arrays import Arrays, Family
from optimizer.solve.tipping import Question, UnreachedError, tipping
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def choices(costs: list[float]) -> Arrays:
    """As many yes-or-no decisions, each with its cost, and no rule."""
    n = len(costs)
    cost = np.array(costs, dtype=float)
    return Arrays(
        cost=cost,
        offset=0.0,
        lower=np.zeros(n),
        upper=np.ones(n),
        integer=np.ones(n, dtype=bool),
        row_lower=np.zeros(0),
        row_upper=np.zeros(0),
        starts=np.zeros(1, dtype=np.int32),
        columns_of=np.zeros(0, dtype=np.int32),
        values=np.zeros(0),
        decisions={},
        constraints={},
        costs=(),
        aims={"cost": (cost, 0.0)},
    )


def ruled(arrays: Arrays, row: list[float], most: float) -> Arrays:
    """With one more row: what it comes to is at most ``most``."""
    where = np.flatnonzero(row)
    return replace(
        arrays,
        row_lower=np.append(arrays.row_lower, -np.inf),
        row_upper=np.append(arrays.row_upper, most),
        starts=np.append(arrays.starts, arrays.starts[-1] + where.size).astype(np.int32),
        columns_of=np.append(arrays.columns_of, where).astype(np.int32),
        values=np.append(arrays.values, np.array(row, dtype=float)[where]),
        constraints=arrays.constraints | {f"row_{arrays.row_lower.size}": Family("row", (), 0)},
    )


def least_of_all(costs, earns, row, most) -> float | None:  # type: ignore[no-untyped-def]
    """By trying: rates at which two plans cost the same, and 0; the least that reaches."""
    points = [np.array(p, dtype=float) for p in product((0, 1), repeat=len(costs))]
    lines = [(float(p @ costs), float(p @ earns), float(p @ row) <= most + 1e-9) for p in points]
    rates = {0.0} | {
        (c - d) / (q - s)
        for c, q, _ in lines
        for d, s, _ in lines
        if q != s and (c - d) / (q - s) > 0
    }
    for rate in sorted(rates):
        least = min(c - rate * q for c, q, _ in lines)
        if min((c - rate * q for c, q, ok in lines if ok), default=np.inf) <= least + 1e-9:
            return rate
    return None


numbers = st.integers(-9, 9)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_the_least_rate_is_that_found_by_trying_all(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 5))
    costs, earns, row = (
        [float(x) for x in data.draw(st.lists(numbers, min_size=n, max_size=n))] for _ in range(3)
    )
    most = float(data.draw(numbers))
    feasible = any(float(np.dot(p, row)) <= most for p in product((0, 1), repeat=n))
    free = ruled(choices(costs), row, np.inf)
    target = ruled(choices(costs), row, most)
    question = Question(free, target, np.array(earns), BuildSettings(), EXACT, precision=1e-7)
    if not feasible:
        with pytest.raises(UnreachedError):
            tipping(question)
        return
    found = tipping(question)
    expected = least_of_all(np.array(costs), np.array(earns), np.array(row), most)
    if expected is None:
        assert found.rate is None
        return
    assert found.rate == pytest.approx(expected, abs=1e-6)
    assert found.proved(0.999)
    assert found.above is not None
    assert float(found.above.values @ np.array(row)) <= most + 1e-6


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_no_scheme_reaches_it_for_less_than_what_the_target_costs(data: st.DataObject) -> None:
    """Random payments by plan: where a plan that meets the target is chosen, it is paid enough."""
    n = 3
    costs, row = (
        [float(x) for x in data.draw(st.lists(numbers, min_size=n, max_size=n))] for _ in "ab"
    )
    points = [np.array(p, dtype=float) for p in product((0, 1), repeat=n)]
    paid = data.draw(st.lists(st.integers(0, 12), min_size=len(points), max_size=len(points)))
    meets = [float(p @ row) <= 0.0 for p in points]
    own = [float(p @ costs) for p in points]
    least = min(c for c, ok in zip(own, meets, strict=True) if ok) - min(own)
    chosen = min(range(len(points)), key=lambda at: own[at] - paid[at])
    if meets[chosen]:
        assert paid[chosen] >= least - 1e-9


def test_where_nothing_more_is_earned_no_rate_reaches() -> None:
    """The plan that meets the target costs 5 and earns nothing more."""
    free = ruled(choices([5.0, 0.0]), [-1.0, 0.0], np.inf)
    target = ruled(choices([5.0, 0.0]), [-1.0, 0.0], -1.0)
    found = tipping(Question(free, target, np.array([0.0, 1.0]), BuildSettings(), EXACT))
    assert found.rate is None
    assert "earns more" in found.why
    assert found.forced.cost - found.free.cost == pytest.approx(5.0)


def test_a_higher_rate_may_miss_what_a_lower_one_reaches() -> None:
    """One of two: the first meets the target for 4 and earns 2, the second misses it, 10 and 5.

    From 2 on the first pays; from 2 on so does the second, and beyond it better.
    """
    both = [1.0, 1.0]
    base = ruled(choices([4.0, 9.9]), both, 1.0)
    free, target = ruled(base, [-1.0, 0.0], np.inf), ruled(base, [-1.0, 0.0], -1.0)
    amount = np.array([2.0, 4.0])
    found = tipping(Question(free, target, amount, BuildSettings(), EXACT))
    assert found.rate == pytest.approx(2.0)
    assert found.proved(0.999)


def test_beyond_the_most_nothing_is_looked_at() -> None:
    """The same pair: it pays from 2 on, which lies beyond."""
    base = ruled(choices([4.0, 9.9]), [1.0, 1.0], 1.0)
    free, target = ruled(base, [-1.0, 0.0], np.inf), ruled(base, [-1.0, 0.0], -1.0)
    asked = Question(free, target, np.array([2.0, 4.0]), BuildSettings(), EXACT, most=1.9)
    found = tipping(asked)
    assert found.rate is None
    assert "up to 1.9" in found.why
