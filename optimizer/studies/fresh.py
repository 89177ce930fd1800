"""A plan carried out in courses of events that it was not made for, as ``evaluate`` says it is.

Courses that leave the trunk in the same period are answered on one loaded program, changed in place
(``leaving``). What that cannot answer is rebuilt: its branch is cut out of a problem that has many
courses, each a branch of its own, and solved from nothing. From such a problem the tables of every
course are told, and audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.force import in_force, ruled
from optimizer.data.network.moments import Calendar
from optimizer.data.network.risk import paths_of
from optimizer.data.sampling import Rates, apart
from optimizer.data.tree import reckoned
from optimizer.errors import SolverError
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.record import own_build
from optimizer.results.restore import point_of
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.solve.stress import spread
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.solve.window import decided_at, window
from optimizer.studies.leaving import Departure, Leaving, priced_in_ones
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Integers, Problem
    from optimizer.data.sampling import Begun
    from optimizer.solve.arrays import Arrays

COLUMNS = 400_000
"""Columns of one problem; more courses are looked at in several, so that none grows too large."""
AT_A_TIME = 2
"""Courses that a thread takes at a time."""


@dataclass(frozen=True, eq=False)
class Courses:
    """Courses on which a plan was carried out: by sample, cost and energy missing.

    ``cost`` is NaN where no recourse keeps all rules. ``audited``: every branch kept every rule in
    the eyes of the audit. ``seen``: different courses among them.
    """

    cost: Floats
    shortfall: Floats
    outages: tuple[str, ...]
    audited: bool
    seen: int


def carried_out(
    instance: Instance,
    plan: Plan,
    drawn: Sequence[Begun],
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Courses:
    """Carry a plan out in courses drawn from the rates of its instance.

    Raises:
        SettingsError: the instance has no rates of outages.
        PlanError: the plan is not one of this instance.
    """
    settings = settings or SolveSettings()
    held = _Held(instance, plan, settings)
    different = list(dict.fromkeys(drawn))
    found: dict[Begun, tuple[float, float]] = {}
    audited = True
    for some, answers in held.answered(different):
        message = f"{len(found) + 1} of {len(different)}"
        watch(Progress("course", 0.0, message=message, done=len(found), count=len(different)))
        costs, audit = held.costs(some, answers)
        found |= dict(zip(some, costs, strict=True))
        audited = audited and audit
    return Courses(
        np.array([found[begun][0] for begun in drawn]),
        np.array([found[begun][1] for begun in drawn]),
        tuple(held.said(begun) for begun in drawn),
        audited,
        len(different),
    )


class _Held:
    """A plan, its instance without scenarios, and how far its trunk goes."""

    def __init__(self, instance: Instance, plan: Plan, settings: SolveSettings) -> None:
        self._plan, self._settings = plan, settings
        own = own_build(plan)
        instance = ruled(instance, own)
        self._base = reckoned(instance, "none")
        self._rates = Rates.of(instance)
        self._build = open_build(plan)
        self.known = trunk_periods(in_force(instance, own))

    @property
    def batch(self) -> int:
        """Courses that go into one problem."""
        width = compiled(formulated(self._base, self._build)).cost.size
        return max(1, COLUMNS // max(width, 1))

    def said(self, begun: Begun) -> str:
        """What begins when, for people."""
        return "; ".join(
            f"{self._rates.rows[o]['outage']} {self._rates.periods[at]}"
            for at, now in enumerate(begun)
            for o in now
        )

    def answered(
        self, courses: list[Begun]
    ) -> Iterator[tuple[tuple[Begun, ...], tuple[Floats | None, ...]]]:
        """All courses, as many at a time as go into one problem, and what ``leaving`` answers."""
        size = self.batch
        departing: dict[Departure, list[Begun]] = {}
        for begun in courses:
            departing.setdefault(Departure.of(self._rates, begun, self.known), []).append(begun)
        for departure in sorted(departing, key=lambda d: d.leaves):
            pairs = self._leaving(departure, departing[departure])
            while some := tuple(islice(pairs, size)):
                yield tuple(begun for begun, _ in some), tuple(values for _, values in some)

    def _leaving(
        self, departure: Departure, courses: list[Begun]
    ) -> Iterator[tuple[Begun, Floats | None]]:
        """Courses with one departure and their answers; ``None``: to be rebuilt."""
        answers: Iterator[Floats | None] = repeat(None, len(courses))
        if departure.leaves < len(self._rates.periods):
            try:
                branch = Leaving(self._base, self._plan, self._build, self._settings, departure)
            except SolverError:
                pass
            else:
                threads = self._settings.threads
                answers = spread(branch, courses, Leaving.values, threads, few=AT_A_TIME)
        return zip(courses, answers, strict=True)

    def costs(
        self, courses: Sequence[Begun], answers: Sequence[Floats | None]
    ) -> tuple[list[tuple[float, float]], bool]:
        """Cost and energy missing of each course, and whether the audit passes them all.

        ``answers``: a value by column of the branch of each course; ``None``: it is solved here.
        """
        tree = apart(self._base, courses, self.known)
        formulation = formulated(tree, self._build)
        problem, arrays = formulation.problem, compiled(formulation)
        point = point_of(problem, arrays, self._plan)
        broken: set[str] = set()
        given = {f"course-{at + 1}": answer for at, answer in enumerate(answers)}
        for name, moments in _branches(problem).items():
            if (values := given[name]) is not None:
                point[decided_at(arrays, moments)] = values
            elif (solved := self._recourse(arrays, point, moments)) is not None:
                point = solved
            else:
                broken.add(name)
        tables = plan_tables(problem, arrays, point)
        by_end = {row["scenario"]: row["cost"] for row in tables["courses"].to_dicts()}
        missing = _missing(problem, arrays, point)
        result = []
        for at in range(len(courses)):
            name = f"course-{at + 1}" if f"course-{at + 1}" in by_end else ""
            lost = (float("nan"), float("nan"))
            result.append(lost if name in broken else (by_end[name], missing[name]))
        return result, not broken and self._audited(tree, Plan(tables))

    def _audited(self, tree: Instance, plan: Plan) -> bool:
        measured = measures(tree, plan, self._build.watched)
        return verdict(tree, plan, measured, self._build, None).passed

    def _recourse(self, arrays: Arrays, point: Floats, moments: Integers) -> Floats | None:
        """The point with the cheapest answer at some moments; ``None`` where there is none."""
        part = window(arrays, point, moments)
        outcome = highs.solve(priced_in_ones(part.arrays), self._settings)
        if outcome.values is None or outcome.reason is not StopReason.OPTIMAL:
            return None
        return part.lifted(outcome.values)


def open_build(plan: Plan) -> BuildSettings:
    """The settings of a plan's own solve as far as they are asked of a recourse."""
    own = own_build(plan)
    return BuildSettings(
        watched=own.watched, shortfall=own.shortfall, scenarios="all", strengthening=False
    )


def trunk_periods(instance: Instance) -> int:
    """How many periods the trunk lasts."""
    return sum(moment.scenario == "" for moment in Calendar(instance).moments)


def _branches(problem: Problem) -> dict[str, Integers]:
    """Moments of each branch of the trunk."""
    found: dict[str, list[int]] = {}
    for n, label in enumerate(problem.labels("moments")):
        scenario = label.rpartition("|")[0]
        if scenario:
            found.setdefault(scenario, []).append(n)
    return {name: np.array(moments) for name, moments in found.items()}


def _missing(problem: Problem, arrays: Arrays, point: Floats) -> dict[str, float]:
    """Energy missing by course."""
    family = arrays.decisions["shortfall"]
    by_moment = point[family.span].reshape(family.shape).sum(axis=0)
    labels = problem.labels("moments")
    return {
        labels[path[-1]].rpartition("|")[0]: float(by_moment[path].sum())
        for path in paths_of(problem)
    }
