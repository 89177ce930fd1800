"""N−1: the cheapest plan that serves a share of demand after every outage of a list.

Outages are generated (column-and-constraint generation, Zeng and Zhao, Operations Research Letters
41, 2013): a plan is found that knows of some, all are tried on it, those that it survives worst are
added, until none is left that it does not survive. First on the relaxation, which is cheap, then
with whole numbers. Whoever knows of fewer outages pays no more, so every bound on the way holds.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from optimizer.data.force import in_force
from optimizer.data.outages import facing, outages
from optimizer.errors import SettingsError
from optimizer.results.conceded import in_words
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.solve.conflict import least_relaxation
from optimizer.solve.outcome import Outcome, StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.recourse import Answer, Bench, benches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.outages import Outage, Survive
    from optimizer.data.problem import Floats
    from optimizer.solve.arrays import Arrays

CLOSE = 1e-6
"""A share is served if no more than this part of demand lacks."""
FEW = 4
"""Outages that are added in a round, the worst first."""
ROUNDS = 200
WANTED = "demand_met["
"""Demand gives way in every outage; how far is told as the largest share."""
IMPOSSIBLE = frozenset({StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED})


@dataclass(frozen=True)
class Round:
    """One plan on the way: what it knew of, what it cost, how it did.

    ``phase``: ``unguarded``, ``relaxed`` or ``whole``. ``cost`` and ``bound``: money, present
    value. ``known``: outages that it knew of; ``failed``: those that it does not survive, of which
    ``worst`` is the one it serves least under, ``share`` how much. ``seconds`` by the wall.
    """

    phase: str
    known: int
    cost: float | None
    bound: float | None
    failed: int
    worst: str
    share: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Point:
    """A plan as a point of a problem, with all that is known of how it was found."""

    instance: Instance
    arrays: Arrays
    outcome: Outcome
    bound: float | None

    @property
    def values(self) -> Floats:
        """A number by column.

        Raises:
            ValueError: no plan was found.
        """
        if self.outcome.values is None:
            raise ValueError("there is no plan")
        return self.outcome.values

    @property
    def cost(self) -> float:
        """Money, present value; infinite without a plan."""
        return float("inf") if self.outcome.objective is None else self.outcome.objective


@dataclass(frozen=True, eq=False)
class Largest:
    """The largest share that any plan can guarantee.

    ``share``: what a plan was found for; ``at_most``: what was proved to be the most.
    ``alone``: by outage that stops it, the most that can be served if only it is to be survived.
    """

    share: float
    at_most: float
    alone: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Found:
    """The end of a search.

    ``unguarded`` and ``guarded``: the plan that knows of no outage and the one that survives all;
    ``None`` where none was found, which ``reason`` explains. ``before`` and ``after``: by outage,
    what those plans can serve at most. ``generated``: outages that had to be added. ``largest``:
    where no plan keeps the share. ``conflict``: in words, rules that would have to give way for a
    plan to be there. ``seconds`` by phase.
    """

    instance: Instance
    survive: Survive
    build: BuildSettings
    settings: SolveSettings
    struck: tuple[Outage, ...]
    benches: tuple[Bench, ...]
    reason: StopReason
    unguarded: Point | None
    guarded: Point | None
    before: Mapping[str, Answer]
    after: Mapping[str, Answer]
    generated: tuple[str, ...]
    rounds: tuple[Round, ...]
    seconds: Mapping[str, float]
    largest: Largest | None = None
    conflict: tuple[str, ...] = ()


def search(
    instance: Instance,
    survive: Survive,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Found:
    """Find the cheapest plan that survives every outage; ``settings.time_limit`` is for it all.

    Raises:
        SettingsError: the instance does not have what is to be survived; the objective is not cost.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    if build.objective != "cost" or build.then is not None or build.relax:
        raise SettingsError("a guarantee is given at least cost: no other objective, no relaxation")
    if build.shortfall == "forbidden":
        raise SettingsError("where no shortfall is allowed, none is in an outage: nothing to share")
    instance = in_force(instance, build)
    return _Search(instance, survive, build, settings, watch).found()


@dataclass
class _Search:
    instance: Instance
    survive: Survive
    build: BuildSettings
    settings: SolveSettings
    watch: Watch
    known: list[Outage] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    bound: float = float("-inf")
    conflict: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.began = time.perf_counter()
        self.struck = outages(self.instance, self.survive)
        with self._phase("build"):
            self.benches = benches(
                self.instance, self.struck, self.survive, self.build, self.settings
            )

    def found(self) -> Found:
        """All of it."""
        first = self._solved("unguarded", [])
        if first.outcome.values is None:
            self._explain(first)
            return self._ended(first.outcome.reason, None, None, {}, {})
        before = self._tried("unguarded", first)
        if not self._failed(before):
            return self._ended(first.outcome.reason, first, first, before, before)
        self._learn(before)
        point = self._all("relaxed")
        if point.outcome.values is not None:
            point = self._all("whole")
        reason = point.outcome.reason
        if point.outcome.values is None:
            largest = None
            if reason in IMPOSSIBLE:
                self._explain(point)
                with self._phase("largest share"):
                    largest = self._largest(self._failed(before))
            return self._ended(reason, first, None, before, {}, largest)
        after = self._answers(point)
        return self._ended(reason, first, point, before, after)

    def _ended(
        self,
        reason: StopReason,
        first: Point | None,
        last: Point | None,
        before: Mapping[str, Answer],
        after: Mapping[str, Answer],
        largest: Largest | None = None,
    ) -> Found:
        return Found(
            self.instance,
            self.survive,
            self.build,
            self.settings,
            self.struck,
            self.benches,
            reason,
            first,
            last,
            before,
            after,
            tuple(outage.name for outage in self.known),
            tuple(self.rounds),
            dict(self.seconds),
            largest,
            self.conflict,
        )

    def _explain(self, point: Point) -> None:
        """Which rules would have to give way, where it is proved that nothing keeps them all."""
        if point.outcome.reason in IMPOSSIBLE:
            with self._phase("explain"):
                relaxed = least_relaxation(point.arrays, self.settings)
                problem = formulated(point.instance, self.build).problem
                given = in_words(problem, point.arrays, relaxed)
                self.conflict = tuple(str(c) for c in given if not c.rule.startswith(WANTED))

    def _all(self, phase: str) -> Point:
        """Solve and learn until every outage is survived, or nobody can, or time is out."""
        for _ in range(ROUNDS):
            point = self._solved(phase, self.known)
            if point.outcome.values is None:
                return point
            answers = self._tried(phase, point)
            if not self._failed(answers) or not self._learn(answers):
                return point
        return point

    def _solved(self, phase: str, known: list[Outage]) -> Point:
        """The cheapest plan that survives what it knows of."""
        began = time.perf_counter()
        self._say(f"{phase} plan, {len(known)} of {len(self.struck)} outages known")
        instance = facing(self.instance, known, self.survive)
        with self._phase(f"{phase} plans"):
            arrays = compiled(formulated(instance, self.build))
            left = self.settings.time_limit - (time.perf_counter() - self.began)
            settings = replace(self.settings, time_limit=max(left, 1.0))
            build = replace(self.build, relax=phase == "relaxed")
            if build.relax and arrays.cost.size >= whole.LARGE:
                settings = replace(settings, method="ipx")
            outcome = whole.solve(arrays, build, settings, self.watch)
        if outcome.bound is not None and known:
            self.bound = max(self.bound, outcome.bound)
        self._wall = time.perf_counter() - began
        bound = outcome.bound if not known else max(self.bound, outcome.bound or self.bound)
        return Point(instance, arrays, outcome, bound)

    def _tried(self, phase: str, point: Point) -> Mapping[str, Answer]:
        answers = self._answers(point)
        failed = self._failed(answers)
        worst = min(answers, key=lambda name: answers[name].share) if answers else ""
        share = answers[worst].share if worst else 1.0
        cost, bound = point.outcome.objective, point.bound
        self.rounds.append(
            Round(phase, len(self.known), cost, bound, len(failed), worst, share, self._wall)
        )
        self._say(f"{len(failed)} outages not survived; worst {worst}: {share:.1%} served")
        return answers

    def _answers(self, point: Point) -> Mapping[str, Answer]:
        with self._phase("trials"):
            found: dict[str, Answer] = {}
            for bench in self.benches:
                found |= bench.answers(bench.taken_in(point.values, point.arrays))
        names = {outage.name for outage in self.known}
        for name in names & found.keys():
            if found[name].share < self.survive.share - CLOSE:
                found[name] = self._own(point, name, found[name])
        return found

    def _own(self, point: Point, name: str, answer: Answer) -> Answer:
        """The plan's own answer to an outage it knows of, where fixing the rest leaves none.

        Its trunk keeps the rules within the solver's tolerance, so that what is left may miss them.
        """
        bench = next(b for b in self.benches if name in {o.name for o in b.struck})
        values = bench.taken_in(point.values, point.arrays)
        share = bench.share_of(values, name)
        return Answer(share, values) if share > answer.share else answer

    def _failed(self, answers: Mapping[str, Answer]) -> list[str]:
        return [n for n, a in answers.items() if a.share < self.survive.share - CLOSE]

    def _learn(self, answers: Mapping[str, Answer], share: float | None = None) -> bool:
        """Add the worst of the outages that are not survived; whether there was a new one."""
        share = self.survive.share if share is None else share
        there = {outage.name for outage in self.known}
        by_name = {outage.name: outage for outage in self.struck}
        failed = [n for n, a in answers.items() if a.share < share - CLOSE and n not in there]
        failed.sort(key=lambda name: answers[name].share)
        self.known += [by_name[name] for name in failed[:FEW]]
        return bool(failed)

    def _largest(self, doubtful: list[str]) -> Largest:
        """The largest share that all outages can be survived with.

        What can be served if one strikes alone is asked of the ``doubtful``: the cheapest plan
        survives the others.
        """
        share = at_most = 1.0
        for relax in (True, False):
            for _ in range(ROUNDS):
                point = self._best_share(self.known, relax=relax)
                if point.outcome.values is None or point.outcome.objective is None:
                    return Largest(0.0, at_most, {})
                bound = point.outcome.bound
                at_most = min(at_most, 1.0 - bound if bound is not None else 1.0)
                share = 1.0 - point.outcome.objective
                answers = self._answers(point)
                if not self._learn(answers, share):
                    share = min(share, *(a.share for a in answers.values()))
                    break
        alone = {}
        for outage in (o for o in self.struck if o.name in doubtful):
            best = self._best_share([outage], relax=True).outcome.objective
            alone[outage.name] = 0.0 if best is None else 1.0 - best
        stops = {n: s for n, s in alone.items() if s < self.survive.share - CLOSE}
        return Largest(share, at_most, stops)

    def _best_share(self, known: list[Outage], *, relax: bool) -> Point:
        asked = replace(self.survive, share=0.0)
        instance = facing(self.instance, known, asked)
        arrays = compiled(formulated(instance, self.build))
        # In the place of the cost, so that it is solved as the cost would be.
        arrays = replace(arrays, aims={**arrays.aims, "cost": arrays.aims["unsurvived"]})
        left = self.settings.time_limit - (time.perf_counter() - self.began)
        settings = replace(self.settings, time_limit=max(left, 1.0))
        if relax and arrays.cost.size >= whole.LARGE:
            settings = replace(settings, method="ipx")
        outcome = whole.solve(arrays, replace(self.build, relax=relax), settings, self.watch)
        return Point(instance, arrays, outcome, outcome.bound)

    def _say(self, message: str) -> None:
        self.watch(Progress("guarantee", time.perf_counter() - self.began, message=message))

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
