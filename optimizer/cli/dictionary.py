"""``junkan dictionary``: what tables and columns there are."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.exits import Exit
from optimizer.cli.options import JsonOption
from optimizer.cli.told import UsageError, give, told

if TYPE_CHECKING:
    from optimizer.data.columns import Column, Table


@told
def dictionary(
    table: Annotated[
        str, typer.Argument(metavar="[TABLE]", help="One table, such as lanes.", show_default=False)
    ] = "",
    as_json: JsonOption = False,
) -> Exit:
    r"""Say what tables and columns an instance has, and what each means.

    Without a table: all of them, a line each. With one: its columns, their kind and unit, whether
    they are part of the key, what an empty cell means, and what they refer to.

    \b
    Examples:
      junkan dictionary
      junkan dictionary expansions
      junkan dictionary --json | jq 'keys'
    """
    from optimizer.data.tables import TABLES

    if table and table not in TABLES:
        near = get_close_matches(table, TABLES, n=3) or list(TABLES)
        raise UsageError(f"no table is called {table!r}; there is {', '.join(near)}")
    chosen = {table: TABLES[table]} if table else dict(TABLES)
    if as_json:
        give({name: _as_json(declared) for name, declared in chosen.items()})
    elif table:
        _print_columns(chosen[table])
    else:
        width = max(map(len, chosen))
        for declared in chosen.values():
            typer.echo(f"{declared.name:<{width}}  {declared.description}")
    return Exit.OK


def _print_columns(table: "Table") -> None:
    typer.echo(f"{table.name}: {table.description}\n")
    width = max(len(column.name) for column in table.columns)
    for column in table.columns:
        facts = ", ".join(_facts(column))
        typer.echo(f"{column.name:<{width}}  {column.description} [{facts}]")


def _facts(column: "Column") -> list[str]:
    facts = [column.kind.value]
    if column.unit not in ("", "1"):
        facts.append(column.unit)
    if column.key:
        facts.append("key")
    if column.required:
        facts.append("required")
    elif column.default not in ("", None):
        facts.append(f"empty: {_shown(column.default)}")
    if column.reference:
        facts.append("in " + " or ".join(column.reference))
    return facts


def _shown(default: object) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default).lower()


def _as_json(table: "Table") -> dict[str, Any]:
    return {
        "description": table.description,
        "required": table.required,
        "columns": [_column_as_json(column) for column in table.columns],
    }


def _column_as_json(column: "Column") -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind.value,
        "description": column.description,
        "unit": column.unit,
        "key": column.key,
        "required": column.required,
        "default": None if column.required else column.default,
        "reference": list(column.reference),
        "choices": list(column.choices),
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
