"""What the real instances must hold, whoever built them."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.data.instance import Instance
from optimizer.data.tables import TABLES
from optimizer.data.tree import Course, courses, reckoned
from tests.instances.conftest import REAL

Shipped = Callable[[str], Instance]

STAGES = {
    *("mining", "refining", "precursor", "cathode", "anode", "cell", "pack"),
    *("collection", "recovery"),
}
SUPPLIERS = {
    *("CHN", "KOR", "AUS", "CHL", "ARG", "CAN", "USA", "COD", "IDN", "PHL", "MAR", "MOZ", "MDG"),
    *("TZA", "ZAF", "FIN", "NOR", "POL", "HUN", "DEU", "FRA", "ESP", "SWE", "JPN"),
}


@pytest.mark.parametrize("name", REAL)
def test_every_row_says_where_it_is_from(shipped: Shipped, name: str) -> None:
    instance = shipped(name)
    known = set(instance.table("sources")["source"])
    cited: set[str] = set()
    for table in (t for t in TABLES if t != "sources"):
        frame = instance.table(table)
        assert set(frame["source"]) <= known, table
        assert not set(frame["confidence"]) & {"", "example"}, table
        cited |= set(frame["source"])
    assert cited == known


@pytest.mark.parametrize("name", REAL)
def test_found_rows_have_an_address(shipped: Shipped, name: str) -> None:
    instance = shipped(name)
    sources = instance.table("sources")
    addressed = set(sources.filter(pl.col("url") != "")["source"])
    for table in (t for t in TABLES if t != "sources"):
        frame = instance.table(table)
        assert set(frame.filter(pl.col("confidence") == "found")["source"]) <= addressed, table


def test_japan_eu_holds_the_whole_chain(shipped: Shipped) -> None:
    instance = shipped("japan-eu")
    assert set(instance.table("stages")["stage"]) == STAGES
    assert set(instance.table("countries")["country"]) >= SUPPLIERS
    assert {"811", "622", "lfp", "sodium", "solid"} == set(
        instance.table("chemistries")["chemistry"]
    )
    assert instance.table("segments").height == 3
    demands = instance.table("demands").join(
        instance.table("sites").select("site", "country"), left_on="market", right_on="site"
    )
    assert len(set(demands["country"]) - {"JPN"}) >= 5
    assert "JPN" in set(demands["country"])
    assert instance.table("periods").height == 11
    assert {"sea", "road", "rail", "air"} == set(instance.table("modes")["mode"])
    assert {"suez", "malacca", "sunda", "panama", "cape"} <= set(
        instance.table("lane_chokepoints")["chokepoint"]
    )
    for table in ("tariffs", "quotas", "bans", "permissions", "contracts", "storages"):
        assert instance.table(table).height, table


def test_japan_eu_is_of_the_size_it_says(shipped: Shipped) -> None:
    instance = shipped("japan-eu")
    sizes = {t: instance.table(t).height for t in ("sites", "facilities", "lanes", "expansions")}
    assert 90 <= sizes["sites"] <= 150
    assert 250 <= sizes["facilities"] <= 350
    assert 800 <= sizes["lanes"] <= 1300
    assert 90 <= sizes["expansions"] <= 200
    assert instance.table("shipments").height <= 3000


@pytest.mark.parametrize(("name", "least"), [("japan-eu", 12), ("japan-eu-mini", 3)])
def test_courses_of_events_are_there_for_who_asks(shipped: Shipped, name: str, least: int) -> None:
    """Nothing is planned for or happens surely; every course says that its chance is judged."""
    instance = shipped(name)
    scenarios = instance.table("scenarios")
    assert scenarios.height >= least
    assert not scenarios["planned"].any()
    assert set(scenarios["parent"]) == {""}
    assert scenarios["from_period"].n_unique() == 1
    assert 0.0 < scenarios["probability"].sum() < 0.98
    assert set(scenarios["confidence"]) == {"estimate"}
    assert scenarios["note"].str.contains("Chance judged").all()
    happening = [*instance.table("disruptions")["scenario"], *instance.table("swings")["scenario"]]
    assert set(happening) == set(scenarios["scenario"])
    sure = reckoned(instance)
    assert courses(sure) == (Course("", 1.0),)
    assert sure.table("disruptions").height == sure.table("swings").height == 0
    tree = courses(reckoned(instance, "all"))
    assert len(tree) == scenarios.height + 1
    assert sum(course.probability for course in tree) == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["japan-eu", "japan-eu-mini"])
def test_outages_are_rated(shipped: Shipped, name: str) -> None:
    rates = shipped(name).table("outage_rates")
    assert rates.height >= 10
    assert set(rates["confidence"]) == {"estimate"}
    assert rates["annual_probability"].is_between(0.0, 0.5, closed="right").all()
    assert (rates["remaining"] < 1.0).all()


@pytest.mark.parametrize("name", REAL)
def test_shares_of_chemistries_can_add_to_one(shipped: Shipped, name: str) -> None:
    instance = shipped(name)
    order = {period: n for n, period in enumerate(instance.table("periods")["period"])}
    rows = instance.table("shares").with_columns(
        pl.col("period").replace_strict(order).alias("from")
    )
    markets = {(m, s) for m, s in instance.table("demands").select("market", "segment").iter_rows()}
    for market, segment in sorted(markets):
        for now in range(len(order)):
            held = (
                rows.filter(
                    (pl.col("segment") == segment)
                    & pl.col("market").is_in(["", market])
                    & (pl.col("from") <= now)
                )
                # A row of the market itself goes before one of all markets, then the latest.
                .sort("market", "from")
                .group_by("chemistry", maintain_order=True)
                .last()
            )
            assert held["minimum"].sum() <= 1 + 1e-9
            assert held["maximum"].sum() >= 1 - 1e-9


def test_weights_of_rungs_add_to_one_per_stage_from_mine_to_pack(shipped: Shipped) -> None:
    weights = shipped("japan-eu").table("rungs").group_by("stage").agg(pl.col("weight").sum())
    for stage, weight in weights.iter_rows():
        closing = stage in {"collection", "recovery"}
        assert weight == pytest.approx(0.0 if closing else 1.0, abs=1e-4), stage


def test_the_embargo_strikes_shipments_that_have_a_capacity(shipped: Shipped) -> None:
    instance = shipped("graphite-embargo")
    sites = dict(instance.table("sites").select("site", "country").iter_rows())
    lanes = {
        row["lane"]: (sites[row["origin"]], sites[row["destination"]])
        for row in instance.table("lanes").iter_rows(named=True)
    }
    struck = set(instance.table("disruptions")["target"])
    leaving = [
        row
        for row in instance.table("shipments").iter_rows(named=True)
        if row["commodity"] in struck
        and lanes[row["lane"]][0] == "CHN"
        and lanes[row["lane"]][1] != "CHN"
    ]
    assert leaving
    assert all(row["capacity"] is not None for row in leaving)
