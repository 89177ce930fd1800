"""The front: what less of a measure costs, point by point, each an audited plan."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optimizer.data.force import in_force
from optimizer.errors import SettingsError
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.record import run_record
from optimizer.results.write import Results
from optimizer.run import formulated
from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.solve import front as fronts
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.solve.slopes import Slope, slopes
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.front_told import told
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from optimizer.audit import AuditReport
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Problem
    from optimizer.results.measures import Measures
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.front import Front, FrontPoint
    from optimizer.studies.study import Study

SHARES = ("exposure", "stage_share", "pass_through")
"""Measures that a dependence limit is about: fractions of what is watched."""
MEASURES = (*SHARES, "survival", "co2")
BY_RUNG = "stage_share"


@dataclass(frozen=True)
class FrontSettings:
    """What is traced.

    ``measure``: one of ``MEASURES``. ``points``: how many, 2 to 200, evenly from ``start`` to
    ``end`` (``None``: from what the cheapest plan has, to the least that there is). ``by_rung``:
    also what a percentage point less of each rung would cost.
    """

    measure: str = "exposure"
    points: int = 11
    start: float | None = None
    end: float | None = None
    by_rung: bool = True

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise SettingsError(f"measure = {self.measure!r}: must be one of {', '.join(MEASURES)}")
        if isinstance(self.points, bool) or not 2 <= self.points <= 200:
            raise SettingsError(f"points = {self.points!r}: must be from 2 to 200")
        for name, value in (("from", self.start), ("to", self.end)):
            if value is not None and not 0.0 <= value < float("inf"):
                raise SettingsError(f"{name} = {value!r}: must be a number from 0 on")
            if value is not None and self.measure in SHARES and value > 1.0:
                raise SettingsError(f"{name} = {value!r}: a share is a fraction, from 0 to 1")
        if self.start is not None and self.end is not None and self.end > self.start:
            raise SettingsError(f"from = {self.start!r}, to = {self.end!r}: must not rise")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "measure": self.measure,
            "points": self.points,
            "from": self.start,
            "to": self.end,
            "by_rung": self.by_rung,
        }


@dataclass(frozen=True, eq=False)
class Audited:
    """A point with its plan, what it amounts to, and the verdict on it."""

    point: FrontPoint
    plan: Plan
    measures: Measures
    audit: AuditReport

    @property
    def results(self) -> Results:
        """As it is written."""
        return Results(self.plan, self.measures, self.audit.as_json())


@dataclass(frozen=True, eq=False)
class Traced:
    """A front with its plans: ``plans`` has one (or ``None``) for each of ``front.points``."""

    instance: Instance
    asked: FrontSettings
    build: BuildSettings
    settings: SolveSettings
    front: Front
    plans: tuple[Audited | None, ...]
    slopes: tuple[Slope, ...]
    seconds: dict[str, float]


def front(
    instance: Instance,
    asked: FrontSettings | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """Trace cost against a measure, audit every point and say what a step costs.

    ``build`` says what else holds: limits, watched countries, scenarios; its objective is cost.
    The time limit of ``settings`` is for the whole front, its gap for every point.

    Raises:
        SettingsError: the settings name something the instance does not have.
        SolverError: the solver refuses the problem or fails.
    """
    return told(traced(instance, asked, build, settings, watch))


def traced(
    instance: Instance,
    asked: FrontSettings | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Traced:
    """The front as numbers and plans; arguments and errors as for ``front``."""
    asked, settings = asked or FrontSettings(), settings or SolveSettings()
    build = replace(build or BuildSettings(), objective="cost", then=None, relax=False)
    if asked.measure == "pass_through":
        build = replace(build, clean=True)
    began = time.perf_counter()
    instance = in_force(instance, build)
    formulation = formulated(instance, build)
    arrays = compiled(formulation)
    _require_measured(arrays, asked.measure)
    assembled = time.perf_counter()
    found = fronts.trace(
        arrays,
        asked.measure,
        settings,
        watch,
        count=asked.points,
        start=asked.start,
        end=asked.end,
    )
    solved = time.perf_counter()
    seconds = {"assemble": assembled - began, "solve": solved - assembled}
    by_rung = _by_rung(arrays, found, asked, settings)
    priced = time.perf_counter()
    context = _Context(instance, asked, build, settings, formulation.problem, arrays, watch)
    plans = tuple(context.audited(point, found.reason) for point in found.points)
    seconds |= {"by rung": priced - solved, "audit": time.perf_counter() - priced}
    return Traced(instance, asked, build, settings, found, plans, by_rung, seconds)


def _require_measured(arrays: Arrays, measure: str) -> None:
    ratio = arrays.ratios.get(measure)
    if ratio is None or not len(ratio.over):
        raise SettingsError(
            f"measure = {measure!r}: the instance has nothing that it is measured on"
        )


def _by_rung(
    arrays: Arrays, found: Front, asked: FrontSettings, settings: SolveSettings
) -> tuple[Slope, ...]:
    """What a percentage point less of each rung costs in the cheapest plan of the front."""
    first = found.points[0] if found.points else None
    if not asked.by_rung or first is None or first.values is None:
        return ()
    if found.reason is not StopReason.OPTIMAL or BY_RUNG not in arrays.ratios:
        return ()
    return slopes(arrays.aimed("cost"), BY_RUNG, first.values, settings)


@dataclass(frozen=True, eq=False)
class _Context:
    """What every point of a front shares."""

    instance: Instance
    asked: FrontSettings
    build: BuildSettings
    settings: SolveSettings
    problem: Problem
    arrays: Arrays
    watch: Watch

    def audited(self, point: FrontPoint, reason: StopReason) -> Audited | None:
        """The plan of a point, measured and audited, its limit among the rules."""
        if point.values is None:
            return None
        self.watch(Progress("audit", 0.0, point.cost, point.bound, point.gap))
        plan = Plan(plan_tables(self.problem, self.arrays, point.values))
        build = self._limited(point)
        measured = measures(self.instance, plan, build.watched, clean=build.keeps_clean)
        report = verdict(
            self.instance, plan, measured, build, point.cost, ceilings=self._ceilings(point)
        )
        proven = point.gap is not None and point.gap <= self.settings.gap + fronts.EXACT
        record = run_record(
            self.instance,
            settings={"build": build.as_dict(), "solve": self.settings.as_dict()},
            status=(StopReason.OPTIMAL if proven else reason).value,
            objective=point.cost,
            bound=point.bound,
            gap=point.gap,
            seconds={},
            more={"measure": self.asked.measure, "limit": point.most, "value": point.value},
        )
        return Audited(point, Plan(plan.tables, record), measured, report)

    def _limited(self, point: FrontPoint) -> BuildSettings:
        """The settings with which one solve would ask for the same."""
        if self.asked.measure not in SHARES or point.most >= 1.0:
            return self.build
        limit = DependenceLimit.from_dict(
            {"measure": self.asked.measure, "watched": self.build.watched, "limit": point.most}
        )
        return replace(self.build, limits=(*self.build.limits, limit))

    def _ceilings(self, point: FrontPoint) -> dict[str, float]:
        return {} if self.asked.measure in SHARES else {self.asked.measure: point.most}
