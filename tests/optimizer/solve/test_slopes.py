"""Slopes: what a point less of one rung costs, the same as two solves tell."""

import numpy as np
import polars as pl
import pytest

from optimizer.data import load
from optimizer.data.tree import replaced
from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.solve import highs
from optimizer.solve.rounding import settled
from optimizer.solve.slopes import STEP, slopes
from tests.small.chain import the_chain
from tests.small.instances import EXACT, arrays_of, optimum

pytestmark = pytest.mark.solver


def test_by_hand() -> None:
    """Cells 6 EUR a point, refining 8, in either order of doing it."""
    instance = load("instances/toy-dependence")
    arrays = arrays_of(instance).aimed("cost")
    values = highs.solve(arrays, EXACT).values
    assert values is not None
    found = {s.label: s for s in slopes(arrays, "stage_share", values, EXACT)}
    for rung, price in (("cell-making", 6.0), ("refining-nickel", 8.0)):
        assert found[rung].share == pytest.approx(1.0)
        assert found[rung].cost == pytest.approx(price)
        assert found[rung].marginal == pytest.approx(price / STEP)
        # The difference of two solves of the whole model.
        limit = DependenceLimit("stage_share", frozenset({"CHN"}), 1.0 - STEP, rung=rung)
        again = optimum(instance, BuildSettings(limits=(limit,)))
        assert again - optimum(instance) == pytest.approx(price)


def test_the_multiplier_is_the_difference_of_two_solves() -> None:
    """Whole numbers kept: the program a hair tighter costs that much more."""
    arrays = arrays_of(the_chain()).aimed("cost")
    values = highs.solve(arrays, EXACT).values
    assert values is not None
    kept = settled(arrays, np.round(values))
    found = [s for s in slopes(arrays, "stage_share", values, EXACT) if s.marginal is not None]
    assert found
    labels = arrays.ratios["stage_share"].over.labels
    for slope in found:
        costs = []
        for less in (STEP, STEP + 1e-4):
            limited = kept.within("stage_share", slope.share - less)
            upper = np.full(limited.row_upper.size, np.inf)
            upper[: kept.row_upper.size] = kept.row_upper
            row = kept.row_upper.size + labels.index(slope.label)
            upper[row] = limited.row_upper[row]
            held = highs.solve(
                type(limited)(**{**vars(limited), "row_upper": upper}), EXACT
            ).objective
            assert held is not None
            costs.append(held)
        assert slope.marginal is not None
        assert (costs[1] - costs[0]) / 1e-4 == pytest.approx(slope.marginal, rel=1e-2, abs=1e-3)


def test_what_cannot_be_had_has_no_price_and_comes_last() -> None:
    arrays = arrays_of(
        load("instances/toy-dependence"), BuildSettings(shortfall="forbidden")
    ).aimed("cost")
    values = highs.solve(arrays.within("stage_share", 0.6), EXACT).values
    assert values is not None
    found = slopes(arrays, "stage_share", values, EXACT)
    assert [s.cost is None for s in found] == sorted(s.cost is None for s in found)


def test_a_rung_given_up_has_a_price_but_none_at_its_end() -> None:
    """Nothing in Japan: only by making no cells is less of them made in China."""
    toy = load("instances/toy-dependence")
    capacities = toy.table("capacities").filter(~pl.col("facility").str.starts_with("kobe"))
    segments = toy.table("segments").with_columns(shortfall_penalty=pl.lit(1000.0))
    left = replaced(toy, {"capacities": capacities, "segments": segments})
    arrays = arrays_of(left).aimed("cost")
    values = highs.solve(arrays, EXACT).values
    assert values is not None
    found = {s.label: s for s in slopes(arrays, "stage_share", values, EXACT)}
    cells = found["cell-making"]
    assert cells.share == pytest.approx(1.0)
    assert cells.cost is not None
    assert cells.cost > 0.0
    assert cells.marginal is None
