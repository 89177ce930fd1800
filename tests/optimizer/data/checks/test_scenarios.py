"""The tree of scenarios."""

from typing import Any

import pytest

from optimizer.data.checks import scenarios


@pytest.mark.parametrize("word", ["planned", "all", "none"])
def test_the_words_that_choose_among_scenarios_name_none(bench: Any, word: str) -> None:
    row = bench.add("scenarios", scenario=word, from_period="2027", probability=0.0)
    assert bench.places(scenarios.names) == [("scenario.reserved", "scenarios", row, "scenario")]


def test_nobody_descends_from_themselves(bench: Any) -> None:
    row = bench.set("scenarios", {"scenario": "embargo"}, parent="worse")
    other = bench.row("scenarios", scenario="worse")
    assert bench.places(scenarios.cycles) == [
        ("scenario.cycle", "scenarios", row, "parent"),
        ("scenario.cycle", "scenarios", other, "parent"),
    ]


def test_a_child_of_a_loop_is_not_in_the_loop(bench: Any) -> None:
    row = bench.set("scenarios", {"scenario": "embargo"}, parent="embargo")
    assert bench.places(scenarios.cycles) == [("scenario.cycle", "scenarios", row, "parent")]


@pytest.mark.parametrize(
    ("calm", "rule"),
    [
        (0.7, ""),
        (0.5, ""),
        (0.69, "scenario.rounding"),
        (0.71, "scenario.probability"),
        (1.0, "scenario.probability"),
    ],
)
def test_siblings_add_to_one_or_leave_a_rest(bench: Any, calm: float, rule: str) -> None:
    row = bench.set("scenarios", {"scenario": "calm"}, probability=calm)
    expected = [(rule, "scenarios", row, "probability")] if rule else []
    assert bench.places(scenarios.probabilities) == expected


def test_branches_at_other_periods_are_no_siblings(bench: Any) -> None:
    bench.add("scenarios", scenario="later", from_period="2029", probability=0.9)
    assert bench.places(scenarios.probabilities) == []


def test_a_branch_begins_after_its_parent(bench: Any) -> None:
    row = bench.set("scenarios", {"scenario": "worse"}, from_period="2027")
    assert bench.places(scenarios.branches) == [
        ("scenario.too_early", "scenarios", row, "from_period")
    ]


def test_what_overrides_before_the_branch_has_no_effect(bench: Any) -> None:
    row = bench.set("capacities", {"scenario": "embargo"}, period="2026")
    struck = bench.set(
        "disruptions", {"disruption": "strike"}, first_period="2027", last_period="2028"
    )
    assert bench.places(scenarios.overrides) == [
        ("scenario.before_branch", "capacities", row, "period"),
        ("scenario.before_branch", "disruptions", struck, "last_period"),
    ]


def test_one_quiet_branch_is_fine_but_two_are_the_same(bench: Any) -> None:
    bench.add("scenarios", scenario="still", from_period="2027", probability=0.0)
    rows = [bench.row("scenarios", scenario=name) for name in ("calm", "still")]
    assert bench.places(scenarios.overrides) == [
        ("scenario.idle", "scenarios", row, "scenario") for row in rows
    ]


def test_a_branch_alone_in_which_nothing_differs(bench: Any) -> None:
    row = bench.add("scenarios", scenario="still", from_period="2029", probability=0.5)
    assert bench.places(scenarios.overrides) == [("scenario.idle", "scenarios", row, "scenario")]


@pytest.mark.parametrize(
    ("probability", "last", "rule"),
    [
        (0.0, "2028", ""),
        (0.0, "2027", ""),
        (0.0, "2026", "scenario.ends_early"),
        (0.1, "2028", "scenario.ends_likely"),
    ],
)
def test_only_an_impossible_branch_ends_and_not_before_it_began(
    bench: Any, probability: float, last: str, rule: str
) -> None:
    row = bench.add(
        "scenarios",
        scenario="lost",
        from_period="2027",
        probability=probability,
        last_period=last,
    )
    expected = [(rule, "scenarios", row, "last_period")] if rule else []
    assert bench.places(scenarios.ends) == expected


def test_a_branch_that_ends_has_no_branches(bench: Any) -> None:
    bench.add("scenarios", scenario="lost", from_period="2027", probability=0.0, last_period="2029")
    row = bench.add(
        "scenarios", scenario="more", parent="lost", from_period="2028", probability=0.0
    )
    assert bench.places(scenarios.ends) == [("scenario.child_of_ended", "scenarios", row, "parent")]
