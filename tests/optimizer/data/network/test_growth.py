"""Limits on growth at their moments."""

import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

PLANTS = {
    "processes": "process rung throughput activity_unit\nmake celling 2 GWh\nmix recovering 1 kt",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "operations": "facility process\nworks-cn make\nworks-de make\nworks-de mix",
}
LIMITS = (
    "limit chemistry rung area start factor first_period last_period\n"
    "here - celling EU 3 2 2026 -\nall - celling - 4 3 - 2025"
)


def test_a_limit_is_there_in_its_window_and_counts_its_area() -> None:
    problem = a_problem(periods=THREE_YEARS, **PLANTS, growth_limits=LIMITS)
    assert problem.labels("growing") == ("here|2026", "here|2027", "all|2025")
    assert listed(problem, "growing_operations", "here|2026") == ["works-de|make"]
    assert listed(problem, "growing_operations", "all|2025") == ["works-cn|make", "works-de|make"]
    assert listed(problem, "growing_servings", "all|2025") == []
    assert listed(problem, "growth_from", "here|2026") == ["2025"]
    assert listed(problem, "growth_from", "all|2025") == []


def test_growth_is_scaled_to_the_length_of_periods() -> None:
    periods = "period start days\nq 2025-01-01 73\nr 2025-03-15 146"
    limits = "limit rung start factor\nall celling 10 4"
    problem = a_problem(periods=periods, **PLANTS, growth_limits=limits)
    assert given(problem, "growth_start", "all|q") == pytest.approx(2.0)
    assert given(problem, "growth_start", "all|r") == pytest.approx(4.0)
    assert given(problem, "growth_again", "all|q") == 0.0
    # Three tenths of a year from middle to middle, in a period twice as long.
    assert given(problem, "growth_again", "all|r") == pytest.approx(2 * 4**0.3)


def test_without_limits_nothing_is_counted() -> None:
    assert a_problem(**PLANTS).labels("growing") == ()
