"""Evaluate a term over all its indices at once: rows, columns and values as arrays.

Each free index and each sum is an axis. Sums over relations are expanded along the axis of their
key (ragged, by pointer arrays); everything else stays a broadcast until the end. Where an entry
goes within its row follows from its rank on each axis, so a matrix is filled without a sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.problem import Floats, IndexSet, Integers, Problem
from optimizer.solve.sketch import Decision, Index, NotTemplatableError, Symbol, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Traces = tuple[tuple[tuple[tuple[int, ...], tuple[int, ...]], Integers], ...]


@dataclass
class Axis:
    """Positions of some symbols (by identity) along one axis of the term's entries."""

    at: dict[int, Integers]
    length: int


@dataclass(frozen=True)
class Entries:
    """Flat arrays of one term.

    ``rank`` counts the entries of a row from 0; ``count`` is their number by row. ``columns`` is
    ``None`` for a constant. ``traces`` tell, for each axis, which indices of the decision lie on it
    and the (free combination, position) pairs as one number: enough to see that no column repeats
    in a row without looking at the entries.
    """

    rows: Integers
    columns: Integers | None
    values: Floats
    rank: Integers
    count: Integers
    traces: Traces = ()

    def repeats(self) -> bool:
        """Whether a column may stand twice in a row."""
        return any(np.unique(keys).size < keys.size for _, keys in self.traces)

    def meets(self, other: Entries) -> bool:
        """Whether a column of the same decision may stand in the same row of both."""
        theirs = dict(other.traces)
        return not any(
            what in theirs and not np.isin(keys, theirs[what]).any() for what, keys in self.traces
        )


class Expander:
    """Evaluates terms over the product of some free symbols; rows are that product, row-major."""

    def __init__(
        self, problem: Problem, offsets: Mapping[str, int], free: Sequence[Symbol]
    ) -> None:
        self._problem = problem
        self._offsets = offsets
        self._free = list(free)
        sizes = [len(s.over) for s in free]
        self.rows = int(np.prod(sizes, dtype=np.int64))
        self._stride = {
            id(s): int(np.prod(sizes[at + 1 :], dtype=np.int64)) for at, s in enumerate(free)
        }

    def entries(self, term: Term) -> Entries:
        """All entries of a term."""
        axes = self._axes(term)
        shape = tuple(axis.length for axis in axes)
        rows, rank, count = self._places(axes)
        value: Floats | float = term.number
        for parameter, key in term.given:
            where = tuple(
                self._positions(self._problem.sets[name], index, axes)
                for name, index in zip(parameter.over, key, strict=True)
            )
            value = value * parameter.values[where]
        values = np.broadcast_to(np.asarray(value, dtype=float), shape).ravel()
        columns = None
        traces: Traces = ()
        if term.decision is not None:
            decision, key = term.decision
            column: Integers = np.full((1,) * len(axes), 0, dtype=np.int64)
            for over, index in zip(decision.over, key, strict=True):
                column = column * len(over) + self._positions(over, index, axes)
            column = column + self._offsets[decision.name]
            columns = np.broadcast_to(column, shape).ravel()
            traces = tuple(self._trace(axis, decision, key) for axis in axes)
        flat = (np.broadcast_to(a, shape).ravel() for a in (rows, rank))
        return Entries(next(flat), columns, values, next(flat), count, traces)

    def _trace(
        self, axis: Axis, decision: Decision, key: tuple[Index, ...]
    ) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], Integers]:
        keys, _ = self._root(axis)
        on_axis = []
        for at, (over, index) in enumerate(zip(decision.over, key, strict=True)):
            if isinstance(index, Symbol) and id(index) in axis.at:
                on_axis.append(at)
                keys = keys * len(over) + self._positions(over, index, [axis])
        free = tuple(id(s) for s in self._free if id(s) in axis.at)
        return (free, tuple(on_axis)), keys

    def _axes(self, term: Term) -> list[Axis]:
        axes = [Axis({id(s): np.arange(len(s.over))}, len(s.over)) for s in self._free]
        for symbol in term.summed:
            if symbol.relation is None:
                axes.append(Axis({id(symbol): np.arange(len(symbol.over))}, len(symbol.over)))
            else:
                self._grow(symbol, axes)
        return axes or [Axis({}, 1)]

    def _grow(self, symbol: Symbol, axes: list[Axis]) -> None:
        """Replace the axes of a relation's keys by one that also runs through its members."""
        relation = symbol.relation
        if relation is None:
            raise NotTemplatableError(f"{symbol.over.name} is not reached through a relation")
        wanted = {id(k) for k in symbol.keys if isinstance(k, Symbol)}
        joined = [axis for axis in axes if wanted & axis.at.keys()]
        if not joined:
            raise NotTemplatableError(
                f"{relation.name} is looked up by an index that is out of reach"
            )
        axis = reduce(_outer, joined)
        flat: Integers = np.zeros(1, dtype=np.int64)
        for name, key in zip(relation.keys, symbol.keys, strict=True):
            keys = self._problem.sets[name]
            flat = flat * len(keys) + self._positions(keys, key, [axis])
        flat = np.broadcast_to(flat, (axis.length,))
        low = relation.pointers[flat]
        count = relation.pointers[flat + 1] - low
        take = np.repeat(np.arange(axis.length), count)
        first = np.cumsum(count) - count
        members = relation.members[np.arange(take.size) + np.repeat(low - first, count)]
        at = {s: positions[take] for s, positions in axis.at.items()}
        place = axes.index(joined[0])
        axes[place] = Axis(at | {id(symbol): members}, take.size)
        for gone in joined[1:]:
            axes.remove(gone)

    def _places(self, axes: list[Axis]) -> tuple[Integers, Integers, Integers]:
        """Row and rank of every entry, shaped to broadcast, and the number of entries by row."""
        dimensions = len(axes)
        row: Integers = np.zeros((1,) * dimensions, dtype=np.int64)
        rank = row
        grid, counts = row, row + 1
        for number, axis in enumerate(axes):
            root, contribution = self._root(axis)
            own = np.bincount(root, minlength=contribution.size)
            within = np.arange(axis.length) - (np.cumsum(own) - own)[root]
            shape = [1] * dimensions
            shape[number] = -1
            row = row + contribution[root].reshape(shape)
            rank = rank * own[root].reshape(shape) + within.reshape(shape)
            grid = grid + contribution.reshape(shape)
            counts = counts * own.reshape(shape)
        count = np.zeros(self.rows, dtype=np.int64)
        count[grid.ravel()] = counts.ravel()
        return row, rank, count

    def _root(self, axis: Axis) -> tuple[Integers, Integers]:
        """Which combination of free indices each entry of an axis belongs to; their row numbers.

        Sorts the axis by it where it is not sorted already, so that ranks can be counted.
        """
        root: Integers = np.zeros(axis.length, dtype=np.int64)
        contribution: Integers = np.zeros(1, dtype=np.int64)
        for symbol in self._free:
            if id(symbol) in axis.at:
                size = len(symbol.over)
                root = root * size + axis.at[id(symbol)]
                steps = np.arange(size) * self._stride[id(symbol)]
                contribution = (contribution[:, None] + steps).ravel()
        if np.any(root[1:] < root[:-1]):
            order = np.argsort(root, kind="stable")
            axis.at = {s: positions[order] for s, positions in axis.at.items()}
            root = root[order]
        return root, contribution

    def _positions(self, over: IndexSet, index: Index, axes: list[Axis]) -> Integers:
        """Positions in ``over`` of a symbol, shaped to broadcast along its axis; or of a label."""
        if not isinstance(index, Symbol):
            return np.full((1,) * len(axes), over.position[index], dtype=np.int64)
        for number, axis in enumerate(axes):
            if id(index) in axis.at:
                positions = axis.at[id(index)]
                if index.over is not over:
                    positions = _translation(index.over, over)[positions]
                shape = [1] * len(axes)
                shape[number] = axis.length
                return positions.reshape(shape)
        raise NotTemplatableError(f"an index of {index.over.name} is used outside of its total()")


def _outer(left: Axis, right: Axis) -> Axis:
    at = {s: np.repeat(p, right.length) for s, p in left.at.items()}
    at |= {s: np.tile(p, left.length) for s, p in right.at.items()}
    return Axis(at, left.length * right.length)


def _translation(of: IndexSet, to: IndexSet) -> Integers:
    """Where the members of one set stand in another that holds them too."""
    return np.array([to.position[label] for label in of.labels], dtype=np.int64)
