"""What is the matter with a cell that was not understood, and what to write instead."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from optimizer.data.columns import Column, Kind
from optimizer.data.findings import Rule, error, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

PATTERN: dict[Kind, str] = {
    Kind.ID: r"^[A-Za-z0-9_][A-Za-z0-9_\-.+:/]*$",
    Kind.NUMBER: r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$",
    Kind.INTEGER: r"^[+-]?[0-9]{1,18}$",
    Kind.DATE: _DATE,
    Kind.BOOLEAN: r"^(?:true|false)$",
}
"""How cells of each kind are written; both ``re`` and polars read these."""

_MISREAD = r"Ã.|â€"

STRANGE_TEXT = rf"^[=@]|^#(?:N/A|[A-Z0-9/]+[!?])$|{_MISREAD}"
"""Texts that a spreadsheet would compute, could not compute, or that were decoded wrongly."""

_WANTED: dict[Kind, str] = {
    Kind.ID: "an id: letters A-Z, digits and _ - . + : /, without blanks, a letter or digit first",
    Kind.TEXT: "text",
    Kind.NUMBER: "a plain number with a decimal point, such as 1250.5",
    Kind.INTEGER: "a whole number, such as 12",
    Kind.DATE: "a date as 2025-12-31",
    Kind.BOOLEAN: "true or false",
}

_EMPTY = error("cell.empty", "may not be empty", "Write {wanted}.")
_BLANK = warning("cell.blank", "nothing but blanks", "Leave it empty.")
_ENCODING = error("cell.encoding", "bytes that are not UTF-8", "Save the file as UTF-8.")
_CONTROL = error("cell.control_character", "an invisible control character", "Delete it.")
_FORMULA = error("cell.formula", "a formula, not a value", "Paste its value: {wanted}.")
_BROKEN = error("cell.formula_error", "a formula's error, not a value", "Write {wanted}.")
_PADDED = error("cell.padded", "blanks before or after the value", "Write '{bare}'.")
_PADDED_TEXT = warning("cell.padded_text", "blanks before or after the text", "Write '{bare}'.")
_MOJIBAKE = warning("cell.mojibake", "looks like UTF-8 read as Latin-1", "Restore the accents.")
_NAN = error("cell.nan", "not a number", "Write the number, or leave the cell empty if allowed.")
_INFINITE = error("cell.infinite", "an infinite number", "Leave it empty where there is no limit.")
_PERCENT = error("cell.percent", "a percent sign", "Write the fraction: 0.05 for 5 %.")
_THOUSANDS = error("cell.thousands", "a thousands separator or a decimal comma", "Write {plain}.")
_COMMA = error("cell.decimal_comma", "a decimal comma", "Write {plain}.")
_WITH_UNIT = error("cell.with_unit", "a number with its unit", "Write {plain} alone.")
_POINT = error("cell.decimal_point", "a decimal point in a whole number", "Write {plain}.")
_NO_DAY = error("cell.no_such_day", "no such day in the calendar", "Write a day that exists.")
_SERIAL = error("cell.day_number", "a spreadsheet's day number", "Write {wanted}.")
_DATE_FORM = error("cell.date_form", "a date in another form", "Write {wanted}.")
_DATETIME = error("cell.date_time", "a date with a time", "Write {plain}.")
_BOOLEAN = error("cell.boolean_form", "a boolean in another form", "Write {plain}.")
_NOT: dict[Kind, Rule] = {
    Kind.ID: error("cell.not_id", "not an id", "Write {wanted}."),
    Kind.NUMBER: error("cell.not_number", "not a number", "Write {wanted}."),
    Kind.INTEGER: error("cell.not_integer", "not a whole number", "Write {wanted}."),
    Kind.DATE: error("cell.not_date", "not a date", "Write {wanted}."),
    Kind.BOOLEAN: error("cell.not_boolean", "not a boolean", "Write {wanted}."),
}

_STRANGE: tuple[tuple[Rule, str], ...] = (
    (_ENCODING, "\ufffd"),
    (_CONTROL, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"),
    (_BROKEN, r"^\s*#(N/A|[A-Z0-9/]+[!?])\s*$"),
)

_Look: TypeAlias = "tuple[Rule, str] | None"
"""A rule that is broken and what to write instead, where that is known."""


def diagnose(column: Column, cell: str) -> tuple[Rule, dict[str, str]]:
    """The most telling rule that a suspicious cell breaks, and the words for it."""
    bare = cell.strip()
    choices = [choice for choice in column.choices if choice]
    wanted = f"one of {', '.join(choices)}" if choices else _WANTED[column.kind]
    rule, plain = next(_broken(column, cell, bare))
    return rule, {"wanted": wanted, "bare": bare, "plain": plain}


def _broken(column: Column, cell: str, bare: str) -> Iterator[tuple[Rule, str]]:
    if not bare:
        yield (_EMPTY if column.required else _BLANK), ""
    for rule, pattern in _STRANGE:
        if re.search(pattern, cell):
            yield rule, ""
    if _is_formula(column, bare):
        yield _FORMULA, ""
    if column.kind is Kind.TEXT:
        yield (_MOJIBAKE if re.search(_MISREAD, cell) else _PADDED_TEXT), ""
    yield from (found for look in _LOOKS.get(column.kind, ()) if (found := look(bare)))
    if cell != bare and re.search(PATTERN[column.kind], bare):
        yield _PADDED, ""
    if column.kind in _NOT:
        yield _NOT[column.kind], ""


def _is_formula(column: Column, bare: str) -> bool:
    if bare[:1] in {"=", "@"}:
        return True
    if bare[:1] not in {"+", "-"} or column.kind is Kind.TEXT:
        return False
    understood = re.search(PATTERN[column.kind], bare) is not None
    return not understood and re.search(r"[A-Za-z]+[0-9(]|[0-9][-+*/]", bare[1:]) is not None


def _missing(bare: str) -> _Look:
    absent = {"nan", "n/a", "na", "null", "none", "-", "--", "?", "unknown", "tbd"}
    return (_NAN, "") if bare.lower().lstrip("+-") in absent or bare == "-" else None


def _infinite(bare: str) -> _Look:
    if bare.lower().lstrip("+-") in {"inf", "infinity", "∞"}:
        return _INFINITE, ""
    plain = re.search(PATTERN[Kind.NUMBER], bare)
    return (_INFINITE, "") if plain and float(bare) in {float("inf"), -float("inf")} else None


def _percent(bare: str) -> _Look:
    return (_PERCENT, "") if "%" in bare else None


_GAP = r"\s'_\u00a0\u202f"


def _separated(bare: str) -> _Look:
    """A comma before three digits may be either; otherwise it is a decimal comma."""
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}([,{_GAP}][0-9]{{3}})+(\.[0-9]+)?", bare):
        return _THOUSANDS, re.sub(rf"[,{_GAP}]", "", bare)
    if re.fullmatch(r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+),[0-9]+", bare):
        return _COMMA, bare.replace(".", "").replace(",", ".")
    return None


def _with_unit(bare: str) -> _Look:
    match = re.fullmatch(
        r"([$€£¥]?)\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*([$€£¥]|[A-Za-z][A-Za-z/ ]*)?", bare
    )
    if match and (match[1] or match[3]):
        return _WITH_UNIT, match[2]
    return None


def _whole(bare: str) -> _Look:
    return (
        (_POINT, bare.split(".", maxsplit=1)[0]) if re.fullmatch(r"[+-]?[0-9]+\.0*", bare) else None
    )


def _date(bare: str) -> _Look:
    if re.fullmatch(_DATE, bare):
        return None if _is_day(bare) else (_NO_DAY, "")
    if re.fullmatch(r"[0-9]{5}(\.[0-9]*)?", bare):
        return _SERIAL, ""
    if re.match(_DATE[:-1] + "[T ]", bare):
        return (_DATETIME, bare[:10]) if _is_day(bare[:10]) else (_NO_DAY, "")
    looks = re.search(r"[0-9]", bare) and re.search(r"[-/. ]", bare)
    return (_DATE_FORM, "") if looks else None


def _is_day(bare: str) -> bool:
    try:
        date.fromisoformat(bare)
    except ValueError:
        return False
    return True


_MEANT = {
    **dict.fromkeys(("1", "yes", "y", "t", "true", "x", "wahr", "vrai"), "true"),
    **dict.fromkeys(("0", "no", "n", "f", "false", "falsch", "faux"), "false"),
}


def _truth(bare: str) -> _Look:
    meant = _MEANT.get(bare.lower())
    return (_BOOLEAN, meant) if meant and meant != bare else None


_LOOKS: dict[Kind, tuple[Callable[[str], _Look], ...]] = {
    Kind.NUMBER: (_missing, _infinite, _percent, _separated, _with_unit),
    Kind.INTEGER: (_missing, _infinite, _percent, _whole, _separated, _with_unit),
    Kind.DATE: (_missing, _date),
    Kind.BOOLEAN: (_truth,),
}
