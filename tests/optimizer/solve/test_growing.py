"""Rows that come and go in place, and what shows that there is no point."""

import numpy as np
import pytest

from optimizer.solve import highs
from optimizer.solve.growing import Growing
from optimizer.solve.outcome import StopReason
from tests.small.instances import EXACT
from tests.small.puzzles import program

pytestmark = pytest.mark.solver

X, Y = np.array([0]), np.array([1])
ONE = np.array([1.0])


def test_rows_come_and_go() -> None:
    """min x + 2y, x + y ≥ 1; then y ≥ 3 and x ≥ 2; then without y ≥ 3."""
    p = Growing(program([1.0, 2.0], [([1.0, 1.0], 1.0, np.inf)], upper=9.0), EXACT)
    assert p.run(9.0) is StopReason.OPTIMAL
    assert p.objective == pytest.approx(1.0)
    p.add(np.array([3.0, 2.0]), [(Y, ONE), (X, ONE)])
    assert p.run(9.0) is StopReason.OPTIMAL
    assert p.values.tolist() == [2.0, 3.0]
    p.drop(np.array([1]))
    assert p.multipliers.tolist() == pytest.approx([0.0, 1.0])
    assert p.run(9.0) is StopReason.OPTIMAL
    assert p.objective == pytest.approx(2.0)
    p.add(np.zeros(0), [])
    assert p.run(9.0) is StopReason.OPTIMAL


@pytest.mark.parametrize("warm", [True, False])
def test_a_ray_shows_why_there_is_no_point(warm: bool) -> None:
    """x + y ≥ 5 where both are at most 2."""
    first = 1.0 if warm else 5.0
    p = Growing(program([1.0, 2.0], [([1.0, 1.0], first, np.inf)], upper=2.0), EXACT)
    if warm:
        assert p.run(9.0) is StopReason.OPTIMAL
        p.rows(np.array([0]), np.array([5.0]), np.array([np.inf]))
    assert p.run(9.0) is StopReason.INFEASIBLE
    ray = p.ray()
    assert ray is not None
    assert abs(ray[0]) > 0.0


def test_a_doubtful_end_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    p = Growing(program([1.0], [([1.0], 1.0, np.inf)], upper=9.0), EXACT)
    ends = [StopReason.NUMERICAL_TROUBLE]
    real = highs.run_here

    def troubled(h: object, seconds: float) -> StopReason:
        found = real(h, seconds)  # type: ignore[arg-type]
        return ends.pop() if ends else found

    monkeypatch.setattr(highs, "run_here", troubled)
    assert p.run(9.0) is StopReason.OPTIMAL
    assert p.objective == pytest.approx(1.0)
    assert not ends
