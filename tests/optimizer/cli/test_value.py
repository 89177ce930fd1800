"""``junkan value``, and ``--lever``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver

QUIET = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_levers_of_the_toy_are_valued_and_written(junkan, tmp_path: Path) -> None:
    said = junkan("value", "toy-dependence", "robots,kiln", *QUIET, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    assert "robots is worth 100 EUR" in said.out
    assert "60 EUR more than the" in said.out
    assert (tmp_path / "study" / "values.csv").is_file()


def test_relaxed_values_are_told_as_such_and_no_plan_is_written(junkan, tmp_path: Path) -> None:
    words = ("--relax", *QUIET, "--out", tmp_path / "study")
    said = junkan("value", "toy-dependence", "kiln", *words)
    assert said.code == Exit.OK
    assert "Builds may be fractions in all this" in said.out
    assert "proved to lie in" not in said.out
    assert not (tmp_path / "study" / "plans").exists()


def test_rules_of_law_are_in_force_where_a_pack_is_named(junkan) -> None:
    said = junkan("value", "toy-dependence", "kiln", "--policy", "nonsense", *QUIET)
    assert said.code == Exit.USAGE
    assert "nonsense" in said.err


def test_a_plan_with_a_lever_is_paid_for_and_audited_again(junkan, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    words = ("--lever", "robots", "--out", folder, *QUIET, "--json")
    document = junkan("solve", "toy-dependence", *words).document
    assert document["record"]["objective"] == pytest.approx(2200)
    assert document["record"]["settings"]["build"]["levers"] == ["robots"]
    said = junkan("audit", folder)
    assert said.code == Exit.OK
    assert "warning" not in said.err


def test_an_unknown_lever_is_a_usage_error(junkan) -> None:
    said = junkan("solve", "toy-dependence", "--lever", "robot", *QUIET, "--no-write")
    assert said.code == Exit.USAGE
    assert "there are robots, kiln" in said.err
