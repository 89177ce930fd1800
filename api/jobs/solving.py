"""The kind ``solve``, as its own process carries it out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.jobs.crewing import Crewed
from api.jobs.instancing import instance_of, require_watched
from api.jobs.states import State, Termination
from api.jobs.work import Done
from optimizer import (
    BuildSettings,
    PointQuality,
    Results,
    SolveSettings,
    StopReason,
    optimize,
    read_results,
    write_results,
)

if TYPE_CHECKING:
    from api.jobs.work import Tell, Work
    from optimizer import Plan, Run

_NAMES = {StopReason.CANCELLED: Termination.STOPPED}


def run(work: Work, tell: Tell) -> Done:
    """Solve, audit and write the results; errors of the optimizer are raised."""
    instance = instance_of(work)
    build = BuildSettings.from_dict(work.request["build"])
    require_watched(instance, build)
    settings = SolveSettings.from_dict(work.request["solve"])
    crewed = Crewed(work) if work.request.get("crew") else None
    hire = {} if crewed is None else {"hire": crewed}
    solved = optimize(instance, build, settings, tell, start=_start(work), **hire)
    if solved.plan is not None and solved.measures is not None:
        audit = None if solved.audit is None else solved.audit.as_json()
        write_results(work.folder, Results(solved.plan, solved.measures, audit), workbook=True)
    return _done(solved, None if crewed is None else crewed.told())


def _start(work: Work) -> Plan | None:
    """The plan that the search begins from."""
    reference = work.request.get("start")
    if reference is None:
        return None
    return read_results(Path(work.request["paths"][reference])).plan


def _done(solved: Run, crew: dict[str, int] | None) -> Done:
    outcome = solved.outcome
    point = outcome.point is not PointQuality.NONE
    trouble = outcome.reason is StopReason.NUMERICAL_TROUBLE and not point
    passed = solved.audit is None or solved.audit.passed
    return Done(
        state=State.FAILED if trouble else State.SUCCEEDED,
        termination=_NAMES.get(outcome.reason) or Termination(outcome.reason.value),
        has_solution=solved.plan is not None,
        message=None if passed else "the audit rejects the plan",
        details=_details(solved, crew),
        incumbent=_finite(outcome.objective),
        bound=_finite(outcome.bound),
        gap=_finite(outcome.gap),
    )


def _details(solved: Run, crew: dict[str, int] | None) -> dict[str, Any] | None:
    """What would have to give way; or the few numbers of the plan that are read first."""
    helped = {} if crew is None else {"crew": crew}
    if solved.conflict:
        return {"conflict": _conflict(solved), **helped}
    if solved.measures is None:
        return helped or None
    headline = {
        name: _finite(value) if isinstance(value, float) else value
        for name, value in vars(solved.measures.headline).items()
    }
    return {"headline": headline, "start": solved.record.get("start"), **helped}


def _conflict(solved: Run) -> list[dict[str, Any]]:
    """What would have to give way, as plain data."""
    return [
        {"rule": one.rule, "bound": float(one.bound), "by": float(one.by), "says": str(one)}
        for one in solved.conflict
    ]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
