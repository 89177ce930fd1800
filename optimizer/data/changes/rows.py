"""What rows say after a change: new rows, copies, and other values in those that are there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.cells import typed
from optimizer.data.changes.select import declared
from optimizer.data.changes.text import Assignment, Mistake, Value, assignments
from optimizer.data.checks import values
from optimizer.data.checks.view import View
from optimizer.data.columns import Column, Kind, Table
from optimizer.data.findings import error
from optimizer.data.instance import completed, polars_type
from optimizer.data.raw import RawTable, cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.data.findings import Finding

_UNSET = error(
    "lever.key_missing", "a new row of {table} needs {columns}", "Write '{first} = ...'."
)
_EMPTY = error("lever.nothing_set", "nothing is set", "Write '{first} = ...'.")
_SUM = error("lever.sum", "{column} is no number that is there already", "Write '{column} = ...'.")
_WHOLE = error("lever.not_whole", "{column} would be {number}", "It takes a whole number.")
_LIST = error(
    "lever.list", "several values for a row that is there", "Write one, or several rows with add."
)
_FIELD = error("lever.field", "there is no column '{name}' to copy from", "{table} has {columns}.")
_VALUE = error("lever.value", "{column}: {message}", "{mend}")


@dataclass(frozen=True)
class Added:
    """A plain addition: what is ``said`` of the new rows, and where they come from."""

    said: str
    provenance: Mapping[str, object]


def added(table: Table, asked: Sequence[Added]) -> pl.DataFrame:
    """The new rows of one or more additions: one for each choice among values between bars.

    ``Mistake`` for the first that cannot be made.
    """
    known = {column.name for column in table.columns}
    rows: list[dict[str, str]] = []
    origin: list[dict[str, Assignment]] = []
    for one in asked:
        given = _complete(table, one.said)
        plain = {n: cell_text(v) for n, v in one.provenance.items() if n in known}  # type: ignore[arg-type]
        for choice in product(*(assignment.values for assignment in given.values())):
            cells = dict(zip(given, (value.text for value in choice), strict=True))
            rows.append({**plain, **cells})
            origin.append(given)
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame, findings = _read(table, {name: [row.get(name, "") for row in rows] for name in names})
    for finding in findings:
        said = origin[finding.row or 0].get(finding.column)
        raise Mistake(
            _VALUE,
            _words(finding, finding.column),
            column="set",
            value=said.said if said else finding.value,
        )
    return completed(table, frame)


def _complete(table: Table, said: str) -> dict[str, Assignment]:
    """What is set in a new row: its key at least, and nothing reckoned from what is not there."""
    asked = _asked(table, said)
    if missing := [c.name for c in table.columns if (c.key or c.required) and _unset(c, asked)]:
        words = {"table": table.name, "columns": ", ".join(missing), "first": missing[0]}
        raise Mistake(_UNSET, words, column="set", value=said)
    for column, assignment in asked.items():
        if assignment.operation:
            raise Mistake(_SUM, {"column": column}, column="set", value=assignment.said)
    return asked


def _read(table: Table, cells: Mapping[str, Sequence[str]]) -> tuple[pl.DataFrame, list[Finding]]:
    """Cells understood as the columns' kinds, and what is wrong with them, by row from 0."""
    names = tuple(cells)
    count = len(next(iter(cells.values()), ()))
    raw = RawTable(table.name, names, cells, range(count), _nowhere)
    one, findings = typed(table, raw)
    findings += list(values.limits(View({table.name: one})))
    return one.frame, [finding for finding in findings if finding.severity == "error"]


def _unset(column: Column, asked: Mapping[str, Assignment]) -> bool:
    """Whether a column of a new row is left out that says which row it is, or may not be empty."""
    return column.name not in asked and (column.required or column.default is None)


def copied(table: Table, rows: pl.DataFrame, said: str) -> pl.DataFrame:
    """Copies of ``rows`` in which columns say something else; ``{column}`` stands for a cell."""
    return altered(table, rows, said)


def altered(table: Table, rows: pl.DataFrame, said: str) -> pl.DataFrame:
    """``rows`` in which columns say something else."""
    asked = _asked(table, said)
    new = {}
    for name, assignment in asked.items():
        if assignment.operation:
            new[name] = _reckoned(table.column(name), rows[name], assignment)
        elif len(assignment.values) > 1:
            raise Mistake(_LIST, column="set", value=assignment.said)
        else:
            cells = _filled(table, rows, assignment)
            new[name] = _understood(table, assignment, cells)
    return completed(table, rows.with_columns(**new))


def _asked(table: Table, said: str) -> dict[str, Assignment]:
    asked = {assignment.column: assignment for assignment in assignments(said)}
    if not asked:
        raise Mistake(_EMPTY, {"first": table.columns[0].name}, column="set", value=said)
    for assignment in asked.values():
        declared(table, assignment.column, "set", assignment.said)
    return asked


def _filled(table: Table, rows: pl.DataFrame, assignment: Assignment) -> list[Value]:
    """The value for each row, cells of the row in the place of ``{column}``."""
    value = assignment.values[0]
    if value.literal or "{" not in value.text:
        return [value] * rows.height
    try:
        return [
            Value(value.text.format_map({name: cell_text(cell) for name, cell in row.items()}))
            for row in rows.iter_rows(named=True)
        ]
    except (KeyError, ValueError, IndexError) as problem:
        columns = ", ".join(column.name for column in table.columns)
        words = {"name": str(problem).strip("'"), "table": table.name, "columns": columns}
        raise Mistake(_FIELD, words, column="set", value=assignment.said) from problem


def _reckoned(column: Column, cells: pl.Series, assignment: Assignment) -> pl.Series:
    """The numbers times or plus another; what is empty (no limit) stays so."""
    if column.kind not in {Kind.NUMBER, Kind.INTEGER}:
        raise Mistake(_SUM, {"column": column.name}, column="set", value=assignment.said)
    numbers = cells.cast(pl.Float64)
    found = (
        numbers * assignment.number if assignment.operation == "*" else numbers + assignment.number
    )
    if column.kind is Kind.NUMBER:
        return found.alias(column.name)
    broken = found.filter((found != found.round()).fill_null(value=False))
    if broken.len():
        words = {"column": column.name, "number": f"{broken[0]:g}"}
        raise Mistake(_WHOLE, words, column="set", value=assignment.said)
    return found.cast(pl.Int64).alias(column.name)


def _understood(table: Table, assignment: Assignment, cells: Sequence[Value]) -> pl.Series:
    """The values as the column's kind, within its limits; ``Mistake`` with the first finding."""
    name = assignment.column
    distinct = list(dict.fromkeys(cell.text for cell in cells))
    frame, findings = _read(table, {name: distinct})
    for finding in findings:
        raise Mistake(_VALUE, _words(finding, name), column="set", value=assignment.said)
    found = dict(zip(distinct, frame[name], strict=True))
    kind = polars_type(table.column(name))
    return pl.Series(name, [found[cell.text] for cell in cells], dtype=kind)


def _nowhere(row: int | None, column: str) -> str:
    return column


def _words(finding: Finding, column: str) -> dict[str, str]:
    return {"column": column, "message": finding.message, "mend": finding.mend}
