"""``junkan pillars``."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.exits import Exit
from optimizer.data import write_package
from optimizer.data.tree import extended
from tests.small.combined import the_agreement

pytestmark = pytest.mark.solver
QUIET = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_a_pillar_is_compared_and_written(junkan: Any, tmp_path: Path) -> None:
    rows = {
        "pillars": [{"pillar": "law", "name": "Capacity at home"}],
        "pillar_parts": [{"pillar": "law", "kind": "lever", "target": "home"}],
    }
    write_package(extended(the_agreement(), rows), tmp_path / "toy")
    said = junkan("pillars", tmp_path / "toy", "law", *QUIET, "--out", tmp_path / "study")
    assert said.code == Exit.OK
    assert "Capacity at home (law) costs 40 EUR" in said.out
    assert (tmp_path / "study" / "dependence.csv").is_file()


def test_an_instance_without_pillars_says_so(junkan: Any) -> None:
    said = junkan("pillars", "toy-loop", *QUIET)
    assert said.code == Exit.USAGE
    assert "toy-loop has no pillars" in said.err
