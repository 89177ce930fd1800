"""Facilities, operations, vintages and closures."""

import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

WORKS = {
    "periods": THREE_YEARS,
    "processes": "process rung activity_unit\nmake celling GWh\nlean celling GWh",
    "recipes": "process commodity coefficient\nmake ore -2\nmake cell 1\nlean ore -1",
    "facilities": "facility site unit closable closing_cost\nworks jp GWh true 5\n"
    "mill de GWh false 0",
    "operations": "facility process variable_cost capacity_use\nworks make 3 1.25\nmill make 4 1\n"
    "mill lean 5 1",
}
HEADER = "expansion facility size_min size_max fixed_capex unit_capex"


def test_capacities_may_be_given_in_another_unit() -> None:
    problem = a_problem(**WORKS, capacities="facility period capacity unit\nworks 2026 4000 MWh")
    steps = [given(problem, "step_capacity", "works", n) for n in problem.labels("moments")]
    assert steps == [0.0, 4.0, 4.0]


def test_what_works_is_years_times_what_disruptions_leave() -> None:
    """Two that strike the same works multiply."""
    problem = a_problem(
        **{**WORKS, "periods": "period start days\n2025 2025-01-01 73"},
        disruptions="""
            disruption  kind      target  first_period  last_period  remaining
            typhoon     site      jp      2025          2025         0.5
            fire        facility  works   2025          2025         0.4
        """,
    )
    assert given(problem, "working", "works", "2025") == pytest.approx(0.2 * 0.5 * 0.4)
    assert given(problem, "working", "mill", "2025") == pytest.approx(0.2)


def test_operations_and_what_they_make_and_use() -> None:
    problem = a_problem(**WORKS)
    assert listed(problem, "running", "mill") == ["mill|make", "mill|lean"]
    assert listed(problem, "entries_of", "de|ore") == ["mill|make|ore", "mill|lean|ore"]
    assert listed(problem, "operation_of", "mill|lean|ore") == ["mill|lean"]
    assert given(problem, "coefficient", "mill|lean|ore") == -1.0
    assert given(problem, "capacity_use", "works|make") == 1.25


def test_only_operations_of_a_struck_stage_have_a_limit_of_their_own() -> None:
    problem = a_problem(
        **WORKS,
        disruptions="""
            disruption  kind   target  country  first_period  last_period  remaining
            strike      stage  cell    JPN      2026          2026         0.5
        """,
    )
    assert problem.labels("struck") == ("works|make",)
    assert problem.values("struck_fraction")[0].tolist() == [1.0, 0.5, 1.0]
    assert listed(problem, "home_of_struck", "works|make") == ["works"]


def test_vintages_are_the_periods_in_which_a_build_may_be_decided() -> None:
    """Within its window, and only if it comes online within the horizon."""
    problem = a_problem(
        **WORKS,
        expansions=f"""
            {HEADER}  lead_days  first_period  last_period
            any       mill  1  2  3  4  0    -     -
            slow      mill  1  2  3  4  366  -     -
            window    mill  1  2  3  4  0    2026  2026
        """,
    )
    assert problem.labels("vintages") == (
        "any@2025",
        "any@2026",
        "any@2027",
        "slow@2025",
        "window@2026",
    )
    assert listed(problem, "vintages_of", "any") == ["any@2025", "any@2026", "any@2027"]
    assert listed(problem, "decided_in", "2026") == ["any@2026", "window@2026"]
    assert listed(problem, "online", "mill", "2026") == ["any@2025", "any@2026", "window@2026"]
    assert "slow@2025" in listed(problem, "online", "mill", "2027")
    assert listed(problem, "online", "works", "2027") == []


@pytest.mark.parametrize(
    ("rows", "fractions"),
    [
        ("r 0 0.25\nr 1 0.5\nr 2 1", [0.25, 0.5, 1.0]),
        ("r 1 0.5", [0.0, 0.5, 0.5]),
        ("r 0 0.5\nr 2 0.75", [0.5, 0.5, 0.75]),
    ],
)
def test_a_ramp_holds_from_each_listed_age_to_the_next(rows: str, fractions: list[float]) -> None:
    problem = a_problem(
        **WORKS,
        ramps=f"ramp age fraction\n{rows}",
        expansions=f"{HEADER} ramp\nline mill 1 2 3 4 r",
    )
    assert [given(problem, "ramp", "line@2025", n) for n in ("2025", "2026", "2027")] == fractions


def test_a_ramp_counts_from_the_first_online_period() -> None:
    problem = a_problem(
        **WORKS,
        ramps="ramp age fraction\nr 0 0.25\nr 1 1",
        expansions=f"{HEADER} ramp lead_days\nline mill 1 2 3 4 r 365",
    )
    found = [given(problem, "ramp", "line@2025", n) for n in ("2025", "2026", "2027")]
    assert found == [0.0, 0.25, 1.0]


@pytest.mark.parametrize(
    ("life", "subsidy", "left"),
    [(10, 0.0, 0.7), (10, 0.5, 0.35), (3, 0.0, 0.0), (2, 0.0, 0.0)],
)
def test_what_a_build_is_still_worth_falls_in_a_straight_line(
    life: float, subsidy: float, left: float
) -> None:
    """Online for the three years of the horizon."""
    problem = a_problem(
        **WORKS, expansions=f"{HEADER} life_years subsidy\nline mill 1 2 3 4 {life} {subsidy}"
    )
    assert given(problem, "value_left", "line@2025") == pytest.approx(left)
    assert given(problem, "subsidy_rate", "line@2025") == pytest.approx(subsidy)


def test_alternatives() -> None:
    problem = a_problem(
        **WORKS,
        expansions=f"{HEADER} choose_one\na mill 1 2 3 4 one\nb mill 1 2 3 4 one\nc mill 1 2 3 4 -",
    )
    assert problem.labels("alternatives") == ("one",)
    assert listed(problem, "choices", "one") == [
        f"{e}@{p}" for e in "ab" for p in range(2025, 2028)
    ]


def test_a_closable_facility_has_a_closure_for_every_period() -> None:
    problem = a_problem(
        **WORKS, scenarios="scenario parent from_period probability\nstorm - 2026 0.5"
    )
    assert problem.labels("closures") == ("works@2025", "works@2026", "works@2027")
    assert listed(problem, "closed_at", "works", "storm|2026") == ["works@2026"]
    assert listed(problem, "closed_at", "mill", "2026") == []
    assert listed(problem, "closed_before", "works@2025") == []
    assert listed(problem, "closed_before", "works@2026") == ["works@2025"]
    assert listed(problem, "closures_in", "2027") == ["works@2027"]
    assert given(problem, "closing_cost", "works@2026") == 5.0


def test_closing_spares_the_least_use_of_all_that_could_be_built() -> None:
    """0.5 of two builds of 2 in 2025, of which half works in the first year; nothing elsewhere."""
    pressed = "facility site unit minimum_use closable\nworks jp GWh 0.5 true\nmill de GWh 0 false"
    problem = a_problem(
        **{**WORKS, "facilities": pressed},
        ramps="ramp age fraction\nr 0 0.5\nr 1 1",
        expansions=f"{HEADER} max_builds last_period ramp\nline works 1 2 3 4 2 2025 r",
    )
    assert problem.labels("pressed") == ("works",)
    assert problem.values("spared")[0].tolist() == [1.0, 2.0, 2.0]
