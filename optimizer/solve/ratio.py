"""Measures that are ratios: bounds carried from one limit to another, and the least there is.

A proof for one limit on a measure is one for every other: the multipliers of the relaxation at
limit ε prove a bound at ε' as well, by weak duality, once those of the demand rows have taken up
what changes in the denominator. Where the denominator is energy served, that is the tangent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.arrays import Family
from optimizer.solve.bounds import dual_bound

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.problem import Floats
    from optimizer.solve.arrays import Arrays

DEMANDS, SERVED, MISSING = "demand_met", "served", "shortfall"
STEPS = 30
SETTLED = 1e-7
"""Distance of a ratio from its least that counts as none."""


@dataclass(frozen=True, eq=False)
class Proof:
    """Multipliers, one by row of ``arrays.within(measure, most)``, and the bound they prove."""

    most: float
    multipliers: Floats
    bound: float


def prove(arrays: Arrays, measure: str, most: float, multipliers: Floats) -> Proof:
    """What multipliers prove where the measure is at most ``most``."""
    bound = dual_bound(arrays.within(measure, most), multipliers)
    return Proof(most, multipliers, bound)


def bound_at(arrays: Arrays, measure: str, proof: Proof, most: float) -> float:
    """What a proof for another limit says of the limit ``most``."""
    if most == proof.most:
        return proof.bound
    limited = arrays.within(measure, most)
    carried = _carried(arrays, measure, proof, most)
    best = max(dual_bound(limited, carried), dual_bound(limited, proof.multipliers))
    # A tighter limit never costs less.
    return max(best, proof.bound) if most < proof.most else best


def denominator(arrays: Arrays, measure: str, label: int) -> Floats:
    """What a column adds to the denominator of a label."""
    below = arrays.ratios[measure].denominator
    own = below.rows == label
    amount = np.zeros(arrays.cost.size)
    np.add.at(amount, below.columns[own], below.values[own])
    return amount


def _carried(arrays: Arrays, measure: str, proof: Proof, most: float) -> Floats:
    """The multipliers, those of the demand rows moved so that serving stays as dear as it was."""
    moved = proof.multipliers.copy()
    if DEMANDS not in arrays.constraints or SERVED not in arrays.decisions:
        return moved
    first = arrays.row_lower.size
    rows, served = arrays.constraints[DEMANDS].span, arrays.decisions[SERVED].span
    entries = slice(arrays.starts[rows.start], arrays.starts[rows.stop])
    lengths = np.diff(arrays.starts[rows.start : rows.stop + 1])
    row = np.repeat(np.arange(rows.start, rows.stop), lengths)
    column, value = arrays.columns_of[entries], arrays.values[entries]
    own = (column >= served.start) & (column < served.stop)
    row, column, value = row[own], column[own], value[own]
    for label in range(len(arrays.ratios[measure].over)):
        pull = proof.multipliers[first + label] * (most - proof.most)
        if pull:
            # Each row once: what is served there adds alike to the denominator, whoever serves it.
            shift = np.zeros(first)
            shift[row] = pull * denominator(arrays, measure, label)[column] / value
            moved[:first] += shift
    return moved


def least(
    arrays: Arrays,
    measure: str,
    at: Floats,
    solve: Callable[[Arrays], Floats | None],
) -> tuple[float, Floats]:
    """The least that the greatest label of a measure can be, and a point that has it.

    ``at`` is a point to begin with; ``solve`` finds a point of least cost. Each step makes the
    greatest of (numerator − λ·denominator) small, at the λ of the point before, until no more is to
    be had. See: Crouzeix, Ferland and Schaible, An algorithm for generalized fractional programs,
    Journal of Optimization Theory and Applications 47 (1985).
    """
    value = float(arrays.ratios[measure].at(at).max())
    for _ in range(STEPS):
        found = solve(excess(arrays, measure, value, at))
        if found is None:
            break
        point = found[:-1]
        lower = float(arrays.ratios[measure].at(point).max())
        if lower >= value - SETTLED * max(1.0, abs(value)):
            if lower < value:
                value, at = lower, point
            break
        value, at = lower, point
    return value, at


def excess(arrays: Arrays, measure: str, most: float, at: Floats) -> Arrays:
    """By how much the worst label exceeds ``most``, as a part of its denominator at a point.

    One more column, the last, is that excess, and the only cost.
    """
    limited = arrays.within(measure, most)
    labels, width = len(arrays.ratios[measure].over), arrays.cost.size
    rows = limited.constraints[f"within_{measure}"].span
    size = np.array([denominator(arrays, measure, k) @ at for k in range(labels)])
    size = np.where(size > 0, size, 1.0)
    ends = limited.starts[rows.start + 1 : rows.stop + 1]
    own = np.zeros(width + 1)
    own[-1] = 1.0
    return replace(
        limited,
        cost=own,
        offset=0.0,
        lower=np.append(limited.lower, -np.inf),
        upper=np.append(limited.upper, np.inf),
        integer=np.append(limited.integer, False),
        starts=limited.starts
        + np.concatenate([np.zeros(rows.start + 1), np.arange(1, labels + 1)]).astype(
            limited.starts.dtype
        ),
        columns_of=np.insert(limited.columns_of, ends, width).astype(limited.columns_of.dtype),
        values=np.insert(limited.values, ends, -size),
        decisions=limited.decisions | {"excess_of_all": Family("excess_of_all", (), width)},
    )


def serving_no_less(arrays: Arrays, values: Floats) -> Arrays:
    """The same, with no demand served less, at any moment, than at a point."""
    if MISSING not in arrays.decisions:
        return arrays
    span = arrays.decisions[MISSING].span
    upper = arrays.upper.copy()
    upper[span] = np.minimum(upper[span], np.maximum(values[span], arrays.lower[span]))
    return replace(arrays, upper=upper)
