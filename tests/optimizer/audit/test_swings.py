"""Demand and prices that swing: judged where, when and in which branch the rows say."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import disposal_sales, processing, serving, shipping, sourcing, swings
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[..., Case]
COLUMNS = "swing scenario kind target country first_period last_period factor"
WAR = ("scenario from_period probability", [("war", "2026", 0.5)])


@pytest.fixture
def swung(changed_chain: Callable[..., Instance], plan: Tables, make_case: Cased) -> Cased:
    """The chain, with a war that may begin in 2026, and swings of 2026 and 2027."""

    def case(*rows: tuple[str, str, str, str, float]) -> Case:
        full = [(f"s{at}", *row[:-1], "2026", "2027", row[-1]) for at, row in enumerate(rows)]
        return make_case(changed_chain(scenarios=WAR, swings=(COLUMNS, full)), plan)

    return case


def _seen(frame: pl.DataFrame, *keys: str) -> dict[tuple[str, ...], float]:
    rows = frame.select(*keys, "scenario", "period", "factor").iter_rows()
    return {tuple(row[:-1]): row[-1] for row in rows}


def test_demand_swings_in_an_area_and_in_a_branch(swung: Cased) -> None:
    case = swung(("war", "demand", "", "DEU", 2.0), ("", "demand", "", "EU", 3.0))
    seen = _seen(swings.on_demands(case), "market")
    assert seen["berlin", "war", "2026"] == 6.0
    assert seen["berlin", "", "2026"] == 3.0
    assert ("berlin", "", "2025") not in seen
    assert {key[0] for key in seen} <= {"berlin", "paris"}
    assert swings.on_prices(case).is_empty()


def test_prices_swing_by_commodity(swung: Cased) -> None:
    case = swung(("", "price", "ore", "CHN", 2.0), ("", "price", "cell", "", 9.0))
    seen = _seen(swings.on_prices(case), "site", "commodity")
    assert {key[:2] for key in seen} == {("ningbo", "ore")}
    assert set(seen.values()) == {2.0}


def test_costs_swing_by_rung_and_freight_by_where_a_lane_begins(swung: Cased) -> None:
    case = swung(("", "cost", "celling", "CHN", 2.0), ("war", "freight", "", "JPN", 4.0))
    worked = _seen(swings.on_operations(case), "facility", "process")
    assert {key[:2] for key in worked} == {("ningbo-works", "make")}
    lanes = _seen(swings.on_lanes(case), "lane")
    origins = dict(case.table("lanes").select("lane", "origin").iter_rows())
    assert {origins[key[0]] for key in lanes} == {"kobe"}
    assert {key[1] for key in lanes} == {"war"}


def test_plants_swing_by_rung_offers_by_commodity_and_collection_by_segment(swung: Cased) -> None:
    case = swung(
        ("war", "capacity", "celling", "CHN", 0.5),
        ("", "capacity", "", "CHN", 3.0),
        ("", "supply", "ore", "", 2.0),
        ("war", "collection", "", "EU", 1.5),
    )
    plants = _seen(swings.on_capacities(case), "facility")
    assert plants["ningbo-works", "war", "2026"] == 1.5
    assert plants["ningbo-works", "", "2026"] == 3.0
    offers = _seen(swings.on_supplies(case), "site", "commodity")
    assert {key[1] for key in offers} == {"ore"}
    assert set(offers.values()) == {2.0}
    collected = _seen(swings.on_collections(case), "market")
    assert {key[1] for key in collected} == {"war"}
    assert swings.on_demands(case).is_empty()


def test_what_is_wanted_bought_and_sold_follows(swung: Cased) -> None:
    """Factor for factor, against the same plan without swings."""
    kinds = {"demand": 3.0, "price": 2.0, "cost": 5.0, "freight": 7.0}
    calm, wild = swung(), swung(*(("", kind, "", "", kinds[kind]) for kind in kinds))

    def of(frame: pl.DataFrame, column: str) -> dict[str, float]:
        rows = frame.filter(pl.col("scenario") == "")
        return dict(rows.group_by("period").agg(pl.col(column).sum()).iter_rows())

    def charged(twin: Any, term: str) -> Callable[[Case], pl.DataFrame]:
        return lambda case: pl.concat(twin.charges(case)).filter(pl.col("term") == term)

    for derive, column, factor in (
        (serving.wanted, "demand", 3.0),
        (charged(sourcing, "raw_material"), "amount", 2.0),
        (charged(disposal_sales, "sale"), "amount", 2.0),
        (charged(processing, "variable_operation"), "amount", 5.0),
        (charged(shipping, "transport"), "amount", 7.0),
    ):
        before, after = of(derive(calm), column), of(derive(wild), column)
        assert before
        assert after == pytest.approx(
            {p: amount * (1.0 if p == "2025" else factor) for p, amount in before.items()}
        )
