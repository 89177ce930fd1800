"""``junkan footprint``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.data import load
from optimizer.data.package import write_package
from optimizer.data.tree import extended
from tests.optimizer.studies.test_footprint import INSTANCES, TRUCK

pytestmark = pytest.mark.solver


def test_what_is_carried_is_printed_and_written(junkan, tmp_path: Path) -> None:
    rows = {"burdens": [{"burden": "co2", "unit": "t"}], "burden_rates": [TRUCK]}
    write_package(extended(load(INSTANCES / "toy-two-ports"), rows), tmp_path / "ports")
    words = ("--progress", "none", "--out", tmp_path / "study")
    said = junkan("footprint", tmp_path / "ports", *words)
    assert said.code == Exit.OK
    assert "co2: 2.818 t for each MWh delivered" in said.out
    assert (tmp_path / "study" / "footprints.csv").is_file()


def test_nothing_to_count_is_said(junkan) -> None:
    said = junkan("footprint", "toy-two-ports", "--progress", "none")
    assert said.code == Exit.USAGE
    assert "counts no burdens" in said.err
