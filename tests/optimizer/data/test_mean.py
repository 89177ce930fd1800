"""The mean course of a tree."""

import polars as pl
import pytest

from optimizer.data import Instance, check
from optimizer.data.mean import _AVERAGED, mean_course
from optimizer.data.tables import TABLES
from optimizer.data.tree import extended
from tests.small.chain import the_chain
from tests.small.hedge import the_hedge


def differing() -> Instance:
    """The chain, with an embargo (a quarter of 2026) in which numbers differ."""
    return extended(
        the_chain(),
        {
            "capacities": [
                {"facility": "works-cn", "period": "2026", "capacity": 2.0, "scenario": "embargo"}
            ],
            "supply_terms": [
                {"supply": "ore-jp", "period": "2026", "price": 6.0, "scenario": "embargo"},
                {
                    "supply": "ore-cn",
                    "period": "2026",
                    "price": 5.0,
                    "quantity": 10.0,
                    "scenario": "embargo",
                },
            ],
            "demands": [
                {
                    "market": "de",
                    "segment": "cars",
                    "period": "2026",
                    "energy": 1.0,
                    "scenario": "embargo",
                }
            ],
            "swings": [
                {
                    "swing": "boom",
                    "scenario": "embargo",
                    "kind": "demand",
                    "target": "cars",
                    "first_period": "2025",
                    "last_period": "2026",
                    "factor": 3.0,
                }
            ],
        },
    )


def by_period(frame: pl.DataFrame, key: str, name: str, column: str) -> dict[str, float]:
    rows = frame.filter(pl.col(key) == name)
    return dict(rows.select("period", column).iter_rows())


def test_disruptions_leave_their_mean() -> None:
    rows = mean_course(the_hedge()).table("disruptions")
    assert dict(rows.select("disruption", "remaining").iter_rows()) == pytest.approx(
        {"half/2026": 0.9, "nothing/2026": 0.9}
    )
    assert set(rows["scenario"]) == {""}


def test_what_is_sure_stays_as_it_is() -> None:
    sure = the_chain().table("disruptions").filter(pl.col("scenario") == "")
    found = mean_course(the_chain()).table("disruptions")
    assert found.filter(pl.col("disruption").is_in(sure["disruption"].to_list())).equals(sure)
    assert mean_course(the_chain()).table("demands").equals(the_chain().table("demands"))


def test_numbers_by_scenario_are_averaged() -> None:
    """A quarter of what the embargo says and three of the trunk's."""
    mean = mean_course(differing())
    capacity = by_period(mean.table("capacities"), "facility", "works-cn", "capacity")
    assert capacity == pytest.approx({"2025": 10.0, "2026": 8.0})
    price = by_period(mean.table("supply_terms"), "supply", "ore-cn", "price")
    assert price == pytest.approx({"2025": 1.0, "2026": 2.0})
    quantity = by_period(mean.table("supply_terms"), "supply", "ore-cn", "quantity")
    assert quantity == pytest.approx({"2025": 30.0, "2026": 25.0})
    demand = by_period(mean.table("demands"), "market", "de", "energy")
    assert demand == pytest.approx({"2025": 8.0, "2026": 7.0})


def test_no_limit_in_some_moment_is_no_limit_in_the_mean() -> None:
    quantity = by_period(
        mean_course(differing()).table("supply_terms"), "supply", "ore-jp", "quantity"
    )
    assert quantity == {"2025": 4.0, "2026": None}


def test_swings_swing_by_their_mean_where_they_may_happen() -> None:
    rows = mean_course(differing()).table("swings")
    assert rows.select("first_period", "last_period", "factor").rows() == [("2026", "2026", 1.5)]


def test_the_mean_course_is_one_sure_course_without_errors() -> None:
    mean = mean_course(differing())
    assert mean.table("scenarios").is_empty()
    for name in TABLES:
        if "scenario" in mean.table(name).columns:
            assert set(mean.table(name)["scenario"]) <= {""}
    assert not check(mean_course(the_hedge())).errors


def test_every_table_by_scenario_is_averaged() -> None:
    assert set(_AVERAGED) == {name for name, table in TABLES.items() if table.by_scenario}
