"""``junkan worth``, and the options of ``junkan solve`` that count risk and take samples."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver


def test_the_values_of_the_toy_are_printed_and_written(junkan, tmp_path: Path) -> None:
    words = ("--gap", "0", "--threads", "1", "--progress", "none")
    said = junkan("worth", "toy-hedge", *words, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    for line in ("RP      2,580", "EVPI    400", "VSS     110"):
        assert line in said.out
    assert (tmp_path / "study" / "values.csv").is_file()


def test_worth_says_what_it_cannot_value(junkan) -> None:
    said = junkan("worth", "toy-loop", "--sample", "3", "--progress", "none")
    assert said.code == Exit.USAGE
    assert "toy-loop has no outage_rates" in said.err


def test_a_risk_weight_makes_the_plan_safer(junkan, tmp_path: Path) -> None:
    words = (
        "--gap",
        "0",
        "--threads",
        "1",
        "--progress",
        "none",
        "--json",
        "--out",
        tmp_path / "r",
    )
    document = junkan(
        "solve", "toy-hedge", "--risk-weight", "0.5", "--tail", "0.9", *words
    ).document
    assert document["record"]["objective"] == pytest.approx(2820)
    assert document["measures"]["headline"]["cost"] == pytest.approx(2740)
    assert junkan("audit", tmp_path / "r").code == Exit.OK


def test_a_plan_for_samples_is_audited_again_from_its_folder(junkan, tmp_path: Path) -> None:
    words = ("--sample", "12", "--sample-seed", "4", "--gap", "0", "--progress", "none")
    assert junkan("solve", "toy-hedge", *words, "--out", tmp_path / "r").code == Exit.OK
    said = junkan("audit", tmp_path / "r")
    assert said.code == Exit.OK
    assert "warning" not in said.err
