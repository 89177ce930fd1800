"""Instances as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.data import Instance, check, load, write_document
from optimizer.data.document import document, document_text, parse_document, read_document


@pytest.fixture
def spoil(complete: Instance):
    """``spoil(table, row, **cells)`` changes a copy of the document and says what is found."""

    def spoiling(table: str, row: int, **cells: Any) -> list[Any]:
        whole = json.loads(document_text(complete))
        whole["tables"][table][row].update(cells)
        return list(check(json.dumps(whole).encode()))

    return spoiling


def test_what_is_written_reads_back(complete: Instance, tmp_path: Path) -> None:
    write_document(complete, tmp_path / "x.json")
    instance = load(tmp_path / "x.json")
    assert instance.digest == complete.digest
    assert instance.metadata == complete.metadata
    assert document_text(instance) == (tmp_path / "x.json").read_text("utf-8")
    assert load((tmp_path / "x.json").read_bytes()).digest == complete.digest


def test_the_text_is_the_document(complete: Instance) -> None:
    assert json.loads(document_text(complete)) == document(complete)


def test_rows_are_short_and_typed(complete: Instance) -> None:
    tables = document(complete)["tables"]
    assert tables["modes"][0] == {
        "mode": "sea", "cost_per_tkm": 0.01, "handling_per_t": 20.0, "co2_kg_per_tkm": 0.01
    }  # fmt: skip
    assert tables["periods"][0]["start"] == "2025-01-01"
    assert tables["commodities"][5]["needs_permission"] is True


def test_null_and_nothing_mean_the_default(spoil) -> None:
    assert spoil("modes", 0, cost_per_tkm=None, note="") == []


@pytest.mark.parametrize(
    ("table", "column", "value", "found"),
    [
        ("modes", "mode", 5, "a JSON number where a string should be"),
        ("modes", "cost_per_tkm", "0.5", "a JSON string where a number should be"),
        ("modes", "cost_per_tkm", True, "a JSON boolean where a number should be"),
        ("modes", "cost_per_tkm", [1], "a JSON list where a number should be"),
        ("stages", "order", {}, "a JSON object where a whole number should be"),
        ("facilities", "closable", "true", "a JSON string where true or false should be"),
        (
            "periods",
            "start",
            20250101,
            'a JSON number where a string such as "2025-12-31" should be',
        ),
    ],
)
def test_every_cell_is_of_its_json_kind(
    spoil, table: str, column: str, value: Any, found: str
) -> None:
    kinds = [f for f in spoil(table, 1, **{column: value}) if f.rule == "document.kind"]
    assert [(f.table, f.row, f.column, f.message) for f in kinds] == [(table, 2, column, found)]
    assert kinds[0].place == f"tables.{table}[1].{column}"


def test_whole_numbers_may_be_written_with_a_zero(spoil) -> None:
    assert spoil("stages", 1, order=2.0) == []
    assert [f.rule for f in spoil("stages", 1, order=2.5)] == ["cell.not_integer"]


@pytest.mark.parametrize(
    ("word", "rule"),
    [("NaN", "cell.nan"), ("-Infinity", "cell.infinite"), ("1e999", "cell.infinite")],
)
def test_numbers_that_are_not_finite_are_reported_at_their_cell(
    complete: Instance, word: str, rule: str
) -> None:
    text = document_text(complete).replace('"handling_per_t": 20.0', f'"handling_per_t": {word}')
    (finding,) = check(text.encode())
    assert (finding.rule, finding.place) == (rule, "tables.modes[0].handling_per_t")


def test_unknown_columns_and_tables(spoil, complete: Instance) -> None:
    assert [f.rule for f in spoil("modes", 1, colour="red")] == ["column.unknown"]
    whole = document(complete)
    whole["tables"]["mode"] = [{"mode": "x"}]
    assert [f.rule for f in check(json.dumps(whole).encode())] == ["table.unknown"]


def test_a_required_cell_that_no_row_has(complete: Instance) -> None:
    whole = document(complete)
    for row in whole["tables"]["stages"]:
        del row["order"]
    findings = check(json.dumps(whole).encode())
    assert [(f.rule, f.row) for f in findings] == [("cell.empty", row) for row in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "document.not_json"),
        (b"[]", "document.not_json"),
        (b'{"a": 1, "a": 1}', "document.not_json"),
        (b"[" * 100_000, "document.not_json"),
        (b"{}", "document.no_tables"),
        (b'{"tables": []}', "document.no_tables"),
        (b'{"tables": {"lanes": {}}}', "document.not_list"),
        (b'{"tables": {"lanes": [5]}}', "document.not_row"),
    ],
)
def test_what_is_no_document(content: bytes, rule: str) -> None:
    assert rule in [f.rule for f in parse_document(content).findings]


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    (finding,) = read_document(tmp_path / "x.json").findings
    assert (finding.rule, finding.place) == ("file.unreadable", "x.json")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("document", "strict_json"):
        monkeypatch.setattr(f"optimizer.data.{module}.MAX_BYTES", 5)
    (tmp_path / "x.json").write_text('{"tables": {}}')
    (finding,) = read_document(tmp_path / "x.json").findings
    assert finding.message.endswith("more than 5 bytes")
