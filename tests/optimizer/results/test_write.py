"""A results folder is whole or not there, and never takes the place of other things."""

import json

import polars as pl
import pytest

from optimizer.results import write
from optimizer.results.folder import ResultsError
from optimizer.results.plan import Plan
from optimizer.results.plan_tables import PLAN_TABLES
from optimizer.results.read import read_plan
from optimizer.results.write import Results, write_results


def test_everything_is_there(results, tmp_path):
    folder = write_results(tmp_path / "deep" / "out", results, workbook=True)
    assert {path.name for path in folder.iterdir()} == {
        "record.json",
        "plan.json",
        "audit.json",
        "summary.txt",
        "report.html",
        "result.xlsx",
        "plan",
        "measures",
    }
    names = {f"{name}.{kind}" for name in PLAN_TABLES for kind in ("csv", "parquet")}
    assert {path.name for path in (folder / "plan").iterdir()} == names
    assert json.loads((folder / "record.json").read_text()) == results.plan.record
    assert json.loads((folder / "audit.json").read_text()) == results.audit
    assert (folder / "summary.txt").read_text().startswith("A small chain")
    assert sorted(path.name for path in folder.parent.iterdir()) == ["out"]


def test_without_audit_and_workbook_there_are_no_such_files(results, tmp_path):
    folder = write_results(tmp_path / "out", Results(results.plan, results.measures))
    assert not (folder / "audit.json").exists()
    assert not (folder / "result.xlsx").exists()


def test_new_results_take_the_place_of_old_ones(results, tmp_path):
    folder = write_results(tmp_path / "out", results)
    (folder / "leftover.txt").write_text("old")
    empty = Results(Plan({}, {"status": "second"}), results.measures)
    write_results(folder, empty)
    assert read_plan(folder) == empty.plan
    assert not (folder / "leftover.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_failure_leaves_the_old_results_untouched(results, tmp_path, monkeypatch):
    folder = write_results(tmp_path / "out", results)

    def stops(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "write_tables", stops)
    with pytest.raises(KeyboardInterrupt):
        write_results(folder, Results(Plan(), results.measures))
    assert read_plan(folder) == results.plan
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_failure_while_folders_change_places_brings_the_old_one_back(
    results, tmp_path, monkeypatch
):
    folder = write_results(tmp_path / "out", results)
    rename = type(folder).rename

    def stops(path, target):
        if path.name.endswith(".part"):
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(type(folder), "rename", stops)
    with pytest.raises(OSError, match="no"):
        write_results(folder, Results(Plan(), results.measures))
    monkeypatch.undo()
    assert read_plan(folder) == results.plan
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_other_peoples_folders_and_files_are_refused(results, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    for name in ("thesis", "file"):
        with pytest.raises(ResultsError, match=name):
            write_results(tmp_path / name, results)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"
    (tmp_path / "empty").mkdir()
    assert read_plan(write_results(tmp_path / "empty", results)) == results.plan


def test_no_cell_of_text_is_a_formula(chain_plan, results, tmp_path):
    signed = pl.DataFrame(
        {"contract": ["=cmd|' /C calc'!A0", "'quoted", "fine"], "signed": [1.0] * 3}
    )
    plan = Plan({**chain_plan.tables, "signed": signed}, chain_plan.record)
    folder = write_results(tmp_path / "out", Results(plan, results.measures))
    lines = (folder / "plan" / "signed.csv").read_text().splitlines()
    assert lines == ["contract,signed", "'=cmd|' /C calc'!A0,1.0", "''quoted,1.0", "fine,1.0"]
    assert read_plan(folder) == plan
