"""Which branch of the scenario tree each column and row of a problem belongs to.

Columns over moments, or over a set whose labels end in a moment (``cap@embargo|2027``), belong to
the branch that leaves the trunk and has that moment. Columns without a moment belong to a block
if all rows that they stand in do, else to the master, as whole numbers and the trunk do. A row
belongs to the block whose columns it has; one with columns of several blocks couples them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.problem import IndexSet, Integers
    from optimizer.solve.arrays import Arrays, Family

LARGE_TRUNK = 20_000
"""Columns of the trunk from which what comes after the last branching is a block of its own. A
smaller one is better left in the master, to which it tells what blocks are like."""
REST = "rest of the trunk"
MASTER = -1
SEVERAL = -2
_OPEN = -3
_UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Owners:
    """``columns``: block of each column, or ``MASTER``; ``rows``: the same, or ``SEVERAL``.

    ``names`` are those of the branches, in the order of the blocks.
    """

    names: tuple[str, ...]
    columns: Integers
    rows: Integers


def entries(arrays: Arrays) -> tuple[Integers, Integers]:
    """Row and column of each non-zero."""
    rows = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    return rows, arrays.columns_of.astype(np.int64)


def owners(arrays: Arrays, keep: frozenset[str] = frozenset()) -> Owners:
    """The owners of all columns and rows; branches named in ``keep`` belong to the master."""
    rows, columns = entries(arrays)
    moments = _moments(arrays.decisions)
    scenarios = list(dict.fromkeys(["", *(label.rpartition("|")[0] for label in moments)]))
    of_moment = {m: scenarios.index(m.rpartition("|")[0]) for m in moments if "|" in m}
    of_moment |= dict.fromkeys((m for m in moments if "|" not in m), 0)
    of_column = _by_family(arrays.decisions, of_moment, arrays.cost.size)
    of_row = _by_family(arrays.constraints, of_moment, arrays.row_lower.size)
    if np.count_nonzero(of_column == 0) >= LARGE_TRUNK:
        of_moment |= dict.fromkeys(_rest(moments), len(scenarios))
        scenarios.append(REST)
        of_column = _by_family(arrays.decisions, of_moment, arrays.cost.size)
        of_row = _by_family(arrays.constraints, of_moment, arrays.row_lower.size)
    root = _roots(len(scenarios), of_row[rows], of_column[columns])
    tops = [at for at in range(1, len(scenarios)) if root[at] == at and scenarios[at] not in keep]
    block = np.full(len(scenarios), MASTER)
    for at in range(1, len(scenarios)):
        block[at] = tops.index(root[at]) if root[at] in tops else MASTER
    owner = np.where(of_column == _UNKNOWN, _OPEN, block[of_column])
    owner[arrays.integer] = MASTER
    owner = _settled(owner, rows, columns, arrays.row_lower.size)
    of_rows = _met(owner, rows, columns, arrays.row_lower.size)
    # A row of which nothing is left stays where it was, so that like branches have like rows.
    empty = (np.diff(arrays.starts) == 0) & (of_row != _UNKNOWN)
    of_rows[empty] = block[of_row[empty]]
    return Owners(tuple(scenarios[at] for at in tops), owner, of_rows)


def _moments(families: Mapping[str, Family]) -> tuple[str, ...]:
    """Labels of the moments."""
    sets = (s for family in families.values() for s in family.over if s.name == "moments")
    found = next(sets, None)
    return () if found is None else found.labels


def _rest(moments: tuple[str, ...]) -> list[str]:
    """Moments of the trunk in and after the last period in which a scenario begins."""
    periods = list(dict.fromkeys(label.rpartition("|")[2] for label in moments))
    first: dict[str, str] = {}
    for label in moments:
        first.setdefault(label.rpartition("|")[0], label.rpartition("|")[2])
    begins = [periods.index(period) for scenario, period in first.items() if scenario]
    late = set(periods[max(begins, default=len(periods)) :])
    return [label for label in moments if label in late]


def _by_family(families: Mapping[str, Family], of_moment: dict[str, int], size: int) -> Integers:
    """Scenario of each column or row; ``_UNKNOWN`` where no label tells."""
    found = np.full(size, _UNKNOWN)
    known: dict[str, Integers] = {}
    for family in families.values():
        where = np.full(family.shape, _UNKNOWN)
        for axis, index_set in enumerate(family.over):
            if index_set.name not in known:
                known[index_set.name] = _of_labels(index_set, of_moment)
            shape = [1] * len(family.over)
            shape[axis] = -1
            where = np.maximum(where, known[index_set.name].reshape(shape))
        found[family.span] = where.reshape(-1)
    return found


def _of_labels(index_set: IndexSet, of_moment: dict[str, int]) -> Integers:
    """Scenario of each label of a set: that of the moment which it is, or in which it ends.

    A period alone at the end of a longer label (``line@2027``) is no moment: what is decided once
    has such labels too.
    """
    if index_set.name == "moments":
        return np.array([of_moment[label] for label in index_set.labels], dtype=np.int64)
    found = []
    for label in index_set.labels:
        head, _, period = label.rpartition("|")
        scenario = head.rpartition("|")[2].rpartition("@")[2]
        found.append(of_moment.get(f"{scenario}|{period}", _UNKNOWN) if scenario else _UNKNOWN)
    return np.array(found, dtype=np.int64)


def _roots(count: int, of_row: Integers, of_column: Integers) -> list[int]:
    """For each scenario, the first of those that its own rows tie it to; a branch and its parent.

    Rows without a moment of their own, such as a limit over the horizon, tie nobody.
    """
    root = list(range(count))

    def top(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    tied = (of_row > 0) & (of_column > 0) & (of_row != of_column)
    for one, other in np.unique(np.stack([of_row[tied], of_column[tied]]), axis=1).T:
        low, high = sorted((top(int(one)), top(int(other))))
        root[high] = low
    return [top(at) for at in range(count)]


def _met(owner: Integers, rows: Integers, columns: Integers, height: int) -> Integers:
    """For each row, the block whose columns it has, ``SEVERAL``, or ``MASTER`` if it has none."""
    of = owner[columns]
    inside = of >= 0
    low = np.full(height, np.iinfo(np.int64).max)
    high = np.full(height, MASTER)
    np.minimum.at(low, rows[inside], of[inside])
    np.maximum.at(high, rows[inside], of[inside])
    return np.where(high == MASTER, MASTER, np.where(low == high, high, SEVERAL))


def _settled(owner: Integers, rows: Integers, columns: Integers, height: int) -> Integers:
    """Open columns go to the one block in whose rows they stand, if all of their rows do."""
    open_ = owner == _OPEN
    owner = np.where(open_, MASTER, owner)
    met = _met(owner, rows, columns, height)[rows]
    mine = open_[columns] & (met != MASTER)
    low = np.full(owner.size, np.iinfo(np.int64).max)
    high = np.full(owner.size, _OPEN)
    np.minimum.at(low, columns[mine], met[mine])
    np.maximum.at(high, columns[mine], met[mine])
    guess = open_ & (low == high) & (high >= 0)
    while True:
        tried = np.where(guess, high, owner)
        wrong = _met(tried, rows, columns, height)[rows] != tried[columns]
        fails = np.zeros(owner.size, dtype=bool)
        fails[columns[wrong]] = True
        if not np.any(guess & fails):
            return tried
        guess &= ~fails
