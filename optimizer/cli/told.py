"""How a command speaks: results on standard output, everything else on standard error.

``told`` turns the errors of the package into a message and an exit code; with ``--json`` the
message is a JSON document too.
"""

import functools
import json
import sys
import traceback
from collections.abc import Callable
from typing import Any, ParamSpec

import typer

from optimizer.cli.exits import Exit
from optimizer.errors import AuditError, DataError, FormulationError, OptimizerError, SolverError

P = ParamSpec("P")

EXTRAS = {
    "openpyxl": "xlsx", "linopy": "bench", "scipy": "bench", "fastapi": "api", "uvicorn": "api",
    "dbos": "api", "sqlalchemy": "api", "tenacity": "api", "pydantic": "api", "httpx": "api",
}  # fmt: skip
"""Which extra brings a library that not everybody needs."""


class UsageError(OptimizerError):
    """What was typed makes no sense: no such instance, a folder without a plan."""


def say(message: str) -> None:
    """A line for people, on standard error."""
    typer.echo(message, err=True)


def give(document: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def told(command: Callable[P, Exit | None]) -> Callable[P, None]:
    """Make a command end with its exit code, and report errors raised on the way."""

    @functools.wraps(command)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except OptimizerError as error:
            code = _report(error, as_json=bool(kwargs.get("as_json")))
        except KeyboardInterrupt:
            say("interrupted")
            code = Exit.NO_PLAN
        except Exception as error:
            code = _report_unexpected(error)
        raise typer.Exit(int(code or Exit.OK))

    return speaking


def _report(error: OptimizerError, *, as_json: bool) -> Exit:
    findings = list(error.findings) if isinstance(error, DataError) else []
    if as_json:
        document: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
        if findings:
            document["findings"] = [
                {
                    name: str(value) if name == "severity" else value
                    for name, value in vars(f).items()
                }
                for f in findings
            ]
        give({"error": document})
    else:
        say(f"{typer.style('error', fg='red', bold=True)}: {error}")
        if isinstance(error, SolverError) and error.log:
            say(error.log)
    return exit_code(error)


def _report_unexpected(error: Exception) -> Exit:
    """Name the extra that brings a missing library; everything else is a bug."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing in EXTRAS:
        say(f"error: {missing} is not installed; pip install 'junkan[{EXTRAS[missing]}]'")
        return Exit.USAGE
    say("".join(traceback.format_exception(error)) + "this is a bug of ours; please report it")
    return Exit.FAILED


def exit_code(error: OptimizerError) -> Exit:
    """The code that a kind of error ends with."""
    if isinstance(error, DataError | AuditError):
        return Exit.FINDINGS
    if isinstance(error, SolverError | FormulationError):
        return Exit.FAILED
    return Exit.USAGE


def is_terminal() -> bool:
    """Whether standard error is looked at by a person now."""
    return sys.stderr.isatty()
