"""``junkan partners``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.data import write_package
from tests.small.pact import the_pact

pytestmark = pytest.mark.solver

QUIET = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_partners_of_the_pact(junkan, tmp_path: Path) -> None:
    write_package(the_pact(), tmp_path / "pact")
    said = junkan(
        "partners", tmp_path / "pact", "japan,germany", *QUIET, "--out", tmp_path / "study"
    )
    assert said.code == Exit.OK
    assert "japan + germany saves 15 EUR" in said.out
    assert (tmp_path / "study" / "sharing.csv").is_file()
    own = tmp_path / "study" / "instances" / "germany"
    said = junkan("audit", tmp_path / "study" / "plans" / "germany", "--instance", own)
    assert said.code == Exit.OK
    assert "warning" not in said.err


def test_relaxed_gains_are_told_as_such_and_no_plan_is_written(junkan, tmp_path: Path) -> None:
    write_package(the_pact(), tmp_path / "pact")
    words = ("japan,germany", "--relax", *QUIET, "--out", tmp_path / "study")
    said = junkan("partners", tmp_path / "pact", *words)
    assert said.code == Exit.OK
    assert "Builds may be fractions in all this" in said.out
    assert "japan + germany saves 15 EUR" in said.out
    assert not (tmp_path / "study" / "plans").exists()
    assert not (tmp_path / "study" / "instances").exists()


def test_an_instance_without_partners_says_so(junkan) -> None:
    said = junkan("partners", "toy-loop", *QUIET)
    assert said.code == Exit.USAGE
    assert "toy-loop has no partners" in said.err
