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
    findings: list[Finding] = []
    series: list[pl.Series] = []
    for column in table.columns:
        if column.name in raw.cells:
            values, wrong = _column(column, raw)
            series.append(values)
            findings += wrong
    return TypedTable(table, pl.DataFrame(series), raw), findings


def _column(column: Column, raw: RawTable) -> tuple[pl.Series, list[Finding]]:
    cells = raw.cells[column.name]
    text = pl.Series(column.name, cells, dtype=pl.String)
    stripped = text.str.strip_chars()
    wrong = []
    for row in _suspects(column, text, stripped).arg_true():
        rule, words = diagnose(column, cells[row])
        wrong.append(raw.finding(rule, words, row=row, column=column.name))
    return _values(column, stripped), wrong


def _suspects(column: Column, text: pl.Series, stripped: pl.Series) -> pl.Series:
    """True at the cells worth a second look; everything else is fine as it is."""
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


def _values(column: Column, stripped: pl.Series) -> pl.Series:
    text = stripped.set(stripped == "", None)
    kind = polars_type(column)
    if column.kind is Kind.TEXT:
        return text
    if column.kind is Kind.DATE:
        return text.str.to_date("%Y-%m-%d", strict=False)
    good = text.str.contains(PATTERN[column.kind])
    text = text.set((~good).fill_null(value=True), None)
    if column.kind is Kind.ID:
        return text
    if column.kind is Kind.BOOLEAN:
        return text == "true"
    values = text.cast(kind, strict=False)
    if column.kind is Kind.NUMBER:
        values = values.set((~values.is_finite()).fill_null(value=False), None)
    return values
