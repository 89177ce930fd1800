"""The entries of one term: what it adds to which row and column, kept as small as it was said.

A term runs over axes: one for each free index and each sum, a joined one where sums are ragged.
What differs along one axis only is kept along that axis; the rest is broadcasting, done when an
array is filled. Which row an entry belongs to is a *root* on each axis: the combination of free
indices found there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.problem import Floats, Integers

Trace: TypeAlias = "tuple[tuple[tuple[int, ...], tuple[int, ...]], Integers]"
"""Free indices and positions in the decision's key that meet on an axis; their pairs as numbers."""


@dataclass(frozen=True, eq=False)
class Layout:
    """How the entries of a term lie over rows, which are the product of free indices, row-major.

    ``sizes``: of the free indices. ``order``: the free indices axis by axis. ``grid``: number of
    combinations on each axis, 1 where there is no free index. ``roots``: combination of each
    position of an axis, rising; ``None`` where each stands once, in order, and where there is no
    free index. ``shape``: length of each axis.
    """

    sizes: tuple[int, ...]
    order: tuple[int, ...]
    grid: tuple[int, ...]
    roots: tuple[Integers | None, ...]
    shape: tuple[int, ...]

    def spread(self, by_row: Any) -> Any:
        """An array by row, laid out over the entries; to be broadcast to ``shape``."""
        laid = by_row.reshape(self.sizes).transpose(self.order).reshape(self.grid)
        for axis, root in enumerate(self.roots):
            if root is not None:
                laid = laid.take(root, axis=axis)
        return laid

    def gathered(self, by_grid: Any) -> Any:
        """The way back: an array that broadcasts to ``grid``, by row."""
        full = np.broadcast_to(by_grid, self.grid)
        inner = full.reshape([self.sizes[free] for free in self.order])
        return inner.transpose(np.argsort(self.order)).ravel() if self.order else full.ravel()

    @cached_property
    def count(self) -> Integers:
        """Number of entries by row."""
        count = np.zeros(int(np.prod(self.sizes, dtype=np.int64)), dtype=np.int64)
        self.add_count(count)
        return count

    def add_count(self, by_row: Integers) -> None:
        """Add the number of entries of each row."""
        counts: Integers = np.ones((1,) * len(self.shape), dtype=np.int64)
        for axis, own in enumerate(self._own):
            if own is not None:
                counts = counts * along(axis, own, self.shape)
        if self.order == tuple(range(len(self.order))):
            by_row.reshape(self.grid)[...] += counts
        else:
            by_row += self.gathered(counts)

    @cached_property
    def rank(self) -> Integers:
        """Place of an entry among those of its row, from 0; to be broadcast to ``shape``."""
        rank: Integers = np.zeros((1,) * len(self.shape), dtype=np.int64)
        for axis, own in enumerate(self._own):
            if own is None:
                continue
            root, within, times = self.roots[axis], np.arange(self.shape[axis]), own
            if root is not None:
                within -= (np.cumsum(own) - own)[root]
                times = own[root]
            rank = rank * along(axis, times, self.shape) + along(axis, within, self.shape)
        return rank

    @cached_property
    def _own(self) -> tuple[Integers | None, ...]:
        """Positions of an axis by combination of its free indices; ``None``: each has one."""
        own: list[Integers | None] = []
        for axis, (root, size) in enumerate(zip(self.roots, self.grid, strict=True)):
            if root is not None:
                own.append(np.bincount(root, minlength=size))
            else:
                own.append(None if self._is_free(axis) else np.array([self.shape[axis]]))
        return tuple(own)

    def _is_free(self, axis: int) -> bool:
        return self.grid[axis] == self.shape[axis]

    @property
    def summed(self) -> tuple[int, ...]:
        """Axes without a free index."""
        return tuple(
            axis for axis, root in enumerate(self.roots) if root is None and not self._is_free(axis)
        )


@dataclass(frozen=True, eq=False)
class Entries:
    """One term over all its indices.

    ``value`` and the ``columns_by_axis``, which add up, broadcast to the layout's shape; there are
    no columns for a constant. ``dense`` gives, for each index of the decision, the axis that it
    alone runs along from first to last; ``None`` where it is not so simple. ``traces`` are enough
    to see that no column stands twice in a row without looking at the entries.
    """

    layout: Layout
    value: Floats
    columns_by_axis: tuple[Integers, ...] | None = None
    dense: tuple[int, ...] | None = None
    traces: tuple[tuple[Trace, ...], ...] = ()

    @property
    def column(self) -> Any:
        """Column of each entry; to be broadcast."""
        if self.columns_by_axis is None:
            raise TypeError("a constant has no columns")
        return reduce(np.add, self.columns_by_axis)

    def flat(self) -> tuple[Integers, Integers, Floats]:
        """Rows, columns and values, one by one; a constant's columns are empty."""
        shape, rows = self.layout.shape, int(np.prod(self.layout.sizes, dtype=np.int64))
        row = _full(self.layout.spread(np.arange(rows)), shape)
        column = (
            np.zeros(0, np.int64) if self.columns_by_axis is None else _full(self.column, shape)
        )
        return row, column, _full(self.value, shape)

    def by_row(self) -> Floats:
        """Sum of the values of each row."""
        layout = self.layout
        if any(root is not None for root in layout.roots):
            rows, _, values = self.flat()
            return np.asarray(np.bincount(rows, values, layout.count.size), dtype=float)
        value = self.value
        if layout.summed:
            value = np.broadcast_to(value, layout.shape).sum(axis=layout.summed, keepdims=True)
        return np.asarray(layout.gathered(value))

    def add_to(self, total: Floats, start: int, sizes: tuple[int, ...], weight: Floats) -> None:
        """Add value times the row's weight to the decision's part of a vector by column."""
        amount = self.value * self.layout.spread(weight)
        block = total[start : start + int(np.prod(sizes, dtype=np.int64))]
        if self.dense is None:
            column = _full(self.column, self.layout.shape) - start
            block += np.bincount(column, _full(amount, self.layout.shape), block.size)
            return
        rest = tuple(axis for axis in range(len(self.layout.shape)) if axis not in self.dense)
        amount = np.broadcast_to(amount, self.layout.shape).sum(axis=rest)
        block.reshape(sizes)[...] += amount.transpose(np.argsort(np.argsort(self.dense)))

    def fill(self, at: Integers, columns: Any, values: Floats) -> None:
        """Write columns and values, each row from its place ``at`` on, and move the places."""
        # Writing through flat places is several times as fast as through shaped ones.
        place = _full(self.layout.spread(at) + self.layout.rank, self.layout.shape)
        columns[place] = _full(self.column, self.layout.shape)
        values[place] = _full(self.value, self.layout.shape)
        self.layout.add_count(at)

    def repeats(self) -> bool:
        """Whether a column may stand twice in a row."""
        return any(not _distinct(axis[0][1]) for axis in self.traces)

    def meets(self, other: Entries) -> bool:
        """Whether a column of the same decision may stand in the same row of both."""
        theirs = {what: keys for axis in other.traces for what, keys in axis}
        return not any(
            what in theirs and not _share(keys, theirs[what])
            for axis in self.traces
            for what, keys in axis
        )


def added_up(same: Sequence[Entries], rows: int) -> list[Entries]:
    """Entries of one decision, with columns that repeat in a row added up if there can be any."""
    apart = not any(e.repeats() for e in same) and not any(
        a.meets(b) for at, a in enumerate(same) for b in same[at + 1 :]
    )
    return list(same) if apart else [in_one([e.flat() for e in same], rows)]


def in_one(parts: Sequence[tuple[Any, Any, Any]], rows: int) -> Entries:
    """Rows, columns and values in any order as entries in which no column repeats in a row."""
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    row, column, value = (np.concatenate(same) for same in zip(none, *parts, strict=True))
    order = np.lexsort((column, row))
    row, column, value = row[order], column[order], value[order]
    new = np.ones(row.size, dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first = np.flatnonzero(new)
    value = np.add.reduceat(value, first) if first.size else value
    row, column = row[first], column[first]
    return Entries(Layout((rows,), (0,), (rows,), (row,), (row.size,)), value, (column,))


def along(axis: int, values: Any, shape: tuple[int, ...]) -> Any:
    """Values along one axis, shaped to broadcast over all."""
    return values.reshape([-1 if at == axis else 1 for at in range(len(shape))])


def _distinct(keys: Integers) -> bool:
    return _rise(keys) or np.unique(keys).size == keys.size


def _share(some: Integers, others: Integers) -> bool:
    """Whether a number stands in both."""
    if not (some.size and others.size and _rise(others)):
        return bool(np.isin(some, others).any())
    place = np.minimum(np.searchsorted(others, some), others.size - 1)
    return bool((others[place] == some).any())


def _rise(keys: Integers) -> bool:
    return bool((keys[1:] > keys[:-1]).all())


def _full(part: Any, shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(part, shape).ravel()
