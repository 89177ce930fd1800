"""Problems too large for a vertex: relax by an interior point, round, and fill in the rest.

A tree of a dozen courses of the real instance has half a million columns. A simplex basis of it
costs more than the optimum; an interior point whose factorisation follows the tree does not. Its
multipliers prove the bound, as any do; its point says what to build; and with that settled, and
without the flows that its prices rule out, what is left is solved in the same way.
See docs/decisions/0015-large-trees.md.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import highs
from optimizer.solve.bounds import dual_bound, reduced_costs
from optimizer.solve.outcome import Outcome, PointQuality, StopReason, relative_gap
from optimizer.solve.rounding import FRACTIONS, MANY, rounded, settled

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.watch import Watch

LARGE = 200_000
"""Columns from which an interior point is not turned into a vertex."""
USED = 1e-6
"""Amounts at an interior point of the relaxation that count as used."""
DEAR = 2e-6
"""Reduced cost, of the largest cost, above which what is not used is left out."""
KEPT = 1e-6
"""A point that breaks a row by more is none."""


def solve(
    arrays: Arrays, settings: SolveSettings, watch: Watch, known: Floats | None = None
) -> Outcome:
    """Relax, round and fill in; branch and bound where that leaves a gap and time.

    ``known``: a plan that is known already, and good enough where the relaxation proves it.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    search = _Search(arrays, settings, watch)
    if known is not None:
        search.take(known)
    return search.outcome()


def priced(arrays: Arrays, values: Floats, multipliers: Floats) -> Arrays:
    """The same, without flows and activities that are unused at ``values`` and dear.

    Reduced costs come from ``multipliers``, one by row.
    """
    reduced = reduced_costs(arrays, arrays.cost, multipliers)
    dear = reduced > DEAR * float(np.abs(arrays.cost).max(initial=0.0))
    out = dear & (values <= USED) & (arrays.lower <= 0) & (arrays.upper > 0)
    for name, family in arrays.decisions.items():
        if name not in MANY:
            out[family.span] = False
    return replace(arrays, upper=np.where(out, 0.0, arrays.upper))


class _Search:
    """What is known so far: the bound, the best point and its cost."""

    def __init__(self, arrays: Arrays, settings: SolveSettings, watch: Watch) -> None:
        self._arrays, self._settings, self._watch = arrays, settings, watch
        self._began = time.perf_counter()
        self._until = self._began + settings.time_limit
        self._bound: float | None = None
        self._best: Floats | None = None
        self._cost = np.inf

    def outcome(self) -> Outcome:
        """Search until the gap is closed or nothing is left to try."""
        program = highs.LinearProgram(self._arrays, self._settings)
        program.use("interior")
        reason = program.run(self._until, self._began, self._watch)
        if reason is StopReason.OPTIMAL:
            proven = dual_bound(self._arrays, program.multipliers)
            self._bound = min(program.objective, proven)
            if not self._closed():
                reason = self._fill(program.values, program.multipliers)
        if self._closed():
            return self._said(StopReason.OPTIMAL)
        if reason in {StopReason.CANCELLED, StopReason.TIME_LIMIT}:
            return self._said(reason)
        return self._branched()

    def _fill(self, values: Floats, multipliers: Floats) -> StopReason:
        """Round in several ways, without the dear columns and then with them, until it is good."""
        reason = StopReason.OPTIMAL
        for up in FRACTIONS:
            filled = settled(self._arrays, rounded(self._arrays, values, up))
            for left in (priced(filled, values, multipliers), filled):
                reason, found = self._solved(left)
                if reason is not StopReason.INFEASIBLE:
                    break
            if found is not None and self._arrays.violation(found) <= KEPT:
                self.take(found)
            if self._closed() or reason in {StopReason.CANCELLED, StopReason.TIME_LIMIT}:
                break
        return reason

    def _solved(self, arrays: Arrays) -> tuple[StopReason, Floats | None]:
        program = highs.LinearProgram(arrays, self._settings)
        program.use("interior")
        reason = program.run(self._until, self._began, self._watch, self._bound)
        if reason is not StopReason.OPTIMAL:
            return reason, None
        # An interior point lies within the bounds up to a hair.
        return reason, np.clip(program.values, arrays.lower, arrays.upper)

    def take(self, values: Floats) -> None:
        """Keep a point, if it is the cheapest so far."""
        cost = float(self._arrays.cost @ values) + self._arrays.offset
        if cost < self._cost:
            self._best, self._cost = values, cost

    def _closed(self) -> bool:
        if self._best is None or self._bound is None:
            return False
        return relative_gap(self._cost, self._bound) <= self._settings.gap

    def _said(self, reason: StopReason) -> Outcome:
        quality, cost = PointQuality.NONE, None
        if self._best is not None:
            closed = reason is StopReason.OPTIMAL
            quality = PointQuality.OPTIMAL if closed else PointQuality.FEASIBLE
            cost = self._cost
        seconds = time.perf_counter() - self._began
        return Outcome(reason, quality, cost, self._bound, seconds, 0, self._best)

    def _branched(self) -> Outcome:
        left = max(self._until - time.perf_counter(), 0.01)
        return highs.solve(
            self._arrays,
            replace(self._settings, time_limit=left),
            watch=self._watch,
            start=self._best,
            bound=self._bound,
            began=self._began,
        )
