"""What can be found out about one point of a front: its relaxation, a plan near it, or the best.

Every result is checked before it is used: points by their rows, bounds by weak duality.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import dive, highs, whole
from optimizer.solve.outcome import StopReason
from optimizer.solve.ratio import Proof, denominator, least, prove, serving_no_less
from optimizer.solve.rounding import FRACTIONS, narrowed, rounded, settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.outcome import Outcome
    from optimizer.solve.watch import Watch

REWARD = 1e-7
"""Part of the cost that leaving the whole limit would be worth: enough to choose between equals."""

GOOD = 1.0
"""Part of the gap within which a rounded plan is good enough to round no further."""

LARGE, COARSE = 1_000, 0.001
"""Columns from which, and gap from which, points are relaxed and rounded before they are solved."""

KEPT = 1e-6
"""A point that breaks a row by more is none."""

MARGIN = 0.005
"""Of the range between the ends: how far the tight end of a large problem stays from the least
measure of its relaxation, which whole numbers cannot reach."""


@dataclass(frozen=True, eq=False)
class Found:
    """What came of it; ``light``: from a try that solves no relaxation of its own.

    ``values``: a plan within the limit ``most``. ``proof``: multipliers. ``relaxed``: cost and
    point of the relaxation. ``bound``: proven for this limit, infinite where there is no plan.
    """

    most: float
    reason: StopReason
    values: Floats | None = None
    proof: Proof | None = None
    relaxed: tuple[float, Floats] | None = None
    bound: float | None = None
    light: bool = False


@dataclass(frozen=True, eq=False)
class TightEnd:
    """The least measure, the limit of the last point, and what was found on the way."""

    least: float
    most: float
    found: Found


class Prober:
    """Solves programs about one measure of one problem; its methods may run side by side."""

    def __init__(self, arrays: Arrays, measure: str, settings: SolveSettings, watch: Watch) -> None:
        self.arrays, self.measure, self.settings, self.watch = arrays, measure, settings, watch
        self.large = arrays.cost.size >= LARGE and settings.gap >= COARSE
        self.began = time.perf_counter()
        self.solves: Counter[str] = Counter()
        self.given_up: set[float] = set()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self.began

    @property
    def left(self) -> float:
        """Seconds until the time limit."""
        return self.settings.time_limit - self.seconds

    def loose_end(self, start: float | None) -> Found:
        """The cheapest plan (within ``start``), of the cheapest the one that needs the least."""
        most = np.inf if start is None else start
        found = self.probe(most, None, -np.inf)
        if found.values is not None and not self._within(found.values, found.bound, found.proof):
            found = self._joined(found, self.finish(most, found.values, found.bound or -np.inf))
        if found.values is None or start is not None:
            return found
        return replace(found, values=self._leanest(found.values))

    def _leanest(self, values: Floats) -> Floats:
        """Among plans that cost no more, one of least measure.

        Of a large problem: among those with the same whole numbers.
        """
        cost = self._cost(values)
        held = self.arrays.holding("cost", cost + 1e-9 * max(1.0, abs(cost)))
        if self.large:
            held = narrowed(settled(held, np.round(values)), [values])
        _, best = least(held, self.measure, values, self._optimum)
        return best if self._cost(best) <= cost + 1e-8 * max(1.0, abs(cost)) else values

    def tight_end(self, cheapest: Floats, high: float) -> TightEnd:
        """The least measure of plans that serve no less than the cheapest does."""
        served = serving_no_less(self.arrays, cheapest)
        if self.large:
            served = replace(served, integer=np.zeros_like(served.integer))
        value, point = least(served, self.measure, cheapest, self._optimum)
        if self.large:
            most = value + MARGIN * max(high - value, 0.0)
            return TightEnd(value, most, Found(most, StopReason.OPTIMAL, light=True))
        return TightEnd(value, value, Found(value, StopReason.OPTIMAL, values=point, light=True))

    def _optimum(self, arrays: Arrays) -> Floats | None:
        """A point of least cost, or nothing; whole numbers to the end."""
        self.solves["least measure"] += 1
        settings = replace(self.settings, gap=0.0, time_limit=max(self.left, 0.01))
        if not arrays.integer.any() and arrays.cost.size >= whole.LARGE:
            settings = replace(settings, method="ipx")
        outcome = self._solved(arrays, settings, None)
        return outcome.values if outcome.reason is StopReason.OPTIMAL else None

    def probe(
        self, most: float, known: Floats | None, bound: float, points: Sequence[Floats] = ()
    ) -> Found:
        """Relax and round; a small problem is solved to the gap at once."""
        if not self.large:
            return self.finish(most, known, bound)
        found = self.relax(most)
        if found.relaxed is None or found.proof is None:
            return found
        plan = self.near(most, found.relaxed[1], points, found.proof.bound)
        return replace(plan, proof=found.proof, relaxed=found.relaxed, light=False)

    def relax(self, most: float) -> Found:
        """The relaxation within a limit, what its multipliers prove, and no plan."""
        limited = self._limited(most)
        self.solves["relaxation"] += 1
        program = highs.LinearProgram(limited, self.settings)
        program.use("ipx")
        reason = program.run(self.began + self.settings.time_limit, self.began, self.watch)
        if reason is StopReason.OPTIMAL and limited.violation(program.values) > KEPT:
            program = highs.LinearProgram(limited, self.settings)
            program.use("simplex")
            reason = program.run(self.began + self.settings.time_limit, self.began, self.watch)
        if reason is not StopReason.OPTIMAL:
            return Found(most, reason, bound=np.inf if reason is StopReason.INFEASIBLE else None)
        proof = self._proof(most, program.multipliers)
        return Found(most, reason, proof=proof, relaxed=(program.objective, program.values))

    def near(self, most: float, guess: Floats, points: Sequence[Floats], bound: float) -> Found:
        """A plan with whole numbers rounded from a guess, that uses what ``points`` use."""
        limited = self._rewarded(self._limited(most), most, guess)
        narrow = narrowed(limited, [guess, *points])
        best: Floats | None = None
        reason = StopReason.OPTIMAL
        for program, up in [*((narrow, up) for up in FRACTIONS), (limited, FRACTIONS[0])]:
            if best is not None and program is limited:
                break
            self.solves["plan"] += 1
            outcome = highs.solve(
                settled(program, rounded(limited, guess, up)),
                replace(self.settings, method="ipx", time_limit=max(self.left, 0.01)),
                watch=self.watch,
            )
            if outcome.reason in {StopReason.CANCELLED, StopReason.TIME_LIMIT}:
                reason = outcome.reason
                break
            if outcome.values is None or limited.violation(outcome.values) > KEPT:
                continue
            if best is None or self._cost(outcome.values) < self._cost(best):
                best = outcome.values
            cost = self._cost(best)
            if cost - bound <= GOOD * self.settings.gap * abs(cost):
                break
        return Found(most, reason, values=best, light=True)

    def finish(self, most: float, known: Floats | None, bound: float) -> Found:
        """Whole numbers to the gap: dive, then branch and bound, from all that is known."""
        self.solves["branch and bound"] += 1
        limited = self._limited(most)
        rewarded = limited if known is None else self._rewarded(limited, most, known)
        settings = replace(self.settings, time_limit=max(self.left, 0.01))
        outcome = self._solved(rewarded, settings, known)
        if outcome.reason in {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}:
            return Found(most, outcome.reason, bound=np.inf)
        if outcome.reason is not StopReason.CANCELLED:
            self.given_up.add(most)
        proven = outcome.bound if outcome.bound is not None else -np.inf
        return Found(most, outcome.reason, values=outcome.values, bound=max(bound, proven))

    def _solved(self, arrays: Arrays, settings: SolveSettings, known: Floats | None) -> Outcome:
        if not arrays.integer.any():
            return highs.solve(arrays, settings, watch=self.watch)
        if arrays.cost.size >= whole.LARGE:
            return dive.solve(arrays, settings, self.watch)
        outcome = highs.solve(arrays, settings, watch=self.watch, start=known)
        return whole.put_right(arrays, settings, outcome)

    def _limited(self, most: float) -> Arrays:
        return self.arrays if np.isinf(most) else self.arrays.within(self.measure, most)

    def _proof(self, most: float, multipliers: Floats) -> Proof:
        """A proof at a limit; without one, of a limit that asks for nothing."""
        if np.isinf(most):
            none = np.zeros(len(self.arrays.ratios[self.measure].over))
            return prove(self.arrays, self.measure, 1.0, np.append(multipliers, none))
        return prove(self.arrays, self.measure, most, multipliers)

    def _rewarded(self, limited: Arrays, most: float, near: Floats) -> Arrays:
        """What is left of the limit is worth a little: between equals, the one that needs less.

        No plan within the limit costs more than before, so bounds are still bounds.
        """
        if np.isinf(most):
            return limited
        ratio = self.arrays.ratios[self.measure]
        labels, width = range(len(ratio.over)), self.arrays.cost.size
        above = np.bincount(ratio.numerator.columns, ratio.numerator.values, width)
        below = sum((denominator(self.arrays, self.measure, k) for k in labels), np.zeros(width))
        constant = float(np.sum(ratio.numerator.constant - most * ratio.denominator.constant))
        base = float(below @ near + ratio.denominator.constant.sum())
        size = max(abs(most), 1e-9) * max(base, 1e-9)
        worth = REWARD * max(abs(self._cost(near)), 1e-9) / size
        return replace(
            limited,
            cost=limited.cost + worth * (above - most * below),
            offset=limited.offset + worth * constant,
        )

    def _within(self, values: Floats, bound: float | None, proof: Proof | None) -> bool:
        proven = max(-np.inf if bound is None else bound, -np.inf if proof is None else proof.bound)
        cost = self._cost(values)
        return cost - proven <= max(self.settings.gap, 1e-6) * max(abs(cost), 1e-9)

    def _joined(self, first: Found, then: Found) -> Found:
        """The relaxation of the first with the plan and the bound of the second."""
        return replace(then, proof=first.proof, relaxed=first.relaxed, light=False)

    def _cost(self, values: Floats) -> float:
        return float(self.arrays.cost @ values) + self.arrays.offset
