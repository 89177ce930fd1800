"""As much as can be is called clean of a point, and nothing else of it is touched."""

import numpy as np
import pytest

from optimizer.settings import BuildSettings, DependenceLimit
from optimizer.solve import highs
from optimizer.solve.cleanest import DECISIONS, asleep, cleanest
from tests.small.chain import the_chain
from tests.small.instances import EXACT, arrays_of
from tests.small.puzzles import broken

pytestmark = pytest.mark.solver

CLEAN = BuildSettings(clean=True)


def test_a_point_that_calls_nothing_clean() -> None:
    arrays = arrays_of(the_chain(), CLEAN)
    found = highs.solve(arrays, EXACT).values
    assert found is not None
    values = found.copy()
    own = np.zeros(values.size, dtype=bool)
    for name in DECISIONS:
        own[arrays.decisions[name].span] = True
    values[own] = 0.0
    assert arrays.ratios["pass_through"].at(values)[0] == pytest.approx(1.0)
    best = cleanest(arrays, values, EXACT)
    assert arrays.ratios["pass_through"].at(best)[0] == pytest.approx(6.1 / 17)
    assert np.array_equal(best[~own], values[~own])
    assert broken(arrays, best) < 1e-6


def test_a_limit_by_moment_is_kept_while_others_gain() -> None:
    """The most over the horizon would take from a moment that has a limit of its own."""
    limit = DependenceLimit("pass_through", frozenset({"CHN"}), 0.1, from_period="2026")
    arrays = arrays_of(the_chain(), BuildSettings(limits=(limit,)))
    found = highs.solve(arrays, EXACT).values
    assert found is not None
    best = cleanest(arrays, found, EXACT)
    assert broken(arrays, best) < 1e-6
    ratio = arrays.ratios["pass_through"]
    assert ratio.at(best)[0] <= ratio.at(found)[0] + 1e-9


def test_nothing_to_call_clean() -> None:
    arrays = arrays_of(the_chain())
    values = np.zeros(arrays.cost.size)
    assert cleanest(arrays, values, EXACT) is values


def test_who_only_measures_keeps_the_stream_asleep() -> None:
    arrays = arrays_of(the_chain(), CLEAN)
    quiet = asleep(arrays)
    held = np.flatnonzero(quiet.upper != arrays.upper)
    assert {arrays.column_name(at).partition("[")[0] for at in held} == set(DECISIONS)
    assert held.size == sum(arrays.decisions[name].size for name in DECISIONS)
    assert not quiet.upper[held].any()


def test_who_asks_for_it_wakes_it() -> None:
    """By a limit, as an objective, or by a row that somebody adds."""
    limit = DependenceLimit("pass_through", frozenset({"CHN"}), 0.5)
    limited = arrays_of(the_chain(), BuildSettings(limits=(limit,)))
    measured = arrays_of(the_chain(), CLEAN)
    assert asleep(limited) is limited
    for awake in (
        measured.aimed("pass_through"),
        measured.within("pass_through", 0.5),
        measured.holding("pass_through", 3.0),
    ):
        assert asleep(awake) is awake
    plain = arrays_of(the_chain())
    assert asleep(plain) is plain
