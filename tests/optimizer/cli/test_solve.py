"""``junkan solve``, from the words typed to the folder written."""

import json
import re
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver

QUICK = ("--gap", "0", "--threads", "1", "--progress", "none")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_prints_the_summary_and_writes_the_results(junkan, tmp_path: Path) -> None:
    said = junkan("solve", "toy-winter", *QUICK)
    assert said.code == Exit.OK
    assert "audit      passed" in said.out
    assert "4,299" in said.out
    folder = tmp_path / "results" / "toy-winter"
    assert (folder / "summary.txt").read_text(encoding="utf-8") == said.out
    assert {"plan.json", "record.json", "report.html"} <= {path.name for path in folder.iterdir()}


def test_a_limit_is_compared_with_the_cheapest_plan(junkan, capped: Path) -> None:
    printed = (capped / "summary.txt").read_text(encoding="utf-8")
    assert "Costs 440.0 EUR more (+19.1 %" in printed
    assert re.search(r"depends less: exposure to CHN 100 % .* 50\.?0* %", printed)


def test_an_earlier_result_can_be_the_reference(junkan, cheapest: Path) -> None:
    said = junkan(
        "solve",
        "toy-dependence",
        "--max-stage-share",
        "CHN=0.65",
        "--reference",
        cheapest,
        *QUICK,
        "--json",
    )
    change = said.document["comparison"]
    assert change["cost"] == pytest.approx(280.0)
    assert change["exposure"] == pytest.approx(-0.35)


def test_nothing_need_be_compared_or_written(junkan, tmp_path: Path) -> None:
    said = junkan(
        "solve",
        "toy-dependence",
        "--max-exposure",
        "0.5",
        "--no-reference",
        "--no-write",
        *QUICK,
        "--json",
    )
    assert said.code == Exit.OK
    assert "comparison" not in said.document
    assert said.document["results"] is None
    assert list(tmp_path.iterdir()) == []


def test_json_is_all_there_is_on_standard_output(junkan) -> None:
    said = junkan("solve", "toy-loop", "--gap", "0", "--progress", "json", "--json", "--no-write")
    assert said.document["measures"]["headline"]["cost"] == pytest.approx(16988.0)
    phases = [json.loads(line)["phase"] for line in said.err.splitlines()]
    assert phases[0] == "assemble"
    assert "audit" in phases


def test_what_cannot_be_is_infeasible(junkan, tmp_path: Path) -> None:
    said = junkan("solve", "toy-dependence", "--max-exposure", "0.2", "--no-reference", *QUICK)
    assert said.code == Exit.INFEASIBLE
    assert said.err.startswith("no plan: infeasible\na plan would exist if these gave way:\n")
    assert "demand_met[kobe|car,2025]: 6.66667 less than 20" in said.err
    assert list(tmp_path.iterdir()) == []
    told = junkan(
        "solve", "toy-dependence", "--max-exposure", "0.2", "--no-reference", *QUICK, "--json"
    )
    assert told.document["exit_code"] == Exit.INFEASIBLE
    assert told.document["record"]["status"] == "infeasible"
    assert told.document["conflict"][0]["by"] == pytest.approx(-20.0 / 3.0)


@pytest.mark.parametrize(
    "words",
    [
        ("--gap", "2"),
        ("--max-exposure", "40%"),
        ("--max-exposure", "XYZ=0.4"),
        ("--max-stage-share", "CHN:smelting=0.4"),
        ("--max-exposure", "0.4@2031"),
        ("--objective", "profit"),
        ("--watch", "China"),
        ("--watch", "C N"),
        ("--write-model", "model.txt"),
    ],
)
def test_wrong_settings_are_usage_errors(junkan, words: tuple[str, str]) -> None:
    said = junkan("solve", "toy-dependence", "--no-reference", *QUICK, *words)
    assert said.code == Exit.USAGE, said.err
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1


def test_a_folder_with_other_things_is_not_overwritten(junkan, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    said = junkan("solve", "toy-loop", *QUICK, "--out", "mine")
    assert said.code == Exit.USAGE
    assert (tmp_path / "mine" / "thesis.txt").is_file()


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_the_model_can_be_written(junkan, tmp_path: Path, suffix: str) -> None:
    import highspy

    file = tmp_path / f"model{suffix}"
    assert (
        junkan("solve", "toy-winter", *QUICK, "--no-write", "--write-model", file).code == Exit.OK
    )
    other = highspy.Highs()
    other.silent()
    other.readModel(str(file))
    other.run()
    assert other.getInfo().objective_function_value == pytest.approx(4299.0)


def test_a_workbook_is_written_on_request(junkan, tmp_path: Path) -> None:
    assert junkan("solve", "toy-loop", *QUICK, "--out", "here", "--xlsx").code == Exit.OK
    assert (tmp_path / "here" / "result.xlsx").is_file()


def test_a_bloc_can_be_watched(junkan) -> None:
    said = junkan("solve", "toy-winter", "--watch", "EU", *QUICK, "--json", "--no-write")
    assert said.document["measures"]["watched"] == ["EU"]
