"""From text to values."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.data.cells import typed
from optimizer.data.raw import InFile, RawTable, cell_text
from optimizer.data.tables import TABLES


def _raw(table: str, **cells: list[str]) -> RawTable:
    rows = range(2, 2 + len(next(iter(cells.values()), [])))
    return RawTable(table, tuple(cells), cells, rows, InFile(f"{table}.csv"))


def test_each_kind_becomes_its_type() -> None:
    raw = _raw("tariffs", tariff=["a"], first_date=["2025-01-31"], rate=["0.5"], year=["2024"])
    result, findings = typed(TABLES["tariffs"], raw)
    assert findings == []
    assert result.frame.row(0, named=True) == {
        "tariff": "a",
        "first_date": date(2025, 1, 31),
        "rate": 0.5,
        "year": 2024,
    }


def test_booleans_and_what_is_empty() -> None:
    raw = _raw("facilities", facility=["a", "b", "c"], closable=["true", "false", ""])
    result, findings = typed(TABLES["facilities"], raw)
    assert findings == []
    assert result.frame["closable"].to_list() == [True, False, None]


def test_what_is_not_understood_is_null_and_a_finding_at_its_cell() -> None:
    raw = _raw("modes", mode=["sea", "", "r d"], cost_per_tkm=["x", "1", "1e999"])
    result, findings = typed(TABLES["modes"], raw)
    assert result.frame.rows() == [("sea", None), (None, 1.0), (None, None)]
    assert [(f.rule, f.row, f.column) for f in findings] == [
        ("cell.empty", 3, "mode"),
        ("cell.not_id", 4, "mode"),
        ("cell.not_number", 2, "cost_per_tkm"),
        ("cell.infinite", 4, "cost_per_tkm"),
    ]


def test_a_padded_value_is_reported_but_known() -> None:
    result, findings = typed(TABLES["modes"], _raw("modes", mode=[" sea"]))
    assert result.frame["mode"].to_list() == ["sea"]
    assert [f.rule for f in findings] == ["cell.padded"]


def test_no_columns_and_no_rows() -> None:
    result, findings = typed(TABLES["modes"], RawTable("modes", (), {}, [], InFile("modes.csv")))
    assert (result.frame.shape, findings) == ((0, 0), [])
    result, findings = typed(TABLES["modes"], _raw("modes", mode=[], cost_per_tkm=[]))
    assert dict(result.frame.schema) == {"mode": pl.String(), "cost_per_tkm": pl.Float64()}
    assert findings == []


@settings(deadline=None)
@given(st.lists(st.floats(-1e11, 1e11, allow_nan=False), min_size=1))
def test_numbers_are_read_exactly(values: list[float]) -> None:
    raw = _raw("recipes", coefficient=[cell_text(value) for value in values])
    result, findings = typed(TABLES["recipes"], raw)
    assert findings == []
    assert result.frame["coefficient"].to_list() == values


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["lanes", "tariffs", "facilities", "periods"]), st.data())
def test_no_text_is_ever_a_traceback(table: str, data: st.DataObject) -> None:
    """Whatever is written, a cell has a value or a finding, or is empty where it may be."""
    declared = TABLES[table].columns
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    odd = st.sampled_from(
        ["-", "+", "1e400", "=", "#N/A", "9999-12-31", "0000-00-00", "٣", "½", "1_0"]
    )
    cells = {c.name: [data.draw(text | odd)] for c in declared}
    result, findings = typed(TABLES[table], _raw(table, **cells))
    said = {f.column for f in findings}
    for column in declared:
        empty = not cells[column.name][0].strip()
        understood = result.frame[column.name][0] is not None
        assert understood or column.name in said or (empty and not column.required)


@pytest.mark.parametrize("cell", ["0000-00-00", "9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar(cell: str) -> None:
    result, findings = typed(TABLES["periods"], _raw("periods", start=[cell]))
    assert (result.frame["start"][0] is None) == bool(findings)
