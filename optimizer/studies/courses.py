"""What a plan meets on each course of events: it foresaw none, and answers as well as it can.

On each course stand the here-and-now decisions and all that was done before the course leaves the
trunk. What comes after is decided anew at least cost, with what the course leaves. So the cost of a
course is no less than in the regret table, where what is done before may know what will come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.force import ruled
from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.tree import Course, along, courses, reckoned
from optimizer.errors import SolverError
from optimizer.results.figures import number, percent
from optimizer.results.measures.units import energy_unit
from optimizer.results.record import own_build
from optimizer.results.restore import point_of
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.solve.whole import LARGE
from optimizer.solve.window import between, window
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats
    from optimizer.results.plan import Plan
    from optimizer.settings import WhichScenarios
    from optimizer.solve.arrays import Arrays

OPEN = BuildSettings(strengthening=False, scenarios="all")
"""Nothing is left out and nothing limited: in an emergency one takes what there is."""
UNDISTURBED = "undisturbed"
NO_PLAN = {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}
DUST = 1e-6


@dataclass(frozen=True)
class Met:
    """A course as a plan meets it: present cost and energy missing, ``None`` without an answer.

    ``since``: the period in which the course leaves the trunk, empty for the trunk itself.
    """

    course: Course
    since: str
    cost: float | None
    missing: float | None


def meets(
    instance: Instance,
    plan: Plan,
    scenarios: WhichScenarios | tuple[str, ...] = "all",
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> tuple[Met, ...]:
    """The courses of ``scenarios`` one by one; those before the watch said no.

    Raises:
        SettingsError: no such scenario.
        PlanError: the plan is not one of this instance.
        SolverError: the solver does not end a course.
    """
    settings = settings or SolveSettings()
    tree, found = reckoned(ruled(instance, own_build(plan)), scenarios), []
    for course in courses(tree):
        if not watch(Progress("courses", 0.0, message=course.scenario or UNDISTURBED)):
            break
        found.append(_met(tree, course, plan, settings))
    return tuple(found)


def _met(tree: Instance, course: Course, plan: Plan, settings: SolveSettings) -> Met:
    """One course, from where it leaves the trunk on."""
    formulation = formulated(along(tree, course.scenario), OPEN)
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, plan)
    if course.scenario == TRUNK:
        return Met(course, "", arrays.value_of("cost", point), _missing(arrays, point))
    begins = dict(tree.table("scenarios").select("scenario", "from_period").iter_rows())
    since = begins[Calendar(tree).lineage(course.scenario)[1]]
    part = window(arrays, point, between(formulation.problem, since))
    method: Any = "ipx" if part.columns.size >= LARGE else "simplex"
    outcome = highs.solve(part.arrays, replace(settings, method=method))
    if outcome.reason in NO_PLAN:
        return Met(course, since, None, None)
    if outcome.reason is not StopReason.OPTIMAL or outcome.values is None:
        raise SolverError(f"the course {course.scenario} was not solved: {outcome.reason.value}")
    return Met(course, since, outcome.objective, _missing(arrays, part.lifted(outcome.values)))


def _missing(arrays: Arrays, values: Floats) -> float:
    """Energy not delivered over the whole course."""
    if "shortfall" not in arrays.decisions:
        return 0.0
    return float(np.sum(values[arrays.decisions["shortfall"].span]))


def course_study(
    instance: Instance,
    plan: Plan,
    scenarios: WhichScenarios | tuple[str, ...] = "all",
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """The courses that a plan meets as a study: cost and energy missing, dearest first.

    Raises:
        SettingsError, PlanError, SolverError: as ``meets``.
    """
    found = meets(instance, plan, scenarios, settings, watch)
    tree = reckoned(ruled(instance, own_build(plan)), scenarios)
    table, money, unit = every_course(tree, found), instance.currency, energy_unit(instance)
    shown = {
        "course": Shown("course", "text"),
        "since": Shown("from", "text"),
        "probability": Shown("chance", "percent"),
        "cost": Shown(f"cost ({money})", "money"),
        "extra": Shown("extra", "signed"),
        "missing": Shown(f"missing ({unit})"),
    }
    return Study(
        kind="courses",
        title=f"Courses of events: {instance.title}",
        sentences=tuple(_sentences(table, money, unit)),
        tables={"courses": StudyTable("What the plan meets", table, shown, 40)},
        record={
            "instance": {"name": instance.name, "digest": tree.digest},
            "settings": {"scenarios": scenarios if isinstance(scenarios, str) else [*scenarios]},
            "plan": dict(plan.record),
        },
        charts=_charts(table, money),
        complete=len(found) == len(courses(tree)),
    )


def every_course(tree: Instance, found: tuple[Met, ...]) -> pl.DataFrame:
    """A row by course, dearest first, those without an answer before all.

    Columns: ``course``, ``name``, ``since``, ``probability``, ``cost`` and ``extra`` (present
    money; beyond the undisturbed course, where there is one), ``missing`` (energy).
    """
    names = dict(tree.table("scenarios").select("scenario", "name").iter_rows())
    calm = next((m.cost for m in found if m.course.scenario == TRUNK), None)
    rows = [
        {
            "course": met.course.scenario or UNDISTURBED,
            "name": names.get(met.course.scenario, ""),
            "since": met.since,
            "probability": met.course.probability,
            "cost": met.cost,
            "extra": None if met.cost is None or calm is None else met.cost - calm,
            "missing": None if met.missing is None else _clean(met.missing),
        }
        for met in found
    ]
    kinds: dict[str, Any] = dict.fromkeys(("course", "name", "since"), pl.String)
    kinds |= dict.fromkeys(("probability", "cost", "extra", "missing"), pl.Float64)
    frame = pl.DataFrame(rows, schema=kinds)
    return frame.sort("cost", descending=True, nulls_last=False)


def _clean(energy: float) -> float:
    return 0.0 if abs(energy) <= DUST else energy


def _sentences(table: pl.DataFrame, money: str, unit: str) -> list[str]:
    said = [
        f"The plan meets {table.height} courses of events, none of which is known before it "
        "begins: what was decided and done until then stands, the rest is decided anew."
    ]
    lost = table.filter(pl.col("cost").is_null())["course"].to_list()
    if lost:
        said.append(f"No answer keeps the rules on {', '.join(lost)}.")
    elif table.height:
        expected = float((table["cost"] * table["probability"]).sum())
        missing = float((table["missing"] * table["probability"]).sum())
        said.append(
            f"In expectation it costs {number(expected)} {money} and leaves {number(missing)} "
            f"{unit} undelivered."
        )
    worst = table.drop_nulls("missing").sort("missing", descending=True)
    if worst.height and worst["missing"][0] > 0.0:
        row = worst.row(0, named=True)
        said.append(
            f"Most is missing on {row['course']} (chance {percent(row['probability'])}): "
            f"{number(row['missing'])} {unit}."
        )
    return said


def _charts(table: pl.DataFrame, money: str) -> tuple[Chart, ...]:
    rows = table.drop_nulls("extra").filter(pl.col("course") != UNDISTURBED)
    if not rows.height:
        return ()
    bars = rows.select(x="course", y="extra", label="name")
    title = "What each course costs beyond the undisturbed"
    return (Chart("bars", title, bars, "course of events", money),)
