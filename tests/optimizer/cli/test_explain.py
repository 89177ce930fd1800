"""``junkan explain``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.data import load, write_package
from optimizer.data.tree import extended

pytestmark = pytest.mark.solver

INSTANCES = Path(__file__).parents[3] / "instances"


def test_of_results_with_a_limit(junkan, capped: Path) -> None:
    said = junkan("explain", capped)
    assert said.code == Exit.OK
    assert "What limits the plan" in said.out
    assert "dependence" in said.out


def test_results_say_themselves_what_was_in_force(junkan, capped: Path) -> None:
    said = junkan("explain", capped, "--policy", "eu-crma")
    assert said.code == Exit.USAGE


def test_of_an_instance_under_a_policy(junkan) -> None:
    words = ("--policy", "eu-nzia", "--json", "--progress", "none")
    document = junkan("explain", "japan-eu-mini", *words).document
    rules = {row["rule"]: row for row in document["tables"]["rules"]}
    assert set(rules) == {"eu-nzia/cells", "eu-nzia/packs"}
    assert document["record"]["settings"]["build"]["policies"] == ["eu-nzia"]


def test_why_there_is_no_plan(junkan, tmp_path: Path) -> None:
    """More capacity is asked for than there is, and none can be built."""
    rule = {"rule": "much", "kind": "capacity", "rung": "cell-making", "level": 1e6}
    world = extended(load(INSTANCES / "toy-dependence"), {"rules": [rule]})
    write_package(world, tmp_path / "asked")
    said = junkan("explain", tmp_path / "asked", "--progress", "none")
    assert said.code == Exit.INFEASIBLE
    assert "much in" in said.out
    assert "instead of at least 1,000,000/year" in said.out
