"""``junkan new``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit


@pytest.mark.solver
def test_what_it_makes_is_sound_and_solves(junkan, tmp_path: Path) -> None:
    folder = tmp_path / "my-chain"
    assert junkan("new", folder).code == Exit.OK
    assert junkan("check", folder, "--strict").code == Exit.OK
    said = junkan("solve", folder, "--json", "--no-write", "--progress", "none")
    assert said.code == Exit.OK
    assert said.document["audit"]["passed"]
    assert said.document["record"]["instance"]["name"] == "my-chain"


def test_nothing_is_overwritten(junkan, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    assert junkan("new", tmp_path).code == Exit.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_name_that_is_none_is_refused(junkan, tmp_path: Path) -> None:
    assert junkan("new", tmp_path / "my chain").code == Exit.USAGE
    assert list(tmp_path.iterdir()) == []
