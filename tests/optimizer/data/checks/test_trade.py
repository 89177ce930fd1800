"""Trade rules that apply to nothing, and duties on nothing."""

from typing import Any

import pytest

from optimizer.data.checks import trade

RULES = {
    "tariffs": {"tariff": "x", "amount": 1.0},
    "quotas": {"quota": "x", "quantity": 1.0},
    "bans": {"ban": "x"},
    "permissions": {"permission": "x"},
}


@pytest.mark.parametrize("table", RULES)
def test_a_rule_applies_to_some_shipment(bench: Any, table: str) -> None:
    """Nothing goes from Germany to Australia, and ore crosses no border but Australia's."""
    key = next(iter(RULES[table]))
    rows = [
        bench.add(table, **RULES[table] | {key: "a"}, origin="DEU", destination="AUS"),
        bench.add(table, **RULES[table] | {key: "b"}, origin="JPN", commodity="ore"),
    ]
    bench.add(table, **RULES[table] | {key: "c"}, origin="AUS")
    assert bench.places(trade.rules) == [("trade.idle", table, row, key) for row in rows]


def test_a_rule_within_one_country_is_a_slip(bench: Any) -> None:
    row = bench.add("bans", ban="x", origin="JPN", destination="JPN")
    assert bench.places(trade.rules) == [("trade.same_area", "bans", row, "destination")]


def test_within_a_bloc_no_border_of_it_is_crossed(bench: Any) -> None:
    """Japan and Germany are partners: a rule on what leaves them does not bind between them."""
    row = bench.add("bans", ban="x", origin="partners", destination="DEU")
    assert bench.places(trade.rules) == [("trade.idle", "bans", row, "ban")]


def test_duties_amount_to_something(bench: Any) -> None:
    zero = bench.set("tariffs", {"tariff": "lithium-jp"}, amount=0.0)
    percent = bench.set("tariffs", {"tariff": "cells-eu"}, rate=25.0)
    assert bench.places(trade.tariffs) == [
        ("tariff.zero", "tariffs", zero, "rate"),
        ("tariff.percent", "tariffs", percent, "rate"),
    ]


def test_a_duty_on_the_value_needs_a_value(bench: Any) -> None:
    bench.set("commodities", {"commodity": "cell"}, value_per_unit=0.0)
    row = bench.row("tariffs", tariff="cells-eu")
    assert bench.places(trade.tariffs) == [("tariff.no_value", "tariffs", row, "rate")]


def test_what_needs_permission_can_get_one(bench: Any) -> None:
    assert bench.places(trade.permissions) == []
    bench.set("permissions", {"permission": "basel"}, commodity="ore")
    row = bench.row("commodities", commodity="mass")
    assert bench.places(trade.permissions) == [
        ("commodity.no_permission", "commodities", row, "needs_permission")
    ]
