"""``junkan break-even``: what is printed, written and refused."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver
WORDS = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_where_the_toy_breaks_even_is_printed_and_written(junkan, tmp_path: Path) -> None:
    said = junkan("break-even", "toy-loop", "--stage", "recovery", *WORDS, "--out", tmp_path / "s")
    assert said.code == Exit.OK
    assert "with metals at 63.3 % of their price" in " ".join(said.out.split())
    assert (tmp_path / "s" / "market.csv").is_file()


def test_a_stage_that_is_not_there(junkan) -> None:
    said = junkan("break-even", "toy-loop", *WORDS)
    assert said.code == Exit.USAGE
    assert "no stage is called collection" in said.err
