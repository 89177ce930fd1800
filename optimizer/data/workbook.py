"""An instance as one workbook (xlsx): a sheet per table, and one about the whole.

Needs openpyxl (the extra ``xlsx``), which is imported only here and only when called.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizer.data.columns import Column, Kind
from optimizer.data.descriptor import VERSION, heading, metadata_of
from optimizer.data.findings import Rule, error
from optimizer.data.raw import RawPackage, RawTable, cell_text
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optimizer.data.instance import Instance

ABOUT = "instance"
"""Sheet with the properties of the whole instance: two columns, property and value."""

MAX_BYTES = 512 * 1024 * 1024
"""A workbook that unpacks to more than this is refused."""

_FIRST_YEAR = 1901
"""Spreadsheets count days from 1900, and wrongly at first; earlier dates are written as text."""

Line: TypeAlias = "tuple[Any, ...]"

_BROKEN = error("workbook.broken", "not a workbook: {reason}", "Save it as .xlsx again.")
_NO_OPENPYXL = error(
    "workbook.no_openpyxl", "openpyxl is not installed", "Install the extra 'xlsx'."
)
_NO_ABOUT = error(
    "workbook.no_about",
    f"there is no sheet '{ABOUT}'",
    f"Add it, with name, title, {VERSION} and junkan:currency in its first column.",
)
_EMPTY = error("file.empty", "the sheet has no header", "Write the column names in its first row.")
_TWICE = error("column.duplicate", "two columns have this name", "Keep one of them.")
_BLANK = error("row.empty", "an empty row", "Delete it.")
_LONG = error("row.long", "a value beside the last column", "Delete it, or name the column.")
_INTO_DATE = error(
    "cell.turned_into_date",
    "a date where {kind} should be; the spreadsheet changed it",
    "Format the column as text, and write the value again.",
)


@dataclass(frozen=True)
class InSheet:
    """Places in a workbook: ``lanes!C17``."""

    sheet: str
    header: tuple[str, ...]

    def __call__(self, row: int | None, column: str) -> str:
        """The cell, or the row, or the sheet."""
        if row is None:
            return self.sheet
        letters = _letters(self.header.index(column)) if column in self.header else ""
        return f"{self.sheet}!{letters}{row}"


def _letters(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_workbook(path: Path) -> RawPackage:
    """The tables in the workbook ``path`` as text; what is wrong is among the findings."""
    package = RawPackage()
    try:
        sheets = _sheets(path)
    except ImportError:
        package.note(_NO_OPENPYXL, place=path.name)
        return package
    except Exception as problem:
        # Damaged archives and XML raise whatever the libraries below raise.
        package.note(_BROKEN, {"reason": problem}, place=path.name)
        return package
    if ABOUT not in sheets:
        package.note(_NO_ABOUT, place=path.name)
    else:
        metadata_of(_properties(sheets.pop(ABOUT)), package, ABOUT)
    package.readable = True
    for name, lines in sheets.items():
        if name in TABLES or any(any(cell is not None for cell in line) for line in lines):
            _take(name, lines, package)
    return package


def _sheets(path: Path) -> dict[str, list[Line]]:
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_BYTES:
        raise ValueError(f"unpacks to more than {MAX_BYTES} bytes")
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns of decorations that it does not keep; none of them holds data.
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=False)
        try:
            return {
                sheet.title: [tuple(map(_value, line)) for line in sheet.iter_rows()]
                for sheet in book.worksheets
            }
        finally:
            book.close()


def _value(cell: Any) -> object:
    if cell.data_type == "f":
        written = getattr(cell.value, "text", cell.value)
        return f"={written}".replace("==", "=", 1)
    return cell.value


def _properties(lines: Sequence[Line]) -> dict[str, Any]:
    """Property and value of each row; lists and objects are written as JSON."""
    found: dict[str, Any] = {}
    for key, value, *_ in (line for line in lines if len(line) > 1):
        if isinstance(key, str) and value is not None and key != "property":
            found[key] = _decoded(value) if isinstance(value, str) else value
    return found


def _decoded(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _take(name: str, lines: Sequence[Line], package: RawPackage) -> None:
    if not lines or all(cell is None for cell in lines[0]):
        package.note(_EMPTY, table=name, place=name)
        return
    names = ["" if cell is None else str(cell).strip() for cell in lines[0]]
    while not names[-1]:
        names.pop()
    header = tuple(names)
    table = _Sheet(name, header, package)
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            table.note(_TWICE, 1, column)
    body, numbers = table.body(lines[1:])
    columns = list(zip(*body, strict=True)) if body else [()] * len(header)
    cells: dict[str, Sequence[str]] = {}
    for column, values in zip(header, columns, strict=True):
        if column not in cells:
            cells[column] = [_text(value) for value in values]
            table.check_dates(column, values, numbers)
    package.tables[name] = RawTable(name, header, cells, numbers, table.locate)


class _Sheet:
    def __init__(self, name: str, header: tuple[str, ...], package: RawPackage) -> None:
        self.name = name
        self.header = header
        self.package = package
        self.locate = InSheet(name, header)

    def body(self, lines: Sequence[Line]) -> tuple[list[Line], list[int]]:
        """Rows as wide as the header, with their numbers in the sheet."""
        width = len(self.header)
        filled = [i for i, line in enumerate(lines) if any(not _is_blank(cell) for cell in line)]
        for i in range(filled[-1] if filled else 0):
            if all(_is_blank(cell) for cell in lines[i]):
                self.note(_BLANK, i + 2)
        for i in filled:
            if surplus := [cell for cell in lines[i][width:] if not _is_blank(cell)]:
                self.note(_LONG, i + 2, self.header[-1], str(surplus[0]))
        rows = [(lines[i] + (None,) * width)[:width] for i in filled]
        return rows, [i + 2 for i in filled]

    def check_dates(self, column: str, values: Sequence[object], numbers: Sequence[int]) -> None:
        """A spreadsheet likes to turn 2025-03 or 1/2 into a date."""
        declared = TABLES[self.name].columns if self.name in TABLES else ()
        kinds = {c.name: c.kind for c in declared if c.kind is not Kind.DATE}
        if column not in kinds:
            return
        for value, number in zip(values, numbers, strict=True):
            if isinstance(value, (date, time)):
                self.note(_INTO_DATE, number, column, str(value), kind=f"a {kinds[column]}")

    def note(self, rule: Rule, row: int, column: str = "", value: str = "", **words: str) -> None:
        """Notes that ``rule`` is broken in this sheet."""
        place = self.locate(row, column)
        self.package.note(
            rule, words, table=self.name, row=row, column=column, value=value, place=place
        )


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return (value.date() if midnight else value).isoformat()
    return cell_text(value)


def write_workbook(instance: Instance, path: Path) -> None:
    """Writes every table, also those without rows, so that they can be filled in."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    about = book.create_sheet(ABOUT)
    about.append(["property", "value"])
    for key, value in heading(instance).items():
        about.append([key, _as_cell(about, _encoded(value))])
    for name in TABLES:
        _write_sheet(book.create_sheet(name), instance, name)
    book.save(path)


def _encoded(value: object) -> object:
    """Texts as they are, unless they would read back as something else."""
    if isinstance(value, str) and _decoded(value) is value:
        return value
    return value if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _write_sheet(sheet: Any, instance: Instance, name: str) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    sheet.freeze_panes = "A2"
    head = []
    for column in TABLES[name].columns:
        cell = WriteOnlyCell(sheet, value=column.name)
        cell.comment = Comment(explanation(column), "dictionary", height=120, width=280)
        cell.font = Font(bold=column.required)
        head.append(cell)
    sheet.append(head)
    for row in instance.table(name).iter_rows():
        sheet.append([_as_cell(sheet, value) for value in row])


def _as_cell(sheet: Any, value: object) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return value.isoformat()
    if isinstance(value, str) and value.startswith("="):
        return _written(sheet, value, "s")  # a text, not a formula
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and float(f"{value:.16g}") != value:
        return _written(sheet, repr(value), "n")
    return value


def _written(sheet: Any, text: str, data_type: str) -> object:
    """A cell with exactly this text; left alone, openpyxl rounds numbers to sixteen digits."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell._value = text
    cell.data_type = data_type
    return cell


def explanation(column: Column) -> str:
    """What a column means, as people read it beside the header."""
    unit = f" [{column.unit}]" if column.unit not in {"", "1"} else ""
    choices = ", ".join(choice for choice in column.choices if choice)
    lines = [
        column.description + unit,
        f"{column.kind}, {'required' if column.required else 'may be empty'}",
    ]
    if choices:
        lines.append(f"one of: {choices}")
    if column.reference:
        lines.append(f"in {' or '.join(column.reference)}")
    return "\n".join(lines)
