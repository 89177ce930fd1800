"""``junkan evaluate``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver

FEW = ("--samples", "20", "--seed", "1", "--threads", "1", "--progress", "none")


def test_results_are_carried_out_in_samples(junkan, tmp_path: Path) -> None:
    words = ("--gap", "0", "--threads", "1", "--progress", "none", "--out", tmp_path / "plan")
    assert junkan("solve", "toy-hedge", *words).code == Exit.OK
    said = junkan("evaluate", tmp_path / "plan", *FEW, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    assert "In 20 samples" in said.out
    assert "it reckons with 2,580" in said.out
    assert (tmp_path / "study" / "estimates.csv").is_file()
    document = junkan("evaluate", tmp_path / "plan", *FEW, "--json").document
    assert document["record"]["audited"] is True


def test_what_has_no_rates_cannot_be_sampled(junkan) -> None:
    said = junkan("evaluate", "toy-loop", *FEW)
    assert said.code == Exit.USAGE
    assert "toy-loop has no outage_rates" in said.err


def test_a_wrong_tail_is_refused_before_anything_is_solved(junkan) -> None:
    said = junkan("evaluate", "toy-hedge", *FEW, "--tail", "1")
    assert said.code == Exit.USAGE
    assert "tail = 1.0" in said.err
