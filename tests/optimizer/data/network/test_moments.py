"""Time: years counted on the calendar, the tree of moments, steps, dates and windows."""

from datetime import date

import numpy as np
import pytest

from optimizer.data.network.moments import Calendar, years_between
from tests.small.instances import THREE_YEARS, a_problem, an_instance, given, listed

TREE = """
    scenario  parent  from_period  probability
    calm      -       2026         0.5
    storm     -       2026         0.25
    flood     storm   2027         0.4
"""


@pytest.mark.parametrize(
    ("start", "days", "years"),
    [
        (date(2028, 1, 1), 366, 1.0),
        (date(2027, 1, 1), 365, 1.0),
        (date(2027, 3, 1), 31, 31 / 365),
        (date(2028, 3, 1), 31, 31 / 366),
        (date(2027, 7, 1), 366, 184 / 365 + 182 / 366),
        (date(2025, 1, 1), 1461, 4.0),
    ],
)
def test_years_are_counted_by_the_length_of_each_year(start: date, days: int, years: float) -> None:
    assert years_between(start, days) == pytest.approx(years)


def test_periods_follow_their_starts_not_their_rows() -> None:
    calendar = Calendar(
        an_instance(
            periods="""
                period  start       days
                late    2026-01-01  365
                early   2025-01-01  365
            """
        )
    )
    assert calendar.periods == ("early", "late")


def test_without_scenarios_moments_are_periods() -> None:
    calendar = Calendar(an_instance(periods=THREE_YEARS))
    assert [m.label(calendar.periods) for m in calendar.moments] == ["2025", "2026", "2027"]
    assert [m.before for m in calendar.moments] == [-1, 0, 1]
    assert calendar.leaves == [False, False, True]


def test_a_branch_shares_what_came_before() -> None:
    """Nobody in 2025 knows of the storm, nobody in 2026 whether a flood follows it."""
    calendar = Calendar(an_instance(periods=THREE_YEARS, scenarios=TREE))
    chances = {m.label(calendar.periods): m.probability for m in calendar.moments}
    assert chances == pytest.approx(
        {
            "2025": 1.0,
            "2026": 0.25,
            "calm|2026": 0.5,
            "storm|2026": 0.25,
            "2027": 0.25,
            "calm|2027": 0.5,
            "storm|2027": 0.15,
            "flood|2027": 0.1,
        }
    )
    before = {
        m.label(calendar.periods): calendar.moments[m.before].label(calendar.periods)
        for m in calendar.moments
        if m.before >= 0
    }
    assert before["storm|2026"] == before["calm|2026"] == before["2026"] == "2025"
    assert before["flood|2027"] == before["storm|2027"] == "storm|2026"


def test_probabilities_of_each_period_add_up_to_one() -> None:
    calendar = Calendar(an_instance(periods=THREE_YEARS, scenarios=TREE))
    total = np.bincount(calendar.period_of, [m.probability for m in calendar.moments])
    assert total == pytest.approx([1.0, 1.0, 1.0])


def test_a_trunk_that_all_have_left_has_no_moments() -> None:
    calendar = Calendar(
        an_instance(
            periods=THREE_YEARS,
            scenarios="""
                scenario  parent  from_period  probability
                calm      -       2026         0.5
                storm     -       2026         0.5
            """,
        )
    )
    labels = [m.label(calendar.periods) for m in calendar.moments]
    assert labels == ["2025", "calm|2026", "storm|2026", "calm|2027", "storm|2027"]


def test_a_branch_of_no_probability_is_a_branch_all_the_same() -> None:
    """The plan must have an answer to it, which costs nothing."""
    calendar = Calendar(
        an_instance(
            periods=THREE_YEARS,
            scenarios="scenario parent from_period probability\nstorm - 2026 0",
        )
    )
    found = {m.label(calendar.periods): m.probability for m in calendar.moments}
    assert found["storm|2027"] == 0.0
    assert found["2027"] == 1.0


def test_a_branch_may_begin_with_the_first_period() -> None:
    calendar = Calendar(
        an_instance(
            scenarios="""
                scenario  parent  from_period  probability
                storm     -       2025         0.25
            """
        )
    )
    assert [(m.scenario, m.before) for m in calendar.moments] == [("", -1), ("storm", -1)]


def test_paths_and_lineage() -> None:
    calendar = Calendar(an_instance(periods=THREE_YEARS, scenarios=TREE))
    labels = [m.label(calendar.periods) for m in calendar.moments]
    (flood,) = (at for at, label in enumerate(labels) if label == "flood|2027")
    assert [labels[n] for n in calendar.paths[flood]] == ["2025", "storm|2026", "flood|2027"]
    assert calendar.lineage("flood") == ["", "storm", "flood"]


@pytest.mark.parametrize(
    ("lead", "online"), [(0, 0), (1, 1), (365, 1), (366, 2), (730, 2), (731, 3)]
)
def test_a_build_is_online_from_the_first_period_that_starts_after_its_lead(
    lead: int, online: int
) -> None:
    assert Calendar(an_instance(periods=THREE_YEARS)).online(0, lead) == online


@pytest.mark.parametrize(
    ("first", "last", "in_force"),
    [
        (None, None, [True, True, True]),
        (date(2026, 1, 1), None, [False, True, True]),
        (date(2026, 7, 2), None, [False, True, True]),  # 183 of 365 days
        (date(2026, 7, 3), None, [False, False, True]),  # 182
        (None, date(2025, 7, 1), [False, False, False]),  # 182
        (None, date(2025, 7, 2), [True, False, False]),  # 183
        (date(2025, 12, 1), date(2027, 1, 31), [False, True, False]),
    ],
)
def test_a_dated_rule_holds_where_it_covers_half_of_the_days(
    first: date | None, last: date | None, in_force: list[bool]
) -> None:
    assert Calendar(an_instance(periods=THREE_YEARS)).in_force(first, last) == in_force


def test_whole_years_forgive_the_last_digits_of_fractions() -> None:
    """Four quarters of 2025 are one year, though their fractions need not add up to 1.0."""
    calendar = Calendar(
        an_instance(
            periods="""
                period  start       days
                q1      2025-01-01  90
                q2      2025-04-01  91
                q3      2025-07-01  92
                q4      2025-10-01  92
                q5      2026-01-01  90
            """
        )
    )
    assert [calendar.whole_years(0, later) for later in range(5)] == [0, 0, 0, 0, 1]


def test_money_is_discounted_in_the_middle_of_its_period_and_at_the_end() -> None:
    problem = a_problem(
        periods=THREE_YEARS, parameters="parameter value\ndiscount_rate 0.1", scenarios=TREE
    )
    assert given(problem, "discount", "2026") == pytest.approx(1.1**-1.5)
    assert given(problem, "discount_at_end", "2026") == pytest.approx(1.1**-3)
    assert given(problem, "weight", "storm|2026") == pytest.approx(0.25 * 1.1**-1.5)
    assert given(problem, "weight_at_end", "storm|2026") == 0.0
    assert given(problem, "weight_at_end", "flood|2027") == pytest.approx(0.1 * 1.1**-3)


def test_without_a_rate_money_keeps_its_value() -> None:
    problem = a_problem(periods=THREE_YEARS)
    assert problem.values("discount").tolist() == [1.0, 1.0, 1.0]
    assert problem.values("discount_at_end").tolist() == [1.0, 1.0, 1.0]


def test_before_lists_one_moment_or_none() -> None:
    problem = a_problem(periods=THREE_YEARS, scenarios=TREE)
    assert listed(problem, "before", "2025") == []
    assert listed(problem, "before", "flood|2027") == ["storm|2026"]


STEPS = {
    "facilities": "facility site unit\nworks cn GWh",
    "scenarios": TREE,
    "periods": THREE_YEARS,
}


def _capacities(rows: str) -> dict[str, float]:
    text = "facility period capacity scenario\n" + rows
    problem = a_problem(**STEPS, capacities=text)
    return {n: given(problem, "step_capacity", "works", n) for n in problem.labels("moments")}


def test_a_step_holds_until_a_later_row_and_not_before_the_first() -> None:
    found = _capacities("works 2026 5 -\nworks 2027 7 -")
    assert (found["2025"], found["2026"], found["2027"]) == (0.0, 5.0, 7.0)


def test_a_row_of_a_branch_replaces_its_key_there_and_below() -> None:
    """In the storm 2026 has 2; nothing is said of 2027 there, so the base row of 2027 holds."""
    found = _capacities("works 2025 5 -\nworks 2027 7 -\nworks 2026 2 storm")
    assert found["2026"] == found["calm|2026"] == 5.0
    assert found["storm|2026"] == 2.0
    assert found["storm|2027"] == found["flood|2027"] == 7.0


def test_the_nearest_ancestor_has_the_last_word() -> None:
    found = _capacities("works 2025 5 -\nworks 2027 2 storm\nworks 2027 3 flood")
    assert (found["2027"], found["storm|2027"], found["flood|2027"]) == (5.0, 2.0, 3.0)


def test_a_row_of_a_branch_reaches_back_into_its_own_path_only() -> None:
    """A step of 2025 told in the storm shows from the branch on; the past stays as it was."""
    found = _capacities("works 2025 5 -\nworks 2025 1 storm")
    assert found["2025"] == 5.0
    assert found["storm|2026"] == 1.0


def test_a_branch_may_end_before_the_horizon() -> None:
    """Nothing of it exists later, and its end is not that of the horizon."""
    calendar = Calendar(
        an_instance(
            periods=THREE_YEARS,
            scenarios="""
                scenario  parent  from_period  probability  last_period
                short     -       2026         0            2026
                long      -       2026         0            2027
            """,
        )
    )
    labels = [m.label(calendar.periods) for m in calendar.moments]
    assert labels == ["2025", "2026", "short|2026", "long|2026", "2027", "long|2027"]
    assert calendar.leaves == [False, False, False, False, True, False]
