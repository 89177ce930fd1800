"""A bound that is recomputed, not believed: from multipliers of the rows, by weak duality.

For any multipliers y of the rows, no point costs less than

    offset + Σ_i (y_i · row_lower_i if y_i > 0 else y_i · row_upper_i)
           + Σ_j (d_j · lower_j if d_j > 0 else d_j · upper_j),    d = cost − Aᵀ y,

so multipliers that come from a solver prove a bound whatever the solver says of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.solve.arrays import Arrays

DUST = 1e-7
"""Multipliers and reduced costs smaller than this, relative to the costs, count as zero on the side
where there is no bound: the same tolerance within which the solver keeps its own rules."""


def dual_bound(arrays: Arrays, multipliers: Floats) -> float:
    """The bound that ``multipliers`` (one by row) prove on ``arrays`` without whole numbers.

    ``-inf`` when they prove nothing: a multiplier or a reduced cost pulls against a missing bound.
    """
    reduced = reduced_costs(arrays, arrays.cost, multipliers)
    scale = DUST * max(1.0, float(np.abs(arrays.cost).max(initial=0.0)))
    rows = _least(multipliers, arrays.row_lower, arrays.row_upper, scale)
    columns = _least(reduced, arrays.lower, arrays.upper, scale)
    return arrays.offset + rows + columns


def reduced_costs(arrays: Arrays, cost: Floats, multipliers: Floats) -> Floats:
    """``cost`` − Aᵀ y, one by column; y are ``multipliers``, one by row."""
    weights = arrays.values * np.repeat(multipliers, np.diff(arrays.starts))
    return np.asarray(cost - np.bincount(arrays.columns_of, weights, cost.size))


def _least(slope: Floats, lower: Floats, upper: Floats, dust: float) -> float:
    """Least value of Σ slope·x within the bounds."""
    end = np.where(slope > 0, lower, upper)
    missing = ~np.isfinite(end)
    if np.any(missing & (np.abs(slope) > dust)):
        return -np.inf
    return float(slope[~missing] @ end[~missing])
