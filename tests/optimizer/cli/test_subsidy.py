"""``junkan subsidy``: what is printed, written and refused."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver
WORDS = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_the_least_subsidy_of_the_toy_is_printed_and_written(junkan, tmp_path: Path) -> None:
    target = ("--max-exposure", "0.5", "--pay", "energy:cell@JPN")
    said = junkan("subsidy", "toy-dependence", *target, *WORDS, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    assert "for less than 440 EUR" in " ".join(said.out.split())
    assert (tmp_path / "study" / "split.csv").is_file()


def test_what_cannot_be_asked_is_said(junkan) -> None:
    said = junkan("subsidy", "toy-dependence", *WORDS)
    assert said.code == Exit.USAGE
    assert "no target" in said.err
    said = junkan("subsidy", "toy-dependence", "--max-exposure", "0.5", "--pay", "gold", *WORDS)
    assert said.code == Exit.USAGE
    assert "must look like" in said.err
