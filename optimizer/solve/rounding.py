"""A plan near a point: whole numbers rounded along the rows that are about them alone.

Where a row adds up whole numbers only (all builds of an expansion over the years), rounding each by
itself may break it, and builds a plant too many or too few; so their running sum is rounded, and
each gets the step. What is left is a linear program, from which columns may be left out that no
point nearby uses: the plan is then no worse than what the columns that are left allow.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from optimizer.data.problem import Floats
    from optimizer.solve.arrays import Arrays

MANY = ("flow", "activity")
"""Families large enough for leaving out columns to pay; all others stay as they are."""

EARNED = "reached"
"""Yes/no decisions that follow from what is done, not from deciding: never rounded up."""

USED = 1e-9
WHOLE = 1e-6
"""What a point may lack to have earned it."""
FRACTIONS = (0.2, 1e-6, 0.35)
"""From which fraction on a running sum is rounded up, in the order in which they are tried."""


def rounded(arrays: Arrays, values: Floats, up: float) -> Floats:
    """The point with its whole numbers rounded; ``up``: the fraction from which they go up."""
    result = values.copy()
    whole = np.flatnonzero(arrays.integer)
    result[whole] = np.floor(values[whole] + (1.0 - up) + USED)
    for columns in _sums(arrays):
        running = np.floor(np.cumsum(values[columns]) + (1.0 - up) + USED)
        result[columns] = np.diff(running, prepend=0.0)
    if EARNED in arrays.decisions:
        span = arrays.decisions[EARNED].span
        result[span] = np.floor(values[span] + WHOLE)
    return np.clip(result, arrays.lower, arrays.upper)


def unearned(arrays: Arrays, values: Floats) -> Floats:
    """The point without what must be earned first: it may miss that where numbers were rounded."""
    result = values.copy()
    if EARNED in arrays.decisions:
        result[arrays.decisions[EARNED].span] = 0.0
    return result


def _sums(arrays: Arrays) -> Iterable[NDArray[np.int32]]:
    """Columns of the rows that limit a sum of whole numbers from above."""
    lengths = np.diff(arrays.starts)
    row = np.repeat(np.arange(lengths.size), lengths)
    other = ~arrays.integer[arrays.columns_of] | (arrays.values <= 0)
    mixed = np.bincount(row, other, lengths.size)
    for at in np.flatnonzero((mixed == 0) & (lengths > 1) & np.isfinite(arrays.row_upper)):
        yield arrays.columns_of[arrays.starts[at] : arrays.starts[at + 1]]


def settled(arrays: Arrays, values: Floats) -> Arrays:
    """The linear program that is left where the whole numbers are those of a point."""
    return replace(
        arrays,
        lower=np.where(arrays.integer, values, arrays.lower),
        upper=np.where(arrays.integer, values, arrays.upper),
        integer=np.zeros_like(arrays.integer),
    )


def narrowed(arrays: Arrays, points: Iterable[Floats]) -> Arrays:
    """The same, without the flows and activities that none of ``points`` has."""
    kept = (arrays.lower > 0) | (arrays.upper <= 0)
    for name, family in arrays.decisions.items():
        if name not in MANY:
            kept[family.span] = True
    for point in points:
        kept |= point > USED
    return replace(arrays, upper=np.where(kept, arrays.upper, np.maximum(arrays.lower, 0.0)))
