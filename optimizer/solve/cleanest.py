"""The most that can be called clean of what a point moves: a linear program beside the problem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import highs
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays, Family

DECISIONS = ("clean_activity", "clean_flow", "clean_stock", "clean_served")
OWN = (
    *("clean_part_of_activity", "clean_part_of_flow", "clean_part_of_stock"),
    *("clean_part_of_served", "clean_balance"),
)
"""Rules of the clean stream, which it keeps with nothing in it."""
ROWS = (*OWN, "pass_through_limit")
LEAST = 1e-6
"""Weight of clean energy at moments without probability."""


def cleanest(arrays: Arrays, values: Floats, settings: SolveSettings) -> Floats:
    """The same point, with as much of the energy clean as its amounts allow.

    A cheapest plan need not call clean all that is; so nothing but the clean columns is changed.
    Where the linear program does not end well, the point is returned as it was.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    columns = _all(arrays.decisions, DECISIONS)
    if not columns.size:
        return values
    rows = _all(arrays.constraints, ROWS)
    entries, row = _entries(arrays, rows)
    at = np.full(arrays.cost.size, -1)
    at[columns] = np.arange(columns.size)
    column, amount = arrays.columns_of[entries], arrays.values[entries]
    inside = at[column] >= 0
    there = np.bincount(row[~inside], amount[~inside] * values[column[~inside]], rows.size)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[inside], minlength=rows.size))])
    part = replace(
        arrays,
        cost=_worth(arrays)[columns],
        offset=0.0,
        lower=arrays.lower[columns],
        upper=arrays.upper[columns],
        integer=np.zeros(columns.size, dtype=bool),
        row_lower=arrays.row_lower[rows] - there,
        row_upper=arrays.row_upper[rows] - there,
        starts=starts.astype(np.int32),
        columns_of=at[column[inside]].astype(np.int32),
        values=amount[inside],
    )
    found = highs.solve(part, replace(settings, log=False, method="choose"))
    if found.reason is not StopReason.OPTIMAL or found.values is None:
        return values
    result = values.copy()
    result[columns] = found.values
    return result


def asleep(arrays: Arrays) -> Arrays:
    """The same problem, its clean columns held at 0 if nothing asks for them but their own rules.

    Who only measures does not burden the search; ``cleanest`` finds the clean stream afterwards.
    """
    columns = _all(arrays.decisions, DECISIONS)
    if not columns.size or np.any(arrays.cost[columns]):
        return arrays
    clean = np.zeros(arrays.cost.size, dtype=bool)
    clean[columns] = True
    own = np.zeros(arrays.row_lower.size, dtype=bool)
    own[_all(arrays.constraints, OWN)] = True
    rows = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    if np.any(clean[arrays.columns_of] & ~own[rows]):
        return arrays
    return replace(arrays, upper=np.where(clean, 0.0, arrays.upper))


def _all(families: dict[str, Family], names: tuple[str, ...]) -> Integers:
    """Positions of some families, in their order; none for a family that is not there."""
    spans = [families[name].span for name in names if name in families]
    return np.concatenate([np.zeros(0, np.int64), *(np.arange(s.start, s.stop) for s in spans)])


def _entries(arrays: Arrays, rows: Integers) -> tuple[Integers, Integers]:
    """Position of every entry of some rows, and which of the rows it is in."""
    first, last = arrays.starts[rows].astype(np.int64), arrays.starts[rows + 1].astype(np.int64)
    count = last - first
    row = np.repeat(np.arange(rows.size), count)
    before = np.concatenate([[0], np.cumsum(count)[:-1]]) if rows.size else count
    return np.arange(int(count.sum())) - before[row] + first[row], row


def _worth(arrays: Arrays) -> Floats:
    """Clean energy is worth what it takes off the pass-through, other clean amounts nothing."""
    aim, _ = arrays.aims.get("pass_through", (np.zeros(arrays.cost.size), 0.0))
    worth = np.zeros(arrays.cost.size)
    served = arrays.decisions["clean_served"].span
    worth[served] = -np.maximum(np.abs(aim[served]), LEAST)
    return worth
