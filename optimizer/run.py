"""The pipeline on one screen: from an instance to an audited plan."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.data.assemble import assemble
from optimizer.data.force import in_force
from optimizer.formulation import Formulation
from optimizer.formulation import build as formulate
from optimizer.results.begin import begun_from
from optimizer.results.conceded import in_words
from optimizer.results.extract import plan_tables
from optimizer.results.measures import Measures, measures
from optimizer.results.plan import Plan
from optimizer.results.record import run_record
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.solve.conflict import Concession, least_relaxation
from optimizer.solve.crew import Threads
from optimizer.solve.outcome import StopReason
from optimizer.solve.prices import prices
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.audit import AuditReport
    from optimizer.data.instance import Instance
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.decomposed import Hire
    from optimizer.solve.outcome import Outcome


@dataclass(frozen=True)
class Run:
    """All that came of a solve; ``plan``, ``measures``, ``audit`` are ``None`` without a point.

    ``instance`` is the one in force: levers pulled, policies, and the scenarios that the plan
    reckons with and no others.
    """

    instance: Instance
    outcome: Outcome
    record: dict[str, Any]
    plan: Plan | None = None
    measures: Measures | None = None
    audit: AuditReport | None = None
    conflict: tuple[Concession, ...] = ()
    """What would have to give way, where no plan keeps all rules."""


@dataclass
class _Phases:
    """Seconds by phase, told to the watch as they begin."""

    watch: Watch
    seconds: dict[str, float] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        self.watch(Progress(name, 0.0))
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - began


def formulated(instance: Instance, build: BuildSettings | None = None) -> Formulation:
    """The declared formulation of an instance; its ``pyomo()`` is the plain Pyomo model.

    Raises:
        SettingsError: the settings name something the instance does not have.
        DataError: the levers asked for make it one that is not valid.
    """
    build = build or BuildSettings()
    problem = assemble(
        in_force(instance, build),
        limits=build.limits,
        watched=build.watched,
        forbid_shortfall=build.shortfall == "forbidden",
        keep_clean=build.keeps_clean,
    )
    return formulate(problem, build.objective, strengthen=build.strengthening, risk=build.risk)


def solve(
    instance: Instance,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    start: Plan | None = None,
    hire: Hire = Threads,
) -> Run:
    """Solve a checked instance and audit the plan.

    Infeasible, unbounded, out of time and cancelled are outcomes, not errors. ``start``: a plan of
    this instance or one like it, whose here-and-now decisions the search begins from; it ends
    sooner for it, never with a worse plan. The record says under ``start`` whether it was of use.
    ``hire``: who answers for branches, where these are solved apart (docs/many-scenarios.md).

    Raises:
        SettingsError: the settings name something the instance does not have.
        DataError: the levers asked for make it one that is not valid.
        SolverError: the solver refuses the problem or fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    instance = in_force(instance, build)
    phases = _Phases(watch)
    with phases.of("assemble"):
        formulation = formulated(instance, build)
    with phases.of("build"):
        arrays = compiled(formulation)
    known = None
    if start is not None:
        with phases.of("start"):
            aimed = arrays.aimed(build.objective)
            known = begun_from(formulation.problem, aimed, start, settings, watch)
            begun = None if known is None else arrays.value_of(build.objective, known)
            phases.more = {"start": {"fits": known is not None, "objective": begun}}
    with phases.of("solve"):
        outcome = whole.solve(arrays, build, settings, watch, known=known, hire=hire)
    if outcome.values is None:
        conflict: tuple[Concession, ...] = ()
        if outcome.reason in {StopReason.INFEASIBLE, StopReason.INFEASIBLE_OR_UNBOUNDED}:
            with phases.of("explain"):
                relaxed = least_relaxation(arrays, settings)
                conflict = in_words(formulation.problem, arrays, relaxed)
        record = recorded(instance, build, settings, outcome, arrays, phases.seconds) | phases.more
        return Run(instance, outcome, record, conflict=conflict)
    of_rules = None
    if formulation.problem.size("duties"):
        with phases.of("prices"):
            found = prices(arrays.aimed("cost"), outcome.values, settings)
            of_rules = None if found is None else found.by_label(arrays, "rule_kept")
    with phases.of("extract"):
        plan = Plan(plan_tables(formulation.problem, arrays, outcome.values))
        measured = measures(instance, plan, build.watched, clean=build.keeps_clean, prices=of_rules)
    with phases.of("audit"):
        report = verdict(instance, plan, measured, build, outcome.objective)
    record = recorded(instance, build, settings, outcome, arrays, phases.seconds) | phases.more
    return Run(instance, outcome, record, Plan(plan.tables, record), measured, report)


def recorded(
    instance: Instance,
    build: BuildSettings,
    settings: SolveSettings,
    outcome: Outcome,
    arrays: Arrays,
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """The run record of a solve of ``arrays``; ``seconds``: time by phase."""
    rows, columns, nonzeros = arrays.shape
    return run_record(
        instance,
        settings={"build": build.as_dict(), "solve": settings.as_dict()},
        status=outcome.reason.value,
        objective=outcome.objective,
        bound=outcome.bound,
        gap=outcome.gap,
        seconds=seconds,
        more={
            "point": outcome.point.value,
            "nodes": outcome.nodes,
            "size": {
                "rows": rows,
                "columns": columns,
                "nonzeros": nonzeros,
                "integers": int(arrays.integer.sum()),
            },
        },
    )
