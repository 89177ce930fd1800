"""Rounding along sums, and leaving out what nobody nearby uses."""

import numpy as np
import pytest

from optimizer.solve import highs
from optimizer.solve.rounding import narrowed, rounded, settled, unearned
from tests.small.chain import chain_arrays
from tests.small.instances import EXACT
from tests.small.puzzles import program


def test_the_running_sum_is_rounded() -> None:
    """Thirds of one plant over three years are one plant, not three and not none."""
    rows = [([1.0, 1.0, 1.0], -np.inf, 1.0)]
    arrays = program([1.0, 1.0, 1.0], rows, upper=1.0, integer=True)
    thirds = np.array([0.3, 0.4, 0.3])
    assert rounded(arrays, thirds, 0.5).tolist() == [0.0, 1.0, 0.0]
    assert rounded(arrays, thirds, 1e-6).tolist() == [1.0, 0.0, 0.0]


def test_without_a_sum_each_is_rounded_by_itself() -> None:
    arrays = program([1.0, 1.0], [([1.0, -1.0], -np.inf, 1.0)], upper=5.0, integer=True)
    assert rounded(arrays, np.array([2.3, 1.1]), 0.2).tolist() == [3.0, 1.0]


def test_what_is_whole_stays() -> None:
    arrays = program([1.0, 1.0], [([1.0, 1.0], -np.inf, 9.0)], upper=5.0, integer=True)
    assert rounded(arrays, np.array([2.0, 4.0]), 1e-6).tolist() == [2.0, 4.0]


def test_what_must_be_earned_is_never_rounded_up() -> None:
    """Nearly learnt is not learnt; what else is nearly there is built."""
    arrays = chain_arrays()
    point = np.minimum(0.9, arrays.upper)
    reached = arrays.decisions["reached"].span
    point[reached.start] = 1.0 - 1e-9
    near = rounded(arrays, point, 0.35)
    assert near[reached].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert near[arrays.decisions["opened"].span].tolist() == [1.0, 1.0]
    assert not unearned(arrays, near)[reached].any()
    assert unearned(arrays, near)[arrays.decisions["opened"].span].all()


@pytest.mark.solver
def test_settled_and_narrowed_keep_the_point() -> None:
    arrays = chain_arrays().aimed("cost")
    best = highs.solve(arrays, EXACT)
    assert best.values is not None
    left = settled(narrowed(arrays, [best.values]), np.round(best.values))
    assert not left.integer.any()
    assert (left.upper < arrays.upper).any()
    again = highs.solve(left, EXACT)
    assert again.objective == pytest.approx(best.objective)
