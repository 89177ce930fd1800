"""``junkan courses``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver


def test_a_plan_found_first_is_put_on_every_course(junkan, tmp_path: Path) -> None:
    said = junkan("courses", "toy-hoarding", "--out", tmp_path / "study", "--progress", "none")
    assert said.code == Exit.OK
    assert "In expectation it costs 247 EUR" in said.out
    assert "strike" in said.out
    assert (tmp_path / "study" / "courses.csv").is_file()


def test_results_and_names_are_taken(junkan, tmp_path: Path) -> None:
    folder = tmp_path / "sure"
    words = ("--scenarios", "none", "--out", folder, "--progress", "none")
    assert junkan("solve", "toy-hoarding", *words).code == Exit.OK
    words = ("--scenarios", "strike", "--json", "--progress", "none")
    document = junkan("courses", folder, *words).document
    rows = {row["course"]: row for row in document["tables"]["courses"]}
    assert rows["strike"]["cost"] == pytest.approx(610.0)
    assert junkan("courses", folder, "--scenarios", "storm").code == Exit.USAGE
