"""The front of cost against a measure: the cheapest plan within each of several limits.

ε-constraint with the lessons of AUGMECON2: every point is efficient (what a plan leaves of its
limit is rewarded a little), points that coincide are found once, and what is impossible is not
tried twice. Points share plans and bounds: a plan within a limit is one within every looser limit,
and a bound proven for one limit says something of every other (``ratio``). So far fewer programs
are solved than there are points, and only where the gap is. See: Mavrotas and Florios, An improved
version of the augmented ε-constraint method (AUGMECON2), Applied Mathematics and Computation 219
(2013), and the decision on the front in docs/decisions.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve.outcome import StopReason
from optimizer.solve.probing import Found, Prober
from optimizer.solve.ratio import Proof, bound_at
from optimizer.solve.watch import Progress, Watch, unwatched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

T = TypeVar("T")

HOPE = 0.7
"""Part of the gap that an estimated distance may take for a point to be tried without a program of
its own."""

EXACT = 1e-6
"""Relative gap that counts as none, where none is asked for."""

AHEAD = 0.4
"""Part of the cheapest plan's measure at which one relaxation is solved while the tight end is
sought: wherever the front ends, its proof says something of the limits around it."""

WITHIN = 1e-6
"""By how much a plan may exceed a limit, of the limit where that is above 1."""

CONTRADICTION = 1e-5
"""By how much of the cost a bound may exceed it within the solver's tolerances."""


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """The best plan known within a limit, and what is proven.

    ``most``: the limit. ``cost``, ``bound``: money; ``bound`` is proven for this limit. ``value``:
    the plan's measure (its greatest label). ``values``: a number by column. Without a plan
    ``cost``, ``value`` and ``values`` are ``None``, and ``bound`` is infinite where none can be.
    """

    most: float
    bound: float
    cost: float | None = None
    value: float | None = None
    values: Floats | None = None

    @property
    def gap(self) -> float | None:
        """Relative distance of bound from cost; ``None`` without a plan."""
        if self.cost is None:
            return None
        return max(self.cost - self.bound, 0.0) / max(abs(self.cost), 1e-9)


@dataclass(frozen=True, eq=False)
class Front:
    """Points from the loosest limit to the tightest.

    ``least``: the least measure that was sought (``None``: the range was given), over plans that
    serve no less than the cheapest. ``reason``: why it ended; ``complete``: every point is proven
    within the gap, or proven to have no plan. ``solves``: how many programs of each kind it took.
    """

    points: tuple[FrontPoint, ...]
    least: float | None
    reason: StopReason
    complete: bool
    solves: dict[str, int] = field(default_factory=dict)


def trace(
    arrays: Arrays,
    measure: str,
    settings: SolveSettings,
    watch: Watch = unwatched,
    *,
    count: int = 11,
    start: float | None = None,
    end: float | None = None,
) -> Front:
    """The front over ``count`` limits, evenly from ``start`` to ``end``.

    ``start``: the measure of the cheapest plan (of those, the least), unless given; ``end``: the
    least measure of a plan that serves no less than the cheapest does, unless given. As many
    programs are solved at a time as ``settings.threads`` says; the time limit is for all.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    return _Search(arrays, measure, settings, watch).trace(count, start, end)


class _Search:
    def __init__(self, arrays: Arrays, measure: str, settings: SolveSettings, watch: Watch) -> None:
        if measure not in arrays.ratios:
            known = ", ".join(arrays.ratios)
            raise SolverError(f"no measure is called {measure!r}; there are {known}")
        self.arrays, self.measure, self.settings = arrays.aimed("cost"), measure, settings
        self.watch = _Shared(watch)
        self.prober = Prober(self.arrays, measure, settings, self.watch.inner)
        self.proofs: list[Proof] = []
        self.carried: dict[tuple[int, float], float] = {}
        self.relaxed: dict[float, tuple[float, Floats]] = {}
        self.plans: list[tuple[float, float, Floats]] = []
        self.floors: dict[float, float] = {}
        self.limits: list[float] = []
        self.tried: set[float] = set()
        self.probed: set[float] = set()
        self.told: dict[float, tuple[float | None, float]] = {}
        self.reason = StopReason.OPTIMAL
        self.least: float | None = None

    def trace(self, count: int, start: float | None, end: float | None) -> Front:
        first = self.prober.loose_end(start)
        self._learn(first)
        if first.values is None:
            self.reason = first.reason
            return self._front()
        high = start if start is not None else self._value(first.values)
        low = high if end is None else end
        if end is None and self._going():
            low = self._tight_end(first.values, high)
        steps = count if high - low > WITHIN * max(1.0, high) else 1
        self.limits = [high + (low - high) * k / max(steps - 1, 1) for k in range(steps)]
        self.limits[-1] = low if steps > 1 else high
        if np.inf in self.relaxed:
            self.relaxed[self.limits[0]] = self.relaxed.pop(np.inf)
        self._rounds()
        return self._front()

    def _tight_end(self, cheapest: Floats, high: float) -> float:
        """The last limit; of a large problem, one within is relaxed meanwhile."""
        with ThreadPoolExecutor(max_workers=self.settings.threads) as pool:
            end = pool.submit(self.prober.tight_end, cheapest, high)
            large = self.prober.large
            meanwhile = pool.submit(self.prober.relax, AHEAD * high) if large else None
            tight = end.result()
            self._learn(tight.found)
            if meanwhile is not None:
                self._learn(meanwhile.result())
        self.least = tight.least
        return min(tight.most, high)

    def _rounds(self) -> None:
        """Until every point is proven: probe where the gap is, several at a time."""
        self._told()
        while self._going() and (work := self._work()):
            with ThreadPoolExecutor(max_workers=self.settings.threads) as pool:
                found = list(pool.map(lambda job: job(), work))
            # In the order of the work, not of who was ready first.
            for item in found:
                self._learn(item)
            self._told()

    def _work(self) -> list[Callable[[], Found]]:
        """What to do next: nothing where all is proven."""
        open_ = [e for e in self.limits if not self._proven(e)]
        finish = [e for e in open_ if e in self.probed]
        fresh = [e for e in open_ if e not in self.probed]
        if not open_ and self.prober.large:
            return [self._trying(e) for e in self.limits if not self._own(e)]
        if not fresh:
            return [self._finishing(e) for e in finish]
        ends = {self.limits[0], self.limits[-1]} & set(fresh)
        if ends and self.prober.large:
            return [self._probing(e) for e in sorted({*ends, *self._inner(fresh)}, reverse=True)]
        if not self.prober.large:
            return [self._probing(e) for e in self._middles(fresh)]
        easy = [e for e in fresh if e not in self.tried and self._easy(e)]
        hard = self._worst([e for e in fresh if e not in easy])
        return [self._probing(e) for e in hard] + [self._trying(e) for e in easy]

    def _easy(self, most: float) -> bool:
        """Whether a plan near its neighbours' relaxations will probably do."""
        return self._distance(most) <= HOPE * self.settings.gap

    def _inner(self, fresh: Sequence[float]) -> list[float]:
        """Between the ends, to begin with: the thirds, or the middle of the widest hole."""
        ends = self.limits[0], self.limits[-1]
        inner = [e for e in fresh if e not in ends]
        known = [e for e in self.relaxed if min(ends) < e < max(ends)]
        if len(inner) < 3:
            return inner
        if not known:
            return [inner[len(inner) // 3], inner[2 * len(inner) // 3]]
        marks = sorted([*ends, *known], reverse=True)
        wide = max(pairwise(marks), key=lambda pair: pair[0] - pair[1])
        return [min(inner, key=lambda e: abs(e - sum(wide) / 2))]

    def _middles(self, fresh: Sequence[float]) -> list[float]:
        """The middle of each run of points that are not yet proven; both ends first."""
        ends = [e for e in (self.limits[0], self.limits[-1]) if e in fresh]
        if ends:
            return ends
        places = [self.limits.index(e) for e in fresh]
        runs = np.split(places, [k + 1 for k, (a, b) in enumerate(pairwise(places)) if b > a + 1])
        if len(runs) == 1 and runs[0].size > 2:
            run = runs[0]
            return [self.limits[run[run.size // 3]], self.limits[run[2 * run.size // 3]]]
        return [self.limits[run[run.size // 2]] for run in runs]

    def _worst(self, hard: Sequence[float]) -> list[float]:
        """Of the points between two neighbours that have programs, the one known least of."""
        chosen: dict[tuple[float, float], float] = {}
        for e in hard:
            between = self._neighbours(e)
            if between not in chosen or self._distance(e) > self._distance(chosen[between]):
                chosen[between] = e
        return list(chosen.values())

    def _neighbours(self, most: float) -> tuple[float, float]:
        """The nearest limits with a relaxation, looser and tighter."""
        looser = min((e for e in self.relaxed if e >= most), default=self.limits[0])
        return looser, max((e for e in self.relaxed if e <= most), default=self.limits[-1])

    def _between(self, most: float) -> float:
        """How far a limit lies from its looser neighbour towards the tighter one, 0 to 1."""
        looser, tighter = self._neighbours(most)
        return (looser - most) / (looser - tighter) if looser > tighter else 0.0

    def _distance(self, most: float) -> float:
        """How far the relaxation, estimated from its neighbours, is above what is proven."""
        looser, tighter = self._neighbours(most)
        if looser not in self.relaxed or tighter not in self.relaxed:
            return np.inf
        part = self._between(most)
        chord = (1 - part) * self.relaxed[looser][0] + part * self.relaxed[tighter][0]
        return (chord - self._bound(most)) / max(abs(chord), 1e-9)

    def _probing(self, most: float) -> Callable[[], Found]:
        known, bound = self._best(most), self._bound(most)
        points = self._points()
        return lambda: self.prober.probe(most, None if known is None else known[2], bound, points)

    def _points(self) -> list[Floats]:
        """What is known to be of use somewhere: relaxations, and the plans at both ends."""
        plans = sorted(self.plans, key=lambda p: p[0])
        ends = [p[2] for p in (plans[:1] + plans[-1:])]
        return [*(values for _, values in self.relaxed.values()), *ends]

    def _finishing(self, most: float) -> Callable[[], Found]:
        known, bound = self._best(most), self._bound(most)
        return lambda: self.prober.finish(most, None if known is None else known[2], bound)

    def _trying(self, most: float) -> Callable[[], Found]:
        """A plan near the relaxations of the two neighbours, without one of its own."""
        ends, part, bound = self._neighbours(most), self._between(most), self._bound(most)
        points = [self.relaxed[e][1] for e in ends]
        guess = (1 - part) * points[0] + part * points[1]
        used = [*points, *self._points()[-2:]]
        return lambda: self.prober.near(most, guess, used, bound)

    def _learn(self, found: Found) -> None:
        """Keep plans, proofs and relaxations; a stop is remembered."""
        if found.values is not None:
            self.plans.append((self._value(found.values), self._cost(found.values), found.values))
        if found.proof is not None:
            self.proofs.append(found.proof)
        if found.relaxed is not None:
            self.relaxed[found.most] = found.relaxed
        if found.bound is not None:
            self.floors[found.most] = max(found.bound, self.floors.get(found.most, -np.inf))
        (self.tried if found.light else self.probed).add(found.most)
        if found.reason in {StopReason.CANCELLED, StopReason.TIME_LIMIT, StopReason.MEMORY_LIMIT}:
            self.reason = found.reason

    def _cost(self, values: Floats) -> float:
        return float(self.arrays.cost @ values) + self.arrays.offset

    def _value(self, values: Floats) -> float:
        return float(self.arrays.ratios[self.measure].at(values).max())

    def _best(self, most: float) -> tuple[float, float, Floats] | None:
        """The cheapest plan within a limit; of equals the one that needs the least."""
        kept = [p for p in self.plans if p[0] <= most + WITHIN * max(1.0, most)]
        if not kept:
            return None
        cheapest = min(p[1] for p in kept)
        equal = [p for p in kept if p[1] <= cheapest + 1e-9 * max(1.0, abs(cheapest))]
        return min(equal, key=lambda p: p[0])

    def _bound(self, most: float) -> float:
        """The best of all bounds: those of looser limits hold, and proofs say something anyway."""
        floors = [b for e, b in self.floors.items() if e >= most]
        carried = [self._carried(at, most) for at in range(len(self.proofs))]
        return max([*floors, *carried], default=-np.inf)

    def _carried(self, at: int, most: float) -> float:
        """What a proof says of a limit, reckoned once."""
        if (at, most) not in self.carried:
            proof = self.proofs[at]
            self.carried[at, most] = bound_at(self.arrays, self.measure, proof, most)
        return self.carried[at, most]

    def _point(self, most: float) -> FrontPoint:
        best, bound = self._best(most), self._bound(most)
        if best is None:
            return FrontPoint(most, bound)
        if bound > best[1] + CONTRADICTION * max(1.0, abs(best[1])):
            raise SolverError(f"a bound of {bound:.9g} contradicts a plan of {best[1]:.9g}")
        return FrontPoint(most, min(bound, best[1]), best[1], best[0], best[2])

    def _own(self, most: float) -> bool:
        """Whether a plan was sought for this very limit, or its plan was not for a tighter one."""
        best = self._best(most)
        near = best is None or best[0] >= most - 1e-3 * max(1.0, most) * WITHIN
        return near or most in self.tried or most in self.probed

    def _proven(self, most: float) -> bool:
        """Within the gap; or proven to have no plan; or nothing more can be done."""
        point = self._point(most)
        if point.gap is None:
            return bool(np.isposinf(point.bound)) or most in self.prober.given_up
        within = point.gap <= max(self.settings.gap, EXACT)
        return within or most in self.prober.given_up

    def _going(self) -> bool:
        """Whether there is time and nobody wants it to stop."""
        if self.reason is StopReason.OPTIMAL and self.prober.left <= 0:
            self.reason = StopReason.TIME_LIMIT
        if self.reason is StopReason.OPTIMAL and self.watch.stopped:
            self.reason = StopReason.CANCELLED
        return self.reason is StopReason.OPTIMAL

    def _told(self) -> None:
        """The points that are known better than before, then how many are proven."""
        done, count = sum(self._proven(e) for e in self.limits), len(self.limits)
        seconds = self.prober.seconds
        for number, most in enumerate(self.limits, 1):
            point = self._point(most)
            if self.told.get(most) != (point.cost, point.bound):
                self.told[most] = point.cost, point.bound
                said = {
                    "number": number, "limit": most, "value": point.value, "cost": point.cost,
                    "bound": point.bound if np.isfinite(point.bound) else None, "gap": point.gap,
                }  # fmt: skip
                self.watch.inner(Progress("solve", seconds, done=done, count=count, point=said))
        message = f"{done} of {count} points proven"
        self.watch.inner(Progress("solve", seconds, message=message, done=done, count=count))

    def _front(self) -> Front:
        points = tuple(self._point(e) for e in self.limits)
        gap = max(self.settings.gap, EXACT)
        done = bool(points) and all(
            np.isposinf(p.bound) if p.gap is None else p.gap <= gap for p in points
        )
        return Front(points, self.least, self.reason, done, dict(self.prober.solves))


class _Shared:
    """One watch for several threads, which remembers that it said no."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._lock, self.stopped = watch, Lock(), False

    def inner(self, event: Progress) -> bool:
        """Ask the watch, one at a time."""
        with self._lock:
            self.stopped = self.stopped or not self._watch(event)
            return not self.stopped
