"""Demand, shares, and what comes back of what was sold."""

from typing import Any

import pytest

from optimizer.data.assemble import assemble
from tests.small.instances import THREE_YEARS, a_problem, an_instance, given, listed

MARKET: dict[str, str] = {
    "periods": THREE_YEARS,
    "segments": "segment unit shortfall_penalty\ncars GWh 500\ngrid GWh -",
    "chemistries": """
        chemistry  commodity  energy_per_unit  available_from  eol_commodity  eol_per_energy
        nmc        cell       1                -               spent          0.8
        next       cell       4                2026-03-01      -              0
    """,
    "shares": "segment chemistry period\ncars nmc 2025\ncars next 2025\ngrid nmc 2025",
    "demands": "market segment period energy\nde cars 2025 8\nde cars 2026 9\nde grid 2026 2\n"
    "jp cars 2026 4",
}


def _problem(**tables: str) -> Any:
    return a_problem(**{**MARKET, **tables})


def _row(problem: Any, name: str, *labels: str) -> list[float]:
    return [given(problem, name, *labels, n) for n in problem.labels("moments")]


def test_demand_is_of_the_period_and_zero_without_a_row() -> None:
    assert _row(_problem(), "demand", "de|cars") == [8.0, 9.0, 0.0]


def test_demand_may_be_given_in_another_unit() -> None:
    problem = _problem(demands="market segment period energy unit\nde cars 2025 8000 MWh")
    assert _row(problem, "demand", "de|cars") == [8.0, 0.0, 0.0]


def test_demand_of_a_branch_replaces_that_of_the_same_period() -> None:
    problem = _problem(
        scenarios="scenario parent from_period probability\nboom - 2026 0.5",
        demands="market segment period energy scenario\nde cars 2026 9 -\nde cars 2026 12 boom",
    )
    assert given(problem, "demand", "de|cars", "2026") == 9.0
    assert given(problem, "demand", "de|cars", "boom|2026") == 12.0


def test_a_shortfall_is_priced_or_there_is_none() -> None:
    problem = _problem()
    assert given(problem, "penalty", "de|cars") == 500.0
    assert _row(problem, "shortfall_max", "de|cars") == [8.0, 9.0, 0.0]
    assert _row(problem, "shortfall_max", "de|grid") == [0.0, 0.0, 0.0]


def test_forbidden_shortfall_is_forbidden_everywhere() -> None:
    problem = assemble(an_instance(**MARKET), forbid_shortfall=True)
    assert not problem.values("shortfall_max").any()


def test_a_chemistry_serves_where_it_has_a_share() -> None:
    problem = _problem()
    assert listed(problem, "served_by", "de|cars") == ["de|cars|nmc", "de|cars|next"]
    assert listed(problem, "served_by", "de|grid") == ["de|grid|nmc"]
    assert listed(problem, "delivered_from", "jp|cell") == ["jp|cars|nmc", "jp|cars|next"]
    assert given(problem, "units_per_energy", "de|cars|next") == 0.25


def test_a_chemistry_serves_only_from_its_first_day_on() -> None:
    """March 2026 leaves more than half of the year."""
    assert _row(_problem(), "served_max", "de|cars|next") == [0.0, 9.0, 0.0]


def test_a_share_without_a_row_yet_is_no_share() -> None:
    problem = _problem(shares="segment chemistry period\ncars nmc 2026")
    assert _row(problem, "served_max", "de|cars|nmc") == [0.0, 9.0, 0.0]


def test_bounds_on_shares_step_and_only_those_that_bind_are_rows() -> None:
    problem = _problem(
        shares="""
            segment  chemistry  period  minimum  maximum
            cars     nmc        2025    0.25     1
            cars     nmc        2026    0.5      0.75
            cars     next       2025    0        1
        """
    )
    assert problem.labels("floored") == ("de|cars|nmc", "jp|cars|nmc")
    assert problem.labels("roofed") == ("de|cars|nmc", "jp|cars|nmc")
    assert _row(problem, "share_min", "de|cars|nmc") == [0.25, 0.5, 0.5]
    assert _row(problem, "share_max", "de|cars|nmc") == [1.0, 0.75, 0.75]
    assert listed(problem, "demand_of_floored", "jp|cars|nmc") == ["jp|cars"]


def test_a_row_that_names_the_market_goes_before_one_that_does_not() -> None:
    """From its first period on; before it the general one holds."""
    problem = _problem(
        shares="""
            segment  chemistry  market  period  maximum
            cars     nmc        -       2025    0.5
            cars     nmc        de      2026    0.25
        """
    )
    assert _row(problem, "share_max", "de|cars|nmc") == [0.5, 0.25, 0.25]
    assert _row(problem, "share_max", "jp|cars|nmc") == [0.5, 0.5, 0.5]


LOOP = {
    "lifetimes": "segment chemistry age fraction\ncars - 1 0.1\ncars - 2 0.3",
    "collections": "market segment period rate\nde - 2025 0.5",
}


def test_what_was_sold_comes_back_by_age() -> None:
    """0.8 kt per GWh · 0.5 collected · 0.1 of age one or 0.3 of age two."""
    problem = _problem(**LOOP)
    rates = {
        (n, q): given(problem, "return_rate", "de|cars|nmc", f"{n}<{q}")
        for n, q in (("2026", "2025"), ("2027", "2025"), ("2027", "2026"))
    }
    assert rates == pytest.approx(
        {("2026", "2025"): 0.04, ("2027", "2025"): 0.12, ("2027", "2026"): 0.04}
    )
    assert listed(problem, "pasts_of", "2027") == ["2027<2025", "2027<2026"]
    assert listed(problem, "past_moment", "2027<2025") == ["2025"]
    assert listed(problem, "collected_into", "de|spent") == ["de|cars|nmc", "de|grid|nmc"]


def test_a_market_without_collection_collects_nothing() -> None:
    assert given(_problem(**LOOP), "return_rate", "jp|cars|nmc", "2027<2026") == 0.0


def test_a_chemistry_of_which_nothing_comes_back_does_not_return() -> None:
    assert "de|cars|next" not in _problem(**LOOP).labels("returning")


def test_a_lifetime_of_the_chemistry_goes_before_the_general_one() -> None:
    problem = _problem(
        **{**LOOP, "lifetimes": "segment chemistry age fraction\ncars - 1 0.1\ncars nmc 2 0.3"}
    )
    assert given(problem, "return_rate", "de|cars|nmc", "2026<2025") == 0.0
    assert given(problem, "return_rate", "de|cars|nmc", "2027<2025") == pytest.approx(0.12)


def test_a_collection_of_the_segment_goes_before_the_general_one() -> None:
    problem = _problem(
        **{**LOOP, "collections": "market segment period rate\nde - 2025 0.5\nde cars 2027 1"}
    )
    assert given(problem, "return_rate", "de|cars|nmc", "2026<2025") == pytest.approx(0.04)
    assert given(problem, "return_rate", "de|cars|nmc", "2027<2025") == pytest.approx(0.24)


def test_a_part_of_a_year_sees_its_part_of_the_retirement() -> None:
    problem = _problem(
        **LOOP,
        periods="""
            period  start       days
            2025    2025-01-01  365
            2026    2026-01-01  73
            2027    2026-03-15  73
        """,
    )
    assert given(problem, "return_rate", "de|cars|nmc", "2026<2025") == pytest.approx(0.04 * 0.2)


def test_older_cohorts_come_back_too_even_where_nothing_is_sold() -> None:
    problem = _problem(
        **LOOP, past_returns="market segment chemistry period energy\nde grid nmc 2026 3"
    )
    assert _row(problem, "collected_past", "de|grid|nmc") == pytest.approx([0.0, 3 * 0.4, 0.0])
    old = _problem(
        demands="market segment period energy\njp cars 2026 4",
        collections="market period rate\nde 2025 0.5",
        past_returns="market segment chemistry period energy\nde grid nmc 2026 3",
    )
    assert listed(old, "sold_as", "de|grid|nmc") == []
    assert _row(old, "collected_past", "de|grid|nmc") == pytest.approx([0.0, 1.2, 0.0])
