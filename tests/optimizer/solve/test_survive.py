"""Time to survive, by hand: a stock of so much, plants that work so long."""

import numpy as np
import pytest

from optimizer.solve.outage import Change
from optimizer.solve.stress import Loaded
from optimizer.solve.survive import Search, time_to_survive
from tests.optimizer.solve.test_stress import ARRAYS
from tests.small.instances import EXACT


def _search(enough: float = 0.0, second: float = 4.0) -> Search:
    """Plants of 6 and ``second`` a year of 100 days serve 8; the first fails from day 0 on."""
    from dataclasses import replace

    arrays = replace(
        ARRAYS, cost=np.array([0.0, 0.0, 1.0]), offset=0.0, upper=np.array([6.0, second, np.inf])
    )
    none = np.zeros(0, dtype=np.int64)

    def at(days: float) -> Change:
        return Change(np.array([0]), np.array([6.0 * (1.0 - days / 100.0)]), none, np.zeros(0))

    return Search(Loaded(arrays, EXACT), at, enough, 1e-9)


def test_the_longest_failure_is_where_the_other_plant_no_longer_suffices() -> None:
    """6 (1 − t/100) + 4 = 8 at t = 100/3."""
    assert time_to_survive(_search(), [100.0]) == pytest.approx(100.0 / 3.0, abs=1e-5)


def test_what_may_be_missing_anyway_lengthens_it() -> None:
    """6 (1 − t/100) + 4 = 7 at t = 50."""
    assert time_to_survive(_search(enough=1.0), [100.0]) == pytest.approx(50.0, abs=1e-5)


def test_what_is_not_needed_can_fail_for_ever() -> None:
    assert time_to_survive(_search(second=8.0), [100.0]) is None


def test_nothing_to_spare_is_nothing_survived() -> None:
    assert time_to_survive(_search(second=2.0), [100.0]) == pytest.approx(0.0, abs=1e-4)


def test_what_only_being_shut_stops_is_survived_to_the_end_of_the_period() -> None:
    """A plant without a limit: a fraction of it is enough, none is not."""
    from dataclasses import replace

    arrays = replace(ARRAYS, cost=np.array([0.0, 0.0, 1.0]), upper=np.array([np.inf, 4.0, np.inf]))
    none = np.zeros(0, dtype=np.int64)

    def at(days: float) -> Change:
        upper = np.inf if days < 100.0 else 0.0
        return Change(np.array([0]), np.array([upper]), none, np.zeros(0))

    search = Search(Loaded(arrays, EXACT), at, 0.0, 1e-9)
    assert search.loaded.undisturbed.objective == pytest.approx(100.0)  # the offset of ARRAYS
    nothing = Search(search.loaded, at, 100.0, 1e-9)
    assert time_to_survive(nothing, [100.0]) == 100.0


def test_of_several_periods_the_one_is_found_in_which_it_ends() -> None:
    """Two periods of 100 days: the first is covered by the others, the second is not."""
    search = _search()

    def at(days: float) -> Change:
        return search.at(max(days - 100.0, 0.0))

    later = Search(search.loaded, at, 0.0, 1e-9)
    assert time_to_survive(later, [100.0, 200.0]) == pytest.approx(100.0 + 100.0 / 3.0, abs=1e-5)
