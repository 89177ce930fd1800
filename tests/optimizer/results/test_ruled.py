"""Rules in the summary: each where it is tightest."""

import polars as pl
import pytest

from optimizer.results.ruled import rules, tightest, told
from optimizer.results.summary import as_text
from tests.small.instances import solved
from tests.small.law import HOME, THIRD, two_makers


@pytest.mark.solver
def test_a_row_for_each_rule() -> None:
    run = solved(two_makers(HOME, THIRD))
    assert run.measures is not None
    block = rules(run.measures)
    assert block is not None
    lines = as_text(block).splitlines()
    assert "what a point more would cost, EUR" in lines[0]
    assert lines[3].split() == ["home", "2025", "40.0", "%", "≥", "40.0", "%", "binding", "0.200"]
    assert lines[4].split() == ["third", "CHN", "2025", "60.0", "%", "≤", "65.0", "%", "kept"]


@pytest.mark.solver
def test_no_rules_no_block() -> None:
    run = solved(two_makers())
    assert run.measures is not None
    assert rules(run.measures) is None


def test_the_tightest_is_missed_before_it_is_kept() -> None:
    frame = pl.DataFrame(
        {
            "rule": ["a", "a", "b", "b"],
            "period": ["1", "2", "1", "2"],
            "verdict": ["kept", "missed", "kept", "kept"],
            "slack": [0.0, -0.1, 0.3, 0.3],
            "marginal": [0.0, 1.0, 0.0, 0.5],
        }
    )
    assert tightest(frame).select("rule", "period").rows() == [("a", "2"), ("b", "2")]


def test_levels_are_told_in_percent_or_by_the_year() -> None:
    assert told({"kind": "made_share"}, 0.5) == "50.0 %"
    assert told({"kind": "capacity"}, 150.0) == "150/year"
    assert told({"kind": "made_share"}, None) == "-"
