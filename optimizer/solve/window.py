"""Some moments of a problem alone: everything else stands still, on the right-hand side.

What is decided at the moments of the window stays free. What is not — here-and-now decisions, and
what happens before and after — is fixed at a point, leaves the columns, and moves to the right-hand
side of the rows it shares with the window: stock before, goods under way, what was sold and comes
back. Rows without a free column are left out; whether the fixed part keeps them is not asked.

With the window open to the end of the horizon this is the problem with its past fixed. If it ends
before, the future is fixed too: what happens within must leave it possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.problem import IndexSet
from optimizer.solve.arrays import Family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Integers, Problem
    from optimizer.solve.arrays import Arrays

NOTHING = 1e-12
"""A right-hand side this small, relative to what it is the difference of, is rounding."""


@dataclass(frozen=True, eq=False)
class Window:
    """A part of a problem, and where its columns and rows are in the whole.

    ``columns[j]`` and ``rows[i]`` are positions in the whole of column ``j`` and row ``i`` here;
    ``column_at`` and ``row_at`` are the reverse, -1 for what is not here. ``arrays`` is a problem
    like any other, with the names of the whole and an offset that counts what is fixed, so that
    objectives are those of the whole; it has no cost terms and no measures: ask those of the whole,
    at ``lifted`` values.
    """

    arrays: Arrays
    columns: Integers
    rows: Integers
    column_at: Integers
    row_at: Integers
    fixed: Floats

    def lifted(self, values: Floats) -> Floats:
        """A point of the whole from values here: the rest is as it was fixed."""
        point = self.fixed.copy()
        point[self.columns] = values
        return point


def between(problem: Problem, first: str = "", last: str = "") -> Integers:
    """Positions of the moments from period ``first`` to ``last``, in all branches; empty: the ends.

    Raises:
        KeyError: there is no such period.
    """
    order = problem.sets["periods"].position
    low = order[first] if first else 0
    high = order[last] if last else len(order) - 1
    labels = problem.sets["moments"].labels
    inside = [low <= order[label.rpartition("|")[2]] <= high for label in labels]
    return np.flatnonzero(inside)


def window(arrays: Arrays, values: Floats, moments: Iterable[int]) -> Window:
    """The problem at ``moments`` (positions), with everything else fixed at ``values``.

    ``values`` has one number by column of ``arrays``; what it says of the window is not read.
    """
    kept = np.asarray(sorted(moments), dtype=np.int64)
    return cut(arrays, values, decided_at(arrays, kept))


def cut(arrays: Arrays, values: Floats, free: NDArray[np.bool_]) -> Window:
    """The problem in the ``free`` columns (a flag by column), the others fixed at ``values``."""
    columns = np.flatnonzero(free)
    fixed = np.where(free, 0.0, values)
    row = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    here = free[arrays.columns_of]
    count = np.bincount(row[here], minlength=arrays.row_lower.size)
    rows = np.flatnonzero(count)
    taken = arrays.values * fixed[arrays.columns_of]
    given = _sums(row, taken, arrays.row_lower.size)[rows]
    size = _sums(row, np.abs(taken), arrays.row_lower.size)[rows]
    column_at, row_at = _reverse(columns, free.size), _reverse(rows, arrays.row_lower.size)
    part = replace(
        arrays,
        cost=arrays.cost[columns],
        offset=arrays.offset + float(arrays.cost @ fixed),
        lower=arrays.lower[columns],
        upper=arrays.upper[columns],
        integer=arrays.integer[columns],
        row_lower=_less(arrays.row_lower[rows], given, size),
        row_upper=_less(arrays.row_upper[rows], given, size),
        starts=np.concatenate([[0], np.cumsum(count[rows])]).astype(np.int32),
        columns_of=column_at[arrays.columns_of[here]].astype(np.int32),
        values=arrays.values[here],
        decisions=_families(arrays.decisions, columns),
        constraints=_families(arrays.constraints, rows),
        costs=(),
        aims={
            aim: (cost[columns], offset + float(cost @ fixed))
            for aim, (cost, offset) in arrays.aims.items()
        },
        ratios={},
    )
    return Window(part, columns, rows, column_at, row_at, fixed)


def _sums(row: Integers, amount: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(row, amount, size), dtype=np.float64)


def decided_at(arrays: Arrays, kept: Integers) -> NDArray[np.bool_]:
    """Whether a column is decided at one of the moments (positions)."""
    free = np.zeros(arrays.cost.size, dtype=bool)
    for family in arrays.decisions.values():
        axes = [at for at, over in enumerate(family.over) if over.name == "moments"]
        if axes and family.size:
            part = np.zeros(family.shape, dtype=bool)
            np.moveaxis(part, axes[0], 0)[kept] = True
            free[family.span] = part.ravel()
    return free


def _reverse(positions: Integers, size: int) -> Integers:
    back = np.full(size, -1, dtype=np.int64)
    back[positions] = np.arange(positions.size)
    return back


def _less(side: Floats, given: Floats, size: Floats) -> Floats:
    """A side of the rows less what the fixed columns give; rounding is nothing."""
    left = side - given
    finite = np.isfinite(side)
    dust = finite & (np.abs(left) <= NOTHING * (size + np.abs(np.where(finite, side, 0.0))))
    return np.where(dust, 0.0, left)


def _families(families: dict[str, Family], kept: Integers) -> dict[str, Family]:
    """The families of what is kept: over fewer moments where that says it, else over labels."""
    found: dict[str, Family] = {}
    for name, family in families.items():
        low, high = np.searchsorted(kept, [family.start, family.start + family.size])
        found[name] = Family(name, _over(family, kept[low:high] - family.start), int(low))
    return found


def _over(family: Family, inside: Integers) -> tuple[IndexSet, ...]:
    """Sets whose product is what is kept of a family (positions within it)."""
    if inside.size == family.size:
        return family.over
    if not inside.size:
        return (IndexSet(family.name, (), "nothing is left"),)
    where = np.unravel_index(inside, family.shape)
    parts = [np.unique(axis) for axis in where]
    if np.prod([part.size for part in parts]) == inside.size:
        return tuple(
            over if part.size == len(over) else _some(over, part)
            for over, part in zip(family.over, parts, strict=True)
        )
    named = [[s.labels[i] for i in axis] for s, axis in zip(family.over, where, strict=True)]
    labels = (",".join(names) for names in zip(*named, strict=True))
    return (IndexSet(family.name, tuple(labels), "what is left"),)


def _some(over: IndexSet, part: Integers) -> IndexSet:
    return IndexSet(over.name, tuple(over.labels[i] for i in part), over.doc)
