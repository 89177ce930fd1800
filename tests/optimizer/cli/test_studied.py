"""The end of a study's command."""

import json
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.cli.studied import finish, require_study_room
from optimizer.cli.told import UsageError
from optimizer.results.plan import Plan
from optimizer.results.write import Results
from optimizer.run import solve
from tests.optimizer.studies.small import a_study
from tests.small.chain import the_chain


def test_a_study_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(a_study(), out=tmp_path / "weather", as_json=False) is Exit.OK
    said = capsys.readouterr()
    assert said.out.startswith("Weather & other troubles\n")
    assert "written to" in said.err
    assert (tmp_path / "weather" / "study.json").is_file()


def test_as_json_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(a_study(complete=False), out=None, as_json=True) is Exit.STOPPED
    document = json.loads(capsys.readouterr().out)
    assert (document["exit_code"], document["written"]) == (int(Exit.STOPPED), None)


def test_a_plan_that_the_audit_rejects_is_a_finding() -> None:
    run = solve(the_chain())
    assert run.plan is not None
    assert run.measures is not None
    bad = Results(Plan(run.plan.tables, run.record), run.measures, {"passed": False})
    assert finish(a_study({"bad": bad}), out=None, as_json=False) is Exit.FINDINGS


def test_room_is_asked_for_before(tmp_path: Path) -> None:
    require_study_room(None)
    require_study_room(tmp_path / "new")
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="other things"):
        require_study_room(tmp_path)
