"""The kind ``solve``, as its own process carries it out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from api.jobs.states import State, Termination
from api.jobs.work import Done
from optimizer import (
    WATCHED,
    BuildSettings,
    PointQuality,
    Results,
    SettingsError,
    SolveSettings,
    StopReason,
    load,
    optimize,
    write_results,
)

if TYPE_CHECKING:
    from api.jobs.work import Tell, Work
    from optimizer import Instance, Run

_NAMES = {StopReason.CANCELLED: Termination.STOPPED}


def run(work: Work, tell: Tell) -> Done:
    """Solve, audit and write the results; errors of the optimizer are raised."""
    instance = load(work.source)
    build = BuildSettings.from_dict(work.request["build"])
    require_watched(instance, build)
    solved = optimize(instance, build, SolveSettings.from_dict(work.request["solve"]), tell)
    if solved.plan is not None and solved.measures is not None:
        audit = None if solved.audit is None else solved.audit.as_json()
        write_results(work.folder, Results(solved.plan, solved.measures, audit), workbook=True)
    return _done(solved)


def require_watched(instance: Instance, build: BuildSettings) -> None:
    """Refuse to watch what is not there, unless nobody asked for it by name.

    Raises:
        SettingsError: a watched country or bloc is not in the instance.
    """
    known = {*instance.table("countries")["country"], *instance.table("blocs")["bloc"]}
    unknown = build.watched - known
    if unknown and build.watched != WATCHED:
        raise SettingsError(
            f"no country or bloc of the instance is called {', '.join(sorted(unknown))}"
        )


def _done(solved: Run) -> Done:
    outcome = solved.outcome
    point = outcome.point is not PointQuality.NONE
    trouble = outcome.reason is StopReason.NUMERICAL_TROUBLE and not point
    passed = solved.audit is None or solved.audit.passed
    return Done(
        state=State.FAILED if trouble else State.SUCCEEDED,
        termination=_NAMES.get(outcome.reason) or Termination(outcome.reason.value),
        has_solution=solved.plan is not None,
        message=None if passed else "the audit rejects the plan",
        details={"conflict": _conflict(solved)} if solved.conflict else None,
        incumbent=_finite(outcome.objective),
        bound=_finite(outcome.bound),
        gap=_finite(outcome.gap),
    )


def _conflict(solved: Run) -> list[dict[str, Any]]:
    """What would have to give way, as plain data."""
    return [
        {"rule": one.rule, "bound": float(one.bound), "by": float(one.by), "says": str(one)}
        for one in solved.conflict
    ]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
