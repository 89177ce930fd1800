"""The least rate at which a plan that meets a target is among the cheapest.

Industry minimises c·x − r·q·x: what it costs, less what it earns at the rate r on the amount q·x.
Of all its plans some meet a target. A rate *reaches* the target if one of these is among the
cheapest, that is, if T(r) = C(r), the least cost of the plans that meet it and of all plans.

The least such rate is found without assuming that a higher rate brings more. A cheapest plan x at
the rate r that is cheaper than every plan that meets the target stays so up to the rate r' at which
the line of x meets T, because T, a minimum of lines, is concave: so every rate from r up to r' is
proved to miss. Go on from r' until T(r') = C(r'). To find r', begin beyond it and go back to where
the line of the best plan there meets that of x (Newton's method on a concave function made of
lines: never past r', and with finitely many steps; Dinkelbach, Management Science 13 (1967),
492-498).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve import whole
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.outcome import Outcome

SAME = 1e-7
"""Costs that differ by less, of the cost, are the same: what a solver's tolerances leave open."""
LEANER = 1e-5
"""Part of the amount by which a plan must be paid less to be preferred."""
STEPS = 60
"""Solves after which the search gives up."""


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
class Tipping:
    """What was found.

    ``free``, ``forced``: the cheapest plan of all and the cheapest that meets the target, at rate
    0. ``rate``: the least rate that reaches the target (``None``: none does, or it was not found;
    ``why`` says). ``below``: the cheapest plan just below that rate, which misses it; ``above``: of
    the cheapest that meet it there, the one that is paid least. ``proved``: at ``share`` of the
    rate a plan was found that is cheaper than the proven bound of all plans that meet the target.
    """

    free: Corner
    forced: Corner
    rate: float | None
    below: Corner | None = None
    above: Corner | None = None
    proved: bool = False
    why: str = ""
    solves: int = 0


@dataclass(frozen=True, eq=False)
class Question:
    """``all_plans`` and ``target`` have the same columns; ``amount``: what a rate is paid on."""

    all_plans: Arrays
    target: Arrays
    amount: Floats
    build: BuildSettings
    settings: SolveSettings
    watch: Watch = unwatched


class UnreachedError(SolverError):
    """A solve of the search ended without a plan; ``reason`` is why."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(f"a solve of the search ended without a plan: {reason.value}")
        self.reason = reason


def tipping(question: Question, share: float = 0.99) -> Tipping:
    """The least rate that reaches the target, proved to be missed at ``share`` of it.

    Raises:
        UnreachedError: a problem has no plan, or none was found in time.
    """
    search = _Search(question)
    free, forced = search.cheapest(0.0), search.best(0.0)
    if _same(forced.cost, free.cost) or forced.cost < free.cost:
        return Tipping(free, forced, 0.0, free, forced, proved=True, solves=search.solves)
    rate, below, above = 0.0, free, forced
    while search.solves < STEPS:
        met = search.overtaken(below, rate)
        if met is None:
            why = "no plan that meets the target earns more than one that misses it"
            return Tipping(free, forced, None, below, None, why=why, solves=search.solves)
        rate, above = met
        now = search.cheapest(rate)
        if now.at(rate) >= above.at(rate) - SAME * max(1.0, abs(now.cost)):
            proved = _misses(search, below, rate * share)
            above = search.leanest(above, rate)
            return Tipping(free, forced, rate, below, above, proved, solves=search.solves)
        below = now
    return Tipping(free, forced, None, below, above, why="too many steps", solves=search.solves)


def _misses(search: _Search, below: Corner, rate: float) -> bool:
    """Whether some plan at the rate is cheaper than all that meet the target are proved to be."""
    return min(below.at(rate), search.cheapest(rate).at(rate)) < search.best(rate).bound


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))


class _Search:
    def __init__(self, question: Question) -> None:
        self._asked = question
        self.solves = 0
        self._most: Corner | None = None

    def cheapest(self, rate: float) -> Corner:
        """The cheapest of all plans."""
        return self._solved(self._asked.all_plans, rate)

    def best(self, rate: float) -> Corner:
        """The cheapest that meets the target."""
        return self._solved(self._asked.target, rate)

    def overtaken(self, plan: Corner, since: float) -> tuple[float, Corner] | None:
        """The least rate beyond ``since`` at which one that meets the target costs no more.

        ``None``: none does at any rate.
        """
        best = self.best(since) if since > 0 else self.best(0.0)
        if best.amount <= plan.amount * (1 + SAME) + SAME:
            best = self._largest()
        if best.amount <= plan.amount * (1 + SAME) + SAME:
            return None
        rate = _crossing(plan, best)
        while self.solves < STEPS:
            now = self.best(rate)
            if now.at(rate) >= plan.at(rate) - SAME * max(1.0, abs(now.cost)):
                return rate, (now if now.amount > plan.amount else best)
            if now.amount <= plan.amount:
                return rate, best
            best, rate = now, _crossing(plan, now)
        return rate, best

    def leanest(self, plan: Corner, rate: float) -> Corner:
        """Of the plans that meet the target and cost no more at the rate, that of least amount."""
        arrays = self._asked.target
        cost, offset = arrays.aims["cost"]
        most = plan.at(rate) + SAME * max(1.0, abs(plan.cost))
        held = _priced(arrays, cost - rate * self._asked.amount, offset).holding("cost", most)
        try:
            found = self._corner(self._run(_priced(held, self._asked.amount, 0.0)), rate, arrays)
        except UnreachedError:
            return plan
        return (
            replace(found, bound=plan.bound) if found.amount < (1 - LEANER) * plan.amount else plan
        )

    def _largest(self) -> Corner:
        """The plan that meets the target with the largest amount, whatever it costs."""
        if self._most is None:
            arrays = self._asked.target
            found = self._run(_priced(arrays, -self._asked.amount, 0.0))
            self._most = self._corner(found, 0.0, arrays)
        return self._most

    def _solved(self, arrays: Arrays, rate: float) -> Corner:
        cost, offset = arrays.aims["cost"]
        found = self._run(_priced(arrays, cost - rate * self._asked.amount, offset))
        return self._corner(found, rate, arrays)

    def _corner(self, found: Outcome, rate: float, arrays: Arrays) -> Corner:
        if found.values is None or found.objective is None:
            raise UnreachedError(found.reason)
        own = arrays.value_of("cost", found.values)
        amount = float(self._asked.amount @ found.values)
        bound = found.bound if found.bound is not None else -np.inf
        if self._asked.build.relax and found.reason is StopReason.OPTIMAL:
            bound = found.objective
        return Corner(found.values, own, amount, bound)

    def _run(self, arrays: Arrays) -> Outcome:
        self.solves += 1
        self._asked.watch(Progress(f"solve {self.solves}", 0.0))
        asked = self._asked
        method = asked.settings.method
        if asked.build.relax and method == "choose" and arrays.cost.size >= whole.LARGE:
            method = "ipx"
        return whole.solve(arrays, asked.build, replace(asked.settings, method=method))


def _priced(arrays: Arrays, cost: Floats, offset: float) -> Arrays:
    """The same with another cost, whose bound and point are in money of that cost."""
    return replace(arrays, aims={**arrays.aims, "cost": (cost, offset)})


def _crossing(low: Corner, high: Corner) -> float:
    return (high.cost - low.cost) / (high.amount - low.amount)
