"""Carrying out an order to solve: reference, solve, write, print."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.places import find_instance, require_writable
from optimizer.cli.progress import watching
from optimizer.cli.told import UsageError, give, say
from optimizer.data import load
from optimizer.data.levers import pulled
from optimizer.data.packs import by_reason, effects
from optimizer.results.compare import compare
from optimizer.results.read import read_results
from optimizer.results.summary import as_text, summary
from optimizer.results.write import Results, is_results_folder, write_results
from optimizer.run import Run, formulated, solve
from optimizer.settings import WATCHED
from optimizer.solve.outcome import PointQuality, StopReason

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.cli.request import Order
    from optimizer.data import Instance
    from optimizer.results.measures import Measures
    from optimizer.settings import BuildSettings

_PROVED_EMPTY = {
    StopReason.INFEASIBLE,
    StopReason.UNBOUNDED,
    StopReason.INFEASIBLE_OR_UNBOUNDED,
}


def carry_out(order: Order) -> Exit:
    """Solve as ordered, tell the result, and say with which code to end."""
    place = find_instance(order.instance)
    instance = load(place)
    _require_watched(instance, order.build)
    folder = order.folder(instance.name)
    _require_room(folder)
    if order.write_model is not None:
        _write_model(instance, order.build, order.write_model)
    reference = _reference(instance, order)
    run = _solved(instance, order, order.build)
    results = _results(run, reference, place)
    if results is not None and folder is not None:
        write_results(folder, results, workbook=order.workbook)
    code = ended(run)
    if order.as_json:
        give(_document(run, results, folder, code))
    else:
        _tell(run, results, folder, code)
        _tell_policies(instance, order.build)
    return code


def ended(run: Run) -> Exit:
    """The exit code of a run."""
    if run.outcome.reason in _PROVED_EMPTY:
        return Exit.INFEASIBLE
    if run.outcome.point is PointQuality.NONE:
        trouble = run.outcome.reason is StopReason.NUMERICAL_TROUBLE
        return Exit.FAILED if trouble else Exit.NO_PLAN
    if run.audit is None or not run.audit.passed:
        return Exit.FINDINGS
    return Exit.OK if run.outcome.point is PointQuality.OPTIMAL else Exit.STOPPED


def _require_watched(instance: Instance, build: BuildSettings) -> None:
    """Refuse to watch what is not there, unless nobody asked for it by name."""
    known = {*instance.table("countries")["country"], *instance.table("blocs")["bloc"]}
    unknown = build.watched - known
    if unknown and build.watched != WATCHED:
        raise UsageError(
            f"no country or bloc of the instance is called {', '.join(sorted(unknown))}"
        )


def _require_room(folder: Path | None) -> None:
    """Find out before the solve, not after it, that its results cannot be written."""
    if folder is None:
        return
    require_writable(folder)
    if folder.is_dir() and any(folder.iterdir()) and not is_results_folder(folder):
        raise UsageError(f"{folder} holds other things than results; name another folder")


def _solved(instance: Instance, order: Order, build: BuildSettings) -> Run:
    with watching(order.progress) as watch:
        return solve(instance, build, order.settings, watch)


def _reference(instance: Instance, order: Order) -> Measures | None:
    """Measures of the plan to compare with: of a folder, or of the cheapest plan."""
    if order.reference is not None:
        return read_results(order.reference).measures
    build = order.build
    asks_for_less = bool(build.limits or build.policies) or build.objective != "cost"
    if not (order.compare and asks_for_less):
        return None
    aloud = order.progress != "none"
    if aloud:
        say("the cheapest plan, to compare with:")
    clean = order.build.keeps_clean
    cheapest = replace(
        order.build, limits=(), policies=(), objective="cost", then=None, clean=clean
    )
    run = _solved(instance, order, cheapest)
    if run.measures is None:
        say(f"no plan to compare with: {run.outcome.reason}")
    if aloud:
        say("the plan asked for:")
    return run.measures


def _results(run: Run, reference: Measures | None, place: Path) -> Results | None:
    if run.plan is None or run.measures is None:
        return None
    audit = None if run.audit is None else run.audit.as_json()
    solved = {**run.plan.record["instance"], "path": str(place.resolve())}
    plan = replace(run.plan, record={**run.plan.record, "instance": solved})
    return Results(plan, run.measures, audit, reference)


def _document(run: Run, results: Results | None, folder: Path | None, code: Exit) -> dict[str, Any]:
    document: dict[str, Any] = {"exit_code": int(code), "record": run.record, "results": None}
    if results is None:
        document["conflict"] = [asdict(concession) for concession in run.conflict]
        return document
    audit = results.audit or {}
    document["results"] = None if folder is None else str(folder)
    document["measures"] = results.measures.as_json()
    document["audit"] = {"passed": audit.get("passed"), "mass_balance": audit.get("mass_balance")}
    if results.reference is not None:
        change = compare(results.reference, results.measures)
        document["comparison"] = {
            "sentence": change.sentence(),
            "cost": change.cost,
            "cost_share": change.cost_share,
            "exposure": change.exposure,
        }
    return document


def _tell(run: Run, results: Results | None, folder: Path | None, code: Exit) -> None:
    if results is None:
        say(f"no plan: {str(run.outcome.reason).replace('_', ' ')}")
        if run.conflict:
            say("a plan would exist if these gave way:")
        for concession in run.conflict:
            say(f"  {concession}")
        return
    typer.echo(as_text(summary(results)), nl=False)
    if code is Exit.STOPPED:
        say(f"\nstopped before the gap was reached: {str(run.outcome.reason).replace('_', ' ')}")
    if folder is not None:
        say(f"\nwritten to {folder}")


def _tell_policies(instance: Instance, build: BuildSettings) -> None:
    """Which rows of the packs asked for are not put in force, and why."""
    found = effects(pulled(instance, build.levers), build.policies)
    lines = by_reason(found)
    if lines:
        in_force = sum(effect.status == "in force" for effect in found)
        say(f"\nof {len(found)} rows of {', '.join(build.policies)} {in_force} are put in force:")
    for line in lines:
        say(f"  {line}")


def _write_model(instance: Instance, build: BuildSettings, file: Path) -> None:
    model = formulated(instance, build).pyomo()
    model.write(str(file), io_options={"symbolic_solver_labels": True})
    say(f"model written to {file}")
