"""Values outside what their column allows."""

from typing import Any

import pytest

from optimizer.data.checks.values import limits


@pytest.mark.parametrize("value", [1e12, -1e12, 1e300])
def test_absurd_magnitudes_are_one_finding_each(bench: Any, value: float) -> None:
    row = bench.set("recipes", {"process": "dig"}, coefficient=value)
    assert bench.places(limits) == [("value.absurd", "recipes", row, "coefficient")]


def test_what_is_just_not_absurd_passes(bench: Any) -> None:
    bench.set("recipes", {"process": "dig"}, coefficient=9.9e11)
    assert bench.places(limits) == []


def test_negative_where_there_is_nothing_negative(bench: Any) -> None:
    row = bench.set("modes", {"mode": "road"}, cost_per_tkm=-0.1)
    (finding,) = bench.findings(limits)
    assert (finding.rule, finding.row, finding.column) == ("value.too_small", row, "cost_per_tkm")
    assert finding.message == "less than 0 money/t/km"
    assert finding.mend == "Write a number of at least 0."


def test_a_fraction_above_one_is_probably_a_percentage(bench: Any) -> None:
    row = bench.set("disruptions", {"disruption": "flood"}, remaining=90.0)
    (finding,) = bench.findings(limits)
    assert (finding.rule, finding.row, finding.value) == ("value.too_large", row, "90")
    assert "0.05 for 5 %" in finding.mend


def test_whole_numbers_have_bounds_too(bench: Any) -> None:
    row = bench.set("ramps", {"age": 1}, age=101)
    assert bench.places(limits) == [("value.too_large", "ramps", row, "age")]


def test_a_choice_is_answered_with_the_nearest(bench: Any) -> None:
    row = bench.set("disruptions", {"disruption": "fire"}, kind="facilities")
    (finding,) = bench.findings(limits)
    assert (finding.rule, finding.row, finding.column) == ("value.choice", row, "kind")
    assert "'facility'" in finding.mend


def test_an_empty_choice_means_its_default(bench: Any) -> None:
    bench.set("sites", {"site": "kobe"}, confidence="")
    assert bench.places(limits) == []
