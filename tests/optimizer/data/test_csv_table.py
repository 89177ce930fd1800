"""CSV files, however they were written."""

from pathlib import Path

import pytest

from optimizer.data import csv_table
from optimizer.data.csv_table import read_csv
from optimizer.data.findings import Finding
from optimizer.data.raw import RawTable


@pytest.fixture
def read(tmp_path: Path):
    def reading(content: bytes) -> tuple[RawTable | None, list[Finding]]:
        (tmp_path / "modes.csv").write_bytes(content)
        return read_csv("modes", tmp_path / "modes.csv", "modes.csv")

    return reading


def _places(findings: list[Finding]) -> list[tuple[str, int | None, str]]:
    return [(f.rule, f.row, f.column) for f in findings]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n", b"\n\n\n"])
def test_a_plain_file(read, start: bytes, end: bytes, last: bytes) -> None:
    table, findings = read(start + b"mode,note" + end + b'sea,"a, ""b"""' + end + b"air," + last)
    assert findings == []
    assert table.header == ("mode", "note")
    assert dict(table.cells) == {"mode": ("sea", "air"), "note": ('a, "b"', "")}
    assert table.rows == [2, 3]


def test_lines_are_those_of_the_file_even_after_cells_of_several_lines(read) -> None:
    table, _ = read(b'mode,note\nsea,"one\ntwo\nthree"\nair,x\n')
    assert table.rows == [2, 5]
    assert table.cells["note"][0] == "one\ntwo\nthree"


def test_a_header_without_rows(read) -> None:
    table, findings = read(b"mode,note\n")
    assert findings == []
    assert dict(table.cells) == {"mode": (), "note": ()}


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , \nsea,x\n"])
def test_a_file_without_header(read, content: bytes) -> None:
    table, findings = read(content)
    assert table is None
    assert _places(findings) == [("file.empty", None, "")]


def test_rows_that_are_too_short_too_long_or_empty(read) -> None:
    table, findings = read(b"mode,a,b\nsea,1\nair,1,2,3,4\n\n,,\nroad,1,2\n")
    assert _places(findings) == [
        ("row.short", 2, "b"),
        ("row.long", 3, "b"),
        ("row.empty", 4, ""),
        ("row.empty", 5, ""),
    ]
    assert findings[1].value == "3,4"
    assert table.cells["mode"] == ("sea", "air", "road")
    assert table.cells["b"] == ("", "2", "2")
    assert table.rows == [2, 3, 6]


def test_bytes_that_are_not_utf8_are_reported_and_marked(read) -> None:
    table, findings = read(b"mode,note\nsea,x\nair,M\xfcnchen\n")
    assert _places(findings) == [("file.encoding", 3, "")]
    assert table.cells["note"] == ("x", "M\ufffdnchen")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16(read, encoding: str) -> None:
    start = b"" if encoding == "utf-16" else b"\xfe\xff"
    table, findings = read(start + "mode\nsea\n".encode(encoding))
    assert table is None
    assert _places(findings) == [("file.utf16", None, "")]


@pytest.mark.parametrize("broken", [b'sea,"x', b'sea,"x"y'])
def test_broken_quotes_are_reported_and_the_rest_is_read(read, broken: bytes) -> None:
    table, findings = read(b"mode,note\nair,a\n" + broken + b"\n")
    assert ("file.csv", 3, "") in _places(findings)
    assert table.cells["mode"][:2] == ("air", "sea")


def test_a_cell_without_end(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "_FIELD_LIMIT", 1000)
    table, findings = read(b"mode,note\nsea," + b"x" * 2000)
    assert table is None
    assert _places(findings) == [("file.csv", 2, ""), ("file.empty", None, "")]


def test_names_of_columns(read) -> None:
    table, findings = read(b" mode ,a,a\nsea,1,2\n")
    assert _places(findings) == [("column.padded", 1, "mode"), ("column.duplicate", 1, "a")]
    assert table.cells["a"] == ("1",)


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, findings = read_csv("modes", tmp_path, "modes.csv")
    assert table is None
    assert _places(findings) == [("file.unreadable", None, "")]
    monkeypatch.setattr(csv_table, "MAX_BYTES", 3)
    (tmp_path / "modes.csv").write_bytes(b"mode\n")
    table, findings = read_csv("modes", tmp_path / "modes.csv", "modes.csv")
    assert table is None
    assert _places(findings) == [("file.too_large", None, "")]
