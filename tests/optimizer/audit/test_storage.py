"""Stock between periods and across branches."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import storage
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]

WAR = ("scenario from_period probability", [("war", "2026", 0.25)])


def moved(case: Case, kind: str) -> dict[tuple[str, str], float]:
    rows = pl.concat(storage.movements(case)).filter(pl.col("kind") == kind)
    return {(s, p): a for s, p, a in rows.select("scenario", "period", "amount").iter_rows()}


def test_each_branch_inherits_the_stock_of_its_own_past(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    stock = {("", "2025"): 2.0, ("", "2026"): 1.0, ("war", "2026"): 0.5}
    plan = make_plan(stock=[("berlin", "cell", *moment, q) for moment, q in stock.items()])
    assert moved(make_case(changed_chain(scenarios=WAR), plan), "stock before") == pytest.approx(
        {
            ("", "2025"): 0.9,
            ("", "2026"): 1.8,
            ("war", "2026"): 1.8,
            ("", "2027"): 0.9,
            ("war", "2027"): 0.45,
        }
    )


def test_loss_is_by_the_length_of_the_period(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(periods=("period start days", [("2025", date(2025, 1, 1), 73)]))
    before = moved(make_case(chain, make_plan()), "stock before")
    assert before["", "2025"] == pytest.approx(0.9 ** (73 / 365))


def test_goods_under_way_arrive_in_every_branch(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        scenarios=WAR,
        arrivals=("site commodity period quantity", [("berlin", "cell", "2026", 3.0)]),
    )
    assert moved(make_case(chain, make_plan()), "under way") == {
        ("", "2026"): 3.0,
        ("war", "2026"): 3.0,
    }


def test_what_is_left_is_worth_its_value_at_the_end_by_probability(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    stock = [("berlin", "cell", "", "2027", 1.0), ("berlin", "cell", "war", "2027", 2.0)]
    case = make_case(changed_chain(scenarios=WAR), make_plan(stock=stock))
    worth = pl.concat(storage.charges(case)).filter(pl.col("term") == "final_stock")
    assert worth["present"].sum() == pytest.approx(-20 * (0.75 * 1 + 0.25 * 2) * 1.1**-3)


def test_bounds_hold_in_every_branch(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    """Safety stock 0.5, room 3, at least 1 at the end."""
    stock = {
        ("", "2025"): 0.4,
        ("", "2026"): 1.0,
        ("", "2027"): 0.9,
        ("war", "2026"): 3.1,
        ("war", "2027"): 1.0,
    }
    plan = make_plan(stock=[("berlin", "cell", *moment, q) for moment, q in stock.items()])
    case = make_case(changed_chain(scenarios=WAR), plan)
    place = "site berlin, commodity cell, "
    assert {check.rule: check.where for check in storage.checks(case) if not check.passed} == {
        "safety stock": place + "period 2025: 0.5 against 0.4",
        "room for stock": place + "scenario war, period 2026: 3.1 against 3",
        "final stock": place + "period 2027: 1 against 0.9",
    }
