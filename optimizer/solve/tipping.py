r"""The least rate at which a plan that meets a target is among the cheapest.

Industry minimises c·x − r·q·x: what it costs, less what it earns at the rate r on the amount q·x.
Of all its plans some meet a target. A rate *reaches* the target if one of these is among the
cheapest, that is, if T(r) = C(r), the least cost of the plans that meet it and of all plans.

T and C are minima of lines, so both are concave. The least rate that reaches is enclosed without
assuming that a higher rate brings more. Where both have been found at some rates, a plan x that is
cheaper than T at one of them is so at every rate at which its line lies below the chord of T, for T
lies above its chords: there all rates are proved to miss. What is not proved is looked at in turn,
first where the lines of the last plan that misses and of the first that meets it cross (the rate
itself, if both are among the cheapest there), then by halves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve import highs, whole
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.watch import Progress, Watch, unwatched

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays

SAME = 1e-7
"""Costs that differ by less, of the cost, are the same: what a solver's tolerances leave open."""
LEANER = 1e-5
"""Part of the amount by which a plan must be paid less to be preferred."""
STEPS = 120
"""Solves after which the search gives up."""
FAR = 1e9
"""A rate so many times that of the first crossing is as good as none."""


@dataclass(frozen=True, eq=False)
class Corner:
    """A plan at a rate: its own cost c·x, its amount q·x, and a proven bound on c·x − r·q·x."""

    values: Floats
    cost: float
    amount: float
    bound: float

    def at(self, rate: float) -> float:
        """What it costs industry at a rate."""
        return self.cost - rate * self.amount


@dataclass(frozen=True, eq=False)
class Tried:
    """A rate, with the cheapest plan of all and the cheapest that meets the target."""

    rate: float
    free: Corner
    forced: Corner

    @property
    def reaches(self) -> bool:
        """Whether one that meets it is among the cheapest."""
        low, high = self.free.at(self.rate), self.forced.at(self.rate)
        return high - low <= SAME * max(1.0, abs(self.free.cost), abs(self.forced.cost))


@dataclass(frozen=True, eq=False)
class Tipping:
    """What was found.

    ``free``, ``forced``: the cheapest plan of all and the cheapest that meets the target, at rate
    0. ``rate``: the least rate found that reaches the target (``None``: none does, or none was
    found; ``why`` says). ``missed``: every rate from 0 to below this is proved to miss it.
    ``below``: the cheapest plan at the greatest rate tried that misses; ``above``: of the cheapest
    that meet it at ``rate``, the one that is paid least.
    """

    free: Corner
    forced: Corner
    rate: float | None
    missed: float = 0.0
    below: Corner | None = None
    above: Corner | None = None
    why: str = ""
    solves: int = 0

    def proved(self, share: float) -> bool:
        """Whether all rates up to a share of the least are proved to miss."""
        return self.rate is not None and (self.rate == 0.0 or self.missed > share * self.rate)


@dataclass(frozen=True, eq=False)
class Question:
    """``all_plans`` and ``target`` have the same columns; ``amount``: what a rate is paid on.

    ``precision``: of the rate, as a part of it. ``most``: no higher rate is looked at.
    """

    all_plans: Arrays
    target: Arrays
    amount: Floats
    build: BuildSettings
    settings: SolveSettings
    watch: Watch = unwatched
    precision: float = 1e-3
    most: float = np.inf


class UnreachedError(SolverError):
    """A solve of the search ended without a plan; ``reason`` is why."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(f"a solve of the search ended without a plan: {reason.value}")
        self.reason = reason


def tipping(question: Question) -> Tipping:
    """The least rate that reaches the target.

    Raises:
        UnreachedError: a problem has no plan, or none was found in time.
    """
    return _Search(question).found()


@dataclass
class _Search:
    asked: Question
    solves: int = 0
    tried: list[Tried] = field(default_factory=list)
    programs: dict[int, highs.InPlace] = field(default_factory=dict)

    def found(self) -> Tipping:
        first = self.look(0.0)
        free, forced = first.free, first.forced
        if first.reaches:
            return Tipping(free, forced, 0.0, 0.0, free, forced, solves=self.solves)
        high = self.climbed(first) or self.overlooked()
        if high is None:
            why = "no plan that meets the target earns more than those that miss it"
            if self.tried[-1].rate >= self.asked.most:
                why = f"none does up to {self.asked.most:g}"
            return Tipping(
                free, forced, None, below=self.tried[-1].free, why=why, solves=self.solves
            )
        high = self.narrowed(high)
        low = self.lowest(high)
        above = self.leanest(high.forced, high.rate)
        missed, _ = self.covered(high, proven=True)
        why = "" if self.solves < STEPS else "the search was stopped after many solves"
        return Tipping(free, forced, high.rate, missed, low.free, above, why, self.solves)

    def look(self, rate: float) -> Tried:
        """Both problems at a rate."""
        free = self.solved(self.asked.all_plans, rate)
        forced = self.solved(self.asked.target, rate)
        self.tried = sorted([*self.tried, Tried(rate, free, forced)], key=lambda t: t.rate)
        return next(t for t in self.tried if t.free is free)

    def climbed(self, at: Tried) -> Tried | None:
        """From a rate that misses up to one that reaches; ``None``: none does."""
        largest: Corner | None = None
        first = 0.0
        while self.solves < STEPS:
            best = at.forced
            if best.amount <= at.free.amount + SAME * max(1.0, abs(at.free.amount)):
                largest = largest or self.largest()
                best = largest
            if best.amount <= at.free.amount + SAME * max(1.0, abs(at.free.amount)):
                return None
            crossing = _crossing(at.free, best)
            first = first or crossing
            if crossing > FAR * first:
                return None
            if at.rate >= self.asked.most:
                return None
            # Where many lines meet, crossings come nearer by halves only: go twice as far.
            beyond = crossing if at.rate == 0.0 else 2.0 * crossing - at.rate
            at = self.look(min(max(beyond, crossing), self.asked.most))
            if at.reaches:
                return at
        return None

    def overlooked(self) -> Tried | None:
        """A rate that reaches between those tried; ``None``: all between are shown to miss."""
        while self.solves < STEPS:
            low, upto = self.covered(None)
            if upto - low <= self.asked.precision * upto:
                return None
            now = self.look((low + upto) / 2)
            if now.reaches:
                return now
        return None

    def narrowed(self, high: Tried) -> Tried:
        """The least rate that reaches, to the precision; rates between are tried until covered."""
        by_half = False
        while self.solves < STEPS:
            low, upto = self.covered(high)
            if high.rate - low <= self.asked.precision * high.rate:
                return high
            last = self.lowest(high)
            rate = (low + upto) / 2
            if upto == high.rate and not by_half:
                crossing = _crossing(last.free, high.forced)
                rate = crossing if last.rate < crossing < high.rate else rate
            by_half = not by_half
            now = self.look(rate)
            high = now if now.reaches else high
        return high

    def lowest(self, high: Tried) -> Tried:
        """The greatest rate tried below ``high`` that misses."""
        return [t for t in self.tried if t.rate < high.rate and not t.reaches][-1]

    def covered(self, high: Tried | None, *, proven: bool = False) -> tuple[float, float]:
        """Up to which rate all are shown to miss, and from which on they are again.

        ``high``: one that reaches, up to which is looked (``None``: up to the last tried).
        ``proven``: by bounds on the plans that meet the target, not by what was found of them.
        """
        below = [t for t in self.tried if high is None or t.rate < high.rate]
        above = below[1:] if high is None else [*below[1:], high]
        for one, other in zip(below, above, strict=False):
            chord = _Chord(one.rate, _least(one, proven), other.rate, _least(other, proven))
            reach, upto = chord.covered(one.free, None if other is high else other.free)
            if reach < upto:
                return reach, upto
        end = (high or below[-1]).rate
        return end, end

    def leanest(self, plan: Corner, rate: float) -> Corner:
        """Of the plans that meet the target and cost no more at the rate, that of least amount."""
        arrays = self.asked.target
        cost, offset = arrays.aims["cost"]
        most = plan.at(rate) + SAME * max(1.0, abs(plan.cost))
        held = _priced(arrays, cost - rate * self.asked.amount, offset).holding("cost", most)
        try:
            found = self.run(_priced(held, self.asked.amount, 0.0))
            lean = self.corner(found, arrays)
        except UnreachedError:
            return plan
        lean = replace(lean, bound=plan.bound)
        return lean if lean.amount < (1 - LEANER) * plan.amount else plan

    def largest(self) -> Corner:
        """The plan that meets the target with the largest amount, whatever it costs."""
        arrays = self.asked.target
        return self.corner(self.run(_priced(arrays, -self.asked.amount, 0.0)), arrays)

    def solved(self, arrays: Arrays, rate: float) -> Corner:
        """The cheapest plan of a problem at a rate."""
        cost, offset = arrays.aims["cost"]
        priced = _priced(arrays, cost - rate * self.asked.amount, offset)
        return self.corner(self.run(priced, arrays), arrays)

    def corner(self, found: Outcome, arrays: Arrays) -> Corner:
        """The plan of an outcome."""
        if found.values is None or found.objective is None:
            raise UnreachedError(found.reason)
        return Corner(
            found.values,
            arrays.value_of("cost", found.values),
            float(self.asked.amount @ found.values),
            -np.inf if found.bound is None else found.bound,
        )

    def run(self, arrays: Arrays, loaded: Arrays | None = None) -> Outcome:
        """Solve; ``loaded``: the rows are those of a problem that is solved again and again."""
        self.solves += 1
        self.asked.watch(Progress(f"solve {self.solves}", 0.0))
        asked = self.asked
        if not asked.build.relax and arrays.integer.any():
            return whole.solve(arrays, asked.build, asked.settings)
        program = self.programs.get(id(loaded))
        if program is None:
            program = highs.InPlace(arrays, asked.settings)
            if loaded is not None:
                self.programs[id(loaded)] = program
        return _linear(program, arrays, asked.settings.time_limit)


def _linear(program: highs.InPlace, arrays: Arrays, seconds: float) -> Outcome:
    """The optimum of a linear program, from where it was when it was last solved."""
    cost, offset = arrays.aims["cost"]
    program.price(cost)
    began = time.perf_counter()
    reason = program.run(seconds)
    spent = time.perf_counter() - began
    if reason is not StopReason.OPTIMAL:
        return Outcome(reason, PointQuality.NONE, None, None, spent, 0)
    value = float(cost @ program.values) + offset
    return Outcome(reason, PointQuality.OPTIMAL, value, value, spent, 0, program.values)


def _least(tried: Tried, proven: bool) -> float:
    """What every plan that meets the target costs at least, at the rate."""
    found = tried.forced.at(tried.rate)
    return min(tried.forced.bound, found) if proven else found


@dataclass(frozen=True)
class _Chord:
    """Two rates, and what every plan that meets the target costs at least at them."""

    since: float
    first: float
    until: float
    last: float

    def covered(self, one: Corner, other: Corner | None) -> tuple[float, float]:
        """The stretch on which neither a plan of the one end nor of the other lies below."""
        here, there = self._over(one)
        reach = self.until if there <= 0.0 else self._root(here, there)
        reach = self.since if here >= 0.0 else reach
        if other is None:
            return reach, self.until
        here, there = self._over(other)
        back = self.since if here <= 0.0 else self._root(here, there)
        back = self.until if there >= 0.0 else back
        return (reach, back) if reach < back else (self.until, self.until)

    def _over(self, plan: Corner) -> tuple[float, float]:
        """How far the plan's line lies above the chord at both ends."""
        return plan.at(self.since) - self.first, plan.at(self.until) - self.last

    def _root(self, here: float, there: float) -> float:
        """Where a line that lies above at one end and below at the other crosses the chord."""
        return self.since + (self.until - self.since) * here / (here - there)


def _priced(arrays: Arrays, cost: Floats, offset: float) -> Arrays:
    """The same with another cost, whose bound and point are in money of that cost."""
    return replace(arrays, aims={**arrays.aims, "cost": (cost, offset)})


def _crossing(low: Corner, high: Corner) -> float:
    """The rate at which two plans cost the same; 0 where none does."""
    more = high.amount - low.amount
    return (high.cost - low.cost) / more if more else 0.0
