"""Instances in which an unknown is told, or comes out."""

from pathlib import Path

import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.knowledge import outcomes, told, unknowns
from optimizer.data.tree import courses, extended

HEDGE = Path(__file__).parents[3] / "instances" / "toy-hedge"
PLACE = {"kind": "supply", "target": "pack", "country": "CHN"}
WHEN = {"first_period": "2026", "last_period": "2026"}


@pytest.fixture
def hedge() -> Instance:
    from optimizer.data.tree import reckoned

    rows = {
        "agreements": [{"agreement": "offers"}, {"agreement": "orders"}],
        "unknowns": [
            {"unknown": "offer", "agreement": "offers", "chance": 0.4},
            {"unknown": "order", "agreement": "orders", "chance": 0.25},
            {"unknown": "sure", "agreement": "orders", "chance": 1.0},
        ],
        "ranges": [
            {"range": "packs", "unknown": "offer", "low": 0.0, "high": 2.0, **PLACE, **WHEN},
            {
                "range": "wish",
                "unknown": "order",
                "kind": "demand",
                "low": 0.5,
                "high": 1.0,
                **WHEN,
            },
            {
                "range": "more",
                "unknown": "order",
                "kind": "demand",
                "low": 0.4,
                "high": 0.8,
                **WHEN,
            },
            {"range": "none", "unknown": "sure", "kind": "demand", "low": 0.5, "high": 1.0, **WHEN},
        ],
    }
    return extended(reckoned(load(HEDGE), "none"), rows)


def test_only_what_may_be_otherwise_is_unknown(hedge: Instance) -> None:
    offer, order = unknowns(hedge)
    assert (offer.name, offer.agreement, offer.chance, offer.period) == ("offer", "offers", 0.4, 1)
    assert [row["range"] for row in order.ranges] == ["wish", "more"]
    assert (order.likely("low"), order.likely("high")) == (0.25, 0.75)


def test_every_way_it_may_be_has_its_chance(hedge: Instance) -> None:
    ways = {tuple(ends.values()): chance for chance, ends in outcomes(unknowns(hedge))}
    assert ways[("low", "low")] == pytest.approx(0.1)
    assert ways[("high", "high")] == pytest.approx(0.45)
    assert sum(ways.values()) == pytest.approx(1.0)
    assert list(outcomes([])) == [(1.0, {})]


def test_what_is_told_is_foreseen_and_what_is_not_comes_out(hedge: Instance) -> None:
    given = told(hedge, unknowns(hedge), {"offer": "low"})
    tree = {course.scenario: course.probability for course in courses(given)}
    assert tree == pytest.approx({"": 0.75, "order-low": 0.25})
    swings = {(r["scenario"], r["kind"]): r for r in given.table("swings").iter_rows(named=True)}
    assert swings["", "supply"]["factor"] == 0.0
    # The branch takes back what the trunk was given: twice one half, each of its range.
    factors = given.table("swings").filter(kind="demand").sort("swing")["factor"].to_list()
    assert factors == [0.8, 0.5, 1.0, 0.5]


def test_all_ways_branch_where_nothing_is_told(hedge: Instance) -> None:
    given = told(hedge, unknowns(hedge), {})
    tree = {course.scenario: course.probability for course in courses(given)}
    both = {"": 0.45, "offer-low": 0.3, "order-low": 0.15, "offer-low+order-low": 0.1}
    assert tree == pytest.approx(both)


def test_what_comes_out_later_branches_from_what_came_out(hedge: Instance) -> None:
    later = extended(hedge, {"periods": []})
    ranges = later.table("ranges")
    import polars as pl

    from optimizer.data.tree import replaced

    early = ranges.with_columns(
        first_period=pl.when(pl.col("unknown") == "offer")
        .then(pl.lit("2025"))
        .otherwise("first_period")
    )
    given = told(
        replaced(later, {"ranges": early}), unknowns(replaced(later, {"ranges": early})), {}
    )
    parents = dict(given.table("scenarios").select("scenario", "parent").iter_rows())
    assert parents == {"offer-low": "", "order-low": "", "offer-low+order-low": "offer-low"}
