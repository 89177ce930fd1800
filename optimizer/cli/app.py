"""The commands of ``junkan``, gathered."""

import inspect
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Annotated, Any

import typer

from optimizer.cli.attribute import attribute
from optimizer.cli.audit import audit
from optimizer.cli.bench import bench
from optimizer.cli.break_even import break_even
from optimizer.cli.check import check
from optimizer.cli.chemistries import chemistries
from optimizer.cli.courses import courses
from optimizer.cli.dictionary import dictionary
from optimizer.cli.evaluate import evaluate
from optimizer.cli.exits import MEANING
from optimizer.cli.explain import explain
from optimizer.cli.export import export
from optimizer.cli.footprint import footprint
from optimizer.cli.front import front
from optimizer.cli.guarantee import guarantee
from optimizer.cli.new import new
from optimizer.cli.partners import partners
from optimizer.cli.pillars import pillars
from optimizer.cli.policies import policies
from optimizer.cli.regret import regret
from optimizer.cli.reproduce import reproduce
from optimizer.cli.sharing import sharing
from optimizer.cli.show import show
from optimizer.cli.solve import solve
from optimizer.cli.stress import stress
from optimizer.cli.subsidy import subsidy
from optimizer.cli.value import value
from optimizer.cli.worth import worth

_CODES = "\n".join(f"  {code.value}  {meaning}" for code, meaning in MEANING.items())

app = typer.Typer(
    name="junkan",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def unwrapped(docstring: str | None) -> str:
    r"""A docstring as help text: lines of a paragraph joined, those after ``\b`` kept."""
    text = inspect.cleandoc(docstring or "").replace("\\b\n", "\b\n")
    paragraphs = text.split("\n\n")
    return "\n\n".join(p if p.startswith("\b") else p.replace("\n", " ") for p in paragraphs)


def _add(command: Callable[..., Any], panel: str) -> None:
    app.command(help=unwrapped(command.__doc__), rich_help_panel=panel)(command)


_add(solve, "Plans")
_add(show, "Plans")
_add(audit, "Plans")
_add(front, "Questions")
_add(guarantee, "Questions")
_add(courses, "Questions")
_add(stress, "Questions")
_add(value, "Questions")
_add(partners, "Questions")
_add(pillars, "Questions")
_add(chemistries, "Questions")
_add(worth, "Questions")
_add(subsidy, "Questions")
_add(sharing, "Questions")
_add(footprint, "Questions")
_add(break_even, "Questions")
_add(evaluate, "Questions")
_add(regret, "Questions")
_add(attribute, "Questions")
_add(explain, "Questions")
_add(reproduce, "Questions")
_add(check, "Instances")
_add(new, "Instances")
_add(export, "Instances")
_add(dictionary, "Instances")
_add(policies, "Instances")
_add(bench, "Development")

# Commands of packages that build on this one, such as the service; they are not known here.
for entry in entry_points(group="junkan.commands"):
    for command in entry.load():
        _add(command, entry.name.capitalize())


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"junkan {version('junkan')}")
        raise typer.Exit


_HELP = f"""Plan a battery chain from mine to recovery: what to build, buy, ship, stock and recycle.

An instance is a folder of tables. `junkan solve` finds the cheapest plan, or one that depends less
on the countries you name; an independent audit recomputes it, and it is written as tables.

\b
Begin with:
  junkan solve toy-dependence
  junkan solve toy-dependence --max-exposure 0.5
  junkan new my-chain

\b
Exit codes:
{_CODES}
"""


@app.callback(help=unwrapped(_HELP))
def junkan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
