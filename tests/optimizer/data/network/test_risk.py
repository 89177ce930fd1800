"""Courses of a problem and the weights of risk; the mean of the dearest."""

import numpy as np
import pytest

from optimizer.data.assemble import assemble
from optimizer.data.network.risk import averse, paths_of, tail_mean
from optimizer.data.tree import replaced
from tests.small.chain import the_chain
from tests.small.instances import given, listed

RISKY = averse(assemble(the_chain()), 0.4, 0.9)


def test_courses_are_the_paths_to_the_last_moments() -> None:
    assert RISKY.labels("courses") == ("2026", "embargo|2026")
    assert listed(RISKY, "passing", "embargo|2026") == ["2025", "embargo|2026"]
    assert [path.tolist() for path in paths_of(assemble(the_chain()))] == [[0, 1], [0, 2]]


def test_a_course_that_never_happens_counts_nothing() -> None:
    scenarios = the_chain().table("scenarios").with_columns(probability=0.0)
    never = averse(assemble(replaced(the_chain(), {"scenarios": scenarios})), 0.4, 0.9)
    assert never.labels("courses") == ("2026",)
    assert never.labels("likely") == ("2025", "2026")


def test_a_sure_weight_is_the_discount_alone() -> None:
    assert given(RISKY, "sure_weight", "embargo|2026") == pytest.approx(1.1**-1.5)
    assert given(RISKY, "sure_weight_at_end", "embargo|2026") == pytest.approx(1.1**-2)
    assert given(RISKY, "sure_weight_at_end", "2025") == 0.0


def test_the_weights_of_the_objective() -> None:
    """A quarter of the chance is in the branch; the tail is a tenth of all."""
    assert given(RISKY, "calm_weight", "embargo|2026") == pytest.approx(0.6 * 0.25 * 1.1**-1.5)
    assert given(RISKY, "risk_weight", "all") == 0.4
    assert given(RISKY, "tail_weight", "embargo|2026") == pytest.approx(0.4 * 0.25 / 0.1)


@pytest.mark.parametrize(
    ("tail", "mean"),
    [(0.0, 2580.0), (0.7, (0.1 * 4450 + 0.2 * 2450) / 0.3), (0.8, 3450.0), (0.95, 4450.0)],
)
def test_tail_mean(tail: float, mean: float) -> None:
    """Two lines of the toy of the hedge."""
    costs, chances = np.array([2350.0, 2450.0, 4450.0]), np.array([0.7, 0.2, 0.1])
    assert tail_mean(costs, chances, tail) == pytest.approx(mean)
