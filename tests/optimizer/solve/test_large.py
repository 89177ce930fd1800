"""Without a vertex: the bound holds, the plan is one, and what stops the search is said."""

import numpy as np
import pytest

from optimizer.settings import SolveSettings
from optimizer.solve import large
from optimizer.solve.bounds import dual_bound
from optimizer.solve.highs import LinearProgram
from optimizer.solve.outcome import PointQuality, StopReason
from optimizer.solve.watch import Progress, unwatched
from tests.small.chain import LIMITED, chain_arrays, the_chain
from tests.small.instances import EXACT, optimum
from tests.small.puzzles import broken, program

pytestmark = pytest.mark.solver


def test_it_ends_at_the_optimum_when_asked_for_it() -> None:
    outcome = large.solve(chain_arrays(), EXACT, unwatched)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.objective == pytest.approx(optimum(the_chain(), LIMITED), rel=1e-6)
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6


def test_within_a_wide_gap_the_rounded_plan_is_enough() -> None:
    """Its bound is proven: no more than the optimum."""
    outcome = large.solve(chain_arrays(), SolveSettings(gap=1.0, threads=1), unwatched)
    best = optimum(the_chain(), LIMITED)
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6
    whole = outcome.values[chain_arrays().integer]
    assert np.array_equal(whole, np.round(whole))
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.bound - 1e-6 <= best <= outcome.objective + 1e-6


def test_an_interior_point_proves_its_bound() -> None:
    arrays = program([2.0, 3.0], [([1.0, 1.0], 4.0, np.inf)], upper=[3.0, 9.0])
    relaxed = LinearProgram(arrays, EXACT)
    relaxed.use("interior")
    assert relaxed.run(np.inf, 0.0, unwatched) is StopReason.OPTIMAL
    assert relaxed.objective == pytest.approx(9.0, rel=1e-6)
    assert dual_bound(arrays, relaxed.multipliers) == pytest.approx(9.0, rel=1e-6)


def test_only_what_is_dear_and_unused_is_left_out() -> None:
    """At a price of 2 in the row, the second column costs 1 too much; the third is used."""
    arrays = program([2.0, 3.0, 3.0], [([1.0, 1.0, 1.0], 4.0, np.inf)], upper=5.0)
    (family,) = arrays.decisions.values()
    arrays.decisions["flow"] = family
    arrays.decisions.pop("x")
    left = large.priced(arrays, np.array([3.0, 0.0, 1.0]), np.array([2.0]))
    assert left.upper.tolist() == [5.0, 0.0, 5.0]


def test_no_plan_is_no_plan() -> None:
    impossible = program([1.0], [([2.0], 1.0, 1.0)], upper=3.0, integer=True)
    outcome = large.solve(impossible, EXACT, unwatched)
    assert (outcome.reason, outcome.values) == (StopReason.INFEASIBLE, None)


def test_a_stop_is_obeyed() -> None:
    def no(event: Progress) -> bool:
        return False

    outcome = large.solve(chain_arrays(), SolveSettings(gap=0.0, time_limit=1e-3), no)
    assert outcome.reason in {StopReason.TIME_LIMIT, StopReason.CANCELLED, StopReason.OPTIMAL}
    if outcome.values is not None:
        assert broken(chain_arrays(), outcome.values) < 1e-6
