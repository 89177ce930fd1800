"""Values outside what their column allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.checks.nearest import suggestion
from optimizer.data.columns import ABSURD, Column, Kind
from optimizer.data.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from optimizer.data.cells import TypedTable
    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding, Rule

_ABSURD = error("value.absurd", f"a magnitude of {ABSURD:g} or more", "Check its unit.")
_SMALL = error("value.too_small", "less than {bound}", "{mend}")
_LARGE = error("value.too_large", "more than {bound}", "{mend}")
_CHOICE = error("value.choice", "not among the choices", "{mend}")


def limits(view: View) -> Iterator[Finding]:
    """Numbers beyond their bounds, and texts that are none of the choices."""
    for typed in view.tables.values():
        for column in typed.table.columns:
            if column.name not in typed.frame.columns:
                continue
            if column.kind in {Kind.NUMBER, Kind.INTEGER}:
                yield from _bounds(typed, column)
            elif column.choices:
                yield from _choices(typed, column)


def _bounds(typed: TypedTable, column: Column) -> Iterator[Finding]:
    values = typed.frame[column.name]
    if column.kind is Kind.NUMBER:
        absurd = (values.abs() >= ABSURD).fill_null(value=False)
        yield from _each(typed, column, absurd, _ABSURD, {})
        values = values.set(absurd, None)
    unit = f" {column.unit}" if column.unit not in {"", "1"} else ""
    mend = _mend(column)
    if column.minimum is not None:
        words = {"bound": f"{column.minimum:g}{unit}", "mend": mend}
        yield from _each(typed, column, values < column.minimum, _SMALL, words)
    if column.maximum is not None:
        words = {"bound": f"{column.maximum:g}{unit}", "mend": mend}
        yield from _each(typed, column, values > column.maximum, _LARGE, words)


def _mend(column: Column) -> str:
    if (column.minimum, column.maximum) == (0.0, 1.0):
        return "Write a fraction from 0 to 1, such as 0.05 for 5 %."
    if column.name == "latitude":
        return "Latitude goes from -90 to 90; are latitude and longitude swapped?"
    upper = "" if column.maximum in {None, ABSURD} else f", at most {column.maximum:g}"
    lower = "any number" if column.minimum is None else f"a number of at least {column.minimum:g}"
    return f"Write {lower}{upper}."


def _each(
    typed: TypedTable, column: Column, wrong: pl.Series, rule: Rule, words: dict[str, str]
) -> Iterator[Finding]:
    for row in wrong.arg_true():
        yield typed.raw.finding(rule, words, row=row, column=column.name)


def _choices(typed: TypedTable, column: Column) -> Iterator[Finding]:
    values = typed.frame[column.name]
    allowed = f"Write one of {', '.join(choice for choice in column.choices if choice)}."
    for row in (~values.is_in(list(column.choices))).fill_null(value=False).arg_true():
        mend = suggestion(values[row], column.choices, otherwise=allowed)
        yield typed.raw.finding(_CHOICE, {"mend": mend}, row=row, column=column.name)
