"""What a plan can still do under outages: each a small linear problem, the plan itself fixed.

Here-and-now decisions and all that happens on the trunk stand still; free is only what happens in
the branch of the outage. One problem has all branches; each is cut out of it in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.outages import facing
from optimizer.errors import SolverError
from optimizer.run import formulated
from optimizer.solve.compile import compiled
from optimizer.solve.highs import InPlace
from optimizer.solve.outcome import StopReason
from optimizer.solve.window import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.outages import Outage, Survive
    from optimizer.data.problem import Floats, IndexSet, Integers, Problem
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays, Family
    from optimizer.solve.window import Window

TOGETHER = 60
"""Outages in one problem; more are looked at in several, so that none grows out of memory."""
ABOVE = 1e-7
"""How far below its best share a recourse may stay that is chosen for its cost."""


@dataclass(frozen=True, eq=False)
class Answer:
    """The best that a plan can do under an outage: ``share`` served at least in every guarantee.

    ``values``: what is done, by column of the bench; ``None`` where nothing keeps the rules.
    """

    share: float
    values: Floats | None


def carried(values: Floats, source: Arrays, target: Arrays, absent: float = 0.0) -> Floats:
    """A point of one problem as far as it goes in another: the same names get the same values."""
    point = np.full(target.cost.size, absent)
    for name, family in target.decisions.items():
        own = source.decisions.get(name)
        if own is None or not own.size or not family.size:
            continue
        at = [_positions(mine, theirs) for mine, theirs in zip(family.over, own.over, strict=True)]
        there = [axis >= 0 for axis in at]
        grid = values[own.span].reshape(own.shape)
        mine = np.full(family.shape, absent)
        taken = [axis[yes] for axis, yes in zip(at, there, strict=True)]
        mine[np.ix_(*there)] = grid[np.ix_(*taken)]
        point[family.span] = mine.reshape(-1)
    return point


def _positions(mine: IndexSet, theirs: IndexSet) -> Integers:
    """Where each label of a set is in another, or -1."""
    where = theirs.position
    return np.array([where.get(label, -1) for label in mine.labels], dtype=np.int64)


class Bench:
    """Some outages of an instance in one problem, with room for any answer to each."""

    def __init__(
        self,
        instance: Instance,
        struck: Sequence[Outage],
        survive: Survive,
        build: BuildSettings,
        settings: SolveSettings,
    ) -> None:
        self.struck = tuple(struck)
        self.instance = facing(instance, struck, survive)
        plain = replace(build, strengthening=False, scenarios="all")
        formulation = formulated(self.instance, plain)
        self.problem: Problem = formulation.problem
        self.arrays = compiled(formulation)
        self._settings = settings
        self._loose = _without_guarantees(self.arrays)
        self._expense = _expense(self.arrays)
        self._columns = _by_branch(self.arrays, self.problem)
        self._share = self.arrays.decisions["least_share"].span.start

    def taken_in(self, values: Floats, source: Arrays) -> Floats:
        """A point of another problem here; the branches that it does not have do nothing."""
        return carried(values, source, self.arrays)

    def answers(self, point: Floats) -> Mapping[str, Answer]:
        """The most that can be served under each outage, with the trunk and design of ``point``."""
        trunk = point.copy()
        for columns in self._columns.values():
            trunk[columns] = 0.0
        program: InPlace | None = None
        loaded: Arrays | None = None
        found: dict[str, Answer] = {}
        for outage in self.struck:
            part = self._part(trunk, outage.name)
            arrays = part.arrays.aimed("unsurvived")
            if program is not None and loaded is not None and _same(loaded, arrays):
                every = np.arange(arrays.cost.size)
                program.columns(every, arrays.lower, arrays.upper)
                rows = np.arange(arrays.row_lower.size)
                program.rows(rows, arrays.row_lower, arrays.row_upper)
            else:
                program, loaded = InPlace(arrays, self._settings), arrays
            found[outage.name] = self._answer(program, part, arrays)
        return found

    def _answer(self, program: InPlace, part: Window, arrays: Arrays) -> Answer:
        reason = program.run(self._settings.time_limit)
        kept = reason is StopReason.OPTIMAL and arrays.violation(program.values) <= 1e-6
        # Whatever a hot start makes of it but a point that keeps all rows is asked again cold.
        if not kept and reason is not StopReason.TIME_LIMIT:
            program.forget()
            reason = program.run(self._settings.time_limit)
        if reason in {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}:
            return Answer(0.0, None)
        if reason is not StopReason.OPTIMAL:
            raise SolverError(f"an outage could not be looked at: {reason.value}")
        values = part.lifted(program.values)
        return Answer(float(values[self._share]), values)

    def share_of(self, values: Floats, outage: str) -> float:
        """The least share that is served under a guarantee of an outage, at a point."""
        span = self.arrays.constraints["least_share_served"].span
        starts = self.arrays.starts[span.start : span.stop + 1]
        table = self.instance.table("guarantees")
        least = 1.0
        demand = self.problem.values("guaranteed_demand")
        for at in np.flatnonzero((table["scenario"] == outage).to_numpy()):
            if demand[at] > 0.0:
                entries = slice(starts[at], starts[at + 1])
                columns = self.arrays.columns_of[entries]
                missing = self.arrays.values[entries] @ np.where(
                    columns == self._share, 0.0, values[columns]
                )
                least = min(least, 1.0 - float(missing) / demand[at])
        return least

    def cheapest(self, point: Floats, outage: str, share: float) -> Floats | None:
        """The answer that serves at least ``share`` and costs least; ``None`` if there is none."""
        part = self._part(point, outage, self._expense)
        arrays = part.arrays
        at = int(part.column_at[self._share])
        lower = arrays.lower.copy()
        lower[at] = max(0.0, share)
        arrays = replace(arrays, lower=lower).aimed("expense")
        program = InPlace(arrays, self._settings)
        if program.run(self._settings.time_limit) is not StopReason.OPTIMAL:
            return None
        return part.lifted(program.values)

    def branch(self, outage: str) -> Integers:
        """Columns of an outage's own moments."""
        return self._columns[outage]

    def expense(self, point: Floats, outage: str) -> float:
        """Money of an outage's own moments, neither discounted nor weighed."""
        columns = self._columns[outage]
        return float(self._expense[columns] @ point[columns])

    def _part(self, point: Floats, outage: str, expense: Floats | None = None) -> Window:
        free = np.zeros(point.size, dtype=bool)
        free[self._columns[outage]] = True
        free[self._share] = True
        arrays = self._loose
        if expense is not None:
            only = np.zeros_like(expense)
            only[self._columns[outage]] = expense[self._columns[outage]]
            arrays = replace(arrays, aims={**arrays.aims, "expense": (only, 0.0)})
        return cut(arrays, point, free)


def benches(
    instance: Instance,
    struck: Sequence[Outage],
    survive: Survive,
    build: BuildSettings,
    settings: SolveSettings,
) -> tuple[Bench, ...]:
    """All outages, a few dozen in each problem."""
    return tuple(
        Bench(instance, struck[at : at + TOGETHER], survive, build, settings)
        for at in range(0, len(struck), TOGETHER)
    )


def _without_guarantees(arrays: Arrays) -> Arrays:
    """The problem in which nothing need be served; what is served is still counted."""
    upper = arrays.row_upper.copy()
    upper[arrays.constraints["guaranteed_service"].span] = np.inf
    return replace(arrays, row_upper=upper)


def _expense(arrays: Arrays) -> Floats:
    """Money by column, of the moments, neither discounted nor weighed by probability."""
    money = np.zeros(arrays.cost.size)
    for part in arrays.costs:
        if part.over.name == "moments" and part.term != "final_stock":
            np.add.at(money, part.columns, part.values)
    return money


def _by_branch(arrays: Arrays, problem: Problem) -> dict[str, Integers]:
    """Columns of each branch's own moments."""
    labels = problem.labels("moments")
    branch = np.array([label.rpartition("|")[0] for label in labels])
    names: Iterable[str] = dict.fromkeys(branch)
    found: dict[str, list[Integers]] = {name: [] for name in names if name}
    for family in arrays.decisions.values():
        axis = _moment_axis(family)
        if axis is None or not family.size:
            continue
        at = np.moveaxis(np.arange(family.size).reshape(family.shape), axis, 0) + family.start
        for name, columns in found.items():
            columns.append(at[branch == name].reshape(-1))
    return {name: np.sort(np.concatenate(columns)) for name, columns in found.items()}


def _moment_axis(family: Family) -> int | None:
    axes = [at for at, over in enumerate(family.over) if over.name == "moments"]
    return axes[0] if axes else None


def _same(one: Arrays, other: Arrays) -> bool:
    """Whether two problems differ in bounds and sides alone."""
    return (
        one.starts.size == other.starts.size
        and one.values.size == other.values.size
        and np.array_equal(one.starts, other.starts)
        and np.array_equal(one.columns_of, other.columns_of)
        and np.array_equal(one.values, other.values)
        and np.array_equal(one.cost, other.cost)
    )
