"""Bounds from multipliers hold for any multipliers, and are tight for the right ones."""

import time
from pathlib import Path

import numpy as np
import pytest

from optimizer import SolveSettings, formulated, load
from optimizer.solve import highs
from optimizer.solve.bounds import dual_bound, reduced_costs
from optimizer.solve.compile import compiled
from optimizer.solve.watch import unwatched

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[3] / "instances"


@pytest.mark.parametrize("method", ["ipx", "simplex"])
@pytest.mark.parametrize("name", ["toy-expansion", "toy-winter", "toy-loop", "japan-eu-mini"])
def test_the_solvers_multipliers_prove_its_optimum(name: str, method: str) -> None:
    arrays = compiled(formulated(load(INSTANCES / name)))
    program = highs.LinearProgram(arrays, SolveSettings())
    program.use(method)
    now = time.perf_counter()
    program.run(now + 60.0, now, unwatched)
    assert dual_bound(arrays, program.multipliers) == pytest.approx(program.objective, rel=1e-9)


def test_no_multipliers_prove_more_than_the_optimum() -> None:
    """The toy of two ports costs 1550; nudged or random multipliers may only prove less."""
    arrays = compiled(formulated(load(INSTANCES / "toy-two-ports")))
    program = highs.LinearProgram(arrays, SolveSettings())
    now = time.perf_counter()
    program.run(now + 60.0, now, unwatched)
    random = np.random.default_rng(0)
    for spread in (0.1, 1.0, 100.0):
        for _ in range(50):
            nudged = program.multipliers + spread * random.normal(size=program.multipliers.size)
            assert dual_bound(arrays, nudged) <= 1550.0 + 1e-9


def test_multipliers_that_pull_against_nothing_prove_nothing() -> None:
    arrays = compiled(formulated(load(INSTANCES / "toy-loop")))
    pulling = np.zeros(arrays.row_lower.size)
    pulling[np.flatnonzero(~np.isfinite(arrays.row_lower))[0]] = 1.0
    assert dual_bound(arrays, pulling) == -np.inf


def test_reduced_costs_and_amounts_are_the_products_of_the_whole_matrix() -> None:
    arrays = compiled(formulated(load(INSTANCES / "toy-two-ports")))
    matrix = np.zeros((arrays.row_lower.size, arrays.cost.size))
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(arrays.starts))
    matrix[rows, arrays.columns_of] = arrays.values
    multipliers = np.random.default_rng(1).normal(size=matrix.shape[0])
    point = np.random.default_rng(2).normal(size=matrix.shape[1])
    reduced = reduced_costs(arrays, arrays.cost, multipliers)
    np.testing.assert_allclose(reduced, arrays.cost - multipliers @ matrix)
    np.testing.assert_allclose(arrays.amounts(point), matrix @ point)
