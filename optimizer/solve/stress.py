"""What each of many failures does: one loaded linear program, changed in place and solved again.

The program holds what may still be decided after the strike. For a failure its bounds and sides are
lowered, the dual simplex method goes on from the basis of the undisturbed optimum, and they are put
back. Going on always from there makes a result independent of the failures before it.

A hot-started simplex method may end wrong (github.com/ERGO-Code/HiGHS/issues/3194), so no result is
believed: the point must keep all rows, and its multipliers must prove by weak duality that nothing
is better (``bounds.dual_bound``). What fails is solved again from nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Literal, Protocol, Self, TypeVar

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve.bounds import dual_bound
from optimizer.solve.highs import InPlace
from optimizer.solve.outage import Change
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

First = Literal["cost", "shortfall"]

KEPT = 1e-6
"""By how much a believed point may break a row, of its side where that is above 1."""
PROVEN = 1e-7
"""How far a believed objective may lie above what its multipliers prove, relative."""
NUDGE = 1e-6
"""Of equally cheap answers the one that loses less: this part of the dearest shortfall on each."""
HELD = 1e-9
"""Slack on the least shortfall while the cheapest way to it is looked for, relative."""
SECONDS = 1e6
FEW = 8
"""Failures that a thread takes at a time unless told otherwise."""


@dataclass(frozen=True)
class Solved:
    """A believed optimum; ``how``: ``hot``, or ``cold`` where it was solved from nothing."""

    objective: float
    values: Floats
    multipliers: Floats
    how: str


class Loaded:
    """A loaded linear program, its undisturbed optimum, and its optimum after any change.

    Raises:
        SolverError: the undisturbed program has no optimum.
    """

    def __init__(self, arrays: Arrays, settings: SolveSettings, like: Loaded | None = None) -> None:
        self.arrays = arrays
        self._settings = replace(settings, threads=1)
        self._program = InPlace(arrays, self._settings)
        if like is not None:
            self._program.begin_like(like._program)
        found = self._solved(arrays)
        if found is None:
            raise SolverError("the plan cannot be carried on from the strike")
        self.undisturbed = found
        self._program.mark()

    def another(self) -> Self:
        """The same program, loaded once more: for another thread."""
        return type(self)(self.arrays, self._settings, self)

    def after(self, change: Change) -> Solved | None:
        """The optimum with lowered bounds and sides, which are put back; ``None``: there is none.

        Raises:
            SolverError: no result could be believed.
        """
        changed = change.applied(self.arrays)
        self._put(change, changed)
        try:
            self._program.back()
            return self._solved(changed)
        finally:
            self._put(change, self.arrays)

    def _put(self, change: Change, arrays: Arrays) -> None:
        at, rows = change.columns, change.rows
        self._program.columns(at, arrays.lower[at], arrays.upper[at])
        self._program.rows(rows, arrays.row_lower[rows], arrays.row_upper[rows])

    def _solved(self, arrays: Arrays) -> Solved | None:
        for how in ("hot", "cold"):
            if how == "cold":
                self._program.forget()
            reason = self._program.run(SECONDS)
            if reason is StopReason.OPTIMAL and self._believed(arrays):
                p = self._program
                return Solved(p.objective, p.values, p.multipliers, how)
        if reason in {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}:
            return None
        raise SolverError(f"an answer to a failure could not be proved: {reason.value}")

    def _believed(self, arrays: Arrays) -> bool:
        p = self._program
        near = PROVEN * max(1.0, abs(p.objective))
        return (
            arrays.violation(p.values) <= KEPT
            and dual_bound(arrays, p.multipliers) >= p.objective - near
        )


@dataclass(frozen=True)
class Answer:
    """The best that can be done after a failure.

    ``cost`` is the objective ``cost`` of the whole, with what stands still; ``missing`` the energy
    not delivered, by the columns that say so. Both are ``None`` where nothing keeps the rows.
    ``how``: ``untouched`` (the failure takes nothing that is used), ``hot``, ``cold`` or ``none``.
    """

    cost: float | None
    missing: Floats | None
    how: str

    @property
    def short(self) -> float | None:
        """All energy not delivered."""
        return None if self.missing is None else float(self.missing.sum())


class Recourse:
    """What may be decided after the strike, loaded, and the best of it after any failure.

    ``arrays``: a linear program, priced by cost; ``short``: its columns that are energy missing;
    ``first``: what is made as small as can be, ``cost``, or ``shortfall`` and then cost.

    Raises:
        SolverError: the undisturbed program has no optimum.
    """

    def __init__(
        self,
        arrays: Arrays,
        short: Integers,
        settings: SolveSettings,
        first: First = "cost",
        like: Recourse | None = None,
    ) -> None:
        self._arrays, self._short, self._settings, self._order = arrays, short, settings, first
        parts = _programs(arrays, short, first)
        self._programs: tuple[Loaded, ...] = tuple(
            Loaded(part, settings) if like is None else like._programs[at].another()
            for at, part in enumerate(parts)
        )
        nothing = np.zeros(0, dtype=np.int64)
        found = self._solved(Change(nothing, np.zeros(0), nothing, np.zeros(0)))
        if found is None:
            raise SolverError("the plan cannot be carried on from the strike")
        self._values = found.values
        self._used = arrays.amounts(found.values)
        self.undisturbed = self._answer(found)

    def another(self) -> Self:
        """The same, loaded once more: for another thread."""
        return type(self)(self._arrays, self._short, self._settings, self._order, self)

    def after(self, change: Change) -> Answer:
        """The best that can be done after a failure.

        Raises:
            SolverError: no result could be believed.
        """
        if self._spares(change):
            return replace(self.undisturbed, how="untouched")
        found = self._solved(change)
        return Answer(None, None, "none") if found is None else self._answer(found)

    def _spares(self, change: Change) -> bool:
        """Whether the undisturbed answer needs nothing of what is taken; then it is still best."""
        return not (
            np.any(self._values[change.columns] > change.upper)
            or np.any(self._used[change.rows] > change.row_upper)
        )

    def _solved(self, change: Change) -> Solved | None:
        found = self._programs[0].after(change)
        if found is None or self._order == "cost":
            return found
        least = found.objective + HELD * max(1.0, abs(found.objective))
        held = replace(
            change,
            rows=np.append(change.rows, self._arrays.row_lower.size),
            row_upper=np.append(change.row_upper, least),
        )
        then = self._programs[1].after(held)
        if then is None:
            raise SolverError("the least shortfall was found and then was out of reach")
        return then

    def _answer(self, found: Solved) -> Answer:
        cost = float(self._arrays.cost @ found.values) + self._arrays.offset
        return Answer(cost, found.values[self._short], found.how)


class Worker(Protocol):
    """A loaded program that can be loaded once more."""

    def another(self) -> Self:
        """The same for another thread."""


W = TypeVar("W", bound=Worker)
Item = TypeVar("Item")
Found = TypeVar("Found")


def spread(
    worker: W,
    items: Sequence[Item],
    work: Callable[[W, Item], Found],
    threads: int = 1,
    told: Callable[[int], bool] = lambda done: True,
    few: int = FEW,
) -> Iterator[Found]:
    """What ``work`` finds for each item, in order; each thread has a loaded program of its own.

    Neighbours that are alike need not be together, and threads change nothing but the time.
    ``told`` hears how many are done and may stop it; ``few``: items that a thread takes at a time.

    Raises:
        SolverError: no result could be believed.
    """
    chunks = [items[at : at + few] for at in range(0, len(items), few)]
    loaded: SimpleQueue[W] = SimpleQueue()
    loaded.put(worker)
    for _ in range(min(threads, len(chunks)) - 1):
        loaded.put(worker.another())

    def some(chunk: Sequence[Item]) -> list[Found]:
        mine = loaded.get()
        try:
            return [work(mine, item) for item in chunk]
        finally:
            loaded.put(mine)

    done = 0
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for found in pool.map(some, chunks):
            yield from found
            done += len(found)
            if not told(done):
                pool.shutdown(cancel_futures=True)
                return


def answers(
    recourse: Recourse,
    changes: Sequence[Change],
    threads: int = 1,
    told: Callable[[int], bool] = lambda done: True,
) -> Iterator[Answer]:
    """Answers to failures, in their order; as ``spread``."""
    return spread(recourse, changes, Recourse.after, threads, told)


def _programs(arrays: Arrays, short: Integers, first: First) -> list[Arrays]:
    """Cost, with ties going to less shortfall; or shortfall, and cost with one row that holds it.

    That row is the last, and holds nothing until it is given a side.
    """
    missing = np.zeros(arrays.cost.size)
    missing[short] = 1.0
    if first == "cost":
        dearest = float(np.abs(arrays.cost[short]).max(initial=0.0))
        return [replace(arrays, cost=arrays.cost + NUDGE * dearest * missing, offset=0.0)]
    least = replace(arrays, cost=missing, offset=0.0)
    held = replace(
        arrays,
        offset=0.0,
        row_lower=np.append(arrays.row_lower, -np.inf),
        row_upper=np.append(arrays.row_upper, np.inf),
        starts=np.append(arrays.starts, arrays.starts[-1] + short.size).astype(np.int32),
        columns_of=np.append(arrays.columns_of, short).astype(np.int32),
        values=np.append(arrays.values, np.ones(short.size)),
    )
    return [least, held]
