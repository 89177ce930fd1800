"""Steps of learning curves, what they count and what was before."""

import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

PLANTS = {
    "processes": "process rung throughput activity_unit\nmake celling 2 GWh\nmix recovering 1 kt",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "capacities": "facility period capacity\nworks-cn 2025 5\nworks-de 2025 3\nworks-de 2026 4",
    "operations": "facility process\nworks-cn make\nworks-de make\nworks-de mix",
    "recipes": "process commodity coefficient\nmake cell 1\nmix slag 1",
    "disposals": "site commodity cost\ncn cell 0\nde cell 0\nde slag 0",
}
STEPS = (
    "step rung process area threshold saving\n"
    "here celling - EU 20 0.5\nall celling - - 30 0.25\nmixing - mix - 10 1"
)


def test_a_step_counts_the_plants_of_its_rung_or_process_in_its_area() -> None:
    problem = a_problem(periods=THREE_YEARS, **PLANTS, learning=STEPS)
    assert problem.labels("lessons") == ("here", "all", "mixing")
    assert listed(problem, "taught_by", "here") == ["works-de|make"]
    assert listed(problem, "taught_by", "all") == ["works-cn|make", "works-de|make"]
    assert listed(problem, "taught_by", "mixing") == ["works-de|mix"]
    assert given(problem, "lesson_threshold", "all") == pytest.approx(30.0)
    assert given(problem, "lesson_saving", "all") == pytest.approx(0.25)


def test_what_can_be_made_at_most_follows_from_capacity() -> None:
    """Each unit of activity is 2 of throughput."""
    problem = a_problem(periods=THREE_YEARS, **PLANTS, learning=STEPS)
    assert given(problem, "lesson_most", "here", "2025") == pytest.approx(6.0)
    assert given(problem, "lesson_most", "here", "2026") == pytest.approx(8.0)
    assert given(problem, "lesson_most", "all", "2026") == pytest.approx(18.0)


def test_earlier_is_all_that_was_before_in_the_course() -> None:
    branch = "scenario parent from_period probability\nstrike - 2026 0.5"
    problem = a_problem(periods=THREE_YEARS, scenarios=branch, **PLANTS, learning=STEPS)
    assert listed(problem, "earlier", "2025") == []
    assert listed(problem, "earlier", "2027") == ["2025", "2026"]
    assert listed(problem, "earlier", "strike|2027") == ["2025", "strike|2026"]


def test_without_steps_nothing_is_counted() -> None:
    problem = a_problem(periods=THREE_YEARS, **PLANTS)
    assert problem.labels("lessons") == ()
    assert listed(problem, "earlier", "2027") == []
