"""The data dictionary: every table and column as a page, generated from ``tables``.

``python -m optimizer.data.dictionary docs/dictionary.md`` writes it; a test fails when it is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.data.columns import ABSURD, Kind
from optimizer.data.raw import cell_text
from optimizer.data.tables import FORMAT_VERSION, PROVENANCE, TABLES

if TYPE_CHECKING:
    from optimizer.data.columns import Column, Table

_HEAD = f"""# Data dictionary

Every table and column of an instance, format version {FORMAT_VERSION}. What the tables mean
together is in [meaning.md](meaning.md). This page is generated from `optimizer/data/tables/` by
`python -m optimizer.data.dictionary docs/dictionary.md`.

An instance is a folder with a `datapackage.json` and one CSV file per table, or one JSON document,
or one workbook. Tables that are not marked *required* may be left out, and so may columns with a
default. Columns in **bold** are the key: no two rows have the same. Numbers have a decimal point
and no thousands separators, dates are written 2025-12-31, booleans `true` or `false`; ids consist
of letters A-Z, digits and `_ - . + : /`. Magnitudes of {ABSURD:g} and more are refused.

"""


def dictionary() -> str:
    """The whole page as Markdown."""
    contents = "\n".join(f"- [{name}](#{name}): {t.description}" for name, t in TABLES.items())
    provenance = _columns(PROVENANCE)
    common = f"## Provenance\n\nThe last columns of every table but `sources`.\n\n{provenance}"
    return "\n".join([_HEAD + contents + "\n", *map(_table, TABLES.values()), common])


def _table(table: Table) -> str:
    required = " *Required.*" if table.required else ""
    shared = {column.name for column in PROVENANCE} if table.name != "sources" else set()
    own = tuple(column for column in table.columns if column.name not in shared)
    return f"## {table.name}\n\n{table.description}{required}\n\n{_columns(own)}"


def _columns(columns: tuple[Column, ...]) -> str:
    head = "| column | kind | unit | when empty | meaning |\n|---|---|---|---|---|\n"
    return head + "".join(_row(column) for column in columns)


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.key else column.name
    cells = (name, _kind(column), column.unit, _empty(column), _meaning(column))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _kind(column: Column) -> str:
    low, high = column.minimum, None if column.maximum == ABSURD else column.maximum
    if low is not None and high is not None:
        return f"{column.kind}, {low:g} to {high:g}"
    if low is not None:
        return f"{column.kind}, at least {low:g}"
    return str(column.kind)


def _empty(column: Column) -> str:
    if column.required:
        return "not allowed"
    if column.default in {None, ""}:
        return "as described" if "empty" in column.description else "nothing"
    shown = cell_text(column.default)
    return f"`{shown}`" if column.kind in {Kind.ID, Kind.TEXT} else shown


def _meaning(column: Column) -> str:
    parts = [column.description]
    if column.reference:
        parts.append("→ " + " or ".join(f"[{name}](#{name})" for name in column.reference))
    if chosen := [f"`{choice}`" for choice in column.choices if choice]:
        parts.append("one of " + ", ".join(chosen))
    return "; ".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), encoding="utf-8")
