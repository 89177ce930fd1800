"""One instance solved as one of several that are compared: its plan, its cost as an interval.

Solves stop at a gap, so a cost is an interval from what was proved to what was found. A plan found
for one of them may keep the rules of another, and cost less there than what was found for it: it
then takes the other's place (``improved``), so that more freedom never looks dearer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.data.outages import outages
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan, PlanError
from optimizer.results.restore import point_of
from optimizer.results.write import Results
from optimizer.run import formulated, solve
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import StopReason
from optimizer.studies.recourse import benches
from optimizer.studies.worth import DUST, Interval
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.outages import Survive
    from optimizer.results.measures import Headline
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.outcome import Outcome
    from optimizer.solve.watch import Watch

FRACTIONS = (
    "Builds may be fractions in all this: what is told is exact for that relaxed problem, and not "
    "proved of plants that are built whole or not at all."
)
"""What is said of a study that compares relaxed problems."""
KEPT = 1e-7
"""By how much a plan of another instance may miss a rule of this one, relative to the rule."""


@dataclass(frozen=True, eq=False)
class Tried:
    """How a solve ended; without a plan, the cost is infinite, and ``reasons`` say what clashes.

    ``instance`` is the one in force. ``taken_from``: the name of the one whose plan this is, where
    that was better than the plan found here. ``survives``: least share served after the worst
    outage, and which that is, where it was asked.
    """

    name: str
    instance: Instance
    build: BuildSettings
    outcome: Outcome
    cost: Interval
    results: Results | None
    reasons: tuple[str, ...] = ()
    taken_from: str = ""
    survives: tuple[float, str] | None = None

    @property
    def headline(self) -> Headline | None:
        """The plan's few numbers that are read first."""
        return None if self.results is None else self.results.measures.headline

    @property
    def proved(self) -> bool:
        """Whether the solve ended with a proof: the gap was reached, or that there is no plan."""
        return self.outcome.reason in {StopReason.OPTIMAL, StopReason.INFEASIBLE}


def tried(
    name: str,
    instance: Instance,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
) -> Tried:
    """Solve an instance for its least cost.

    Raises:
        SettingsError: the settings name something the instance does not have.
        DataError: the levers asked for make it one that is not valid.
        SolverError: the solver fails.
    """
    run = solve(instance, build, settings, watch)
    found = run.outcome
    if run.plan is None or run.measures is None or run.audit is None or found.objective is None:
        low = float("inf") if found.reason is StopReason.INFEASIBLE else float("-inf")
        reasons = tuple(str(rule) for rule in run.conflict)
        cost = Interval(low, float("inf"))
        return Tried(name, run.instance, build, found, cost, None, reasons)
    low = float("-inf") if found.bound is None else min(found.bound, found.objective)
    results = Results(run.plan, run.measures, run.audit.as_json())
    cost = Interval(low, found.objective)
    return Tried(name, run.instance, build, found, cost, results)


def improved(one: Tried, others: Sequence[Tried]) -> Tried:
    """``one``, with the plan of another in its place where that keeps its rules and costs less."""
    plans = [(o.name, o.results.plan) for o in others if o is not one and o.results is not None]
    if not plans or one.cost.high - one.cost.low <= DUST * abs(one.cost.high):
        return one
    formulation = formulated(one.instance, one.build)
    arrays = compiled(formulation)
    best = one
    for name, other in plans:
        try:
            point = point_of(formulation.problem, arrays, other)
        except PlanError:
            continue
        cost = arrays.value_of("cost", point)
        if arrays.violation(point) > KEPT or cost >= best.cost.high - DUST * abs(cost):
            continue
        tables = plan_tables(formulation.problem, arrays, point)
        plan = Plan(tables, {**other.record, "taken_from": name})
        measured = measures(one.instance, plan, one.build.watched)
        report = verdict(one.instance, plan, measured, one.build, cost)
        if report.passed:
            results = Results(plan, measured, report.as_json())
            bounds = Interval(min(one.cost.low, cost), cost)
            best = replace(one, cost=bounds, results=results, taken_from=name)
    return best


def with_survival(one: Tried, survive: Survive, settings: SolveSettings) -> Tried:
    """``one``, with what its plan still serves after the worst of some outages.

    Raises:
        SettingsError: the instance does not have what is to be survived.
        SolverError: an outage could not be looked at.
    """
    if one.results is None:
        return one
    formulation = formulated(one.instance, one.build)
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, one.results.plan)
    struck = outages(one.instance, survive)
    shares: dict[str, float] = {}
    for bench in benches(one.instance, struck, survive, one.build, settings):
        for name, answer in bench.answers(bench.taken_in(point, arrays)).items():
            shares[name] = answer.share
    if not shares:
        return one
    worst = min(shares, key=lambda name: shares[name])
    return replace(one, survives=(shares[worst], worst))
