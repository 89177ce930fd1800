"""Cuts: what multipliers prove, by hand and whatever they are; a wrong cut is noticed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.solve import highs
from optimizer.solve.blocks import split
from optimizer.solve.crew import Recourse
from optimizer.solve.cuts import cut_of, proven
from tests.small.branches import forked_arrays, shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def test_the_shop_by_hand() -> None:
    """What is missing, 10 − x, costs 1.5 · 0.5 each; scaled, the dearest column costs 1."""
    block = split(shop()).blocks[1]
    price = block.own.cost[0]
    assert price / block.scale == pytest.approx(0.75)
    cut = cut_of(block, np.array([price, 0.0]), 4, priced=True)
    assert cut is not None
    assert cut.constant == pytest.approx(10.0 * price)
    assert (cut.columns.tolist(), cut.slope.tolist()) == ([0], [-price])
    assert cut.at(np.array([4.0, 0.0, 0.0, 0.0])) == pytest.approx(6.0 * price)


def test_a_ray_by_hand() -> None:
    """At most 2 may be missing: x ≥ 8, as 0 ≥ 10 − x − 2."""
    block = split(shop(most=2.0)).blocks[1]
    cut = cut_of(block, np.array([1.0, 0.0]), 4, priced=False)
    assert cut is not None
    assert (cut.constant, cut.slope.tolist()) == (8.0, [-1.0])


def test_multipliers_that_prove_nothing() -> None:
    """Twice the price: the more is missing the better, and there is no end to it."""
    block = split(shop()).blocks[1]
    assert cut_of(block, np.array([2.0 * block.own.cost[0], 0.0]), 4, priced=True) is None
    assert cut_of(block, np.array([1.0, 0.0]), 4, priced=False) is None


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 2), st.integers(0, 10_000))
def test_no_multipliers_prove_too_much(at: int, seed: int) -> None:
    """Whatever they are, the block costs no less than the cut says, at any point of the master."""
    parts = split(forked_arrays())
    block, width = parts.blocks[at], parts.master.cost.size
    random = np.random.default_rng(seed)
    point = np.where(np.isfinite(parts.master.upper), parts.master.upper, 5.0) * random.random(
        width
    )
    recourse = Recourse(block, EXACT)
    answer = recourse.ask(point, np.inf, strict=True)
    multipliers = random.normal(size=block.rows.size) * random.choice([0.0, 1.0], block.rows.size)
    if answer.multipliers.size:
        multipliers = answer.multipliers * random.uniform(0.0, 1.0) + 1e-3 * multipliers
    cut = cut_of(block, multipliers, width, priced=True)
    if cut is not None:
        assert cut.at(point) <= answer.cost + 1e-6 * max(1.0, abs(answer.cost))


def test_a_wrong_cut_is_noticed() -> None:
    arrays = forked_arrays(limited=False)
    parts, best = split(arrays), highs.solve(arrays, EXACT).values
    assert best is not None
    width = parts.master.cost.size
    for block in parts.blocks:
        answer = Recourse(block, EXACT).ask(best[parts.columns], np.inf, strict=False)
        cut = cut_of(block, answer.multipliers, width, priced=True)
        assert cut is not None
        assert proven(block, cut, width)
        assert proven(block, replace(cut, constant=cut.constant - 1.0), width)
        assert not proven(block, replace(cut, constant=cut.constant + 1.0), width)
        steeper = cut.slope.copy()
        steeper[0] += 1.0
        assert not proven(block, replace(cut, slope=steeper), width)
        assert not proven(block, replace(cut, columns=cut.columns[1:], slope=cut.slope[1:]), width)
        other = replace(block, own=replace(block.own, row_lower=block.own.row_lower - 1.0))
        assert not proven(other, cut, width)
