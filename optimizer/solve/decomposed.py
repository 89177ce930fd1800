"""A problem with many branches, solved in parts: the L-shaped method with a cut for each branch.

The master proposes what is decided before the branches part; every block answers with its cost and
with a cut, which the master keeps. First without whole numbers; then they are rounded on the master
by a dive, and where that leaves a gap, found by branch and bound on the master and its cuts. The
bound is the master's, recomputed from multipliers, as every cut is; the point is put together from
all blocks. See: Birge and Louveaux, A multicut algorithm for two-stage stochastic linear programs
(1988).
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import dive, highs
from optimizer.solve.blocks import split
from optimizer.solve.crew import Threads
from optimizer.solve.cuts import cut_of
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.owners import SEVERAL, owners
from optimizer.solve.rounding import settled
from optimizer.solve.rounds import EXACT, LostError, Rounds, StoppedError
from optimizer.solve.watch import Watch, unwatched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.blocks import Block, Split
    from optimizer.solve.crew import Crew

    Hire = Callable[[Sequence[Block], SolveSettings], Crew]

LARGE, MANY = 50_000, 20
"""Columns and branches from which parts are faster than the whole, where no row couples them
(docs/decisions)."""
MOST_TRIES = 4
"""How often the same whole numbers may come back before parts are given up."""
WRONG = 1e-6
"""A point put together that breaks a row by more is solved for again, as a whole."""


@dataclass
class Kept:
    """Multipliers of blocks, by name, from which the next solve makes its first cuts.

    They are proven anew on the blocks of the next problem, which may have other sides and costs.
    """

    multipliers: dict[str, list[tuple[Floats, bool]]] = field(default_factory=dict)


def pays(arrays: Arrays) -> bool:
    """Whether parts are likely to be faster than the whole (docs/many-scenarios.md)."""
    if arrays.cost.size < LARGE:
        return False
    parted = owners(arrays)
    return len(parted.names) >= MANY and not np.any(parted.rows == SEVERAL)


def solve(
    arrays: Arrays,
    settings: SolveSettings,
    watch: Watch = unwatched,
    *,
    relax: bool = False,
    hire: Hire = Threads,
    kept: Kept | None = None,
) -> Outcome:
    """Minimise in parts; a problem without branches, or one that parts do not solve, whole.

    ``hire`` makes the crew that answers for the blocks. ``kept`` gives first cuts and takes the
    last ones.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    began = time.perf_counter()
    parts = split(arrays)
    if not parts.blocks:
        return highs.solve(arrays, settings, watch=watch, relax=relax)
    crew = hire(parts.blocks, settings)
    rounds = Rounds(parts, crew, settings, watch, began, relax=relax)
    try:
        return _Search(parts, rounds, crew, settings, began).outcome(kept)
    except LostError:
        left = max(settings.time_limit - (time.perf_counter() - began), 1.0)
        rest = replace(settings, time_limit=left)
        return highs.solve(arrays, rest, watch=watch, began=began, relax=relax)
    finally:
        rounds.close()
        crew.close()


class _Search:
    """From the relaxation to whole numbers, and to the point of the whole."""

    def __init__(
        self, parts: Split, rounds: Rounds, crew: Crew, settings: SolveSettings, began: float
    ) -> None:
        self._parts, self._rounds, self._crew = parts, rounds, crew
        self._master = rounds.master
        self._settings, self._began = settings, began
        self._tried: dict[bytes, int] = {}

    def outcome(self, kept: Kept | None) -> Outcome:
        """Search, then put the best point together."""
        if kept is not None:
            self._recall(kept)
        try:
            reason = self._search()
        except StoppedError as stop:
            reason = stop.reason
            self._prove()
            if self._rounds.point is None and reason is StopReason.CANCELLED:
                self._rescue()
        if kept is not None:
            self._keep(kept)
        return self._ended(reason)

    def _recall(self, kept: Kept) -> None:
        """First cuts from multipliers of another time, as far as they prove something here."""
        found = [
            (at, cut_of(block, multipliers, self._master.width, priced=priced))
            for at, block in enumerate(self._parts.blocks)
            for multipliers, priced in kept.multipliers.get(block.name, ())
            if multipliers.size == block.rows.size
        ]
        self._master.remember([(at, cut) for at, cut in found if cut is not None])

    def _keep(self, kept: Kept) -> None:
        """Hand over what the cuts in force are made of."""
        kept.multipliers = {block.name: [] for block in self._parts.blocks}
        for at, cut in self._master.made_of():
            kept.multipliers[self._parts.blocks[at].name].append((cut.multipliers, cut.priced))

    def _prove(self) -> None:
        self._rounds.bound = max(self._rounds.bound, self._master.proven())

    def _search(self) -> StopReason:
        """The relaxation, dives, and it more exactly; then branch and bound."""
        gap, rounds = self._settings.gap, self._rounds
        for part in (4, 40):
            if not rounds.converge(max(gap / part, EXACT)):
                return StopReason.INFEASIBLE
            self._prove()
            for careful in (False, True, True):
                if rounds.closed():
                    return StopReason.OPTIMAL
                if rounds.columns.size:
                    self._dive(careful=careful)
        while not rounds.closed():
            if not self._branch():
                return StopReason.INFEASIBLE
        return StopReason.OPTIMAL

    def _dive(self, *, careful: bool) -> None:
        """Whole numbers by rounding on the master, then the best of the rest with them fixed.

        Carefully: after each rounding the blocks are asked once what they say of it.
        """

        def run() -> StopReason:
            found = self._rounds.propose()
            if careful and found:
                point = self._master.point
                if self._rounds.learn(point, self._rounds.asked(point)):
                    found = self._rounds.propose()
            return StopReason.OPTIMAL if found else StopReason.INFEASIBLE

        run()
        reason, _ = dive.dived(self._master, self._master.free, run)
        whole = np.round(self._master.point[self._rounds.columns])
        if reason is StopReason.OPTIMAL and whole.tobytes() not in self._tried:
            self._try(whole)
        self._master.fix(None)

    def _try(self, whole: Floats) -> None:
        """The best point with these whole numbers; more exactly each time that they come.

        Raises:
            LostError: they come again and again.
        """
        times = self._tried.get(whole.tobytes(), 0)
        if times > MOST_TRIES:
            raise LostError
        self._tried[whole.tobytes()] = times + 1
        self._master.fix(whole)
        self._rounds.converge(max(self._settings.gap / 4 * 10.0 ** (-2 * times), EXACT), fixed=True)
        self._master.fix(None)

    def _branch(self) -> bool:
        """Branch and bound on the master and its cuts; ``False``: nothing keeps all of them."""
        rounds = self._rounds
        found = highs.solve(
            self._master.arrays(),
            replace(
                self._settings, gap=self._settings.gap / 2, time_limit=max(rounds.left(), 0.01)
            ),
            watch=rounds.told,
            start=None if rounds.point is None else np.append(rounds.point, rounds.costs),
            bound=rounds.bound if np.isfinite(rounds.bound) else None,
            began=self._began,
        )
        if found.reason is StopReason.INFEASIBLE:
            return False
        if found.bound is not None:
            rounds.bound = max(rounds.bound, found.bound)
        rounds.go_on(found.reason)
        if found.values is not None:
            self._try(np.round(found.values[rounds.columns]))
        return True

    def _rescue(self) -> None:
        """Asked to stop before there was a plan: one with whole numbers as they stand, rounded."""
        self._rounds.extend(unwatched, dive.RESCUE)
        if not self._master.point.size:
            return
        proposed = self._master.point[self._rounds.columns]
        for rounding in (np.round, np.ceil):
            with contextlib.suppress(LostError, StoppedError):
                self._try(rounding(proposed))
            if self._rounds.point is not None:
                return

    def _ended(self, reason: StopReason) -> Outcome:
        """The best point, put together from all blocks."""
        rounds, whole = self._rounds, self._parts.whole
        bound = rounds.bound if np.isfinite(rounds.bound) else None
        if rounds.point is None:
            bound = None if reason is StopReason.INFEASIBLE else bound
            seconds = time.perf_counter() - self._began
            return Outcome(reason, PointQuality.NONE, None, bound, seconds, 0)
        self._crew.ask(rounds.point, time.perf_counter() + dive.RESCUE)
        values = self._parts.assembled(rounds.point, self._crew.parts())
        if whole.violation(values) > WRONG:
            values = self._repaired(values)
        value = float(whole.cost @ values) + whole.offset
        point = PointQuality.OPTIMAL if reason is StopReason.OPTIMAL else PointQuality.FEASIBLE
        seconds = time.perf_counter() - self._began
        return Outcome(reason, point, value, bound, seconds, 0, values)

    def _repaired(self, values: Floats) -> Floats:
        """The whole problem with its whole numbers fixed."""
        fixed = settled(self._parts.whole, values)
        found = highs.solve(fixed, replace(self._settings, time_limit=dive.RESCUE))
        if found.values is None:
            raise LostError
        return found.values
