"""What a sample says of all that may happen: means, tails, and how sure one may be of them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.risk import tail_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.problem import Floats

RESAMPLES = 2000
"""Times that a sample is drawn anew from itself (bootstrap)."""


@dataclass(frozen=True)
class Estimate:
    """A number known from a sample; the true one is believed to lie from ``low`` to ``high``.

    Both are the value where the sample does not vary, and NaN where it is of one.
    """

    value: float
    low: float
    high: float


def mean_of(values: Floats, confidence: float = 0.95) -> Estimate:
    """The mean, with the interval of Student's t."""
    middle = float(values.mean())
    if values.size < 2:
        return Estimate(middle, float("nan"), float("nan"))
    half = student(0.5 + confidence / 2.0, values.size - 1) * float(values.std(ddof=1))
    half /= float(np.sqrt(values.size))
    return Estimate(middle, middle - half, middle + half)


def tail_of(values: Floats, tail: float, seed: int, confidence: float = 0.95) -> Estimate:
    """The mean of the dearest ``1 - tail``, with the percentile interval of a seeded bootstrap."""
    even = np.full(values.size, 1.0 / values.size)
    return _resampled(values, lambda drawn: tail_mean(drawn, even, tail), seed, confidence)


def _resampled(
    values: Floats, statistic: Callable[[Floats], float], seed: int, confidence: float
) -> Estimate:
    """Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13."""
    if values.size < 2:
        return Estimate(statistic(values), float("nan"), float("nan"))
    chosen = np.random.default_rng(seed).integers(0, values.size, (RESAMPLES, values.size))
    found = np.array([statistic(values[row]) for row in chosen])
    low, high = np.quantile(found, [0.5 - confidence / 2.0, 0.5 + confidence / 2.0])
    return Estimate(statistic(values), float(low), float(high))


def student(probability: float, freedom: int) -> float:
    """The quantile of Student's t; four terms of Fisher and Cornish, exact for 1 and 2.

    Off by less than 0.5 % from 3 degrees of freedom on between 0.025 and 0.975. Source: Abramowitz
    and Stegun (1964), 26.7.5.
    """
    if freedom == 1:
        return float(np.tan(np.pi * (probability - 0.5)))
    if freedom == 2:
        a = 2.0 * probability - 1.0
        return float(a * np.sqrt(2.0 / (1.0 - a * a)))
    z, v = NormalDist().inv_cdf(probability), float(freedom)
    terms = (
        (z**3 + z) / 4.0,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96.0,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384.0,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160.0,
    )
    return z + sum(term / v ** (power + 1) for power, term in enumerate(terms))
