"""A good plan for a large problem, quickly: relax, round a few whole numbers, solve again.

The relaxation, solved once by an interior point method, gives a bound. Then whole numbers are fixed
in batches, those nearest to being built first, and the linear program goes on from its last basis.
The bound is proven, the point is a plan; how far they are apart is known, and where that is too far
branch and bound starts from both. See: Berthold, Primal Heuristics for Mixed Integer Programs
(2006), section 3.3, on guided and fractional diving.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from optimizer.solve import highs
from optimizer.solve.bounds import dual_bound
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.rounding import settled, unearned

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.watch import Watch

WHOLE = 1e-6
UP, DOWN = 0.6, 0.1
"""Fractions from which a whole number is rounded up, and below which down, without hesitation."""
ROUNDS = 60
RESCUE = 60.0
"""Seconds that finishing a plan may take after a stop was asked for."""


@dataclass
class _Bounds:
    """What the whole columns may still be."""

    columns: Integers
    lower: Floats
    upper: Floats

    def fixed(self) -> NDArray[np.bool_]:
        """Which are settled."""
        return self.upper - self.lower < WHOLE


def solve(
    arrays: Arrays, settings: SolveSettings, watch: Watch, known: Floats | None = None
) -> Outcome:
    """Relax, dive, and finish by branch and bound if the gap asks for it.

    ``known``: a plan that is known already; where the relaxation proves it good enough, there is
    no dive, else branch and bound begins from the cheaper of the two.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    began = time.perf_counter()
    until = began + settings.time_limit
    program = highs.LinearProgram(arrays, settings)
    program.use("ipx")
    reason = program.run(until, began, watch)
    if reason is not StopReason.OPTIMAL:
        ended = Outcome(reason, PointQuality.NONE, None, None, time.perf_counter() - began, 0)
        return _rescued(arrays, settings, ended, None)
    # What the multipliers prove, whatever the solver says of its optimum.
    bound = min(program.objective, dual_bound(arrays, program.multipliers))

    def run() -> StopReason:
        return program.run(until, began, watch, bound)

    done = _good(arrays, settings, known, bound, began)
    if done is not None:
        return done
    program.use("simplex")
    reason, values = dived(program, arrays, run)
    if reason not in {StopReason.CANCELLED, StopReason.TIME_LIMIT}:
        values = _cheaper(arrays, values, known)
    value = None if values is None else float(arrays.cost @ values) + arrays.offset
    ended = Outcome(reason, PointQuality.NONE, value, bound, time.perf_counter() - began, 0, values)
    if reason in {StopReason.CANCELLED, StopReason.TIME_LIMIT}:
        return _rescued(arrays, settings, ended, program.values)
    if ended.gap is not None and ended.gap <= settings.gap:
        return replace(ended, reason=StopReason.OPTIMAL, point=PointQuality.OPTIMAL)
    rest = replace(settings, time_limit=max(until - time.perf_counter(), 0.01))
    return highs.solve(arrays, rest, watch=watch, start=values, bound=bound, began=began)


def _good(
    arrays: Arrays, settings: SolveSettings, known: Floats | None, bound: float, began: float
) -> Outcome | None:
    """The known plan, if it is within the gap of the bound."""
    if known is None:
        return None
    value = float(arrays.cost @ known) + arrays.offset
    seconds = time.perf_counter() - began
    good = Outcome(StopReason.OPTIMAL, PointQuality.OPTIMAL, value, bound, seconds, 0, known)
    return good if good.gap is not None and good.gap <= settings.gap else None


def _cheaper(arrays: Arrays, one: Floats | None, other: Floats | None) -> Floats | None:
    """Of two points that may be there, the cheaper."""
    if one is None or other is None:
        return other if one is None else one
    return one if arrays.cost @ one <= arrays.cost @ other else other


def _rescued(
    arrays: Arrays, settings: SolveSettings, ended: Outcome, relaxed: Floats | None
) -> Outcome:
    """Someone stopped the search before it had a plan: finish one with whole numbers as they stand.

    They are those of the relaxation, rounded, where that gives a plan, or does when nothing counts
    as learnt; else the least allowed: no builds, no closures, no contracts.
    """
    if ended.reason is not StopReason.CANCELLED:
        return ended
    began = time.perf_counter()
    whole = [] if relaxed is None else [np.round(relaxed), unearned(arrays, np.round(relaxed))]
    guesses = [*whole, arrays.lower]
    for guess in guesses:
        found = highs.solve(
            settled(arrays, guess), replace(settings, time_limit=RESCUE, method="ipx")
        )
        if found.values is not None:
            return replace(
                ended,
                point=PointQuality.FEASIBLE,
                objective=found.objective,
                values=found.values,
                seconds=ended.seconds + time.perf_counter() - began,
            )
    return ended


class Diving(Protocol):
    """A loaded linear program whose bounds can be changed."""

    @property
    def values(self) -> Floats:
        """The last optimum."""

    def limit(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns."""


def dived(
    program: Diving, arrays: Arrays, run: Callable[[], StopReason]
) -> tuple[StopReason, Floats | None]:
    """Round until all whole numbers are whole; the point, or why there is none."""
    columns = np.flatnonzero(arrays.integer)
    bounds = _Bounds(columns, arrays.lower[columns].copy(), arrays.upper[columns].copy())
    for _ in range(ROUNDS):
        x = program.values[columns]
        done = bool(np.all(np.abs(x - np.round(x)) <= WHOLE))
        steps = [_settled(bounds, x)] if done else [_batch(bounds, x), _one(bounds, x)]
        reason = StopReason.INFEASIBLE
        for step in steps:
            program.limit(columns, step.lower, step.upper)
            reason = run()
            if reason is not StopReason.INFEASIBLE:
                bounds = step
                break
        if reason is StopReason.INFEASIBLE:
            bounds = _not_one(bounds, x)
            program.limit(columns, bounds.lower, bounds.upper)
            reason = run()
        if reason is not StopReason.OPTIMAL:
            return reason, None
        if done:
            return reason, program.values
    return StopReason.NUMERICAL_TROUBLE, None


def _parts(bounds: _Bounds, x: Floats) -> Floats:
    """Fractional part of each open whole number; 0 where it is settled or whole."""
    part = x - np.floor(x + WHOLE)
    return np.where(bounds.fixed() | (part <= WHOLE), 0.0, part)


def _batch(bounds: _Bounds, x: Floats) -> _Bounds:
    """What leans up goes up, at least the highest quarter; what is hardly there goes down.

    Why always some up: rounding down alone moves a small need from one period to the next.
    """
    part = _parts(bounds, x)
    up, down = part >= UP, (part > 0) & (part <= DOWN)
    if not up.any():
        count = max(1, int((part > 0).sum()) // 4)
        up[np.argsort(-part, kind="stable")[:count]] = True
    floor = np.floor(x + WHOLE)
    return replace(
        bounds,
        lower=np.where(up, floor + 1, bounds.lower),
        upper=np.where(down & ~up, floor, bounds.upper),
    )


def _one(bounds: _Bounds, x: Floats) -> _Bounds:
    """Only the highest fraction goes up."""
    at = int(np.argmax(_parts(bounds, x)))
    lower = bounds.lower.copy()
    lower[at] = np.floor(x[at] + WHOLE) + 1
    return replace(bounds, lower=lower)


def _not_one(bounds: _Bounds, x: Floats) -> _Bounds:
    """The highest fraction goes down after all."""
    at = int(np.argmax(_parts(bounds, x)))
    upper = bounds.upper.copy()
    upper[at] = np.floor(x[at] + WHOLE)
    return replace(bounds, upper=upper)


def _settled(bounds: _Bounds, x: Floats) -> _Bounds:
    """All whole numbers exactly where they are."""
    return replace(bounds, lower=np.round(x), upper=np.round(x))
