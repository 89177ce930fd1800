"""What it is worth to plan for all courses of events, and what it would be worth to foresee them.

Four costs, all expected: of the plan for the tree (RP, the recourse problem); of knowing each
course from the start (WS, wait and see); of the plan for the mean course (EV), carried out in the
tree (EEV). The value of perfect information (EVPI) is RP − WS, of the stochastic solution (VSS)
is EEV − RP; neither can be negative (Madansky, Management Science 6 (1960), 197–204; Birge,
Mathematical Programming 24 (1982), 314–325). Solves stop at a gap, so each cost is an interval from
its bound to what was found, and so is each difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.force import in_force
from optimizer.data.mean import mean_course
from optimizer.data.tree import along, courses
from optimizer.errors import SettingsError
from optimizer.results.extract import plan_tables
from optimizer.results.figures import short
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.restore import design_columns, design_of, with_design
from optimizer.results.write import Results
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from optimizer.solve.conflict import least_concessions
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.study import Chart, Shown, Study, StudyTable
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats
    from optimizer.data.tree import Course
    from optimizer.solve.arrays import Arrays

NOTHING_BRANCHES = "(none)"
"""How the course is called in which nothing branches off."""
DUST = 1e-6
"""Part of a cost by which an interval may miss 0 from the wrong side by rounding alone."""


@dataclass(frozen=True)
class Interval:
    """The true value lies from ``low`` to ``high``; an exact one has both the same.

    ``high`` is infinite where no plan keeps the rules.
    """

    low: float
    high: float

    def minus(self, other: Interval) -> Interval:
        """The difference of two values that lie anywhere in their intervals."""
        return Interval(self.low - other.high, self.high - other.low)

    def at_least_zero(self, scale: float) -> Interval:
        """The same, where it is proved that the value is not negative; dust of ``scale`` is 0.

        Raises:
            SettingsError: the interval lies below 0 by more than rounding, so the proof is broken.
        """
        dust = DUST * max(1.0, abs(scale))
        if self.high < -dust:
            raise SettingsError(
                f"a value that cannot be negative came out between {self.low:g} and {self.high:g}; "
                "solve to a smaller gap, and report this"
            )
        low, high = (0.0 if end < dust else end for end in (self.low, self.high))
        return Interval(low, high)

    def __str__(self) -> str:
        """``12.3``, or ``12.3 to 14.5``."""
        if self.high == float("inf"):
            return "infinite"
        if self.high - self.low <= DUST * max(1.0, abs(self.high)):
            return short(self.high)
        return f"{short(self.low)} to {short(self.high)}"


@dataclass(frozen=True, eq=False)
class Worth:
    """The costs and the values, each an interval of present money.

    ``raw``: the two values before they are cut at 0. ``known``: by course, its cost if it is known
    from the start. ``reason``: why the plan for the mean course cannot be carried out (``eev`` is
    infinite then).
    """

    rp: Interval
    ws: Interval
    ev: Interval
    eev: Interval
    known: tuple[tuple[Course, Interval], ...]
    plan: Results
    held: Results | None
    complete: bool
    reason: tuple[str, ...] = ()

    @property
    def raw(self) -> dict[str, Interval]:
        """The differences as they come out."""
        return {"evpi": self.rp.minus(self.ws), "vss": self.eev.minus(self.rp)}

    @property
    def evpi(self) -> Interval:
        """Expected value of perfect information."""
        return self.raw["evpi"].at_least_zero(self.rp.high)

    @property
    def vss(self) -> Interval:
        """Value of the stochastic solution."""
        return self.raw["vss"].at_least_zero(self.rp.high)


def valued(
    instance: Instance,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Worth:
    """Solve the tree, each course alone, the mean course, and the tree with the latter's design.

    Raises:
        SettingsError: risk counts, something else than cost is minimised, dependence is limited
            (which holds over the tree and not in each course), or there is no plan.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    _require_expected_cost(build)
    tree, build = in_force(instance, build), replace(build, scenarios="all")
    plan, rp, proved = _solved(tree, build, settings, watch, "tree")
    known = []
    paths = [course for course in courses(tree) if course.probability > 0.0]
    for at, course in enumerate(paths, 1):
        message = f"{at} of {len(paths)}"
        watch(Progress("course", 0.0, message=message, done=at - 1, count=len(paths)))
        alone = along(tree, course.scenario)
        known.append((course, _solved(alone, build, settings, unwatched, "course")[1]))
    mean, ev, too = _solved(mean_course(tree), build, settings, watch, "mean course")
    watch(Progress("the mean's plan in the tree", 0.0))
    held, cost, reason = _carried_out(tree, mean.plan, build, settings)
    rp = Interval(rp.low, min(rp.high, cost.high))
    ws = Interval(
        sum(course.probability * cost.low for course, cost in known),
        sum(course.probability * cost.high for course, cost in known),
    )
    return Worth(rp, ws, ev, cost, tuple(known), plan, held, proved and too, reason)


def _require_expected_cost(build: BuildSettings) -> None:
    if build.objective != "cost" or build.then is not None or build.risk is not None:
        raise SettingsError("worth compares expected costs: no other objective, no risk weight")
    if build.limits:
        raise SettingsError(
            "worth solves each course alone, and a limit on dependence holds over the whole tree; "
            "leave the limits out"
        )
    if build.relax:
        raise SettingsError("worth compares plans that can be built: relax = false")


def _solved(
    instance: Instance, build: BuildSettings, settings: SolveSettings, watch: Watch, what: str
) -> tuple[Results, Interval, bool]:
    """The plan, what it costs between bound and incumbent, and whether it was solved to the gap."""
    run = solve(instance, build, settings, watch)
    found = run.outcome
    if run.plan is None or run.measures is None or run.audit is None or found.objective is None:
        raise SettingsError(f"the {what} of {instance.name} has no plan: {found.reason}")
    low = float("-inf") if found.bound is None else min(found.bound, found.objective)
    results = Results(run.plan, run.measures, run.audit.as_json())
    return results, Interval(low, found.objective), found.reason is StopReason.OPTIMAL


def _carried_out(
    tree: Instance, mean: Plan, build: BuildSettings, settings: SolveSettings
) -> tuple[Results | None, Interval, tuple[str, ...]]:
    """The plan for the mean course in the tree: its here-and-now, the rest as cheap as can be.

    Where it breaks a rule, the cost is infinite, with what would have to give way.
    """
    formulation = formulated(tree, build)
    arrays = compiled(formulation)
    design = design_of(formulation.problem, arrays, mean)
    fixed = with_design(arrays, np.clip(design, *_design_bounds(arrays)))
    outcome = highs.solve(fixed, settings)
    if outcome.reason is StopReason.INFEASIBLE:
        given = least_concessions(fixed, settings)
        return None, Interval(float("inf"), float("inf")), tuple(str(rule) for rule in given)
    if outcome.values is None or outcome.objective is None:
        raise SettingsError(f"the mean's plan could not be judged: {outcome.reason}")
    plan = Plan(plan_tables(formulation.problem, arrays, outcome.values))
    measured = measures(tree, plan, build.watched)
    report = verdict(tree, plan, measured, build, outcome.objective)
    low = outcome.objective if outcome.reason is StopReason.OPTIMAL else float("-inf")
    cost = Interval(low, outcome.objective)
    return Results(plan, measured, report.as_json()), cost, ()


def _design_bounds(arrays: Arrays) -> tuple[Floats, Floats]:
    columns = design_columns(arrays)
    return arrays.lower[columns], arrays.upper[columns]


def worth(
    instance: Instance,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """What planning for the tree is worth, and what perfect information would be.

    Plans: ``tree``, for all courses, and ``mean``, that for the mean course carried out in the
    tree, both audited.

    Raises:
        SettingsError, SolverError: as ``valued``.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    found = valued(instance, build, settings, watch)
    unit = instance.currency
    tables = {"values": _values(found, unit), "courses": _courses(found, unit)}
    plans = {"tree": found.plan} | ({} if found.held is None else {"mean": found.held})
    return Study(
        kind="worth",
        title=f"What planning for uncertainty is worth: {instance.title}",
        sentences=_sentences(found, unit),
        tables=tables,
        record={
            "instance": {"name": instance.name, "digest": instance.digest},
            "settings": {"build": build.as_dict(), "solve": settings.as_dict()},
            "values": {
                name: (value.low, value.high)
                for name, value in {
                    "rp": found.rp,
                    "ws": found.ws,
                    "ev": found.ev,
                    "eev": found.eev,
                    "evpi": found.evpi,
                    "vss": found.vss,
                    **{f"{name}_uncut": value for name, value in found.raw.items()},
                }.items()
            },
            "infeasible": list(found.reason),
        },
        charts=(_chart(found, unit),),
        plans=plans,
        complete=found.complete,
    )


_MEANINGS = (
    ("rp", "RP", "the plan for all courses"),
    ("ws", "WS", "if each course were known from the start"),
    ("evpi", "EVPI", "RP − WS: the most that a perfect forecast is worth"),
    ("ev", "EV", "what the plan for the mean course says it costs"),
    ("eev", "EEV", "what it costs when the courses come as they may"),
    ("vss", "VSS", "EEV − RP: what planning for all courses saves"),
)


def _values(found: Worth, unit: str) -> StudyTable:
    rows = [
        {
            "value": name,
            "amount": str(value := getattr(found, key)),
            "low": value.low,
            "high": value.high,
            "meaning": meaning,
        }
        for key, name, meaning in _MEANINGS
    ]
    shown = {
        "value": Shown("value", "text"),
        "amount": Shown(unit, "text"),
        "meaning": Shown("expected present cost", "text"),
    }
    return StudyTable("Worth of planning and of knowing", pl.DataFrame(rows), shown)


def _courses(found: Worth, unit: str) -> StudyTable:
    planned = _by_course(found.plan.plan)
    held = {} if found.held is None else _by_course(found.held.plan)
    rows = pl.DataFrame(
        [
            {
                "course": course.scenario or NOTHING_BRANCHES,
                "scenario": course.scenario,
                "probability": course.probability,
                "known": cost.high,
                "known_bound": cost.low,
                "planned": planned.get(course.scenario),
                "mean": held.get(course.scenario),
            }
            for course, cost in found.known
        ],
        schema={
            "course": pl.String,
            "scenario": pl.String,
            "probability": pl.Float64,
            "known": pl.Float64,
            "known_bound": pl.Float64,
            "planned": pl.Float64,
            "mean": pl.Float64,
        },
    ).with_columns(regret=pl.col("planned") - pl.col("known"))
    shown = {
        "course": Shown("course", "text"),
        "probability": Shown("probability", "percent"),
        "known": Shown("known", "money"),
        "planned": Shown("for all", "money"),
        "mean": Shown("for the mean", "money"),
        "regret": Shown("for all − known", "signed"),
    }
    title = f"Cost by course, {unit}: known from the start, of the plan for all, for the mean"
    return StudyTable(title, rows.sort("regret", descending=True, nulls_last=True), shown)


def _by_course(plan: Plan) -> dict[str, float]:
    return dict(plan.table("courses").select("scenario", "cost").iter_rows())


def _sentences(found: Worth, unit: str) -> tuple[str, ...]:
    said = [
        f"Planning for all {len(found.known)} courses costs {found.rp} {unit} (expected, present "
        f"value).",
        f"Knowing the course from the start would save {found.evpi} {unit}: no forecast is worth "
        f"more.",
    ]
    if found.reason:
        said.append(
            "The plan for the mean course cannot be carried out: what it decides here and now "
            f"breaks {'; '.join(found.reason[:3])}. Planning for all courses is worth infinitely "
            "more."
        )
    else:
        said.append(
            f"The plan for the mean course believes it costs {found.ev} {unit} and costs "
            f"{found.eev}: planning for all courses saves {found.vss}."
        )
    return tuple(said)


def _chart(found: Worth, unit: str) -> Chart:
    rows = _courses(found, unit).rows
    long = pl.concat(
        [
            rows.select(
                x="course",
                y=pl.col(column),
                series=pl.lit(series),
            )
            for column, series in (("known", "known from the start"), ("planned", "plan for all"))
        ]
    ).drop_nulls()
    return Chart("bars", "Cost by course", long, "course", unit)
