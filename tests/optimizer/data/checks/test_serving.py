"""Shares, demand, chemistries and lifetimes that fit together."""

from datetime import date
from typing import Any

import pytest

from optimizer.data.checks import serving

TOKYO_GRID = {"market": "tokyo", "segment": "grid"}


def test_a_minimum_is_not_above_its_maximum(bench: Any) -> None:
    row = bench.set("shares", {"market": "hamburg"}, minimum=0.95)
    assert bench.places(serving.shares) == [("share.bounds", "shares", row, "maximum")]


def test_minimum_shares_leave_room_for_each_other(bench: Any) -> None:
    """From 2028 the grid needs at least 0.1 of the new chemistry."""
    row = bench.set("shares", {"segment": "grid", "chemistry": "nmc"}, minimum=0.91)
    (finding,) = bench.findings(serving.shares)
    assert (finding.rule, finding.row, finding.column) == ("share.minimum_sum", row, "minimum")
    assert finding.message == "in 2028 at tokyo the minimum shares of grid add to 1.01"


def test_maximum_shares_add_to_one_where_all_must_be_served(bench: Any) -> None:
    row = bench.set("shares", {"segment": "grid", "chemistry": "nmc"}, maximum=0.9)
    assert bench.places(serving.shares) == [("share.maximum_sum", "shares", row, "maximum")]
    bench.set("segments", {"segment": "grid"}, shortfall_penalty=1.0)
    assert bench.places(serving.shares) == []


def test_a_row_for_a_market_goes_before_one_for_all(bench: Any) -> None:
    """Hamburg's own row allows 0.9 of nmc from 2026; now there is no shortfall."""
    bench.set("segments", {"segment": "cars"}, shortfall_penalty=None)
    bench.drop("shares", segment="cars", chemistry="new")
    row = bench.row("shares", market="hamburg")
    (finding,) = bench.findings(serving.shares)
    assert (finding.rule, finding.row) == ("share.maximum_sum", row)
    assert finding.message.startswith("in 2026 at hamburg")


def test_a_later_row_replaces_an_earlier_one(bench: Any) -> None:
    bench.set("shares", {"segment": "grid", "chemistry": "nmc"}, minimum=0.95)
    assert bench.places(serving.shares) != []
    bench.add("shares", segment="grid", chemistry="nmc", period="2028", minimum=0.5, maximum=1.0)
    assert bench.places(serving.shares) == []


def test_no_minimum_of_what_cannot_be_sold_yet(bench: Any) -> None:
    bench.set("chemistries", {"chemistry": "new"}, available_from=date(2028, 7, 1))
    assert bench.places(serving.shares) == []  # half of 2028
    bench.set("chemistries", {"chemistry": "new"}, available_from=date(2028, 7, 3))
    row = bench.row("shares", segment="grid", chemistry="new")
    assert bench.places(serving.shares) == [("share.not_available", "shares", row, "minimum")]


def test_demand_before_any_chemistry_may_serve_it(bench: Any) -> None:
    rows = [bench.row("demands", **TOKYO_GRID, period=year) for year in ("2025", "2026")]
    bench.set("shares", {"segment": "grid", "chemistry": "nmc"}, period="2027")
    assert bench.places(serving.demands) == [
        ("demand.no_share", "demands", row, "segment") for row in rows
    ]
    bench.set("segments", {"segment": "grid"}, shortfall_penalty=1.0)
    assert bench.places(serving.demands) == [
        ("demand.all_short", "demands", row, "segment") for row in rows
    ]


def test_no_demand_needs_no_share(bench: Any) -> None:
    for year in ("2025", "2026"):
        bench.set("demands", {**TOKYO_GRID, "period": year}, energy=0.0)
    bench.set("shares", {"segment": "grid", "chemistry": "nmc"}, period="2027")
    assert bench.places(serving.demands) == []


def test_a_segment_that_nobody_wants(bench: Any) -> None:
    row = bench.add("segments", segment="ships", unit="GWh")
    assert bench.places(serving.demands) == [("segment.no_demand", "segments", row, "segment")]


def test_no_more_retires_than_was_sold(bench: Any) -> None:
    row = bench.set("lifetimes", {"segment": "cars", "age": 4}, fraction=0.71)
    assert bench.places(serving.lifetimes) == [("lifetime.sum", "lifetimes", row, "fraction")]


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        ({"eol_per_energy": 0.0}, "chemistry.no_returns", "eol_per_energy"),
        ({"energy_per_unit": 0.0}, "chemistry.no_energy", "energy_per_unit"),
        ({"eol_commodity": ""}, "chemistry.no_eol_commodity", "eol_commodity"),
    ],
)
def test_chemistries_say_all_or_nothing(
    bench: Any, change: dict[str, Any], rule: str, column: str
) -> None:
    row = bench.set("chemistries", {"chemistry": "new"}, **change)
    assert bench.places(serving.chemistries) == [(rule, "chemistries", row, column)]


def test_a_chemistry_that_may_serve_nothing(bench: Any) -> None:
    row = bench.add("chemistries", chemistry="air", commodity="cell")
    assert bench.places(serving.chemistries) == [
        ("chemistry.unused", "chemistries", row, "chemistry")
    ]


def test_what_comes_back_has_a_lifetime(bench: Any) -> None:
    row = bench.row("chemistries", chemistry="new")
    bench.drop("lifetimes", segment="grid", chemistry="new")
    assert bench.places(serving.chemistries) == [("lifetime.none", "chemistries", row, "chemistry")]


def test_past_sales_come_back_as_something(bench: Any) -> None:
    bench.set("chemistries", {"chemistry": "nmc"}, eol_commodity="", eol_per_energy=0.0)
    assert bench.places(serving.chemistries) == [
        ("return.no_commodity", "past_returns", row, "chemistry") for row in (1, 2)
    ]
