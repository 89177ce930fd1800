"""``junkan check``: everything that is wrong with an instance, at once."""

from typing import Annotated, Any

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import InstanceArgument, JsonOption
from optimizer.cli.places import find_instance
from optimizer.cli.told import give, say, told

_COLOUR = {"error": "red", "warning": "yellow"}


@told
def check(
    instance: InstanceArgument,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail the check too.")
    ] = False,
    as_json: JsonOption = False,
) -> Exit:
    r"""Report everything that is wrong with an instance, each mistake at its cell.

    Nothing is solved. Errors forbid a solve; warnings are worth a look. Each line says where, what
    was found, which rule it breaks and how to mend it. The exit code is 1 when there are errors.

    \b
    Examples:
      junkan check instances/toy-loop
      junkan check my-chain.xlsx
      junkan check my-chain --json | jq '.findings[].place'
    """
    from optimizer.data import check as examine

    findings = examine(find_instance(instance))
    failed = bool(findings.errors) or (strict and bool(findings.warnings))
    if as_json:
        give({"instance": instance, "ok": not failed, "findings": findings.as_json()})
    else:
        for finding in findings:
            typer.echo(_line(finding))
        say(_verdict(len(findings.errors), len(findings.warnings)))
    return Exit.FINDINGS if failed else Exit.OK


def _line(finding: Any) -> str:
    severity = str(finding.severity)
    colour = typer.style(severity, fg=_COLOUR.get(severity), bold=True)
    return colour + str(finding).removeprefix(severity)


def _verdict(errors: int, warnings: int) -> str:
    if errors or warnings:
        return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    return "no errors, no warnings"
