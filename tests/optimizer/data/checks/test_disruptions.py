"""Disruptions without effect, or with less than they seem to have."""

from typing import Any

import pytest

from optimizer.data.checks import disruptions


def test_a_disruption_after_which_all_works(bench: Any) -> None:
    row = bench.set("disruptions", {"disruption": "fire"}, remaining=1.0)
    assert bench.places(disruptions.effects) == [
        ("disruption.no_effect", "disruptions", row, "remaining")
    ]


@pytest.mark.parametrize(
    ("kind", "target", "commodity", "limited"),
    [
        ("lane", "chongqing-kobe", "", True),
        ("lane", "chongqing-kobe", "lithium", True),
        ("lane", "kobe-tokyo", "", False),
        ("lane", "chongqing-kobe", "cell", False),
        ("chokepoint", "suez", "", True),
        ("chokepoint", "malacca", "", False),
        ("commodity", "lithium", "", True),
        ("commodity", "cell", "", False),
        ("facility", "kobe-plant", "", True),
    ],
)
def test_half_of_no_capacity_is_no_limit(
    bench: Any, kind: str, target: str, commodity: str, limited: bool
) -> None:
    """The lane from Chongqing has a capacity, its lithium too, and the lane back by Suez."""
    bench.set("lanes", {"lane": "hamburg-kobe"}, capacity_t=1e6)
    bench.set("lanes", {"lane": "kobe-hamburg"}, capacity_t=None)
    for disruption in ("strike", "canal", "short"):
        bench.drop("disruptions", disruption=disruption)
    row = bench.set(
        "disruptions", {"disruption": "fire"}, kind=kind, target=target, commodity=commodity
    )
    expected = [] if limited else [("disruption.toothless", "disruptions", row, "remaining")]
    assert bench.places(disruptions.effects) == expected
    bench.set("disruptions", {"disruption": "fire"}, remaining=0.0)
    assert bench.places(disruptions.effects) == []


def test_what_narrows_only_other_kinds_is_ignored(bench: Any) -> None:
    country = bench.set("disruptions", {"disruption": "fire"}, country="JPN")
    goods = bench.set("disruptions", {"disruption": "flood"}, commodity="cell")
    assert bench.places(disruptions.scopes) == [
        ("disruption.country_ignored", "disruptions", country, "country"),
        ("disruption.commodity_ignored", "disruptions", goods, "commodity"),
    ]


def test_an_outage_that_never_begins_or_stops_nothing(bench: Any) -> None:
    row = bench.set("outage_rates", {"outage": "blaze"}, annual_probability=0.0, remaining=1.0)
    assert bench.places(disruptions.outages) == [
        ("disruption.no_effect", "outage_rates", row, "remaining"),
        ("outage.never", "outage_rates", row, "annual_probability"),
    ]


@pytest.mark.parametrize(
    ("days", "remaining", "bites"),
    [(400, 0.0, True), (364, 0.0, False), (400, 0.5, False), (100, 1.0, True)],
)
def test_a_part_of_no_capacity_or_of_a_period_is_no_outage(
    bench: Any, days: int, remaining: float, bites: bool
) -> None:
    """What is left in a period is the mean over its days; of no capacity that limits nothing."""
    row = bench.set(
        "outage_rates",
        {"outage": "blaze"},
        kind="chokepoint",
        target="malacca",
        days=days,
        remaining=remaining,
        annual_probability=0.1,
    )
    bench.set("lanes", {"lane": "kobe-hamburg"}, capacity_t=None)
    found = [place for place in bench.places(disruptions.outages) if place[0].startswith("outage")]
    assert found == ([] if bites else [("outage.toothless", "outage_rates", row, "remaining")])


def test_what_narrows_no_outage_is_ignored(bench: Any) -> None:
    row = bench.set("outage_rates", {"outage": "blaze"}, country="JPN", commodity="cell")
    assert bench.places(disruptions.scopes) == [
        ("disruption.country_ignored", "outage_rates", row, "country"),
        ("disruption.commodity_ignored", "outage_rates", row, "commodity"),
    ]
