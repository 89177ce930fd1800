"""``junkan show``."""

import csv
import io
import re
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit

pytestmark = pytest.mark.solver


def test_results_show_what_solve_printed(junkan, cheapest: Path) -> None:
    said = junkan("show", cheapest)
    assert said.code == Exit.OK
    assert said.out == (cheapest / "summary.txt").read_text(encoding="utf-8")
    assert "2,300" in said.out


def test_results_as_json_are_the_one_document(junkan, cheapest: Path) -> None:
    document = junkan("show", cheapest, "--json").document
    assert document["measures"]["headline"]["cost"] == pytest.approx(2300.0)
    assert document["tables"]["activity"]


def test_one_table_comes_as_csv(junkan, cheapest: Path) -> None:
    said = junkan("show", cheapest, "--table", "activity")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert {row["facility"]: float(row["activity"]) for row in rows} == {
        "ningbo-refinery": pytest.approx(100.0),
        "ningbo-cells": pytest.approx(100.0),
    }


def test_one_table_comes_as_json(junkan, cheapest: Path) -> None:
    rows = junkan("show", cheapest, "--table", "stage_shares", "--json").document
    assert {row["rung"] for row in rows} == {"refining-nickel", "cell-making"}


def test_two_results_are_compared(junkan, cheapest: Path, capped: Path) -> None:
    said = junkan("show", capped, "--against", cheapest)
    assert "Costs 440.0 EUR more" in said.out
    assert re.search(r"exposure to CHN 100 % .* 50\.?0* %", said.out)
    back = junkan("show", cheapest, "--against", capped)
    assert "Costs 440.0 EUR less" in back.out


def test_an_instance_shows_its_outline(junkan) -> None:
    said = junkan("show", "toy-winter")
    assert "horizon    5 periods, p1 to p5; 365 days from 2025-01-01" in said.out
    assert "demand     10 MWh" in said.out


def test_a_table_of_an_instance_comes_as_csv(junkan) -> None:
    rows = list(csv.DictReader(io.StringIO(junkan("show", "toy-winter", "--table", "lanes").out)))
    assert [row["lane"] for row in rows] == ["sea", "air"]


def test_an_unknown_table_is_a_usage_error(junkan, cheapest: Path) -> None:
    said = junkan("show", cheapest, "--table", "acts")
    assert said.code == Exit.USAGE
    assert "activity" in said.err


def test_an_instance_cannot_be_compared(junkan, cheapest: Path) -> None:
    assert junkan("show", "toy-winter", "--against", cheapest).code == Exit.USAGE
