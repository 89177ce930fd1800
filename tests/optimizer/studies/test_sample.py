"""Estimates from samples."""

import numpy as np
import pytest

from optimizer.studies.sample import mean_of, student, tail_of


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # Abramowitz and Stegun, table 26.10.
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)],
)
def test_student(freedom: int, quantile: float) -> None:
    assert student(0.975, freedom) == pytest.approx(quantile, rel=0.006)
    assert student(0.025, freedom) == pytest.approx(-quantile, rel=0.006)


def test_the_mean_has_the_interval_of_student() -> None:
    """1, 2, 3: standard error 1/√3, times 4.303."""
    found = mean_of(np.array([1.0, 2.0, 3.0]))
    assert (found.value, found.low) == pytest.approx((2.0, 2.0 - 4.303 / 3**0.5), rel=1e-3)
    assert found.high - found.value == pytest.approx(found.value - found.low)


def test_a_sample_that_does_not_vary_is_sure_and_one_alone_says_nothing() -> None:
    assert mean_of(np.full(5, 7.0)).low == 7.0
    assert np.isnan(mean_of(np.array([7.0])).high)
    assert np.isnan(tail_of(np.array([7.0]), 0.9, 0).low)


def test_the_tail_and_its_interval() -> None:
    """The dearest tenth of 1 to 100 is 91 to 100; the same seed gives the same interval."""
    values = np.arange(1.0, 101.0)
    found = tail_of(values, 0.9, seed=3)
    assert found.value == pytest.approx(95.5)
    assert found.low < 95.5 < found.high <= 100.0
    assert tail_of(values, 0.9, seed=3) == found


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """400 samples of 20 from a known law; 95 % of 400, within four standard errors."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        found = mean_of(rng.normal(3.0, 2.0, 20))
        held += found.low <= 3.0 <= found.high
    assert held / 400 == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 400) ** 0.5)
