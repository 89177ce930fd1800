"""Holdings, and goods that are there or under way at the start."""

import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

HOLDING = """
    site  commodity  capacity  minimum  initial  final_minimum  loss  expansion_max  expansion_cost
    de    cell       8         1        4        2              0.19  3              2
"""
HALVES = """
    period  start       days
    2025    2025-01-01  365
    h1      2026-01-01  365
    h2      2027-01-01  73
"""


def test_stock_falls_no_lower_than_its_minimum_and_at_the_end_the_final_one() -> None:
    problem = a_problem(periods=THREE_YEARS, storages=HOLDING)
    assert problem.values("stock_min")[0].tolist() == [1.0, 1.0, 2.0]


def test_the_higher_of_two_minima_holds_at_the_end() -> None:
    low = "site commodity minimum final_minimum capacity\nde cell 3 2 9"
    assert a_problem(storages=low).values("stock_min")[0].tolist() == [3.0]


def test_losses_follow_the_length_of_the_period() -> None:
    """0.81 a year; over a fifth of one 0.81^0.2."""
    problem = a_problem(periods=HALVES, storages=HOLDING)
    assert given(problem, "kept", "de|cell", "2025") == pytest.approx(0.81)
    assert given(problem, "kept", "de|cell", "h2") == pytest.approx(0.81**0.2)


def test_the_start_gives_what_is_not_lost_of_it_and_what_was_under_way() -> None:
    problem = a_problem(
        periods=THREE_YEARS,
        storages=HOLDING,
        arrivals="site commodity period quantity\nde cell 2025 1\nde cell 2026 5\njp ore 2026 2",
    )
    assert given(problem, "given", "de|cell", "2025") == pytest.approx(4 * 0.81 + 1)
    assert given(problem, "given", "de|cell", "2026") == 5.0
    assert given(problem, "given", "jp|ore", "2026") == 2.0


def test_every_first_moment_starts_with_the_initial_stock() -> None:
    problem = a_problem(
        storages=HOLDING,
        scenarios="scenario parent from_period probability\nstorm - 2025 0.5",
    )
    assert problem.values("given")[0] == pytest.approx([4 * 0.81, 4 * 0.81])


def test_room_is_paid_in_the_first_period() -> None:
    problem = a_problem(periods=THREE_YEARS, storages=HOLDING)
    assert problem.values("room_cost")[0].tolist() == [2.0, 0.0, 0.0]
    assert given(problem, "room_max", "de|cell") == 3.0
    assert listed(problem, "kept_in", "de|cell") == ["de|cell"]
