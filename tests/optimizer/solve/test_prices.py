"""Prices of rows at a plan whose whole numbers stay."""

import numpy as np
import pytest

from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.prices import fixed_at, prices
from tests.small.chain import LIMITED, chain_arrays
from tests.small.instances import EXACT, arrays_of
from tests.small.law import HOME, two_makers

pytestmark = pytest.mark.solver


def test_of_two_makers() -> None:
    """A GWh more at home costs 2 more, a GWh more of demand 3 and two fifths of that."""
    arrays = arrays_of(two_makers(HOME))
    outcome = whole.solve(arrays, BuildSettings(), EXACT)
    assert outcome.values is not None
    found = prices(arrays, outcome.values, EXACT)
    assert found is not None
    assert found.objective == pytest.approx(38.0)
    assert found.by_label(arrays, "rule_kept") == {"home|@2025": pytest.approx(2.0)}
    # More demand lets more be served, too: the two prices belong together.
    demand = found.by_label(arrays, "demand_met")["de|cars|2025"]
    served = found.columns[arrays.decisions["served"].span]
    assert demand + served.sum() == pytest.approx(3.8)
    assert found.by_label(arrays, "no_such_family") == {}
    assert np.allclose(found.columns @ found.values + found.rows @ arrays.amounts(found.values), 38)


def test_whole_numbers_stay_and_nothing_else() -> None:
    arrays = chain_arrays()
    outcome = whole.solve(arrays, LIMITED, EXACT)
    assert outcome.values is not None
    fixed = fixed_at(arrays, outcome.values)
    assert not fixed.integer.any()
    assert (fixed.lower[arrays.integer] == np.round(outcome.values[arrays.integer])).all()
    assert (fixed.upper[~arrays.integer] == arrays.upper[~arrays.integer]).all()
    found = prices(arrays, outcome.values, EXACT)
    assert found is not None
    assert found.objective == pytest.approx(outcome.objective)


def test_a_point_whose_whole_numbers_fit_nothing_has_no_prices() -> None:
    arrays = chain_arrays()
    point = np.full(arrays.cost.size, 50.0)
    assert prices(arrays, point, SolveSettings(time_limit=10.0, threads=1)) is None
