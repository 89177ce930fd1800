"""A workbook of results: one sheet per table with rows. Needs openpyxl (the extra ``xlsx``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from optimizer.results.safe_text import guarded_text

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from openpyxl import Workbook

    from optimizer.results.write import Results

_LONGEST_NAME = 31
_MOST_ROWS = 1_048_575


def write_workbook(path: Path, results: Results) -> None:
    """Write plan tables, measures, record and audit as sheets of ``path``.

    The first sheet is the headline; measures follow, then the plan's tables as ``plan-<name>``,
    then the record and the checks of the audit. Texts are guarded as in the CSV files.

    Raises:
        ImportError: openpyxl is not installed.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _add(book, "headline", ("name", "value"), _flat(vars(results.measures.headline)))
    for name, frame in results.measures.tables().items():
        _add(book, name, frame.columns, frame.iter_rows())
    for name, frame in results.plan.tables.items():
        _add(book, f"plan-{name}", frame.columns, frame.iter_rows())
    _add(book, "record", ("name", "value"), _flat(results.plan.record))
    checks = (results.audit or {}).get("checks") or []
    if checks:
        _add(book, "audit", list(checks[0]), (check.values() for check in checks))
    book.save(path)


def write_sheets(path: Path, frames: Mapping[str, pl.DataFrame], record: Mapping[str, Any]) -> None:
    """Write tables as sheets of ``path``, guarded as in the CSV files, and the record behind them.

    Raises:
        ImportError: openpyxl is not installed.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, frame in frames.items():
        heads = [guarded_text(column) for column in frame.columns]
        _add(book, name, heads, frame.iter_rows())
    _add(book, "record", ("name", "value"), _flat(record))
    book.save(path)


def _add(book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """A sheet with a bold heading that stays in view; none for a table without rows."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    remaining = iter(rows)
    if (first := next(remaining, None)) is None:
        return
    sheet = book.create_sheet(title[:_LONGEST_NAME])
    sheet.freeze_panes = "A2"
    heading = [WriteOnlyCell(sheet, value=name) for name in columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in chain([first], islice(remaining, _MOST_ROWS - 1)):
        sheet.append([guarded_text(cell) if isinstance(cell, str) else cell for cell in row])


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values of nested members, ``seconds.solve`` and so on; lists as text."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value) if isinstance(value, list) else value
