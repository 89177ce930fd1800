"""Tables and columns that should be there are, and none that nobody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.checks.nearest import suggestion
from optimizer.data.findings import error
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.columns import Table
    from optimizer.data.findings import Finding
    from optimizer.data.raw import RawPackage, RawTable


_TABLE = error("table.unknown", "no table is called so, and it would not be read", "{mend}")
_MISSING = error("table.missing", "an instance needs the table {table}", "Add it: {about}")
_EMPTY = error("table.empty", "the table has no rows", "An instance needs at least one.")
_COLUMN = error("column.unknown", "no column is called so, and it would not be read", "{mend}")
_NAMELESS = error("column.nameless", "a column without a name", "Name it, or delete it.")
_REQUIRED = error("column.missing", "the table needs a column {column}", "Add it: {about}.")


def shape(raw: RawPackage) -> Iterator[Finding]:
    """Unknown, missing and empty tables; unknown and missing columns."""
    for name, table in raw.tables.items():
        if name not in TABLES:
            mend = suggestion(name, TABLES, otherwise="Delete it, or see the data dictionary.")
            yield table.finding(_TABLE, {"mend": mend}, value=name)
    for name, declared in TABLES.items():
        if name in raw.tables:
            yield from _columns(declared, raw.tables[name])
        elif declared.required and raw.readable and not any(f.table == name for f in raw.findings):
            words = {"table": name, "about": declared.description}
            yield _MISSING.finding(words, table=name, place=name)


def _columns(table: Table, raw: RawTable) -> Iterator[Finding]:
    declared = {column.name: column for column in table.columns}
    absent = [name for name in declared if name not in raw.header]
    for name in dict.fromkeys(raw.header):
        if not name:
            yield raw.finding(_NAMELESS)
        elif name not in declared:
            mend = suggestion(name, absent, otherwise="Delete it, or write it into 'note'.")
            yield raw.finding(_COLUMN, {"mend": mend}, column=name, value=name)
    for name in absent:
        if declared[name].required:
            words = {"column": name, "about": declared[name].description}
            yield raw.finding(_REQUIRED, words, column=name)
    if table.required and not raw.rows:
        yield raw.finding(_EMPTY)
