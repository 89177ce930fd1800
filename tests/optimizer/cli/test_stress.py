"""``junkan stress``."""

from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from tests.conftest import Junkan

pytestmark = pytest.mark.solver


def test_a_plan_is_stressed_and_the_study_written(
    junkan: Junkan, cheapest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "study"
    said = junkan("stress", cheapest, "--progress", "none", "--out", out)
    assert said.code == Exit.OK
    assert "CHN refining" in said.out or "CHN" in said.out
    assert "Supply without the largest supplier over need" in said.out
    assert (out / "failures.csv").is_file()
    assert (out / "report.html").is_file()


def test_as_json_it_is_one_document(junkan: Junkan, cheapest: Path) -> None:
    said = junkan(
        "stress", cheapest, "--json", "--progress", "none", "--kind", "country", "--no-survive"
    )
    assert said.document["kind"] == "stress"
    rows = said.document["tables"]["failures"]
    assert {row["kind"] for row in rows} == {"country"}
    assert all(row["survives"] is None for row in rows)
    assert said.document["record"]["settings"]["kinds"] == ["country"]


def test_an_instance_is_solved_first(junkan: Junkan) -> None:
    """In the toy the sea route is frozen once; without the strait goods must fly."""
    said = junkan("stress", "toy-winter", "--kind", "chokepoint", "--progress", "none")
    assert said.code == Exit.OK
    assert "kvarken" in said.out


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (["--kind", "planet"], "must be one of country"),
        (["--from", "1999"], "must be one of 2025"),
        (["--days", "0"], "above 0"),
        (["--first", "profit"], "cost or shortfall"),
        (["--course", "flood"], "flood"),
    ],
)
def test_what_makes_no_sense_is_refused(
    junkan: Junkan, cheapest: Path, wrong: list[str], message: str
) -> None:
    said = junkan("stress", cheapest, "--progress", "none", *wrong)
    assert said.code == Exit.USAGE
    assert message in said.err
