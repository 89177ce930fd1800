"""``junkan front``."""

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver

QUICK = ("--gap", "0", "--threads", "1", "--progress", "none")


def test_it_prints_and_writes(junkan: Any, tmp_path: Path) -> None:
    said = junkan("front", "toy-dependence", "--points", "3", "--out", str(tmp_path / "f"), *QUICK)
    assert said.code == Exit.OK
    assert "2,980 EUR" in said.out
    assert "To diversify first: cell-making" in said.out
    assert (tmp_path / "f" / "study.json").is_file()


def test_json(junkan: Any) -> None:
    said = junkan("front", "toy-dependence", "--from", "0.5", "--to", "0.4", "--points", "2",
                  "--json", "--no-rungs", *QUICK)  # fmt: skip
    document = json.loads(said.out)
    assert document["exit_code"] == 0
    assert [row["cost"] for row in document["tables"]["points"]] == pytest.approx([2740, 2860])
    assert "rungs" not in document["tables"]


def test_no_plan_within_the_limit(junkan: Any) -> None:
    said = junkan("front", "toy-dependence", "--from", "0.1", "--to", "0.05", "--no-shortfall",
                  "--points", "2", *QUICK)  # fmt: skip
    assert said.code == Exit.INFEASIBLE


def test_a_measure_that_is_none(junkan: Any) -> None:
    said = junkan("front", "toy-dependence", "--measure", "beauty", *QUICK)
    assert said.code == Exit.USAGE
    assert "must be one of exposure, stage_share" in said.err
