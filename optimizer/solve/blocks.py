"""A problem with scenarios in parts: what is shared, and one block for each branch of the trunk.

The **master** has the columns that several branches share: what is decided here and now, whole
numbers, and the moments of the trunk. A **block** has the columns and rows of one branch that
leaves the trunk, with all that branches from it. Once the master's are given, blocks are apart.

Only the arrays are looked at, so that every mechanism is split the same way (``owners``). A row
with columns of several blocks (a limit over the horizon) stays in the master with one **share** for
each of its blocks, and the block's own row says that its part of the row keeps to its share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.arrays import Arrays
from optimizer.solve.owners import MASTER, SEVERAL, Owners, entries, owners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Integers

Triplets = tuple["Integers", "Integers", "Floats"]


@dataclass(frozen=True, eq=False)
class Links:
    """Entries of a block's rows at the master's columns."""

    rows: Integers
    columns: Integers
    values: Floats
    height: int

    def at(self, point: Floats) -> Floats:
        """What the master's point adds to each row of the block."""
        return np.bincount(self.rows, self.values * point[self.columns], self.height).astype(float)

    def back(self, multipliers: Floats, width: int) -> Floats:
        """The rows, weighed by multipliers, at each of the master's ``width`` columns."""
        return np.bincount(self.columns, self.values * multipliers[self.rows], width).astype(float)


@dataclass(frozen=True, eq=False)
class Block:
    """One branch: least ``own.cost · x`` where ``own``'s rows are read as A x + links · master.

    ``columns`` and ``rows`` are positions in the whole problem. Costs are multiplied by ``scale``,
    so that a branch of small probability is solved as exactly as any other.
    """

    name: str
    columns: Integers
    rows: Integers
    own: Arrays
    links: Links
    scale: float
    coupled: int
    """How many of its rows, the last, are its parts of coupling rows."""


@dataclass(frozen=True, eq=False)
class Split:
    """Master and blocks.

    The master's first columns are ``columns`` of the whole problem, then come the shares: share
    ``i`` is block ``shares[i, 1]``'s part of the whole's row ``shares[i, 0]``.
    """

    whole: Arrays
    columns: Integers
    rows: Integers
    shares: Integers
    master: Arrays
    blocks: tuple[Block, ...]

    def assembled(self, point: Floats, parts: Sequence[Floats]) -> Floats:
        """A point of the whole problem from the master's and those of all blocks."""
        values = np.zeros(self.whole.cost.size)
        values[self.columns] = point[: self.columns.size]
        for block, part in zip(self.blocks, parts, strict=True):
            values[block.columns] = part
        return values


def split(arrays: Arrays, keep: frozenset[str] = frozenset()) -> Split:
    """The problem in parts; one without branches has no blocks.

    Branches named in ``keep`` stay in the master.
    """
    return _Cutter(arrays, owners(arrays, keep)).split()


class _Cutter:
    """Positions of everything, found once."""

    def __init__(self, arrays: Arrays, owned: Owners) -> None:
        self._arrays, self._owned = arrays, owned
        self._rows, self._columns = entries(arrays)
        of_row, of_column = owned.rows[self._rows], owned.columns[self._columns]
        # An entry is where its row is; in a coupling row, where its column is.
        self._entry = np.where(of_row == SEVERAL, of_column, of_row)
        coupling = (of_row == SEVERAL) & (of_column != MASTER)
        pairs = np.stack([self._rows[coupling], of_column[coupling]], axis=1)
        self._shares, self._share_of = np.unique(pairs, axis=0, return_inverse=True)
        self._coupling = coupling
        self._mine = np.flatnonzero(owned.columns == MASTER)
        self._place = _places(self._mine, arrays.cost.size)

    def split(self) -> Split:
        """Master and blocks."""
        order = np.argsort(self._entry, kind="stable")
        count = len(self._owned.names)
        ends = np.searchsorted(self._entry[order], np.arange(-1, count + 1))
        blocks = tuple(self._block(at, order[ends[at + 1] : ends[at + 2]]) for at in range(count))
        rows = np.flatnonzero(self._owned.rows < 0)
        master = self._master(rows, order[ends[0] : ends[1]])
        return Split(self._arrays, self._mine, rows, self._shares, master, blocks)

    def _master(self, rows: Integers, entry: Integers) -> Arrays:
        """What is shared, and a column for each share of a coupling row."""
        a, mine, extra = self._arrays, self._mine, self._shares.shape[0]
        row_place = _places(rows, a.row_lower.size)
        least, most = self._reach()
        found = (
            np.concatenate([row_place[self._rows[entry]], row_place[self._shares[:, 0]]]),
            np.concatenate(
                [self._place[self._columns[entry]], mine.size + np.arange(extra, dtype=np.int64)]
            ),
            np.concatenate([a.values[entry], np.ones(extra)]),
        )
        return _arrays(
            np.concatenate([a.cost[mine], np.zeros(extra)]),
            (np.concatenate([a.lower[mine], least]), np.concatenate([a.upper[mine], most])),
            np.concatenate([a.integer[mine], np.zeros(extra, dtype=bool)]),
            (a.row_lower[rows], a.row_upper[rows]),
            found,
            a.offset,
        )

    def _block(self, at: int, entry: Integers) -> Block:
        """The block at a position; its last rows are its parts of coupling rows."""
        a = self._arrays
        columns = np.flatnonzero(self._owned.columns == at)
        own_rows = np.flatnonzero(self._owned.rows == at)
        shares = np.flatnonzero(self._shares[:, 1] == at)
        rows = np.concatenate([own_rows, self._shares[shares, 0]])
        row_place, place = _places(rows, a.row_lower.size), _places(columns, a.cost.size)
        row, column, value = row_place[self._rows[entry]], self._columns[entry], a.values[entry]
        inside = place[column] >= 0
        last = own_rows.size + np.arange(shares.size)
        links = Links(
            np.concatenate([row[~inside], last]),
            np.concatenate([self._place[column[~inside]], self._mine.size + shares]),
            np.concatenate([value[~inside], np.full(shares.size, -1.0)]),
            rows.size,
        )
        lower, upper = a.row_lower[rows], a.row_upper[rows]
        lower[last] = np.where(np.isfinite(lower[last]), 0.0, -np.inf)
        upper[last] = np.where(np.isfinite(upper[last]), 0.0, np.inf)
        cost = a.cost[columns]
        size = float(np.abs(cost).max(initial=0.0))
        scale = float(np.abs(a.cost).max(initial=0.0)) / size if size > 0.0 else 1.0
        own = _arrays(
            cost * scale,
            (a.lower[columns], a.upper[columns]),
            np.zeros(columns.size, dtype=bool),
            (lower, upper),
            (row[inside], place[column[inside]], value[inside]),
        )
        return Block(self._owned.names[at], columns, rows, own, links, scale, shares.size)

    def _reach(self) -> tuple[Floats, Floats]:
        """Least and greatest that each share can be, by the bounds of its block's columns."""
        a = self._arrays
        value, column = a.values[self._coupling], self._columns[self._coupling]
        low, high = value * a.lower[column], value * a.upper[column]
        share, count = self._share_of.reshape(-1), self._shares.shape[0]
        least = np.bincount(share, np.minimum(low, high), count).astype(float)
        return least, np.bincount(share, np.maximum(low, high), count).astype(float)


def _places(positions: Integers, size: int) -> Integers:
    """Where each of ``size`` is in ``positions``, or -1."""
    place = np.full(size, -1)
    place[positions] = np.arange(positions.size)
    return place


def _arrays(
    cost: Floats,
    bounds: tuple[Floats, Floats],
    integer: NDArray[np.bool_],
    sides: tuple[Floats, Floats],
    triplets: Triplets,
    offset: float = 0.0,
) -> Arrays:
    """Arrays of entries in any order; families and named costs stay with the whole."""
    rows, columns, values = triplets
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=sides[0].size))])
    return Arrays(
        cost,
        offset,
        *bounds,
        integer,
        *sides,
        starts.astype(np.int32),
        columns[order].astype(np.int32),
        values[order],
        {},
        {},
        (),
        {},
    )
