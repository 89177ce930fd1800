"""The pipeline of ``optimizer.run``, phase by phase, each phase measured."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Taken, taken
from optimizer.audit import audit
from optimizer.data import load, write_package
from optimizer.data.assemble import assemble
from optimizer.formulation import build as formulate
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import highs, whole
from optimizer.solve.compile import compiled

if TYPE_CHECKING:
    from benchmarks.registry import Case

GAP = 0.01


@dataclass
class Timed:
    """What each phase took, and what came out."""

    phases: dict[str, Taken] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def timed(case: Case, seed: int, *, small: bool = False, solve: bool = True) -> Timed:
    """Run a case through all phases; ``small`` in miniature, ``solve`` only where the case says so.

    Writing a generated package to disk is not counted; reading it is part of the check.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = case.path
        if path is None:
            path = Path(folder)
            write_package(case.generated(seed, small=small), path)
        return _run(path, seed, case.solve if solve else None)


def _run(path: Path, seed: int, seconds: float | None) -> Timed:
    result, build = Timed(), BuildSettings()
    done = result.phases
    with taken() as done["check"]:
        instance = load(path)
    with taken() as done["assemble"]:
        problem = assemble(instance, watched=build.watched)
    with taken() as done["declare"]:
        formulation = formulate(problem, build.objective, strengthen=build.strengthening)
    with taken() as done["compile"]:
        arrays = compiled(formulation)
    settings = SolveSettings(gap=GAP, seed=seed, time_limit=seconds or 1.0)
    with taken() as done["hand-over"]:
        highs.loaded(arrays, settings)
    rows, columns, nonzeros = arrays.shape
    result.facts |= {"rows": rows, "columns": columns, "nonzeros": nonzeros}
    result.facts["integers"] = int(arrays.integer.sum())
    if seconds is None:
        return result
    with taken() as done["solve"]:
        outcome = whole.solve(arrays, build, settings)
    result.facts |= {
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "status": outcome.reason.value,
    }
    if outcome.values is None:
        return result
    with taken() as done["extract"]:
        plan = Plan(plan_tables(problem, arrays, outcome.values))
        measures(instance, plan, build.watched)
    with taken() as done["audit"]:
        report = audit(instance, plan.tables)
    result.facts["audit"] = "passed" if report.passed else "failed"
    return result
