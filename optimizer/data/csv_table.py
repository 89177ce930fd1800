"""Reading one CSV file as text; whatever is wrong with the file becomes a finding."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from optimizer.data.findings import Finding, Rule, error
from optimizer.data.raw import InFile, RawTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_BYTES = 512 * 1024 * 1024
"""Larger files are refused: no instance needs them."""

_FIELD_LIMIT = 1_000_000
_REPEATED = 8
"""Surplus cells that are named in a finding about a ragged row."""

_TOO_LARGE = error("file.too_large", f"more than {MAX_BYTES} bytes", "Split the instance.")
_UNREADABLE = error("file.unreadable", "cannot be read: {reason}", "Restore the file.")
_UTF16 = error("file.utf16", "the file is UTF-16, not UTF-8", "Save it as CSV UTF-8.")
_ENCODING = error("file.encoding", "not UTF-8 from line {begin} on", "Save it as CSV UTF-8.")
_EMPTY = error("file.empty", "the file has no header", "Write the column names in its first line.")
_QUOTES = error(
    "file.csv",
    "broken quotes: {reason}",
    "Quote cells that hold quotes, commas or line breaks, and double the quotes within.",
)
_PADDED = error("column.padded", "blanks around a column name", "Write '{bare}'.")
_TWICE = error("column.duplicate", "two columns have this name", "Keep one of them.")
_BLANK = error("row.empty", "an empty row", "Delete it.")
_SHORT = error("row.short", "{found} cells where the header has {width}", "Add the missing commas.")
_LONG = error(
    "row.long",
    "{found} cells where the header has {width}",
    "Delete the surplus cells, or quote cells with commas.",
)


def read_csv(table: str, path: Path, file: str) -> tuple[RawTable | None, list[Finding]]:
    """The table in ``path``, and what is wrong with the file; ``None`` when nothing can be read.

    ``file`` is how findings name it.
    """
    reader = _Reader(table, InFile(file))
    raw = reader.read(path)
    return raw, reader.findings


class _Reader:
    def __init__(self, table: str, locate: InFile) -> None:
        self.table = table
        self.locate = locate
        self.findings: list[Finding] = []

    def read(self, path: Path) -> RawTable | None:
        text = self._text(path)
        if text is None:
            return None
        records, lines = self._records(text)
        if not records or not any(cell.strip() for cell in records[0]):
            self._note(_EMPTY)
            return None
        header = self._header(records[0], lines[0])
        body, lines = self._body(records[1:], lines[1:], header)
        columns = list(zip(*body, strict=True)) if body else [()] * len(header)
        cells: dict[str, Sequence[str]] = {}
        for name, column in zip(header, columns, strict=True):
            cells.setdefault(name, column)
        return RawTable(self.table, header, cells, lines, self.locate)

    def _text(self, path: Path) -> str | None:
        try:
            if path.stat().st_size > MAX_BYTES:
                self._note(_TOO_LARGE)
                return None
            content = path.read_bytes()
        except OSError as problem:
            self._note(_UNREADABLE, reason=problem.strerror)
            return None
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            self._note(_UTF16)
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = content.count(b"\n", 0, problem.start) + 1
            self._note(_ENCODING, line, begin=line)
            # The bad bytes stay visible as U+FFFD, so that each is also reported at its cell.
            return content.decode("utf-8-sig", errors="replace")

    def _records(self, text: str) -> tuple[list[list[str]], list[int]]:
        try:
            return _parse(text, strict=True)
        except _BrokenCsvError as broken:
            self._note(_QUOTES, broken.line, reason=broken)
        try:
            return _parse(text, strict=False)
        except _BrokenCsvError:
            return [], []

    def _header(self, names: Sequence[str], line: int) -> tuple[str, ...]:
        header = tuple(name.strip() for name in names)
        for name, bare in zip(names, header, strict=True):
            if name != bare:
                self._note(_PADDED, line, bare, name, bare=bare)
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                self._note(_TWICE, line, name, name)
        return header

    def _body(
        self, records: Sequence[list[str]], lines: Sequence[int], header: Sequence[str]
    ) -> tuple[list[list[str]], list[int]]:
        width = len(header)
        while records and not records[-1]:
            records, lines = records[:-1], lines[:-1]
        body, kept = [], []
        for record, line in zip(records, lines, strict=True):
            if not any(record) or not any(cell.strip() for cell in record):
                self._note(_BLANK, line)
                continue
            if len(record) != width:
                self._ragged(record, line, header)
                record = (record + [""] * width)[:width]  # noqa: PLW2901
            body.append(record)
            kept.append(line)
        return body, kept

    def _ragged(self, record: list[str], line: int, header: Sequence[str]) -> None:
        found, width = len(record), len(header)
        if found < width:
            self._note(_SHORT, line, header[found], found=found, width=width)
        else:
            surplus = ",".join(record[width : width + _REPEATED])
            self._note(_LONG, line, header[-1], surplus, found=found, width=width)

    def _note(
        self, rule: Rule, line: int | None = None, column: str = "", value: str = "", **words: Any
    ) -> None:
        place = self.locate(line, column)
        self.findings.append(
            rule.finding(words, table=self.table, row=line, column=column, value=value, place=place)
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
