"""Reading one CSV file as text; whatever is wrong with the file becomes a finding."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from optimizer.data.findings import Finding, Severity
from optimizer.data.raw import RawTable, clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MAX_BYTES = 512 * 1024 * 1024
"""Larger files are refused: no instance needs them."""

_FIELD_LIMIT = 1_000_000
_REPEATED = 8
"""Surplus cells that are named in a finding about a ragged row."""


def read_csv(table: str, path: Path, file: str) -> tuple[RawTable | None, list[Finding]]:
    """The table in ``path``, and what is wrong with the file; ``None`` when nothing can be read.

    ``file`` is how findings name it.
    """
    reader = _Reader(table, file)
    raw = reader.read(path)
    return raw, reader.findings


class _Reader:
    def __init__(self, table: str, file: str) -> None:
        self.table = table
        self.file = file
        self.findings: list[Finding] = []

    def read(self, path: Path) -> RawTable | None:
        if (text := self._text(path)) is None:
            return None
        records, lines = self._records(text)
        if not records or not any(cell.strip() for cell in records[0]):
            self._error(
                "file.empty", "the file has no header", "Write the column names in its first line."
            )
            return None
        header = self._header(records[0], lines[0])
        body, lines = self._body(records[1:], lines[1:], header)
        columns = list(zip(*body, strict=True)) if body else [()] * len(header)
        cells: dict[str, Sequence[str]] = {}
        for name, column in zip(header, columns, strict=True):
            cells.setdefault(name, column)
        return raw_table(self.table, self.file, header, cells, lines)

    def _text(self, path: Path) -> str | None:
        try:
            if path.stat().st_size > MAX_BYTES:
                self._error("file.too_large", f"more than {MAX_BYTES} bytes", "Split the instance.")
                return None
            content = path.read_bytes()
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            self._error("file.unreadable", f"cannot be read: {reason}", "Restore the file.")
            return None
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            self._error("file.encoding", "the file is UTF-16, not UTF-8", "Save it as CSV UTF-8.")
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = content.count(b"\n", 0, problem.start) + 1
            self._error(
                "file.encoding", f"not UTF-8 from line {line} on", "Save it as CSV UTF-8.", line
            )
            # The bad bytes stay visible as U+FFFD, so that each is also reported at its cell.
            return content.decode("utf-8-sig", errors="replace")

    def _records(self, text: str) -> tuple[list[list[str]], list[int]]:
        try:
            return _parse(text, strict=True)
        except _BrokenCsvError as broken:
            self._error(
                "file.csv",
                f"broken quotes: {broken}",
                "Quote cells that hold quotes, commas "
                "or line breaks, and double the quotes within.",
                broken.line,
            )
        try:
            return _parse(text, strict=False)
        except _BrokenCsvError:
            return [], []

    def _header(self, names: Sequence[str], line: int) -> tuple[str, ...]:
        header = tuple(name.strip() for name in names)
        for name, bare in zip(names, header, strict=True):
            if name != bare:
                self._error(
                    "column.padded", "blanks around a column name", f"Write '{bare}'.", line, bare
                )
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                self._error(
                    "column.duplicate",
                    "two columns have this name",
                    "Keep one of them.",
                    line,
                    name,
                )
        return header

    def _body(
        self, records: Sequence[list[str]], lines: Sequence[int], header: Sequence[str]
    ) -> tuple[list[list[str]], list[int]]:
        width = len(header)
        while records and not any(records[-1]) and len(records[-1]) <= 1:
            records, lines = records[:-1], lines[:-1]
        if all(len(record) == width and any(record) for record in records):
            return list(records), list(lines)
        body, kept = [], []
        for record, line in zip(records, lines, strict=True):
            if not any(cell.strip() for cell in record):
                self._error("row.empty", "an empty row", "Delete it.", line)
                continue
            if len(record) != width:
                self._ragged(record, width, line, header)
            body.append((record + [""] * width)[:width])
            kept.append(line)
        return body, kept

    def _ragged(self, record: list[str], width: int, line: int, header: Sequence[str]) -> None:
        few = len(record) < width
        self._error(
            "row.ragged",
            f"{len(record)} cells where the header has {width}",
            "Add the missing commas."
            if few
            else "Delete the surplus cells, or quote cells with commas.",
            line,
            header[len(record)] if few else header[-1],
            "" if few else ",".join(record[width : width + _REPEATED]),
        )

    def _error(
        self,
        rule: str,
        message: str,
        mend: str,
        line: int | None = None,
        column: str = "",
        value: str = "",
    ) -> None:
        place = locator(self.file)(line, column)
        self.findings.append(
            Finding(
                Severity.ERROR, rule, message, mend, self.table, line, column, clip(value), place
            )
        )


class _BrokenCsvError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _parse(text: str, *, strict: bool) -> tuple[list[list[str]], list[int]]:
    """Records, and the line on which each begins."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=strict)
    records: list[list[str]] = []
    ends = [0]
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
    except csv.Error as problem:
        raise _BrokenCsvError(str(problem), ends[-1] + 1) from problem
    return records, [end + 1 for end in ends[:-1]]


def locator(file: str) -> _Locator:
    """Says where a cell of a text file is."""
    return _Locator(file)


class _Locator:
    def __init__(self, file: str) -> None:
        self.file = file

    def __call__(self, row: int | None, column: str) -> str:
        return self.file if row is None else f"{self.file}:{row}"


def raw_table(
    table: str,
    file: str,
    header: Iterable[str],
    cells: Mapping[str, Sequence[str]],
    lines: Sequence[int],
) -> RawTable:
    """A raw table whose rows are lines of a text file."""
    return RawTable(table, file, tuple(header), cells, lines, locator(file))
