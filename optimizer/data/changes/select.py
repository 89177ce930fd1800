"""Which rows of a table a change is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.changes.text import Mistake, conditions
from optimizer.data.checks.nearest import suggestion
from optimizer.data.columns import Column, Kind, Table
from optimizer.data.findings import error
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.data.changes.text import Condition, Value

_COLUMN = error("lever.column", "{table} has no column '{column}'", "{mend}")
_PATH = error(
    "lever.path",
    "{column} of {table} names no row of one other table, so nothing can be asked of it",
    "Ask for {column} itself.",
)
_ORDER = error(
    "lever.order", "{column} has no order", "Write = or !=, with '|' between several values."
)
_NUMBER = error("lever.not_number", "'{text}' is no number", "Write a number.")
_DAY = error("lever.not_day", "'{text}' is no day", "Write a date as 2025-12-31.")
_PERIOD = error("lever.not_period", "no period is called '{text}'", "{mend}")
_TRUTH = error("lever.not_boolean", "'{text}' is neither true nor false", "Write one of them.")
_ABSENT = error("lever.value_absent", "no row of {table} has {column} = {text}", "{mend}")
_NOTHING = error(
    "lever.nothing", "no row of {table} is meant", "Write a condition that some row meets."
)


@dataclass(frozen=True)
class _Seen:
    """A column as seen from the rows of a table, perhaps through others."""

    column: Column
    cells: pl.Series


def selected(
    tables: Mapping[str, pl.DataFrame], table: Table, where: str, *, strict: bool
) -> pl.Series:
    """For each row of the table whether all conditions hold: a series of booleans.

    ``strict``: every value asked for must occur, and some row be meant; ``Mistake`` otherwise, as
    for what cannot be read at all.
    """
    frame = tables[table.name]
    rows = pl.Series([True] * frame.height, dtype=pl.Boolean)
    for condition in conditions(where):
        seen = _seen(tables, table, condition)
        rows = rows & _holds(tables, table, condition, seen, strict=strict)
    if strict and not rows.any():
        raise Mistake(_NOTHING, {"table": table.name}, column="where", value=where)
    return rows


def declared(table: Table, name: str, at: str, said: str) -> Column:
    """The column of that name; ``Mistake`` with the nearest one where there is none."""
    names = [column.name for column in table.columns]
    if name not in names:
        mend = suggestion(name, names, otherwise=f"It has {', '.join(names)}.")
        raise Mistake(
            _COLUMN, {"table": table.name, "column": name, "mend": mend}, column=at, value=said
        )
    return table.column(name)


def _seen(tables: Mapping[str, pl.DataFrame], table: Table, condition: Condition) -> _Seen:
    """Follows the path, reference by reference."""
    column = declared(table, condition.path[0], "where", condition.said)
    cells = tables[table.name][column.name]
    for name in condition.path[1:]:
        target = TABLES[column.reference[0]] if len(column.reference) == 1 else None
        if target is None or len(target.keys) != 1:
            words = {"column": column.name, "table": table.name}
            raise Mistake(_PATH, words, column="where", value=condition.said)
        column, table = declared(target, name, "where", condition.said), target
        there = tables[target.name].unique(target.keys[0], keep="first", maintain_order=True)
        found = dict(zip(there[target.keys[0]], there[name], strict=True))
        cells = pl.Series([found.get(cell) for cell in cells], dtype=there.schema[name])
    return _Seen(column, cells)


def _holds(
    tables: Mapping[str, pl.DataFrame],
    table: Table,
    condition: Condition,
    seen: _Seen,
    *,
    strict: bool,
) -> pl.Series:
    if condition.sign not in {"=", "!="}:
        return _compared(tables, condition, seen)
    met = pl.Series([False] * len(seen.cells), dtype=pl.Boolean)
    for value in condition.values:
        here = _equal(tables, condition, seen, value)
        if strict and not here.any():
            _absent(table, condition, seen, value)
        met = met | here
    return ~met if condition.sign == "!=" else met


def _equal(
    tables: Mapping[str, pl.DataFrame], condition: Condition, seen: _Seen, value: Value
) -> pl.Series:
    cells, kind = seen.cells, seen.column.kind
    if not value.text:
        return cells.is_null() if kind not in {Kind.ID, Kind.TEXT} else cells.fill_null("") == ""
    if kind in {Kind.ID, Kind.TEXT}:
        if seen.column.reference == ("countries",):
            blocs = tables["blocs"]
            members = blocs.filter(pl.col("bloc") == value.text)["country"].to_list()
            if members:
                return cells.is_in(members).fill_null(value=False)
        if "*" in value.text and not value.literal:
            pattern = ".*".join(re.escape(part) for part in value.text.split("*"))
            return cells.str.contains(f"^(?s:{pattern})$").fill_null(value=False)
    wanted = pl.Series([_read(condition, seen.column, value)])
    return (cells == wanted).fill_null(value=False)


def _compared(tables: Mapping[str, pl.DataFrame], condition: Condition, seen: _Seen) -> pl.Series:
    signs: dict[str, Callable[[pl.Series, Any], pl.Series]] = {
        "<": pl.Series.__lt__,
        "<=": pl.Series.__le__,
        ">": pl.Series.__gt__,
        ">=": pl.Series.__ge__,
    }
    column = seen.column
    ordered = column.kind in {Kind.NUMBER, Kind.INTEGER, Kind.DATE}
    in_time = column.reference == ("periods",) or column.name == "period"
    if len(condition.values) != 1 or not (ordered or in_time):
        words = {"column": column.name}
        raise Mistake(_ORDER, words, column="where", value=condition.said)
    value = condition.values[0]
    if not in_time:
        bound = _read(condition, column, value)
        return signs[condition.sign](seen.cells, bound).fill_null(value=False)
    order = {p: t for t, p in enumerate(tables["periods"].sort("start")["period"])}
    if value.text not in order:
        mend = suggestion(value.text, order, otherwise=f"There are {', '.join(order)}.")
        words = {"text": value.text, "mend": mend}
        raise Mistake(_PERIOD, words, column="where", value=condition.said)
    cells = pl.Series([order.get(cell) for cell in seen.cells], dtype=pl.Int64)
    return signs[condition.sign](cells, order[value.text]).fill_null(value=False)


def _read(condition: Condition, column: Column, value: Value) -> Any:
    """The value as the column's kind; ``Mistake`` where it is none."""
    try:
        if column.kind in {Kind.NUMBER, Kind.INTEGER}:
            return float(value.text)
        if column.kind is Kind.DATE:
            return date.fromisoformat(value.text)
        if column.kind is Kind.BOOLEAN:
            return {"true": True, "false": False}[value.text]
    except (ValueError, KeyError) as problem:
        rule = {Kind.DATE: _DAY, Kind.BOOLEAN: _TRUTH}.get(column.kind, _NUMBER)
        words = {"text": value.text}
        raise Mistake(rule, words, column="where", value=condition.said) from problem
    return value.text


def _absent(table: Table, condition: Condition, seen: _Seen, value: Value) -> None:
    known = [str(cell) for cell in seen.cells.drop_nulls().unique(maintain_order=True)]
    few = f"It has {', '.join(known[:6])}{', ...' if len(known) > 6 else ''}."
    mend = suggestion(value.text, known, otherwise=few if known else "The table has no rows.")
    path = ".".join(condition.path)
    words = {"table": table.name, "column": path, "text": value.text or "(empty)", "mend": mend}
    raise Mistake(_ABSENT, words, column="where", value=condition.said)
