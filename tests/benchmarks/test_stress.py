"""The benchmark of the stress test, in miniature."""

import pytest

from benchmarks.studies.stress import KINDS, held, loaded, through_pyomo
from optimizer.studies.failures import failures


def test_both_ways_agree_in_miniature() -> None:
    plan = held(170)
    tried = failures(plan.instance, KINDS)
    found = loaded(plan, tried, threads=2)
    assert len(found) == len(tried) > 40
    costs = [answer.cost or 0.0 for answer in found]
    worst = costs.index(max(costs))
    assert through_pyomo(plan, tried[worst]) == pytest.approx(costs[worst], rel=1e-7)
