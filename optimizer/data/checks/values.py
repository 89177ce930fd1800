"""Values outside what their column allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.nearest import suggestion
from optimizer.data.columns import ABSURD, Column, Kind
from optimizer.data.findings import Rule, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.cells import TypedTable
    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_ABSURD = error("value.absurd", f"a magnitude of {ABSURD:g} or more", "Check its unit.")
_SMALL = error("value.too_small", "less than {bound}", "{mend}")
_LARGE = error("value.too_large", "more than {bound}", "{mend}")
_CHOICE = error("value.choice", "not among the choices", "{mend}")


def limits(view: View) -> Iterator[Finding]:
    """Numbers beyond their bounds, and texts that are none of the choices."""
    for name in view.tables:
        yield from view.look(_limits, name)


def _limits(view: View, name: str) -> Iterator[Finding]:
    typed = view.typed(name)
    if typed is None or typed.frame.is_empty():
        return
    there = [c for c in typed.table.columns if c.name in typed.frame.columns]
    tests = [test for column in there for test in _tests(column)]
    if not tests:
        return
    # One pass over the table: most tables have nothing wrong.
    broken = typed.frame.select(test.is_broken.alias(str(i)) for i, test in enumerate(tests))
    for i, any_broken in enumerate(broken.select(pl.all().any()).row(0)):
        if any_broken:
            yield from _each(typed, tests[i], broken[str(i)])


@dataclass(frozen=True)
class _Test:
    column: Column
    rule: Rule
    is_broken: pl.Expr
    bound: str = ""


def _tests(column: Column) -> Iterator[_Test]:
    value = pl.col(column.name)
    if column.choices and column.kind is Kind.TEXT:
        yield _Test(column, _CHOICE, ~value.is_in(list(column.choices)))
    if column.kind not in {Kind.NUMBER, Kind.INTEGER}:
        return
    sane = pl.lit(value=True)
    if column.kind is Kind.NUMBER:
        sane = value.abs() < ABSURD
        yield _Test(column, _ABSURD, ~sane)
    unit = f" {column.unit}" if column.unit not in {"", "1"} else ""
    if column.minimum is not None:
        low = f"{column.minimum:g}{unit}"
        yield _Test(column, _SMALL, sane & (value < column.minimum), low)
    if column.maximum is not None:
        high = f"{column.maximum:g}{unit}"
        yield _Test(column, _LARGE, sane & (value > column.maximum), high)


def _mend(column: Column) -> str:
    if (column.minimum, column.maximum) == (0.0, 1.0):
        return "Write a fraction from 0 to 1, such as 0.05 for 5 %."
    if column.name == "latitude":
        return "Latitude goes from -90 to 90; are latitude and longitude swapped?"
    upper = "" if column.maximum in {None, ABSURD} else f", at most {column.maximum:g}"
    lower = "any number" if column.minimum is None else f"a number of at least {column.minimum:g}"
    return f"Write {lower}{upper}."


def _each(typed: TypedTable, test: _Test, broken: pl.Series) -> Iterator[Finding]:
    column = test.column
    allowed = f"Write one of {', '.join(choice for choice in column.choices if choice)}."
    for row in broken.arg_true():
        mend = _mend(column)
        if test.rule is _CHOICE:
            mend = suggestion(typed.frame[column.name][row], column.choices, otherwise=allowed)
        words = {"bound": test.bound, "mend": mend}
        yield typed.raw.finding(test.rule, words, row=row, column=column.name)
