"""``junkan sharing``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.data.package import write_package
from tests.optimizer.studies.test_sharing import hedged

pytestmark = pytest.mark.solver


def test_nothing_to_tell_is_said(junkan, tmp_path: Path) -> None:
    said = junkan("sharing", "toy-hedge", "--progress", "none", "--out", tmp_path / "study")
    assert said.code == Exit.USAGE
    assert "toy-hedge has nothing unknown; write rows of agreements" in said.err
    assert not (tmp_path / "study").exists()


def test_what_telling_is_worth_is_printed_and_written(junkan, tmp_path: Path) -> None:
    write_package(hedged(), tmp_path / "hedge")
    words = ("--gap", "0", "--threads", "1", "--progress", "none")
    said = junkan("sharing", tmp_path / "hedge", *words, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    assert "telling everything is worth 490" in said.out
    assert (tmp_path / "study" / "sharing.csv").is_file()
