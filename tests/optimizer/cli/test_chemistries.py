"""``junkan chemistries``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver

QUIET = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_a_chemistry_is_forbidden_and_the_study_is_written(junkan, tmp_path: Path) -> None:
    """All that the toy delivers is of one chemistry: 20 MWh are missing without it."""
    words = ("toy-dependence", "nmc", *QUIET, "--out", tmp_path / "study")
    said = junkan("chemistries", *words)
    assert said.code == Exit.OK
    assert "there is no plan" in said.out or "of demand is not met without it" in said.out
    assert (tmp_path / "study" / "forbidden.csv").is_file()
    assert not (tmp_path / "study" / "allowed.csv").exists()


def test_levers_are_allowed_when_they_are_named(junkan) -> None:
    words = ("--allow", "robots,kiln", *QUIET, "--json")
    study = junkan("chemistries", "toy-dependence", *words).document
    values = {row["lever"]: row["value"] for row in study["tables"]["allowed"]}
    assert values == pytest.approx({"robots": 100.0, "kiln": -40.0})


def test_a_chemistry_that_nobody_sells_is_named(junkan) -> None:
    said = junkan("chemistries", "toy-dependence", "gold", *QUIET)
    assert said.code == Exit.USAGE
    assert "no market may buy gold; there are nmc" in said.err
