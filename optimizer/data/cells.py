"""From text to values: every cell is understood, or there is a finding at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.columns import Column, Kind, Table
from optimizer.data.findings import Finding, Severity
from optimizer.data.instance import polars_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optimizer.data.raw import RawTable

_ID = r"^[A-Za-z0-9_][A-Za-z0-9_\-.+:]*$"
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_INTEGER = r"^[+-]?[0-9]{1,18}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_BOOLEAN = r"^(?:true|false)$"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{FFFD}]"

_PATTERN: dict[Kind, str] = {
    Kind.ID: _ID,
    Kind.NUMBER: _NUMBER,
    Kind.INTEGER: _INTEGER,
    Kind.DATE: _DATE,
    Kind.BOOLEAN: _BOOLEAN,
}

_WANTED: dict[Kind, str] = {
    Kind.ID: "an id: letters, digits and _ - . + : without spaces, beginning with a letter or digit",
    Kind.TEXT: "text",
    Kind.NUMBER: "a plain number with a decimal point, such as 1250.5",
    Kind.INTEGER: "a whole number, such as 12",
    Kind.DATE: "a date written 2025-12-31",
    Kind.BOOLEAN: "true or false",
}


@dataclass(frozen=True)
class TypedTable:
    """A table with values: null where a cell is empty or was not understood."""

    table: Table
    frame: pl.DataFrame
    raw: RawTable
    bad: frozenset[tuple[int, str]]
    """Cells (row index, column) that have a finding already; nobody needs to say it twice."""


def typed(table: Table, raw: RawTable) -> tuple[TypedTable, list[Finding]]:
    """Understands each cell of the declared columns that are there."""
    findings: list[Finding] = []
    series: list[pl.Series] = []
    bad: set[tuple[int, str]] = set()
    for column in table.columns:
        if column.name in raw.cells:
            values, wrong = _column(column, raw)
            series.append(values)
            findings += wrong.values()
            bad |= {(row, column.name) for row, f in wrong.items() if f.severity is Severity.ERROR}
    frame = pl.DataFrame(series) if series else pl.DataFrame()
    return TypedTable(table, frame, raw, frozenset(bad)), findings


def _column(column: Column, raw: RawTable) -> tuple[pl.Series, dict[int, Finding]]:
    cells = raw.cells[column.name]
    text = pl.Series(column.name, cells, dtype=pl.String)
    stripped = text.str.strip_chars()
    wrong: dict[int, Finding] = {}
    for row in _rows(_suspects(column, text, stripped)):
        if finding := _judge(column, raw, row, cells[row]):
            wrong[row] = finding
    return _values(column, stripped), wrong


def _suspects(column: Column, text: pl.Series, stripped: pl.Series) -> pl.Series:
    """True at the cells worth a second look; everything else is fine as it is."""
    suspect = (text != stripped) | text.str.contains(_CONTROL)
    if column.kind is Kind.TEXT:
        suspect |= text.str.contains(r"^[=@]")
    else:
        suspect |= ~text.str.contains(_PATTERN[column.kind]) & (text != "")
    if column.kind is Kind.DATE:
        # The pattern lets 2025-02-30 pass; the calendar does not.
        suspect |= text.str.to_date("%Y-%m-%d", strict=False).is_null() & (text != "")
    if column.kind is Kind.NUMBER:
        suspect |= ~text.cast(pl.Float64, strict=False).is_finite().fill_null(value=True)
    if column.required:
        suspect |= stripped == ""
    return suspect


def _rows(mask: pl.Series) -> Sequence[int]:
    return mask.arg_true().to_list()


def _values(column: Column, stripped: pl.Series) -> pl.Series:
    text = stripped.set(stripped == "", None)
    kind = polars_type(column)
    if column.kind is Kind.TEXT:
        return text
    if column.kind is Kind.DATE:
        return text.str.to_date("%Y-%m-%d", strict=False)
    good = text.str.contains(_PATTERN[column.kind])
    text = text.set((~good).fill_null(value=True), None)
    if column.kind is Kind.ID:
        return text
    if column.kind is Kind.BOOLEAN:
        return text == "true"
    values = text.cast(kind, strict=False)
    if column.kind is Kind.NUMBER:
        values = values.set((~values.is_finite()).fill_null(value=False), None)
    return values


_Diagnosis = tuple[str, str, str]
"""Rule, message, mend."""


def _judge(column: Column, raw: RawTable, row: int, cell: str) -> Finding | None:
    """The most telling finding about a suspicious cell."""
    severity = Severity.ERROR
    if not cell.strip():
        if not column.required:
            return None
        diagnosis: _Diagnosis = (
            "cell.empty",
            f"{column.name} is empty",
            f"Write {_wanted(column)}.",
        )
    else:
        diagnosis = next(_diagnoses(column, cell))
        if diagnosis[0] == "cell.padded" and column.kind is Kind.TEXT:
            severity = Severity.WARNING
    rule, message, mend = diagnosis
    return raw.finding(severity, rule, message, mend, row=row, column=column.name, value=cell)


def _wanted(column: Column) -> str:
    return f"one of {', '.join(column.choices)}" if column.choices else _WANTED[column.kind]


def _diagnoses(column: Column, cell: str) -> Iterator[_Diagnosis]:
    wanted = f"Write {_wanted(column)}."
    bare = cell.strip()
    if "\ufffd" in cell:
        yield "cell.encoding", "bytes that are not UTF-8", "Save the file as UTF-8."
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", cell):
        yield "cell.control_character", "an invisible control character", "Delete it."
    if _looks_like_formula(column, bare):
        yield "cell.formula", "a formula, not a value", f"Paste its value. {wanted}"
    if column.kind in _LOOKS:
        yield from (d for look in _LOOKS[column.kind] if (d := look(bare)))
    if cell != bare and (column.kind is Kind.TEXT or _is_fine(column, bare)):
        yield "cell.padded", "blanks before or after the value", f"Write '{bare}'."
    noun = {Kind.ID: "an id", Kind.INTEGER: "a whole number"}.get(column.kind, f"a {column.kind}")
    yield f"cell.not_{column.kind}", f"this is not {noun}", wanted


def _is_fine(column: Column, bare: str) -> bool:
    return re.search(_PATTERN[column.kind], bare) is not None


def _looks_like_formula(column: Column, bare: str) -> bool:
    if bare[:1] in {"=", "@"}:
        return True
    if bare[:1] not in {"+", "-"} or column.kind is Kind.TEXT:
        return False
    return not _is_fine(column, bare) and re.search(r"[A-Za-z(*/]|[0-9][+-]", bare[1:]) is not None


def _look_number(bare: str) -> _Diagnosis | None:
    lower = bare.lower().lstrip("+-")
    if lower in {"nan", "#n/a", "n/a", "na", "#value!", "#ref!", "#div/0!", "null", "none", "-"}:
        return (
            "cell.nan",
            "not a number",
            "Write the number, or leave the cell empty if there is none.",
        )
    if lower in {"inf", "infinity", "∞"} or _overflows(bare):
        return (
            "cell.infinite",
            "an infinite number",
            "Leave the cell empty where there is no limit.",
        )
    if "%" in bare:
        return "cell.percent", "a percent sign", "Write the fraction: 0.05 for 5 %."
    if re.fullmatch(r"[+-]?[0-9]{1,3}([,'_\s\u00a0\u202f][0-9]{3})+(\.[0-9]+)?", bare):
        plain = re.sub(r"[,'_\s\u00a0\u202f]", "", bare)
        return "cell.thousands", "a thousands separator, or a decimal comma", f"Write {plain}."
    if re.fullmatch(r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+),[0-9]+", bare):
        plain = bare.replace(".", "").replace(",", ".")
        return "cell.decimal_comma", "a decimal comma", f"Write {plain}."
    return None


def _overflows(bare: str) -> bool:
    try:
        return float(bare) in {float("inf"), float("-inf")}
    except ValueError:
        return False


def _look_date(bare: str) -> _Diagnosis | None:
    if re.fullmatch(_DATE, bare):
        return "cell.not_date", "no such day in the calendar", "Write a day that exists."
    if re.fullmatch(r"[0-9]{5}(\.0*)?", bare):
        return "cell.date_form", "a spreadsheet's day number", "Write the date as 2025-12-31."
    try:
        day = date.fromisoformat(bare[:10])
    except ValueError:
        if re.search(r"[0-9]", bare) and re.search(r"[/. ]|[A-Za-z]|-", bare):
            return "cell.date_form", "a date in another form", "Write it as 2025-12-31."
        return None
    return "cell.date_form", "a date with a time", f"Write {day.isoformat()}."


def _look_boolean(bare: str) -> _Diagnosis | None:
    meant = {"1": "true", "yes": "true", "y": "true", "t": "true", "true": "true", "x": "true"}
    meant |= {"0": "false", "no": "false", "n": "false", "f": "false", "false": "false"}
    if (word := meant.get(bare.lower())) is None:
        return None
    return "cell.not_boolean", "a boolean in another form", f"Write {word}."


def _look_integer(bare: str) -> _Diagnosis | None:
    if diagnosis := _look_number(bare):
        return diagnosis
    if re.fullmatch(r"[+-]?[0-9]+\.0*", bare):
        return (
            "cell.not_integer",
            "a decimal point in a whole number",
            f"Write {bare.split('.')[0]}.",
        )
    return None


_LOOKS: dict[Kind, tuple[Callable[[str], _Diagnosis | None], ...]] = {
    Kind.NUMBER: (_look_number,),
    Kind.INTEGER: (_look_integer,),
    Kind.DATE: (_look_date,),
    Kind.BOOLEAN: (_look_boolean,),
}
