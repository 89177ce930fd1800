"""Instances as workbooks."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from optimizer.data import Instance, check, load, write_workbook
from optimizer.data.tables import TABLES
from optimizer.data.workbook import InSheet, explanation, read_workbook


@pytest.fixture(scope="module")
def book(complete: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "complete.xlsx"
    write_workbook(complete, path)
    return path


@pytest.fixture
def spoil(book: Path, tmp_path: Path):
    """``spoil(sheet, cell, value)`` changes a copy of the workbook and says what is found."""

    def spoiling(sheet: str, cell: str, value: Any) -> list[Any]:
        opened = load_workbook(book)
        opened[sheet][cell] = value
        opened.save(tmp_path / "x.xlsx")
        return list(check(tmp_path / "x.xlsx"))

    return spoiling


def test_what_is_written_reads_back(complete: Instance, book: Path) -> None:
    instance = load(book)
    assert instance.digest == complete.digest
    assert (instance.name, instance.title) == (complete.name, complete.title)
    assert instance.metadata == complete.metadata


def test_a_sheet_per_table_in_reading_order_with_explanations(book: Path) -> None:
    opened = load_workbook(book)
    assert opened.sheetnames == ["instance", *TABLES]
    cell = opened["lanes"]["F1"]
    assert cell.value == "distance_km"
    assert cell.comment.text.startswith("length [km]\nnumber, may be empty")
    assert opened["periods"]["B2"].is_date


def test_explanations_name_choices_and_references() -> None:
    disruptions = TABLES["disruptions"]
    assert "one of: country, site" in explanation(disruptions.column("kind"))
    assert "in countries or blocs" in explanation(disruptions.column("country"))
    assert "required" in explanation(disruptions.column("target"))


def test_an_instance_without_optional_tables(tmp_path: Path, complete: Instance) -> None:
    kept = {n: f for n, f in complete.tables.items() if TABLES[n].required}
    instance = Instance.of("small", kept)
    write_workbook(instance, tmp_path / "small.xlsx")
    assert not [f for f in check(tmp_path / "small.xlsx") if f.rule.startswith(("table", "column"))]


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("B2", "=1+2", "cell.formula"),
        ("A2", "=HYPERLINK(1)", "cell.formula"),
        ("B2", "#REF!", "cell.formula_error"),
        ("B2", "0,5", "cell.decimal_comma"),
        ("B2", datetime(2025, 1, 2), "cell.turned_into_date"),
        ("A2", date(2025, 3, 1), "cell.turned_into_date"),
        ("B2", True, "cell.not_number"),
    ],
)
def test_cells_that_a_spreadsheet_spoils(spoil, cell: str, value: Any, rule: str) -> None:
    column = {"A": "mode", "B": "cost_per_tkm"}[cell[0]]
    found = [(f.rule, f.table, f.row, f.column, f.place) for f in spoil("modes", cell, value)]
    assert (rule, "modes", 2, column, f"modes!{cell}") in found


def test_dates_are_dates_or_texts_but_have_no_hours(spoil) -> None:
    assert spoil("periods", "B2", "2025-01-01") == []
    assert spoil("periods", "B2", datetime(2025, 1, 1)) == []
    assert "cell.date_time" in {f.rule for f in spoil("periods", "B2", datetime(2025, 1, 1, 6))}


def test_ids_that_look_like_numbers_may_be_numbers(spoil) -> None:
    assert spoil("periods", "A2", 2025) == []


def test_rows_and_columns_beside_the_table(spoil) -> None:
    assert [f.rule for f in spoil("modes", "Z2", "stray")] == ["row.long"]
    (finding,) = [f for f in spoil("modes", "A5", "rail") if f.rule == "row.empty"]
    assert (finding.row, finding.place) == (4, "modes!4")


def test_blanks_are_nothing(spoil) -> None:
    assert spoil("modes", "A9", "  ") == []


def test_headers(spoil) -> None:
    assert "column.duplicate" in [f.rule for f in spoil("modes", "B1", "mode")]
    assert "column.unknown" in [f.rule for f in spoil("modes", "B1", "costs")]


def test_sheets_that_are_strange(tmp_path: Path, book: Path) -> None:
    opened = load_workbook(book)
    opened.create_sheet("scratch")
    opened.create_sheet("ideas")["A1"] = "an idea"
    del opened["instance"]
    opened["chokepoints"].delete_rows(1, 9)
    opened.save(tmp_path / "x.xlsx")
    found = [(f.rule, f.table) for f in read_workbook(tmp_path / "x.xlsx").findings]
    assert found == [("workbook.no_about", ""), ("file.empty", "chokepoints")]
    assert "table.unknown" in [f.rule for f in check(tmp_path / "x.xlsx")]


def test_what_is_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 not really")
    for path in (tmp_path / "x.xlsx", tmp_path / "none.xlsx"):
        (finding,) = check(path)
        assert (finding.rule, finding.place) == ("workbook.broken", path.name)
    monkeypatch.setattr("optimizer.data.workbook.MAX_BYTES", 1000)
    (finding,) = check(book)
    assert finding.message == "not a workbook: unpacks to more than 1000 bytes"


def test_without_openpyxl_the_mend_is_to_install_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (finding,) = check(book)
    assert (finding.rule, finding.mend) == ("workbook.no_openpyxl", "Install the extra 'xlsx'.")


def test_properties_are_texts_or_json(tmp_path: Path) -> None:
    opened = Workbook()
    opened.active.title = "instance"
    for row in (
        ("property", "value"),
        ("name", "x"),
        ("junkan:format_version", 1),
        ("junkan:currency", "EUR"),
        ("licenses", '[{"name": "CC0-1.0"}]'),
        ("version", '"1.0"'),
        ("remark", "as it is"),
        ("nothing", None),
    ):
        opened.active.append(row)
    opened.save(tmp_path / "x.xlsx")
    package = read_workbook(tmp_path / "x.xlsx")
    assert package.findings == []
    assert package.metadata == {
        "licenses": [{"name": "CC0-1.0"}], "version": "1.0", "remark": "as it is"
    }  # fmt: skip


def test_texts_that_look_like_formulas_and_early_dates_survive(tmp_path: Path) -> None:
    frame = pl.DataFrame({"ban": ["a"], "first_date": [date(1890, 1, 1)], "note": ["=1+1"]})
    write_workbook(Instance.of("x", {"bans": frame}), tmp_path / "x.xlsx")
    bans = read_workbook(tmp_path / "x.xlsx").tables["bans"]
    assert (bans.cells["first_date"], bans.cells["note"]) == (["1890-01-01"], ["=1+1"])


def test_no_text_is_written_as_a_formula(tmp_path: Path) -> None:
    frame = pl.DataFrame({"ban": ["a"], "note": ["=1+1"]})
    titled = replace(Instance.of("x", {"bans": frame}), title="=2+2")
    write_workbook(titled, tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    kinds = {cell.value: cell.data_type for sheet in book for row in sheet.rows for cell in row}
    assert (kinds["=1+1"], kinds["=2+2"]) == ("s", "s")
    assert "f" not in kinds.values()


@pytest.mark.parametrize("value", [133992145.01234567, 0.1 + 0.2, 1e-300, 12345678901.234567])
def test_numbers_keep_every_digit(tmp_path: Path, value: float) -> None:
    frame = pl.DataFrame({"mode": ["a"], "cost_per_tkm": [value]})
    write_workbook(Instance.of("x", {"modes": frame}), tmp_path / "x.xlsx")
    (cell,) = read_workbook(tmp_path / "x.xlsx").tables["modes"].cells["cost_per_tkm"]
    assert float(cell) == value


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_places_are_named_as_spreadsheets_do(index: int, letters: str) -> None:
    header = tuple(f"c{i}" for i in range(702))
    locate = InSheet("lanes", header)
    assert locate(17, f"c{index}") == f"lanes!{letters}17"
    assert locate(17, "other") == "lanes!17"
    assert locate(None, "c1") == "lanes"


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys, optimizer.data;"
        "heavy = {'openpyxl', 'pint', 'pandas', 'scipy', 'pyomo', 'highspy', 'pyarrow'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
