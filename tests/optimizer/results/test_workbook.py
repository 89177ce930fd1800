"""The workbook has a sheet per table with rows, and no formula."""

import polars as pl
from openpyxl import load_workbook

from optimizer.results.plan import Plan
from optimizer.results.workbook import write_workbook
from optimizer.results.write import Results


def test_sheets_hold_the_tables(results, tmp_path):
    write_workbook(tmp_path / "r.xlsx", results)
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames[0] == "headline"
    assert {"sourcing", "plan-flow", "record", "audit"} <= set(book.sheetnames)
    assert "plan-disposed" not in book.sheetnames
    rows = list(book["plan-signed"].values)
    assert rows == [("contract", "signed"), ("ore_deal", 1)]
    assert ("seconds.solve", 0.5) in list(book["record"].values)
    assert book["plan-flow"].freeze_panes == "A2"
    assert book["plan-flow"]["A1"].font.bold


def test_no_cell_is_a_formula(results, tmp_path):
    signed = pl.DataFrame({"contract": ["=1+1"], "signed": [1.0]})
    plan = Plan({"signed": signed}, {"status": "=2+2"})
    write_workbook(tmp_path / "r.xlsx", Results(plan, results.measures))
    book = load_workbook(tmp_path / "r.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book["plan-signed"]["A2"].value == "'=1+1"
    assert book["record"]["B2"].value == "'=2+2"
