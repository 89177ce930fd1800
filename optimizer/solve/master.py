"""The master of a decomposed problem: what is shared, and what blocks have said of it so far.

For each group of blocks one column stands for what they cost, bounded from below by cuts. While no
cut holds it up it stands on a floor that is no truth: till it has left it nothing is proven.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.bounds import dual_bound
from optimizer.solve.growing import Growing
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.blocks import Split
    from optimizer.solve.cuts import Cut

FLOOR = 1e3
"""The first floor, as a multiple of the greatest cost; ten times lower each time it is needed."""
PATIENCE = 8
"""Rounds that a cut may be slack before it is dropped."""
WALL = 1e5
"""How far a column without an end may go, where nothing else holds a master that knows little."""
BOTTOMLESS = -1e15
VIOLATED = 1e-7
"""A cut is news if the last optimum breaks its row by more, where the row's largest value is 1."""


@dataclass(eq=False)
class _Row:
    """A cut as a row of the master: values·x[columns] ≥ lower; ``slack`` for so many rounds."""

    lower: float
    columns: Integers
    values: Floats
    made_of: tuple[tuple[int, Cut], ...]
    slack: int = 0

    def broken_by(self, point: Floats) -> float:
        """By how much a point breaks it, of its side where that is above 1."""
        return (self.lower - float(self.values @ point[self.columns])) / max(1.0, abs(self.lower))


class Master:
    """The loaded program; ``point`` and ``costs`` (by group) are those of the last optimum."""

    def __init__(self, split: Split, settings: SolveSettings, groups: int) -> None:
        self._split = split
        self.width = split.master.cost.size
        self.weights = np.array([1.0 / block.scale for block in split.blocks])
        count = len(split.blocks)
        self.group = np.arange(count) * groups // max(count, 1)
        m = split.master
        self.free = replace(
            m,
            cost=np.append(m.cost, np.ones(groups)),
            lower=np.append(m.lower, np.full(groups, -np.inf)),
            upper=np.append(m.upper, np.full(groups, np.inf)),
            integer=np.append(m.integer, np.zeros(groups, dtype=bool)),
        )
        self._thetas = self.width + np.arange(groups)
        self._floor = np.full(groups, -FLOOR * max(1.0, float(np.abs(m.cost).max(initial=0.0))))
        ends = np.isfinite(m.lower) & np.isfinite(m.upper)
        self._endless = np.flatnonzero(~ends & ~m.integer)
        self._whole = np.flatnonzero(m.integer)
        self._fixed: Floats | None = None
        self._box = np.inf
        self._rows: list[_Row] = []
        low = replace(self.free, lower=np.append(m.lower, self._floor))
        self._program = Growing(low, settings)
        self.point: Floats = np.zeros(0)
        self.costs: Floats = np.zeros(0)
        self.objective = -np.inf

    def run(self, seconds: float) -> StopReason:
        """Solve the relaxation; ``objective`` is ``-inf`` while something stands on its floor."""
        reason = self._program.run(seconds)
        if reason is StopReason.UNBOUNDED and not np.isfinite(self._box):
            self._walled(WALL)
            reason = self._program.run(seconds)
        if reason is not StopReason.OPTIMAL:
            return reason
        values = self._program.values
        if self._fixed is not None:
            values[self._whole] = self._fixed
        self.point, self.costs = values[: self.width], values[self.width :]
        left = np.isfinite(self._floor) & (self.costs > 0.999 * self._floor)
        self._set_floor(np.where(left, -np.inf, self._floor))
        at_wall = np.abs(values[self._endless]) >= 0.999 * self._box
        if np.isfinite(self._box) and not at_wall.any():
            self._walled(np.inf)
        self.objective = -np.inf if self.standing else self._program.objective
        return reason

    @property
    def values(self) -> Floats:
        """The last optimum: the point, then the costs."""
        return self._program.values

    def limit(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns."""
        self._program.columns(columns, lower, upper)

    @property
    def standing(self) -> bool:
        """Whether nothing but its floor holds the cost of some group, or a wall some column."""
        return bool(np.isfinite(self._floor).any() or np.isfinite(self._box))

    def lower_floor(self) -> bool:
        """Ten times lower, walls ten times further; ``False``: there is no bottom."""
        self._set_floor(self._floor * 10.0)
        if np.isfinite(self._box):
            self._walled(self._box * 10.0)
        deep = np.isfinite(self._floor) & (self._floor < BOTTOMLESS)
        return not (deep.any() or WALL * 1e6 < self._box < np.inf)

    def _set_floor(self, floor: Floats) -> None:
        if not np.array_equal(floor, self._floor):
            self._floor = floor
            self._program.columns(self._thetas, floor, np.full(floor.size, np.inf))

    def _walled(self, box: float) -> None:
        """Columns without an end are let go so far; without a wall if ``box`` is infinite."""
        self._box, at = box, self._endless
        lower, upper = self.free.lower[at], self.free.upper[at]
        self._program.columns(at, np.maximum(lower, -box), np.minimum(upper, box))

    def fix(self, whole: Floats | None) -> None:
        """Fix whole numbers, one by column that must be whole; or let them go (``None``)."""
        self._fixed = whole
        if whole is None:
            lower, upper = self.free.lower[self._whole], self.free.upper[self._whole]
            self._program.columns(self._whole, lower, upper)
        else:
            self._program.columns(self._whole, whole, whole)

    def learn(self, cuts: Sequence[Cut | None]) -> int:
        """Add what the blocks say, one cut of each, where the last optimum contradicts it.

        Cuts of a group are added up, weighed; a group of which one has no point says so alone.
        """
        made: list[_Row] = []
        for group in range(self._thetas.size):
            members = [(at, cuts[at]) for at in np.flatnonzero(self.group == group).tolist()]
            said = [(at, cut) for at, cut in members if cut is not None]
            barred = [(at, cut) for at, cut in said if not cut.priced]
            made.extend(self._row(None, [one]) for one in barred)
            if len(said) == len(members) and not barred:
                made.append(self._row(group, said))
        values = np.append(self.point, self.costs)
        news = [row for row in made if row.broken_by(values) > VIOLATED]
        self._add(news)
        return len(news)

    def _row(self, group: int | None, said: Sequence[tuple[int, Cut]]) -> _Row:
        """A group's cost is at least its members' cuts together; a lone one is about a point."""
        slope, constant = np.zeros(self.width), 0.0
        for at, cut in said:
            weight = 1.0 if group is None else self.weights[at]
            slope[cut.columns] += weight * cut.slope
            constant += weight * cut.constant
        columns = np.flatnonzero(slope)
        values = -slope[columns]
        if group is not None:
            columns, values = np.append(columns, self._thetas[group]), np.append(values, 1.0)
        size = float(np.abs(values).max(initial=0.0)) or 1.0
        return _Row(constant / size, columns, values / size, tuple(said))

    def _add(self, rows: list[_Row]) -> None:
        self._rows.extend(rows)
        self._program.add(
            np.array([row.lower for row in rows]), [(row.columns, row.values) for row in rows]
        )

    def purge(self) -> None:
        """Drop cuts that have held nothing up for a while."""
        first = self._split.master.row_lower.size
        held = self._program.multipliers[first:]
        for row, multiplier in zip(self._rows, held, strict=False):
            row.slack = row.slack + 1 if multiplier == 0.0 else 0
        stale = np.array([row.slack > PATIENCE for row in self._rows], dtype=bool)
        if stale.any():
            self._program.drop(first + np.flatnonzero(stale))
            self._rows = [row for row in self._rows if row.slack <= PATIENCE]

    def arrays(self) -> Arrays:
        """The master with all its cuts, whole numbers whole, and no floors."""
        free, rows = self.free, self._rows
        sizes = [row.columns.size for row in rows]
        none_i, none_f = np.zeros(0, dtype=np.int64), np.zeros(0)
        return replace(
            free,
            row_lower=np.append(free.row_lower, [row.lower for row in rows]),
            row_upper=np.append(free.row_upper, np.full(len(rows), np.inf)),
            starts=np.append(free.starts, free.starts[-1] + np.cumsum(sizes)).astype(np.int32),
            columns_of=np.concatenate(
                [free.columns_of, none_i, *(row.columns for row in rows)]
            ).astype(np.int32),
            values=np.concatenate([free.values, none_f, *(row.values for row in rows)]),
        )

    def proven(self) -> float:
        """The bound that the last multipliers prove on the relaxation, by weak duality."""
        arrays, known = self.arrays(), self._program.multipliers
        unknown = np.zeros(max(arrays.row_lower.size - known.size, 0))
        return dual_bound(arrays, np.append(known, unknown)) if known.size else -np.inf

    def by_group(self, costs: Floats) -> Floats:
        """Costs of the blocks, each in its own scale, as costs of the groups."""
        return np.bincount(self.group, self.weights * costs, self._thetas.size).astype(float)

    def remember(self, cuts: Sequence[tuple[int, Cut]]) -> None:
        """Add cuts of another time; a group's only if all of its members have one."""
        for at, cut in cuts:
            if not cut.priced:
                self._add([self._row(None, [(at, cut)])])
        for group in range(self._thetas.size):
            members = np.flatnonzero(self.group == group)
            lists = [[one for one in cuts if one[0] == at and one[1].priced] for at in members]
            self._add([self._row(group, said) for said in zip(*lists, strict=False)])

    def made_of(self) -> list[tuple[int, Cut]]:
        """What the cuts in force are made of: blocks and their cuts."""
        return [one for row in self._rows for one in row.made_of]
