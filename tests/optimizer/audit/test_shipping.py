"""Lanes: capacity, opening, arrival, carriage."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import shipping
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]

WAR = ("scenario from_period probability", [("war", "2026", 0.5)])
STRIKE = "disruption kind target commodity first_period last_period remaining"


def arrivals(case: Case) -> list[tuple[str, str, float]]:
    rows = shipping.arriving(case).select("scenario", "period", "quantity")
    return sorted(rows.rows())


def test_what_left_before_the_branch_arrives_in_all_of_them(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    plan = make_plan(flow=[("slow", "cell", "", "2025", 2.0), ("slow", "cell", "war", "2026", 3.0)])
    case = make_case(changed_chain(scenarios=WAR), plan)
    assert arrivals(case) == [("", "2026", 2.0), ("war", "2026", 2.0), ("war", "2027", 3.0)]


def test_what_arrives_after_the_end_is_lost_but_paid(
    chain: Instance, make_plan: Planned, make_case: Cased
) -> None:
    case = make_case(chain, make_plan(flow=[("slow", "cell", "", "2027", 2.0)]))
    assert arrivals(case) == []
    charged = pl.concat(shipping.charges(case)).group_by("term").agg(pl.col("amount").sum())
    assert dict(charged.iter_rows()) == pytest.approx(
        {"transport": 2.0, "in_transit": 2 * 100 * 0.1 * 200 / 365}
    )


def test_a_permission_delays(changed_chain: Changed, make_plan: Planned, make_case: Cased) -> None:
    chain = changed_chain(
        permissions=(
            "permission origin destination cost days",
            [("papers", "FRA", "DEU", 1.0, 200.0)],
        )
    )
    case = make_case(chain, make_plan(flow=[("truck", "spent", "", "2025", 1.0)]))
    assert arrivals(case) == [("", "2026", 1.0)]
    tied_up = pl.concat(shipping.charges(case)).filter(pl.col("term") == "in_transit")
    assert tied_up["amount"].sum() == pytest.approx(1.0 * 0.1 * 201 / 365)


LANE, SHIPMENT = "capacity of a lane", "capacity of a shipment"


@pytest.mark.parametrize(
    ("commodity", "remaining", "ore", "rules"),
    [
        ("", 0.5, 14.9, set()),
        ("", 0.5, 15.1, {LANE}),
        ("", 0.0, 0.1, {LANE, SHIPMENT}),
        ("ore", 0.5, 29.0, set()),  # the shipment has no capacity of its own to halve
        ("ore", 0.0, 0.1, {SHIPMENT}),
        ("cell", 0.0, 29.0, set()),
    ],
)
def test_a_struck_lane(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    commodity: str,
    remaining: float,
    ore: float,
    rules: set[str],
) -> None:
    chain = changed_chain(
        disruptions=(STRIKE, [("wreck", "lane", "sea", commodity, "2025", "2025", remaining)])
    )
    case = make_case(chain, make_plan(flow=[("sea", "ore", "", "2025", ore)]))
    assert {check.rule for check in shipping.checks(case) if not check.passed} == rules


def test_a_shut_lane_without_any_capacity_carries_nothing(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    half = [("ice", "lane", "slow", "", "2025", "2025", 0.5)]
    shut = [("ice", "lane", "slow", "", "2025", "2025", 0.0)]
    plan = make_plan(flow=[("slow", "cell", "", "2025", 1e5)])
    rule = "capacity of a shipment"
    open_case = make_case(changed_chain(disruptions=(STRIKE, half)), plan)
    assert check_of(shipping.checks(open_case), rule).passed
    shut_case = make_case(changed_chain(disruptions=(STRIKE, shut)), plan)
    assert not check_of(shipping.checks(shut_case), rule).passed


def test_tonnes_come_from_the_unit_and_cost_from_the_nearest_statement(
    chain: Instance, plan: Tables, make_case: Cased
) -> None:
    sent = shipping.sent(make_case(chain, plan)).filter(pl.col("period") == "2025")
    costs = {(a, k): c for a, k, c in sent.select("lane", "commodity", "unit_cost").iter_rows()}
    assert costs == pytest.approx(
        {("sea", "cell"): 3.0, ("sea", "ore"): 1.5, ("slow", "cell"): 1.0, ("polar", "cell"): 4.0}
    )


def test_what_has_no_mass_goes_free_where_carriage_is_free(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        commodities=("commodity unit tonnes_per_unit", [("cell", "GWh", None)]),
        lanes=(
            "lane origin destination mode cost_per_t",
            [("sea", "ningbo", "berlin", "ship", 0.0), ("slow", "ningbo", "berlin", "ship", 1.0)],
        ),
    )
    flow = [("sea", "cell", "", "2025", 1.0), ("slow", "cell", "", "2025", 1.0)]
    sent = shipping.sent(make_case(chain, make_plan(flow=flow))).sort("lane")
    assert str(sent["unit_cost"].to_list()) == "[0.0, nan]"
