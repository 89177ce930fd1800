"""The optimum against trying out everything."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import unwatched
from tests.small.instances import EXACT, TWO_YEARS, an_instance, arrays_of, optimum
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow

MOST = 48
"""Designs that are tried out at most."""


def _designs(arrays: Arrays) -> list[tuple[float, ...]]:
    whole = np.flatnonzero(arrays.integer)
    ranges = [np.arange(arrays.lower[c], arrays.upper[c] + 0.5) for c in whole]
    assume(1 < np.prod([r.size for r in ranges], dtype=float) <= MOST)
    return list(product(*ranges))


@examples(20)
@given(worlds())
def test_no_design_is_better_than_the_optimum(world: Instance) -> None:
    """All whole numbers fixed in every way; what is left is a linear program each."""
    arrays = arrays_of(world, BuildSettings(strengthening=False))
    program, whole = highs.LinearProgram(arrays, EXACT), np.flatnonzero(arrays.integer)
    found = []
    for design in _designs(arrays):
        fixed = np.array(design)
        program.limit(whole, fixed, fixed)
        if program.run(np.inf, 0.0, unwatched) is StopReason.OPTIMAL:
            found.append(program.objective)
    assert optimum(world) == pytest.approx(min(found), rel=1e-6, abs=1e-5)


@examples(40)
@given(
    demand=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    penalty=st.integers(2, 9),
    sizes=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    prices=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    lead=st.sampled_from([0, 365]),
    exclusive=st.booleans(),
)
def test_without_any_linear_program(
    demand: tuple[int, int],
    penalty: int,
    sizes: tuple[int, int],
    prices: tuple[int, int],
    lead: int,
    exclusive: bool,
) -> None:
    """Two kinds of line of one size each, the first at most twice: add up each choice."""
    group = "one" if exclusive else "-"
    instance = an_instance(
        periods=TWO_YEARS,
        supplies="supply site commodity\nore de ore",
        supply_terms="supply period price quantity\nore 2025 1 -",
        processes="process rung activity_unit\nmake celling GWh",
        recipes="process commodity coefficient\nmake ore -1\nmake cell 1",
        facilities="facility site unit\nworks de GWh",
        operations="facility process\nworks make",
        expansions=f"""
            expansion  facility  size_min    size_max    fixed_capex  unit_capex  lead_days  max_builds  life_years  choose_one
            a          works     {sizes[0]}  {sizes[0]}  {prices[0]}  0           0          2           0.5         {group}
            b          works     {sizes[1]}  {sizes[1]}  {prices[1]}  0           {lead}     1           0.5         {group}
        """,  # noqa: E501
        segments=f"segment unit shortfall_penalty\ncars GWh {penalty}",
        chemistries="chemistry commodity\nnmc cell",
        shares="segment chemistry period\ncars nmc 2025",
        demands=f"market segment period energy\nde cars 2025 {demand[0]}\nde cars 2026 {demand[1]}",
    )
    costs = []
    # Lines of the first kind built in 2025 and 2026, lines of the second kind likewise.
    for a0, a1, b0, b1 in product(range(3), range(3), range(2), range(2)):
        too_many = a0 + a1 > 2 or b0 + b1 > 1 or (exclusive and a0 + a1 + b0 + b1 > 1)
        if too_many or (lead and b1):
            continue
        first = a0 * sizes[0] + (0 if lead else b0 * sizes[1])
        second = (a0 + a1) * sizes[0] + (b0 + b1) * sizes[1]
        made = min(first, demand[0]) + min(second, demand[1])
        missing = sum(demand) - made
        costs.append((a0 + a1) * prices[0] + (b0 + b1) * prices[1] + made + penalty * missing)
    assert optimum(instance) == pytest.approx(min(costs), abs=1e-6)
