"""What is read back equals what was written."""

import json

import pytest

from optimizer.results.folder import ResultsError
from optimizer.results.plan import PlanError
from optimizer.results.read import load_json, read_plan, read_results
from optimizer.results.write import write_results


@pytest.fixture
def folder(results, tmp_path):
    return write_results(tmp_path / "out", results)


def test_from_parquet_csv_and_json_alike(results, folder):
    assert read_plan(folder) == results.plan
    assert read_plan(folder / "plan.json") == results.plan
    for parquet in (folder / "plan").glob("*.parquet"):
        parquet.unlink()
    assert read_plan(folder) == results.plan


def test_measures_and_audit_come_back(results, folder):
    again = read_results(folder)
    assert again.plan == results.plan
    assert again.audit == results.audit
    assert again.measures.headline == results.measures.headline
    for name, frame in results.measures.tables().items():
        assert frame.equals(again.measures.tables()[name]), name
    assert again.reference is None


def test_the_reference_comes_back(results, tmp_path):
    beside = type(results)(results.plan, results.measures, reference=results.measures)
    again = read_results(write_results(tmp_path / "out", beside) / "plan.json")
    assert again.reference is not None
    assert again.reference.headline == results.measures.headline


def test_what_is_not_there_or_not_ours_is_said(folder, tmp_path):
    with pytest.raises(ResultsError, match="does not exist"):
        read_results(tmp_path / "nowhere")
    document = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps({**document, "version": 99}))
    with pytest.raises(ResultsError, match="version 99"):
        read_results(folder)
    (folder / "plan.json").write_text(json.dumps({**document, "format": "other"}))
    with pytest.raises(ResultsError, match="not a plan"):
        read_results(folder)
    (folder / "plan.json").write_text(json.dumps({**document, "measures": {}}))
    with pytest.raises(PlanError, match="measures"):
        read_results(folder)


def test_damaged_files_are_said(folder):
    (folder / "plan" / "flow.parquet").write_bytes(b"broken")
    with pytest.raises(PlanError, match="flow"):
        read_plan(folder)
    (folder / "plan" / "flow.parquet").unlink()
    (folder / "plan" / "flow.csv").unlink()
    with pytest.raises(ResultsError, match=r"flow\.csv"):
        read_plan(folder)
    (folder / "record.json").write_text("[1]")
    with pytest.raises(PlanError, match="run record"):
        read_plan(folder)
    (folder / "record.json").write_text("{")
    with pytest.raises(ResultsError, match="cannot be read"):
        load_json(folder / "record.json")
