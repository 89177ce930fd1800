"""Lanes that must be opened, and what belongs to them."""

import pytest

from optimizer.errors import FormulationError
from tests.small.instances import TWO_YEARS, a_problem, given, listed

LANES = {
    "lanes": """
        lane   origin  destination  mode  capacity_t  opening_cost
        new    cn      de           road  2000        5
        old    cn      de           road  2000        -
        free   cn      de           road  -           0
    """,
    "shipments": "lane commodity capacity\nnew cell -\nnew ore -\nold cell -\nfree cell 4",
    "supplies": "supply site commodity\na cn cell\nb cn ore",
    "supply_terms": "supply period price\na 2025 1\nb 2025 1",
    "disposals": "site commodity\nde cell\nde ore",
}


def test_lanes_with_an_opening_cost_must_be_opened() -> None:
    """A cost of nothing is a cost; no cost is none."""
    problem = a_problem(**LANES)
    assert problem.labels("openings") == ("new", "free")
    assert problem.labels("limited_openings") == ("new",)
    assert problem.labels("gated") == ("new|cell", "new|ore", "free|cell")
    assert listed(problem, "opening_of", "new|ore") == ["new"]
    assert listed(problem, "opening_of", "free|cell") == ["free"]


def test_opening_is_paid_in_the_first_period() -> None:
    problem = a_problem(periods=TWO_YEARS, **LANES)
    assert given(problem, "opening_cost", "new", "2025") == 5.0
    assert given(problem, "opening_cost", "new", "2026") == 0.0


def test_each_shipment_has_its_own_factor() -> None:
    problem = a_problem(**LANES)
    assert given(problem, "most_of_use", "new|cell", "2025") == 2.0
    assert given(problem, "most_of_use", "free|cell", "2025") == 4.0


def test_without_any_limit_there_is_no_factor() -> None:
    """The checker refuses such an instance; so does who did not ask it."""
    with pytest.raises(FormulationError, match=r"nothing limits free\|cell: state a capacity"):
        a_problem(**LANES | {"shipments": "lane commodity\nfree cell"})


def test_lanes_that_are_open_need_no_limit() -> None:
    lanes = "lane origin destination mode\nold cn de road"
    problem = a_problem(**LANES | {"lanes": lanes, "shipments": "lane commodity\nold cell"})
    assert problem.labels("gated") == ()
