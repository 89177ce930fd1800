"""A study's folder: whole, replaced by the next, and never in the place of something else."""

import json
from pathlib import Path

import polars as pl
import pytest

from optimizer.results.folder import ResultsError
from optimizer.results.plan import Plan
from optimizer.results.write import Results, is_results_folder
from optimizer.run import solve
from optimizer.studies.write import is_study_folder, write_study
from tests.optimizer.studies.small import a_study
from tests.small.chain import the_chain


def test_all_files_are_there(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "weather", a_study())
    assert {file.name for file in folder.iterdir()} == {
        "study.json", "weather.csv", "weather.parquet", "summary.txt", "report.html",
        "front.svg", "worst.svg", "lost-energy.svg",
    }  # fmt: skip
    assert json.loads((folder / "study.json").read_text())["format"] == "junkan-study"
    assert pl.read_parquet(folder / "weather.parquet")["name"].to_list() == ["=calm", "<storm>"]
    assert "'=calm" in (folder / "weather.csv").read_text()


def test_plans_are_results_folders(tmp_path: Path) -> None:
    run = solve(the_chain())
    assert run.plan is not None
    assert run.measures is not None
    results = Results(Plan(run.plan.tables, run.record), run.measures, {"passed": True})
    folder = write_study(tmp_path / "weather", a_study({"cheapest": results}))
    assert is_results_folder(folder / "plans" / "cheapest")
    assert 'href="plans/cheapest/report.html"' in (folder / "report.html").read_text()


def test_a_study_replaces_a_study_and_nothing_else(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "weather", a_study())
    assert write_study(folder, a_study(complete=False)) == folder
    assert is_study_folder(folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(ResultsError, match="other things"):
        write_study(tmp_path / "mine", a_study())
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_workbook_holds_all_tables_and_no_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    folder = write_study(tmp_path / "weather", a_study(), workbook=True)
    book = load_workbook(folder / "result.xlsx", read_only=True)
    assert book.sheetnames == ["weather", "record"]
    cells = [cell for row in book["weather"].iter_rows(values_only=True) for cell in row]
    assert "'=calm" in cells
    book.close()
