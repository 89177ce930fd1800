"""The scenario tree: moments, their past, their probability, rows by scenario."""

from datetime import date

import polars as pl
import pytest

from optimizer.audit.calendar import Calendar
from optimizer.audit.moments import Moments
from optimizer.errors import AuditError

YEARS = ("2025", "2026", "2027", "2028")
Branch = tuple[str, str, str, float]


def a_tree(*branches: Branch) -> Moments:
    periods = pl.DataFrame(
        {
            "period": YEARS,
            "start": [date(int(y), 1, 1) for y in YEARS],
            "days": [365, 365, 365, 366],
        }
    )
    schema = {
        "scenario": pl.String,
        "parent": pl.String,
        "from_period": pl.String,
        "probability": pl.Float64,
        "last_period": pl.String,
    }
    rows = [(*branch, "")[:4] + (branch[4:] or ("",)) for branch in branches]
    scenarios = pl.DataFrame(rows, schema=schema, orient="row")
    return Moments.of(scenarios, Calendar.of(periods, 0.0))


# War breaks out in 2026 (0.4), and of it comes peace in 2027 (0.5) or a siege in 2028 (0.2 of what
# still is war); a boom follows on the trunk in 2027 (0.25 of what stayed there).
WAR: tuple[Branch, ...] = (
    ("war", "", "2026", 0.4),
    ("peace", "war", "2027", 0.5),
    ("siege", "war", "2028", 0.2),
    ("boom", "", "2027", 0.25),
)


def chances(tree: Moments) -> dict[tuple[str, str], float]:
    rows = tree.table.select("scenario", "period", "probability").iter_rows()
    return {(scenario, period): chance for scenario, period, chance in rows}


def past(tree: Moments, scenario: str, period: str) -> list[str]:
    mine = (pl.col("scenario") == scenario) & (pl.col("period") == period)
    rows = tree.lineage.filter(mine).sort("past_index")
    return [f"{s}{p}" for s, p in rows.select("past_scenario", "past_period").iter_rows()]


def test_without_scenarios_the_moments_are_the_periods() -> None:
    assert chances(a_tree()) == {("", year): 1.0 for year in YEARS}


def test_probabilities_multiply_along_the_path() -> None:
    assert chances(a_tree(*WAR)) == pytest.approx(
        {
            ("", "2025"): 1.0,
            ("", "2026"): 0.6,
            ("", "2027"): 0.6 * 0.75,
            ("", "2028"): 0.6 * 0.75,
            ("war", "2026"): 0.4,
            ("war", "2027"): 0.4 * 0.5,
            ("war", "2028"): 0.4 * 0.5 * 0.8,
            ("peace", "2027"): 0.4 * 0.5,
            ("peace", "2028"): 0.4 * 0.5,
            ("siege", "2028"): 0.4 * 0.5 * 0.2,
            ("boom", "2027"): 0.6 * 0.25,
            ("boom", "2028"): 0.6 * 0.25,
        }
    )


def test_each_period_is_certain_in_sum() -> None:
    sums = a_tree(*WAR).table.group_by("period").agg(pl.col("probability").sum())
    assert sums["probability"].to_list() == pytest.approx([1.0] * 4)


def test_the_past_of_a_moment_runs_up_to_the_branch_and_then_the_trunk() -> None:
    tree = a_tree(*WAR)
    assert past(tree, "siege", "2028") == ["2025", "war2026", "war2027", "siege2028"]
    assert past(tree, "boom", "2028") == ["2025", "2026", "boom2027", "boom2028"]
    assert past(tree, "", "2027") == ["2025", "2026", "2027"]


def test_a_branch_that_all_leave_has_ended() -> None:
    tree = a_tree(("good", "", "2026", 0.5), ("bad", "", "2026", 0.5))
    assert ("", "2026") not in chances(tree)
    assert past(tree, "good", "2026") == ["2025", "good2026"]


def test_a_branch_of_no_probability_is_there() -> None:
    tree = a_tree(("outage", "", "2026", 0.0))
    assert chances(tree)["outage", "2027"] == 0.0
    assert chances(tree)["", "2027"] == 1.0


def test_a_branch_from_the_first_period_has_no_common_past() -> None:
    tree = a_tree(("now", "", "2025", 0.3))
    assert past(tree, "now", "2026") == ["now2025", "now2026"]
    assert chances(tree)["", "2025"] == pytest.approx(0.7)


def test_a_row_by_scenario_replaces_its_key_there_and_below() -> None:
    tree = a_tree(*WAR)
    rows = pl.DataFrame(
        {
            "k": ["a", "a", "a", "b"],
            "scenario": ["", "war", "siege", "peace"],
            "value": [1.0, 2.0, 3.0, 4.0],
        }
    )
    seen = {
        (s, k): v for s, k, v in tree.overlay(rows, ["k"]).select("scenario", "k", "value").rows()
    }
    assert seen == {
        ("", "a"): 1.0,
        ("boom", "a"): 1.0,
        ("war", "a"): 2.0,
        ("peace", "a"): 2.0,
        ("siege", "a"): 3.0,
        ("peace", "b"): 4.0,
    }


def test_steps_are_taken_in_each_branch() -> None:
    tree = a_tree(("war", "", "2026", 0.5))
    rows = pl.DataFrame(
        {
            "k": ["a", "a", "a"],
            "period": ["2026", "2028", "2027"],
            "scenario": ["", "", "war"],
            "value": [1.0, 2.0, 9.0],
        }
    )
    found = tree.stepped(rows, ["k"]).select("scenario", "period", "value")
    assert sorted(found.rows()) == [
        ("", "2026", 1.0),
        ("", "2027", 1.0),
        ("", "2028", 2.0),
        ("war", "2026", 1.0),
        ("war", "2027", 9.0),
        ("war", "2028", 2.0),
    ]


@pytest.mark.parametrize(
    "branches",
    [
        (("a", "b", "2026", 0.5), ("b", "a", "2026", 0.5)),
        (("a", "nobody", "2026", 0.5),),
        (("a", "", "2030", 0.5),),
    ],
)
def test_what_is_no_tree_cannot_be_audited(branches: tuple[Branch, ...]) -> None:
    with pytest.raises(AuditError):
        a_tree(*branches)


def test_a_branch_may_end_before_the_horizon() -> None:
    tree = a_tree(("short", "", "2026", 0.0, "2027"))  # type: ignore[arg-type]
    own = tree.table.filter(pl.col("scenario") == "short")
    assert own["period"].to_list() == ["2026", "2027"]
    assert tree.ended == ("short",)
