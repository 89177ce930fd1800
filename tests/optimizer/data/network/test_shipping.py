"""Shipments: where they go, when they arrive, what they cost and how much fits."""

import numpy as np
import pytest

from tests.small.instances import THREE_YEARS, a_problem, given, listed

QUARTER = """
    period  start       days
    2025    2025-01-01  365
    q1      2026-01-01  90
    q2      2026-04-01  91
"""


def _lane(header: str, values: str, shipment: str = "x cell", **more: str):  # type: ignore[no-untyped-def]
    return a_problem(
        lanes=f"lane origin destination mode {header}\nx cn de ship {values}",
        shipments=f"lane commodity\n{shipment}",
        **more,
    )


def test_the_ends_of_a_shipment() -> None:
    problem = _lane("days", "20")
    assert listed(problem, "leaving", "cn|cell") == ["x|cell"]
    assert listed(problem, "arriving", "de|cell") == ["x|cell"]
    assert listed(problem, "leaving", "de|cell") == []


@pytest.mark.parametrize(
    ("days", "from_2025", "from_q1"),
    [(20, "2025", "q1"), (45, "2025", "q2"), (44, "2025", "q1"), (182, "2025", None)],
)
def test_lags_are_whole_periods_of_the_period_of_departure(
    days: int, from_2025: str, from_q1: str | None
) -> None:
    """Half a period or more is one: 45 of the 90 days of the first quarter, not of a year."""
    problem = _lane("days", str(days), periods=QUARTER)
    late = listed(problem, "arriving_late", "de|cell")
    arrived = {
        n: listed(problem, "sent_at", "x|cell", n) if late else [n]
        for n in problem.labels("moments")
    }
    assert "2025" in arrived[from_2025]
    assert [n for n, sent in arrived.items() if "q1" in sent] == ([from_q1] if from_q1 else [])


def test_what_would_arrive_after_the_horizon_is_lost() -> None:
    problem = _lane("days", "400", periods=THREE_YEARS)
    sent = {n: listed(problem, "sent_at", "x|cell", n) for n in problem.labels("moments")}
    assert sent == {"2025": [], "2026": ["2025"], "2027": ["2026"]}


def test_what_was_sent_before_a_branch_arrives_in_all_of_them() -> None:
    problem = _lane(
        "days",
        "300",
        periods=THREE_YEARS,
        scenarios="scenario parent from_period probability\nstorm - 2026 0.5",
    )
    assert listed(problem, "sent_at", "x|cell", "2026") == ["2025"]
    assert listed(problem, "sent_at", "x|cell", "storm|2026") == ["2025"]
    assert listed(problem, "sent_at", "x|cell", "storm|2027") == ["storm|2026"]


def test_permission_takes_days_that_may_cost_a_period() -> None:
    """150 days at sea arrive within the year; with 40 days of papers in the next one."""
    problem = _lane(
        "days",
        "150",
        "x spent",
        periods=THREE_YEARS,
        permissions="permission days first_date\npapers 40 2026-01-01",
    )
    assert given(problem, "flow_max", "x|spent", "2025") == 0.0
    assert listed(problem, "sent_at", "x|spent", "2026") == []
    assert listed(problem, "sent_at", "x|spent", "2027") == ["2026"]


@pytest.mark.parametrize(
    ("header", "values", "own", "cost"),
    [
        ("distance_km", "10000", "-", 1000 * (10000 * 1e-7 + 0.0005)),
        ("distance_km cost_per_t", "10000 0.002", "-", 2.0),
        ("distance_km cost_per_t", "10000 0.002", "7", 7.0),
        ("cost_per_t", "0", "-", 0.0),
    ],
)
def test_carriage_is_the_shipments_own_or_the_lanes_or_the_modes(
    header: str, values: str, own: str, cost: float
) -> None:
    """A GWh of cells weighs 1000 t."""
    problem = a_problem(
        lanes=f"lane origin destination mode {header}\nx cn de ship {values}",
        shipments=f"lane commodity cost_per_unit\nx cell {own}",
    )
    assert given(problem, "carriage", "x|cell", "2025") == pytest.approx(cost)


def test_mass_follows_from_the_unit_where_it_is_not_given() -> None:
    problem = _lane("cost_per_t capacity_t", "0.003 500", "x ore")
    assert given(problem, "carriage", "x|ore", "2025") == pytest.approx(3.0)
    assert given(problem, "tonnes", "x|ore") == 1000.0
    assert given(problem, "lane_room", "x", "2025") == 500.0
    assert listed(problem, "carried_on", "x") == ["x|ore"]


def test_what_a_shipment_has_under_way_costs_interest_by_the_exact_days() -> None:
    problem = _lane(
        "days", "50", periods=QUARTER, parameters="parameter value\nin_transit_rate 0.1"
    )
    assert given(problem, "waiting", "x|cell", "q1") == pytest.approx(100 * 0.1 * 50 / 365)


def test_capacities_are_per_year() -> None:
    problem = a_problem(
        periods=QUARTER,
        lanes="lane origin destination mode capacity_t\nx cn de ship 7300",
        shipments="lane commodity capacity\nx cell 730",
    )
    assert given(problem, "flow_max", "x|cell", "q1") == pytest.approx(180.0)
    assert given(problem, "lane_room", "x", "q1") == pytest.approx(1800.0)


def test_without_a_capacity_there_is_no_limit() -> None:
    problem = _lane("days", "20")
    assert given(problem, "flow_max", "x|cell", "2025") == np.inf
    assert problem.labels("limited_lanes") == ()


def _struck(kind: str, target: str, remaining: float, shipment: str, **more: str):  # type: ignore[no-untyped-def]
    return a_problem(
        lanes="lane origin destination mode capacity_t\nx cn de ship 100",
        shipments=f"lane commodity capacity\n{shipment}",
        lane_chokepoints="lane chokepoint\nx suez",
        disruptions=f"disruption kind target first_period last_period remaining {' '.join(more)}\n"
        f"d {kind} {target} 2025 2025 {remaining} {' '.join(more.values())}",
        chokepoints="chokepoint name\nsuez Suez",
    )


@pytest.mark.parametrize(
    ("kind", "target"), [("lane", "x"), ("chokepoint", "suez"), ("site", "cn"), ("country", "CHN")]
)
def test_a_struck_lane_keeps_a_fraction_of_its_capacity(kind: str, target: str) -> None:
    problem = _struck(kind, target, 0.5, "x cell 8")
    assert given(problem, "flow_max", "x|cell", "2025") == 4.0
    assert given(problem, "lane_room", "x", "2025") == 50.0


def test_a_fraction_does_not_bite_where_there_is_no_capacity() -> None:
    problem = _struck("lane", "x", 0.5, "x cell -")
    assert given(problem, "flow_max", "x|cell", "2025") == np.inf


def test_a_lane_of_which_nothing_is_left_is_shut() -> None:
    problem = _struck("lane", "x", 0.0, "x cell -")
    assert given(problem, "flow_max", "x|cell", "2025") == 0.0


def test_what_strikes_a_country_of_destination_leaves_its_imports_alone() -> None:
    problem = _struck("country", "DEU", 0.0, "x cell 8")
    assert given(problem, "flow_max", "x|cell", "2025") == 8.0


def test_a_commodity_of_a_country_is_held_back_at_its_border() -> None:
    """The lane and what else it carries are left alone."""
    problem = _struck("country", "CHN", 0.0, "x cell 8\nx ore 9", commodity="cell")
    assert given(problem, "flow_max", "x|cell", "2025") == 0.0
    assert given(problem, "flow_max", "x|ore", "2025") == 9.0
    assert given(problem, "lane_room", "x", "2025") == 100.0
