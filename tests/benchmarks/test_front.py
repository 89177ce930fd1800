"""The benchmark of fronts runs, and puts what it measures beside one solve."""

import pytest

from benchmarks.studies.front import measured
from optimizer.data import load
from optimizer.settings import SolveSettings
from tests.small.instances import arrays_of

pytestmark = pytest.mark.solver


def test_three_ways_side_by_side() -> None:
    arrays = arrays_of(load("instances/toy-dependence"))
    settings = SolveSettings(gap=0.01, threads=1)
    rows = list(measured(arrays, "exposure", 3, settings, cold=True))
    assert [row.points for row in rows] == [1, 3, 3]
    assert all(row.gap <= 0.01 for row in rows)
    assert rows[0].line(rows[0]).startswith("| one cheapest solve | 1 | 0.00% |")
