"""``junkan guarantee``."""

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver
QUICK = ("--threads", "1", "--gap", "0", "--progress", "none")


def test_a_guarantee_is_given_written_and_can_be_audited_again(junkan: Any, tmp_path: Path) -> None:
    """The plan that is written has an answer to every outage, in the instance that has them."""
    out = tmp_path / "n1"
    said = junkan("guarantee", "toy-outage", "--share", "0.8", *QUICK, "--out", out)
    assert said.code == Exit.OK
    assert "costs 55.00 EUR more (+1.67 %)" in said.out
    assert "1 bind: country:CHN/2026" in said.out
    guarded = out / "plans" / "guarded"
    again = junkan("audit", guarded, "--instance", out / "instance")
    assert again.code == Exit.OK
    assert "cost recomputed 3,355.000000" in again.out


def test_the_largest_share_ends_with_the_code_of_what_cannot_be(junkan: Any) -> None:
    said = junkan("guarantee", "toy-outage", "--share", "0.8", "--pairs", *QUICK)
    assert said.code == Exit.INFEASIBLE
    assert "70.0 %" in said.out


def test_everything_that_can_be_asked_is_heard(junkan: Any) -> None:
    said = junkan(
        *("guarantee", "toy-outage", "--survive", "country", "--except", "KOR", "--area", "JPN"),
        *("--strike", "2025", "--length", "400", "--remaining", "0.5", "--share", "0.5"),
        *("--json", *QUICK),
    )
    assert said.code == Exit.OK
    record = json.loads(said.out)["record"]["survive"]
    assert record["spared"] == ["KOR"]
    assert record["areas"] == ["JPN"]
    assert record["strikes"] == ["2025"]
    assert (record["length"], record["remaining"], record["share"]) == (400.0, 0.5, 0.5)


@pytest.mark.parametrize(
    "words", [("--survive", "planet"), ("--share", "1.5"), ("--strike", "1999")]
)
def test_what_makes_no_sense_is_refused(junkan: Any, words: tuple[str, str]) -> None:
    said = junkan("guarantee", "toy-outage", *words, *QUICK)
    assert said.code == Exit.USAGE
    assert words[1] in said.err
