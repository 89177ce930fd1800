"""The plan that a study is about."""

import json
import shutil
from pathlib import Path

import pytest

from optimizer.cli.planned import planned
from optimizer.cli.told import UsageError
from optimizer.data import write_package
from optimizer.solve.watch import unwatched
from tests.small.instances import an_instance

pytestmark = pytest.mark.solver


def test_results_say_which_instance_was_solved(cheapest: Path) -> None:
    instance, results = planned(str(cheapest), "", unwatched)
    assert instance.name == "toy-dependence"
    assert results.plan.tables["flow"].height > 0


def test_an_instance_is_solved() -> None:
    instance, results = planned("toy-winter", "", unwatched)
    assert instance.name == "toy-winter"
    assert results.audit is not None
    assert results.audit["passed"]


def test_a_changed_instance_is_told(cheapest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planned(str(cheapest), "toy-winter", unwatched)
    assert "is not what was solved" in capsys.readouterr().err


def test_a_record_that_names_no_instance_asks_for_it(cheapest: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    shutil.copytree(cheapest, folder)
    path = folder / "plan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["record"]["instance"] = {}
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UsageError, match="use --instance"):
        planned(str(folder), "", unwatched)


def test_an_instance_needs_no_other() -> None:
    with pytest.raises(UsageError, match="no meaning"):
        planned("toy-winter", "toy-winter", unwatched)


def test_no_plan_no_study(tmp_path: Path) -> None:
    hungry = an_instance(
        supplies="supply site commodity\ncells de cell",
        supply_terms="supply period price quantity\ncells 2025 1 0.5",
        segments="segment unit\ncars GWh",
        chemistries="chemistry commodity energy_per_unit\nnmc cell 1",
        shares="segment chemistry period minimum maximum\ncars nmc 2025 0 1",
        demands="market segment period energy\nde cars 2025 1",
    )
    write_package(hungry, tmp_path / "hungry")
    with pytest.raises(UsageError, match="has no plan"):
        planned(str(tmp_path / "hungry"), "", unwatched)
