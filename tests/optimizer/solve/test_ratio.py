"""Measures that are ratios: proofs carried from limit to limit, and the least there is."""

import numpy as np
import pytest

from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.solve.ratio import (
    bound_at,
    denominator,
    excess,
    least,
    prove,
    serving_no_less,
)
from tests.small.chain import chain_arrays
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def _relaxed(arrays: Arrays) -> highs.LinearProgram | None:
    program = highs.LinearProgram(arrays, EXACT)
    ended = program.run(np.inf, 0.0, lambda _: True)
    return program if ended is StopReason.OPTIMAL else None


def _value(arrays: Arrays) -> float:
    program = _relaxed(arrays)
    return np.inf if program is None else program.objective


def test_a_proof_holds_at_every_limit_and_is_sharp_at_its_own() -> None:
    arrays = chain_arrays().aimed("cost")
    program = _relaxed(arrays.within("exposure", 0.5))
    assert program is not None
    proof = prove(arrays, "exposure", 0.5, program.multipliers)
    assert proof.bound == pytest.approx(program.objective, rel=1e-6)
    for most in (0.9, 0.6, 0.5, 0.4, 0.2):
        found = bound_at(arrays, "exposure", proof, most)
        assert found <= _value(arrays.within("exposure", most)) + 1e-5


def test_carried_along_the_demand_it_is_the_tangent() -> None:
    """Near the limit of a proof the bound is all but sharp, on both sides."""
    arrays = chain_arrays().aimed("cost")
    program = _relaxed(arrays.within("exposure", 0.5))
    assert program is not None
    proof = prove(arrays, "exposure", 0.5, program.multipliers)
    for most in (0.499, 0.501):
        found, best = (
            bound_at(arrays, "exposure", proof, most),
            _value(arrays.within("exposure", most)),
        )
        assert found == pytest.approx(best, rel=1e-3)


def test_denominator_of_a_label() -> None:
    arrays = chain_arrays()
    columns = np.flatnonzero(denominator(arrays, "exposure", 0))
    assert {arrays.column_name(int(c)).partition("[")[0] for c in columns} == {"served"}


def test_least_is_the_end_of_what_is_possible() -> None:
    """At the least there is a plan; a little below there is none."""
    arrays = chain_arrays().aimed("cost")
    cheapest = highs.solve(arrays, EXACT).values
    assert cheapest is not None
    for measure in ("exposure", "stage_share"):
        served = serving_no_less(arrays, cheapest)
        value, point = least(
            served, measure, cheapest, lambda program: highs.solve(program, EXACT).values
        )
        assert arrays.ratios[measure].at(point).max() == pytest.approx(value)
        at_it = highs.solve(served.within(measure, value + 1e-6), EXACT)
        assert at_it.reason is StopReason.OPTIMAL
        if value > 1e-3:
            below = highs.solve(served.within(measure, value - 1e-3), EXACT)
            assert below.reason is StopReason.INFEASIBLE


def test_excess_is_what_the_worst_label_has_too_much() -> None:
    arrays = chain_arrays().aimed("cost")
    point = highs.solve(arrays, EXACT).values
    assert point is not None
    free = excess(arrays, "stage_share", 0.0, point)
    assert free.cost.sum() == 1.0
    fixed = np.append(point, np.nan)
    limited = free.lower.copy(), free.upper.copy()
    limited[0][:-1] = limited[1][:-1] = fixed[:-1]
    held = highs.solve(
        type(free)(**{**vars(free), "lower": limited[0], "upper": limited[1]}), EXACT
    )
    assert held.objective == pytest.approx(arrays.ratios["stage_share"].at(point).max())


def test_nobody_is_served_less() -> None:
    arrays = chain_arrays()
    point = np.zeros(arrays.cost.size)
    span = arrays.decisions["shortfall"].span
    point[span] = 1.0
    assert (serving_no_less(arrays, point).upper[span] <= 1.0).all()
