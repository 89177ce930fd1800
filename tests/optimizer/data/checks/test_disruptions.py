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
