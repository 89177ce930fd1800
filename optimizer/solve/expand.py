"""Evaluate a term over all its indices at once, as ``Entries``.

Each free index and each sum is an axis. Sums over relations are expanded along the axis of their
key (ragged, by pointer arrays); everything else stays a broadcast until the end. Where an entry
goes within its row follows from its rank on each axis, so a matrix is filled without a sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.entries import Entries, Layout, Trace, along
from optimizer.solve.sketch import Decision, Index, NotTemplatableError, Symbol, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.data.problem import Floats, IndexSet, Integers, Parameter, Problem


@dataclass
class Axis:
    """Positions of some symbols (by identity) along one axis of the term's entries.

    ``None`` stands for the positions of a whole set, in order. ``grown_from``: the axes that a sum
    over a relation has joined and replaced by this one.
    """

    at: dict[int, Integers | None]
    length: int
    grown_from: tuple[Axis, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is one symbol's set from first to last."""
        return any(found is None for found in self.at.values())

    def positions(self, symbol: int) -> Integers:
        """Positions of one of its symbols."""
        found = self.at[symbol]
        return np.arange(self.length) if found is None else found

    def taken(self, where: Integers) -> dict[int, Integers | None]:
        """The positions of all its symbols at some places."""
        return {s: where if found is None else found[where] for s, found in self.at.items()}


class Expander:
    """Evaluates terms over the product of some free symbols; rows are that product, row-major."""

    def __init__(
        self, problem: Problem, offsets: Mapping[str, int], free: Sequence[Symbol]
    ) -> None:
        self._problem = problem
        self._offsets = offsets
        self._free = list(free)
        self._sizes = tuple(len(s.over) for s in free)
        self.rows = int(np.prod(self._sizes, dtype=np.int64))

    def entries(self, term: Term, *, traced: bool = False) -> Entries:
        """All entries of a term; ``traced`` if they are to be compared with others'."""
        axes = self._axes(term)
        layout = self._layout(axes)
        value = self._value(term, axes)
        if term.decision is None:
            return Entries(layout, value)
        decision, key = term.decision
        traces: tuple[tuple[Trace, ...], ...] = ()
        if traced:
            traces = tuple(tuple(self._traces(axis, decision, key)) for axis in axes)
        columns = self._columns(decision, key, axes)
        return Entries(layout, value, columns, _dense(key, axes), traces)

    def _value(self, term: Term, axes: list[Axis]) -> Floats:
        parts = [self._given(parameter, key, axes) for parameter, key in term.given]
        if term.number != 1.0 or not parts:
            parts.append(np.full((1,) * len(axes), term.number))
        # The small ones first: most of them run along one axis.
        return reduce(np.multiply, sorted(parts, key=np.size))

    def _given(self, parameter: Parameter, key: tuple[Index, ...], axes: list[Axis]) -> Floats:
        """A parameter's values, shaped to broadcast over the axes."""
        sets = [self._problem.sets[name] for name in parameter.over]
        places = [_axis_of(index, axes) for index in key]
        if -1 in places or len(set(places)) < len(places):
            where = tuple(
                along(max(place, 0), self._found(over, index, axes), (1,) * len(axes))
                for over, index, place in zip(sets, key, places, strict=True)
            )
            return np.asarray(parameter.values[where])
        values = parameter.values
        for dimension, (over, index, place) in enumerate(zip(sets, key, places, strict=True)):
            if not (index.over is over and axes[place].whole):
                values = values.take(self._found(over, index, axes), axis=dimension)
        values = values.transpose(np.argsort(places))
        return values.reshape([axis.length if a in places else 1 for a, axis in enumerate(axes)])

    def _columns(
        self, decision: Decision, key: tuple[Index, ...], axes: list[Axis]
    ) -> tuple[Integers, ...]:
        """Parts of the columns, one for each axis that has a say in them."""
        parts: dict[int, Integers] = {}
        stride = 1
        for over, index in zip(reversed(decision.over), reversed(key), strict=True):
            place = max(_axis_of(index, axes), 0)
            step = self._found(over, index, axes) * stride
            parts[place] = parts[place] + step if place in parts else step
            stride *= len(over)
        start = self._offsets[decision.name]
        first = min(parts, default=0)
        parts[first] = parts.get(first, np.zeros(1, dtype=np.int64)) + start
        return tuple(
            along(place, part.astype(np.int32), (1,) * len(axes)) for place, part in parts.items()
        )

    def _traces(self, axis: Axis, decision: Decision, key: tuple[Index, ...]) -> list[Trace]:
        """The axis's own trace, then those of the axes it has grown from."""
        free = [s for s in self._free if id(s) in axis.at]
        keys: Integers = np.zeros(axis.length, dtype=np.int64)
        for symbol in free:
            keys = keys * len(symbol.over) + axis.positions(id(symbol))
        on_axis = []
        for at, (over, index) in enumerate(zip(decision.over, key, strict=True)):
            if isinstance(index, Symbol) and id(index) in axis.at:
                on_axis.append(at)
                keys = keys * len(over) + self._found(over, index, [axis])
        own = ((tuple(id(s) for s in free), tuple(on_axis)), keys)
        return [own, *(t for old in axis.grown_from for t in self._traces(old, decision, key))]

    def _axes(self, term: Term) -> list[Axis]:
        axes = [Axis({id(s): None}, len(s.over)) for s in self._free]
        for symbol in term.summed:
            if symbol.relation is None:
                axes.append(Axis({id(symbol): None}, len(symbol.over)))
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
            flat = flat * len(keys) + self._found(keys, key, [axis])
        flat = np.broadcast_to(flat, (axis.length,))
        low = relation.pointers[flat]
        count = relation.pointers[flat + 1] - low
        take = np.repeat(np.arange(axis.length), count)
        first = np.cumsum(count) - count
        members = relation.members[np.arange(take.size) + np.repeat(low - first, count)]
        place = axes.index(joined[0])
        axes[place] = Axis(axis.taken(take) | {id(symbol): members}, take.size, tuple(joined))
        for gone in joined[1:]:
            axes.remove(gone)

    def _layout(self, axes: list[Axis]) -> Layout:
        order: list[int] = []
        grid: list[int] = []
        roots: list[Integers | None] = []
        for axis in axes:
            free = [at for at, symbol in enumerate(self._free) if id(symbol) in axis.at]
            order += free
            grid.append(int(np.prod([self._sizes[at] for at in free], dtype=np.int64)))
            roots.append(self._root(axis, free))
        shape = tuple(axis.length for axis in axes)
        return Layout(self._sizes, tuple(order), tuple(grid), tuple(roots), shape)

    def _root(self, axis: Axis, free: list[int]) -> Integers | None:
        """Combination of free indices at each position of an axis, which it sorts by it."""
        if not free or axis.whole:
            return None
        root: Integers = np.zeros(axis.length, dtype=np.int64)
        for at in free:
            root = root * self._sizes[at] + axis.positions(id(self._free[at]))
        if np.any(root[1:] < root[:-1]):
            order = np.argsort(root, kind="stable")
            axis.at = axis.taken(order)
            root = root[order]
        return root

    def _found(self, over: IndexSet, index: Index, axes: list[Axis]) -> Integers:
        """Positions in ``over`` of a symbol, along its axis; or of a label."""
        if not isinstance(index, Symbol):
            return np.array([over.position[index]], dtype=np.int64)
        place = _axis_of(index, axes)
        if place < 0:
            raise NotTemplatableError(
                f"an index of {index.over.name} is used outside of its total()"
            )
        positions = axes[place].positions(id(index))
        return positions if index.over is over else _translation(index.over, over)[positions]


def _axis_of(index: Index, axes: list[Axis]) -> int:
    """Number of the axis that a symbol runs along; -1 for a label, or out of reach."""
    if isinstance(index, Symbol):
        for number, axis in enumerate(axes):
            if id(index) in axis.at:
                return number
    return -1


def _dense(key: tuple[Index, ...], axes: list[Axis]) -> tuple[int, ...] | None:
    """The axis of each index, if each runs through the whole of its set along one of its own."""
    places = tuple(_axis_of(index, axes) for index in key)
    whole = all(p >= 0 and axes[p].whole for p in places)
    return places if whole and len(set(places)) == len(places) else None


def _outer(left: Axis, right: Axis) -> Axis:
    at = left.taken(np.repeat(np.arange(left.length), right.length))
    at |= right.taken(np.tile(np.arange(right.length), left.length))
    return Axis(at, left.length * right.length)


def _translation(of: IndexSet, to: IndexSet) -> Integers:
    """Where the members of one set stand in another that holds them too."""
    return np.array([to.position[label] for label in of.labels], dtype=np.int64)
