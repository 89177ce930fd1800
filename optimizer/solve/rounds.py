"""Rounds of the L-shaped method: the master proposes, the blocks answer, the master learns.

Where the blocks are asked is between the best point and the master's (in-out), nearer to the
master's while its bound stands still. See: Van Slyke and Wets, L-shaped linear programs (1969);
Ben-Ameur and Neto, Acceleration of cutting-plane and column generation algorithms (2007).
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from optimizer.solve import highs
from optimizer.solve.cuts import cut_of
from optimizer.solve.master import Master
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.blocks import Split
    from optimizer.solve.crew import Answer, Crew
    from optimizer.solve.cuts import Cut
    from optimizer.solve.watch import Watch

T = TypeVar("T")

GROUPS = 200
"""More blocks than this share cuts."""
EXACT = 1e-9
NOTHING = 1e-6
"""What the solver calls no difference of costs."""
OVER = 1e-7
"""By how much a block may overstep its share: what the solver calls nothing."""
OUTWARD, STEP, STILL = 0.5, 0.2, 1e-4
"""How far from the best point towards the master's the blocks are asked; by how much further each
time that the bound moves by less than ``STILL``, relative to itself."""


class LostError(Exception):
    """Parts do not get there: no bottom, or a solver in trouble. The whole decides."""


class StoppedError(Exception):
    """Someone, or the clock, asked to stop."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class _Inner:
    """The best point of a run of rounds, and where to ask next."""

    point: Floats | None = None
    value: float = np.inf
    outward: float = OUTWARD
    last: float = -np.inf

    def towards(self, outer: Floats) -> Floats:
        """The point to ask at."""
        if self.point is None or self.outward == 1.0:
            return outer
        return self.outward * outer + (1.0 - self.outward) * self.point

    def learned(self, point: Floats, value: float, low: float, news: int) -> None:
        """What came of asking there, when the bound was ``low``."""
        if value < self.value:
            self.point, self.value = point, value
        moved = not np.isfinite(self.last) or low - self.last > STILL * max(abs(low), EXACT)
        self.outward = OUTWARD if moved else min(1.0, self.outward + STEP)
        self.outward, self.last = (self.outward if news else 1.0), low


class Rounds:
    """Master, crew, and the best point so far whose whole numbers are whole.

    ``best`` is its cost; ``point`` the master's columns, ``costs`` those of the groups; ``bound``
    what is proven. All are of the whole problem.
    """

    def __init__(
        self,
        parts: Split,
        crew: Crew,
        settings: SolveSettings,
        watch: Watch,
        began: float,
        *,
        relax: bool = False,
    ) -> None:
        self._parts, self._crew, self._watch = parts, crew, watch
        self._began, self._until = began, began + settings.time_limit
        self._gap = max(settings.gap, EXACT)
        self.columns = np.flatnonzero(parts.master.integer & (not relax))
        self.master = Master(parts, settings, min(len(parts.blocks), GROUPS))
        self.bound, self.best = -np.inf, np.inf
        self.point: Floats | None = None
        self.costs: Floats = np.zeros(0)
        self._aside = ThreadPoolExecutor(max_workers=1)

    def closed(self) -> bool:
        """Whether the best point is proven to be near enough."""
        return near(self.best, self.bound, self._gap)

    def left(self) -> float:
        """Seconds."""
        return self._until - time.perf_counter()

    def extend(self, watch: Watch, seconds: float) -> None:
        """So many seconds from now on, told to another watch."""
        self._watch, self._until = watch, time.perf_counter() + seconds

    def converge(self, gap: float, *, fixed: bool = False) -> bool:
        """Ask and learn until the master's cost is near the best point's; ``False``: infeasible.

        ``fixed``: whole numbers are, so that the master's cost is no bound, and can be too high.
        """
        inner = _Inner()
        while self.propose():
            low = self.master.objective
            if not fixed:
                self.master.purge()
            near_enough = near(inner.value, low, gap)
            if near(self.best, low, gap) or (self.closed() if fixed else near_enough):
                return True
            # Near, but overstepping some share a little: within it, then, or not at all.
            point = self.master.point if near_enough else inner.towards(self.master.point)
            answers = self.asked(point, strict=near_enough)
            total = self._total(point, answers)
            news = self.learn(point, answers)
            if news == 0 and point is self.master.point and self._settled(point, answers):
                return True
            inner.learned(point, total, low, news)
        return False

    def propose(self) -> bool:
        """Solve the master; ``False``: it has no point."""
        reason = self.waited(lambda: self.master.run(self.left()))
        if reason is not StopReason.INFEASIBLE:
            self.go_on(reason)
        return reason is StopReason.OPTIMAL

    def asked(self, point: Floats, *, strict: bool = False) -> list[Answer]:
        """What the blocks say at a point."""
        answers = self.waited(lambda: self._crew.ask(point, self._until, strict=strict))
        for answer in answers:
            if answer.reason is not StopReason.INFEASIBLE:
                self.go_on(answer.reason)
        return answers

    def learn(self, point: Floats, answers: list[Answer]) -> int:
        """Give the master what answers prove, where its point contradicts it; how many cuts.

        The solver's word is not taken, nor its sign of a ray.
        """
        cuts: list[Cut | None] = []
        for block, answer in zip(self._parts.blocks, answers, strict=True):
            priced = answer.reason is StopReason.OPTIMAL
            cut = cut_of(block, answer.multipliers, self.master.width, priced=priced)
            if not priced and (cut is None or cut.at(point) <= 0.0):
                cut = cut_of(block, -answer.multipliers, self.master.width, priced=False)
            cuts.append(cut)
        return self.master.learn(cuts)

    def _settled(self, point: Floats, answers: list[Answer]) -> bool:
        """Nothing is new at the master's own point: whether that is because it is the best."""
        over = any(answer.over > OVER for answer in answers)
        news = self.learn(point, self.asked(point, strict=True)) if over else 0
        if self.master.standing:
            if not self.master.lower_floor():
                raise LostError
            return False
        if news == 0 and (over or any(a.reason is StopReason.INFEASIBLE for a in answers)):
            raise LostError
        return news == 0

    def _total(self, point: Floats, answers: list[Answer]) -> float:
        """Cost of the whole at a point, which is kept if it is the best that could be carried out.

        Overstepped shares have their price in it, so that it leads away from them.
        """
        costs = np.array([answer.cost for answer in answers])
        shared = self._parts.master
        total = float(shared.cost @ point) + shared.offset + float(self.master.weights @ costs)
        whole = point[self.columns]
        within = all(answer.over <= OVER for answer in answers)
        if within and total < self.best and np.array_equal(whole, np.round(whole)):
            self.best, self.point = total, point
            self.costs = self.master.by_group(costs)
        return total

    def go_on(self, reason: StopReason) -> None:
        """Nothing, if all is well.

        Raises:
            StoppedError: someone or the clock asked to stop.
            LostError: the solver did not get there.
        """
        if reason in {StopReason.TIME_LIMIT, StopReason.CANCELLED}:
            raise StoppedError(reason)
        if reason is not StopReason.OPTIMAL:
            raise LostError

    def told(self, event: Progress) -> bool:
        """The watch hears of the whole, whatever part of it is being solved."""
        return self._watch(self._progress(-np.inf if event.bound is None else event.bound))

    def _progress(self, bound: float = -np.inf) -> Progress:
        known = max(self.bound, bound)
        best = self.best if np.isfinite(self.best) else None
        gap = None
        if best is not None and np.isfinite(known):
            gap = abs(best - known) / max(abs(best), EXACT)
        seconds = time.perf_counter() - self._began
        return Progress("solve", seconds, best, float(known) if np.isfinite(known) else None, gap)

    def waited(self, work: Callable[[], T]) -> T:
        """Do it, and tell the watch meanwhile; who asks to stop waits for it to end."""
        if self.left() <= 0.0:
            raise StoppedError(StopReason.TIME_LIMIT)
        doing = self._aside.submit(work)
        stop = False
        while not doing.done():
            try:
                wait([doing], highs.POLL)
                stop = stop or not (doing.done() or self._watch(self._progress()))
            except KeyboardInterrupt:
                stop = True
        if stop:
            raise StoppedError(StopReason.CANCELLED)
        return doing.result()

    def close(self) -> None:
        """End the thread in which work is done."""
        self._aside.shutdown()


def near(value: float, bound: float, gap: float) -> bool:
    """Whether a value is there and within a relative gap of its bound."""
    return bool(np.isfinite(value)) and value - bound <= gap * abs(value) + NOTHING
