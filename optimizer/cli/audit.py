"""``junkan audit``: recompute a plan from the tables, sharing nothing with the formulation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption, ResultsArgument, SolvedInstanceOption
from optimizer.cli.places import find_instance
from optimizer.cli.told import UsageError, give, say, told

if TYPE_CHECKING:
    from optimizer.audit import AuditReport, Check
    from optimizer.data import Instance
    from optimizer.results.write import Results
    from optimizer.settings import BuildSettings


@told
def audit(
    results: ResultsArgument,
    instance: SolvedInstanceOption = "",
    tolerance: Annotated[float, typer.Option(help="Relative violation that is forgiven.")] = 1e-6,
    every: Annotated[
        bool, typer.Option("--all", help="List the rules that are kept, too.")
    ] = False,
    as_json: JsonOption = False,
) -> Exit:
    r"""Recompute every limit and every cost of a plan, from the tables alone.

    The audit shares no code with the formulation. It runs after every solve; run it again when
    results were copied, edited, or are in doubt. The exit code is 1 when a rule is broken.

    \b
    Examples:
      junkan audit results/toy-winter
      junkan audit results/toy-winter --all
      junkan audit elsewhere/plan.json --instance my-chain --json
    """
    from optimizer.results.read import read_results

    found = read_results(results)
    audited = _instance(found, results, instance)
    report = _audited(audited, found, tolerance)
    if as_json:
        give(report.as_json())
    else:
        _tell(report, every=every)
    return Exit.OK if report.passed else Exit.FINDINGS


def _instance(found: "Results", path: Path, given: str) -> "Instance":
    """The instance that was solved, with a word when it has changed since."""
    from optimizer.data import load
    from optimizer.data.force import in_force

    solved = found.plan.record.get("instance") or {}
    place = given or solved.get("path") or solved.get("name")
    if not place:
        raise UsageError(f"{path} does not say which instance was solved; use --instance")
    instance = in_force(load(find_instance(str(place))), _asked(found))
    if solved.get("digest") not in (None, instance.digest):
        say(f"warning: {place} is not what was solved; it has changed since, or is another")
    return instance


def _audited(instance: "Instance", found: "Results", tolerance: float) -> "AuditReport":
    from optimizer.verdict import verdict

    objective = found.plan.record.get("objective")
    return verdict(instance, found.plan, found.measures, _asked(found), objective, tolerance)


def _asked(found: "Results") -> "BuildSettings":
    """The settings that the run record echoes."""
    from optimizer.results.record import own_build

    return own_build(found.plan)


def _tell(report: "AuditReport", *, every: bool) -> None:
    for check in report.checks if every else report.failures:
        typer.echo(_line(check))
    kept = len(report.checks) - len(report.failures)
    verdict = "passed" if report.passed else "FAILED"
    colour = "green" if report.passed else "red"
    typer.echo(
        f"audit {typer.style(verdict, fg=colour, bold=True)}: {kept} of {len(report.checks)} rules "
        f"kept; cost recomputed {report.objective:,.6f}; worst relative error of a mass balance "
        f"{max(report.mass_balance.values(), default=0.0):.1e}"
    )


def _line(check: "Check") -> str:
    if check.passed:
        return f"kept    {check.family}: {check.rule} ({check.rows} rows)"
    return (
        f"{typer.style('broken', fg='red', bold=True)}  {check.family}: {check.rule}: "
        f"{check.violated} of {check.rows} rows, worst {check.where}"
    )
