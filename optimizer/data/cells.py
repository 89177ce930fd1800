"""From text to values: every cell is understood, or there is a finding at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.columns import Column, Kind, Table
from optimizer.data.diagnosis import PATTERN, STRANGE_TEXT, diagnose
from optimizer.data.instance import polars_type

if TYPE_CHECKING:
    from optimizer.data.findings import Finding
    from optimizer.data.raw import RawTable

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{FFFD}]"


@dataclass(frozen=True)
class TypedTable:
    """A table with values: null where a cell is empty or was not understood."""

    table: Table
    frame: pl.DataFrame
    raw: RawTable


def typed(table: Table, raw: RawTable) -> tuple[TypedTable, list[Finding]]:
    """Understands each cell of the declared columns that are there."""
    columns = [column for column in table.columns if column.name in raw.cells]
    text = pl.DataFrame(
        [pl.Series(column.name, raw.cells[column.name], dtype=pl.String) for column in columns]
    )
    if not columns:
        return TypedTable(table, text, raw), []
    # One pass over the table, not one per column: there are many columns and few rows.
    suspects = text.select(_is_suspect(column) for column in columns)
    findings: list[Finding] = []
    for column, any_suspect in zip(columns, suspects.select(pl.all().any()).row(0), strict=True):
        for row in suspects[column.name].arg_true() if any_suspect else ():
            rule, words = diagnose(column, raw.cells[column.name][row])
            findings.append(raw.finding(rule, words, row=row, column=column.name))
    return TypedTable(table, text.select(_value(column) for column in columns), raw), findings


def _is_suspect(column: Column) -> pl.Expr:
    """True at the cells worth a second look; everything else is fine as it is."""
    text = pl.col(column.name)
    stripped = text.str.strip_chars()
    suspect = (text != stripped) | text.str.contains(_CONTROL)
    if column.kind is Kind.TEXT:
        suspect |= text.str.contains(STRANGE_TEXT)
    else:
        suspect |= ~text.str.contains(PATTERN[column.kind]) & (text != "")
    if column.kind is Kind.DATE:
        # The pattern lets 2025-02-30 pass; the calendar does not.
        suspect |= text.str.to_date("%Y-%m-%d", strict=False).is_null() & (text != "")
    if column.kind is Kind.NUMBER:
        suspect |= ~text.cast(pl.Float64, strict=False).is_finite().fill_null(value=True)
    if column.required:
        suspect |= stripped == ""
    return suspect


def _value(column: Column) -> pl.Expr:
    """The value, null where the cell is empty or cannot be understood."""
    stripped = pl.col(column.name).str.strip_chars()
    if column.kind is Kind.TEXT:
        # One kind of line end, whatever the editor or the form of the file.
        return pl.when(stripped != "").then(stripped.str.replace_all("\r\n?", "\n"))
    if column.kind is Kind.DATE:
        return stripped.str.to_date("%Y-%m-%d", strict=False)
    text = pl.when(stripped.str.contains(PATTERN[column.kind])).then(stripped)
    if column.kind is Kind.ID:
        return text
    if column.kind is Kind.BOOLEAN:
        return text == "true"
    value = text.cast(polars_type(column), strict=False)
    return pl.when(value.is_finite()).then(value) if column.kind is Kind.NUMBER else value
