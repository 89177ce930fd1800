"""Periods, terms and dates."""

from datetime import date
from typing import Any

import pytest

from optimizer.data.checks import time


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (date(2028, 1, 1), []),
        (date(2028, 1, 3), [("period.gap", "2028"), ("period.overlap", "2029")]),
        (date(2027, 12, 30), [("period.gap", "2029"), ("period.overlap", "2028")]),
    ],
)
def test_each_period_begins_when_the_one_before_ends(
    bench: Any, start: date, found: list[tuple[str, str]]
) -> None:
    bench.set("periods", {"period": "2028"}, start=start)
    rows = {str(year): bench.row("periods", period=str(year)) for year in (2028, 2029)}
    expected = [(rule, "periods", rows[p], "start") for rule, p in found]
    assert sorted(bench.places(time.periods)) == sorted(expected)


def test_a_leap_day_that_was_forgotten_is_a_gap(bench: Any) -> None:
    bench.set("periods", {"period": "2028"}, days=365)
    (finding,) = bench.findings(time.periods)
    assert finding.message == "1 day(s) belong to no period after 2028"


def test_periods_stand_in_order_of_time(bench: Any) -> None:
    bench.tables["periods"] = bench.tables["periods"].reverse()
    places = bench.places(time.periods)
    assert {rule for rule, *_ in places} == {"period.order"}
    assert len(places) == 5


def test_a_year_of_another_century_is_a_slip(bench: Any) -> None:
    row = bench.set("periods", {"period": "2025"}, start=date(205, 1, 1))
    assert ("period.year", "periods", row, "start") in bench.places(time.periods)


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("expansions", {"expansion": "plant-2"}),
        ("contracts", {"contract": "offtake"}),
        ("disruptions", {"disruption": "stop"}),
    ],
)
def test_a_window_does_not_end_before_it_begins(bench: Any, table: str, keys: Any) -> None:
    row = bench.set(table, keys, first_period="2028", last_period="2026")
    assert bench.places(time.windows) == [("window.reversed", table, row, "last_period")]


def test_dated_rules_hold_within_the_horizon(bench: Any) -> None:
    early = bench.set("bans", {"ban": "ore-ban"}, first_date=None, last_date=date(2024, 12, 31))
    late = bench.set("quotas", {"quota": "lithium-cap"}, first_date=date(2031, 1, 1))
    swapped = bench.set(
        "tariffs", {"tariff": "cells-eu"}, first_date=date(2028, 1, 1), last_date=date(2027, 1, 1)
    )
    never = bench.set("chemistries", {"chemistry": "new"}, available_from=date(2031, 1, 1))
    assert sorted(bench.places(time.dates)) == [
        ("chemistry.never_sold", "chemistries", never, "available_from"),
        ("date.after_horizon", "quotas", late, "first_date"),
        ("date.before_horizon", "bans", early, "last_date"),
        ("date.reversed", "tariffs", swapped, "last_date"),
    ]


def test_dates_on_the_last_and_first_day_count(bench: Any) -> None:
    bench.set("bans", {"ban": "ore-ban"}, first_date=None, last_date=date(2025, 1, 1))
    bench.set("quotas", {"quota": "lithium-cap"}, first_date=date(2030, 12, 31))
    assert bench.places(time.dates) == []


@pytest.mark.parametrize(
    ("first", "lead", "late"),
    [("", 1826, False), ("", 1827, True), ("2029", 365, False), ("2029", 366, True)],
)
def test_what_is_built_is_online_before_the_end(
    bench: Any, first: str, lead: int, late: bool
) -> None:
    """From 2025-01-01 it is 1826 days to the start of the last period, 2030-01-01."""
    row = bench.set("expansions", {"expansion": "leach-b"}, first_period=first, lead_days=lead)
    expected = [("expansion.too_late", "expansions", row, "lead_days")] if late else []
    assert bench.places(time.expansions) == expected


def test_without_periods_nothing_is_said_of_dates(bench: Any) -> None:
    bench.drop("periods")
    assert bench.places(time.dates) == []
    assert bench.places(time.expansions) == []


def test_the_discount_rate_is_stated(bench: Any) -> None:
    bench.drop("parameters", parameter="discount_rate")
    assert bench.places(time.discounting) == [
        ("parameter.missing", "parameters", None, "parameter")
    ]


def test_ramps_begin_at_once_rise_and_are_in_order(bench: Any) -> None:
    late = bench.add("ramps", ramp="late", age=1, fraction=1.0)
    falls = bench.add("ramps", ramp="late", age=2, fraction=0.9)
    bench.add("ramps", ramp="mixed", age=1, fraction=1.0)
    disorder = bench.add("ramps", ramp="mixed", age=0, fraction=0.1)
    assert bench.places(time.ramps) == [
        ("ramp.start", "ramps", late, "age"),
        ("ramp.order", "ramps", disorder, "age"),
        ("ramp.falls", "ramps", falls, "fraction"),
    ]
