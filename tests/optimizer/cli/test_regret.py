"""``junkan regret``."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app
from optimizer.cli.exits import Exit
from tests.conftest import Junkan

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def hoarding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("regret") / "plan"
    words = ["solve", "toy-hoarding", "--progress", "none", "--no-reference", "--out", str(out)]
    assert CliRunner().invoke(app, words).exit_code == Exit.OK
    return out


def test_plans_are_compared_on_all_courses(junkan: Junkan, hoarding: Path, tmp_path: Path) -> None:
    out = tmp_path / "study"
    said = junkan("regret", hoarding, "--own", "--progress", "none", "--out", out)
    assert said.code == Exit.OK
    assert "Least regret at worst" in said.out
    assert "best of strike" in said.out
    assert (out / "cells.csv").is_file()


def test_some_courses_as_json(junkan: Junkan, hoarding: Path) -> None:
    said = junkan("regret", hoarding, "--scenarios", "none", "--json", "--progress", "none")
    cells = said.document["tables"]["cells"]
    assert [cell["course"] for cell in cells] == ["undisturbed"]
    assert cells[0]["regret"] == pytest.approx(0.0)


def test_an_unknown_scenario_or_the_same_folder_twice_is_refused(
    junkan: Junkan, hoarding: Path
) -> None:
    said = junkan("regret", hoarding, "--scenarios", "flood", "--progress", "none")
    assert (said.code, "flood" in said.err) == (Exit.USAGE, True)
    said = junkan("regret", hoarding, hoarding, "--progress", "none")
    assert (said.code, "named twice" in said.err) == (Exit.USAGE, True)
