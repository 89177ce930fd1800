"""A study for a terminal: what was found in words, then its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from optimizer.results.figures import NOTHING, number, percent, seconds, signed
from optimizer.results.layout import add, fitted, plain_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType

    from optimizer.studies.study import Study, StudyTable

DUST = 1e-6
"""A difference of two solves below this is less than the solver's tolerance: nearly nothing."""


def difference(value: float) -> str:
    """``+12.30``, ``0``, or ``≈0`` for what two solves leave of nothing."""
    return "≈0" if 0.0 < abs(value) < DUST else signed(value, 4)


FORMS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "number": lambda value: number(value, 4),
    "percent": percent,
    "signed": difference,
    "money": lambda value: number(value, 4),
    "seconds": seconds,
    "count": lambda value: f"{value:,.0f}",
}
"""How a cell is put, by the form of its column."""


def shown(study: Study) -> Group:
    """Title, sentences and all tables that have rows."""
    return Group(*_spaced(study))


def cells(table: StudyTable, most: int | None = None) -> list[list[str]]:
    """The rows that people see, put as text: those of the shown columns, at most ``most``."""
    rows = table.rows.select(list(table.shown)).head(table.rows.height if most is None else most)
    forms = [FORMS[column.form] for column in table.shown.values()]
    return [
        [NOTHING if cell is None else put(cell) for put, cell in zip(forms, row, strict=True)]
        for row in rows.rows()
    ]


def _spaced(study: Study) -> Iterator[RenderableType]:
    yield Text(study.title, style="bold")
    for sentence in study.sentences:
        yield Padding(Text(sentence), (0, 0, 0, 2))
    if not study.complete:
        yield Padding(Text("stopped before the end: what was found so far", style="bold"), (0, 2))
    for table in study.tables.values():
        if table.rows.height:
            yield Text()
            yield _table(table)


def _table(table: StudyTable) -> RenderableType:
    columns = list(table.shown.values())
    left = [at for at, column in enumerate(columns) if column.form == "text"]
    rows = cells(table, table.most)
    by_column = [[row[at] for row in rows] for at in range(len(columns))]
    heads, by_column = fitted([column.heading for column in columns], by_column, left)
    first: Literal["left", "right"] = "left" if 0 in left else "right"
    drawn = plain_table(table.title, *heads, left=left, first=first)
    for row in zip(*by_column, strict=True):
        add(drawn, *row)
    more = table.rows.height - table.most
    if more <= 0:
        return drawn
    return Group(drawn, Text(f"and {more} more", style="dim"))
