"""``junkan show``: what a results folder or an instance says, for people or programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.places import find_instance, holds_results, shipped_names
from optimizer.cli.told import UsageError, give, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


@told
def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS|INSTANCE",
            help="A results folder, a plan.json, or an instance.",
            autocompletion=shipped_names,
            show_default=False,
        ),
    ],
    table: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Print one table as CSV: of the plan, of its measures, or of the instance.",
            show_default=False,
        ),
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="RESULTS", help="Show what changed since these results.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> Exit:
    r"""Show the summary of results, or the outline of an instance.

    Results show what `solve` printed: cost by term, what is built, sourcing, dependence, recycling.
    An instance shows its horizon, its places, its chain and how many rows each table has.

    \b
    Examples:
      junkan show results/japan-eu
      junkan show results/japan-eu --table stage_shares
      junkan show results/capped --against results/japan-eu
      junkan show toy-winter
      junkan show toy-winter --table lanes
    """
    if holds_results(Path(what)):
        _show_results(Path(what), table, against, as_json=as_json)
    elif against is not None:
        raise UsageError(f"{what} holds no results, so nothing can be compared")
    else:
        _show_instance(what, table, as_json=as_json)
    return Exit.OK


def _show_results(path: Path, table: str, against: Path | None, *, as_json: bool) -> None:
    from dataclasses import replace

    from optimizer.results.read import read_results
    from optimizer.results.summary import as_text, summary

    results = read_results(path)
    if against is not None:
        results = replace(results, reference=read_results(against).measures)
    if table:
        _give_table(table, {**results.measures.tables(), **results.plan.tables}, as_json=as_json)
    elif as_json:
        give(results.as_json())
    else:
        typer.echo(as_text(summary(results)), nl=False)


def _show_instance(what: str, table: str, *, as_json: bool) -> None:
    from optimizer.cli.outline import as_lines, outline
    from optimizer.data import load

    instance = load(find_instance(what))
    if table:
        _give_table(table, instance.tables, as_json=as_json)
    elif as_json:
        give(outline(instance))
    else:
        typer.echo("\n".join(as_lines(outline(instance))))


def _give_table(name: str, tables: "Mapping[str, pl.DataFrame]", *, as_json: bool) -> None:
    if name not in tables:
        raise UsageError(f"no table is called {name!r}; there is {', '.join(tables)}")
    if as_json:
        from optimizer.results.plan import plain

        give(plain(tables[name].to_dicts()))
    else:
        from optimizer.results.safe_text import guarded

        typer.echo(guarded(tables[name]).write_csv(), nl=False)
