"""An instance as one JSON document: the same tables, each a list of rows.

::

    {"name": "...", "title": "...", "junkan:format_version": 1, "junkan:currency": "EUR",
     "tables": {"sites": [{"site": "kobe", "country": "JPN"}, ...], ...}}

Numbers, integers and booleans are JSON's own, dates and names are strings; what is empty is left
out or ``null``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizer.data.columns import Kind
from optimizer.data.descriptor import heading, metadata_of
from optimizer.data.findings import error
from optimizer.data.package import written_columns, written_tables
from optimizer.data.raw import RawPackage, RawTable, cell_text
from optimizer.data.strict_json import MAX_BYTES, BrokenJsonError, NotFinite, parse
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from optimizer.data.instance import Instance

Row: TypeAlias = "dict[str, Any]"

_UNREADABLE = error("file.unreadable", "cannot be read: {reason}", "Restore the file.")
_BROKEN = error("document.not_json", "not a JSON document: {reason}", "Mend its syntax.")
_NO_TABLES = error("document.no_tables", "it has no tables", 'Write "tables": {{...}}.')
_NOT_LIST = error("document.not_list", "the table is not a list of rows", "Write [{{...}}, ...].")
_NOT_ROW = error("document.not_row", "the row is not an object", 'Write {{"column": value, ...}}.')
_KIND = error("document.kind", "a JSON {found} where {wanted} should be", "Write {wanted}.")

_WANTED: dict[Kind, str] = {
    Kind.ID: "a string",
    Kind.TEXT: "a string",
    Kind.NUMBER: "a number",
    Kind.INTEGER: "a whole number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: 'a string such as "2025-12-31"',
}
_ACCEPTED: dict[Kind, tuple[type, ...]] = {
    Kind.ID: (str,),
    Kind.TEXT: (str,),
    Kind.NUMBER: (int, float, NotFinite),
    Kind.INTEGER: (int, float, NotFinite),
    Kind.BOOLEAN: (bool,),
    Kind.DATE: (str,),
}
_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", dict: "object"}


@dataclass(frozen=True)
class InDocument:
    """Places in a JSON document: ``tables.lanes[15].days`` is ``days`` in row 16."""

    table: str

    def __call__(self, row: int | None, column: str) -> str:
        """``row`` is counted from 1; the path counts from 0, as JSON paths do."""
        index = "" if row is None else f"[{row - 1}]"
        return f"tables.{self.table}{index}" + (f".{column}" if column else "")


def read_document(path: Path) -> RawPackage:
    """The tables in the JSON file ``path`` as text; what is wrong is among the findings."""
    try:
        size = path.stat().st_size
        # One byte too many is enough for the parser to refuse it.
        with path.open("rb") as file:
            content = file.read(min(size, MAX_BYTES + 1))
    except OSError as problem:
        package = RawPackage()
        package.note(_UNREADABLE, {"reason": problem.strerror}, place=path.name)
        return package
    return parse_document(content)


def parse_document(content: bytes) -> RawPackage:
    """The tables in a JSON document as text; what is wrong is among the findings."""
    package = RawPackage()
    try:
        document = parse(content, tolerant=True)
    except BrokenJsonError as problem:
        package.note(_BROKEN, {"reason": problem}, place="document")
        return package
    if not isinstance(document, dict):
        package.note(_BROKEN, {"reason": "it does not begin with a brace"}, place="document")
        return package
    metadata_of(document, package, "document")
    tables = document.get("tables")
    if not isinstance(tables, dict):
        package.note(_NO_TABLES, column="tables", place="tables")
        return package
    package.readable = True
    for name, rows in tables.items():
        _take(name, rows, package)
    return package


def _take(name: str, rows: object, package: RawPackage) -> None:
    locate = InDocument(name)
    if not isinstance(rows, list):
        package.note(_NOT_LIST, table=name, place=locate(None, ""))
        return
    kept: list[Row] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            kept.append(row)
            numbers.append(number)
        else:
            package.note(_NOT_ROW, table=name, row=number, place=locate(number, ""))
    package.tables[name] = _table(name, kept, numbers, package)


def _table(name: str, rows: Sequence[Row], numbers: Sequence[int], package: RawPackage) -> RawTable:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    # A table without rows still has its columns; there is no header to say so.
    declared = TABLES[name].columns if name in TABLES else ()
    kinds = {column.name: column.kind for column in declared}
    cells = {column: [_text(row.get(column)) for row in rows] for column in header}
    required = [c.name for c in declared if c.required and c.name not in cells]
    cells |= {column: [""] * len(rows) for column in required}
    raw = RawTable(name, (*header, *required), cells, numbers, InDocument(name))
    for column, kind in kinds.items():
        if column in cells:
            _check_kinds(raw, column, kind, [row.get(column) for row in rows], package)
    return raw


def _text(value: object) -> str:
    if isinstance(value, (dict, list)):
        return ""
    return cell_text(value)  # type: ignore[arg-type]


def _check_kinds(
    raw: RawTable, column: str, kind: Kind, values: Iterable[object], package: RawPackage
) -> None:
    for row, value in enumerate(values):
        if value is None or value == "" or _fits(value, kind):
            continue
        words = {"found": _NAMES.get(type(value), "list"), "wanted": _WANTED[kind]}
        package.findings.append(raw.finding(_KIND, words, row=row, column=column))


def _fits(value: object, kind: Kind) -> bool:
    if isinstance(value, bool):
        return kind is Kind.BOOLEAN
    return isinstance(value, _ACCEPTED[kind])


def document(instance: Instance) -> dict[str, Any]:
    """The instance as plain objects, ready for ``json.dumps``; reads back to the same digest."""
    tables = {name: _rows(instance, name) for name in written_tables(instance)}
    return {**heading(instance), "tables": tables}


def _rows(instance: Instance, table: str) -> list[Row]:
    frame = instance.table(table).select(written_columns(instance, table))
    return [
        {
            column: value.isoformat() if isinstance(value, date) else value
            for column, value in row.items()
            if value is not None and value != ""
        }
        for row in frame.iter_rows(named=True)
    ]


def write_document(instance: Instance, path: Path) -> None:
    """Writes the instance as one JSON file, a row per line; the same instance, the same bytes."""
    path.write_text(document_text(instance), encoding="utf-8", newline="")


def document_text(instance: Instance) -> str:
    """The instance as JSON text, a row per line."""
    whole = document(instance)
    tables = whole.pop("tables")
    written = [f"{_dumps(key)}: {_dumps(value)}" for key, value in whole.items()]
    bodies = []
    for name, rows in tables.items():
        lines = ",\n".join(f"    {_dumps(row)}" for row in rows)
        bodies.append(f"  {_dumps(name)}: [\n{lines}\n  ]" if rows else f"  {_dumps(name)}: []")
    written.append('"tables": {\n' + ",\n".join(bodies) + "\n}")
    return "{\n" + ",\n".join(written) + "\n}\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
