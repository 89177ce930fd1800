"""Guarantees that are about nothing."""

from typing import Any

import polars as pl
import pytest

from optimizer.data.checks import guarantees


def test_a_window_that_the_branch_does_not_reach(bench: Any) -> None:
    row = bench.set("guarantees", {"guarantee": "steady"}, first_period="", last_period="2026")
    assert bench.places(guarantees.windows) == [
        ("guarantee.outside", "guarantees", row, "first_period")
    ]


def test_a_window_after_the_end_of_the_branch(bench: Any) -> None:
    bench.add(
        "scenarios",
        scenario="short",
        from_period="2027",
        probability=0.0,
        last_period="2028",
    )
    row = bench.set("guarantees", {"guarantee": "steady"}, scenario="short", first_period="2029")
    assert bench.places(guarantees.windows) == [
        ("guarantee.outside", "guarantees", row, "first_period")
    ]


def test_the_trunk_runs_from_end_to_end(bench: Any) -> None:
    bench.set("guarantees", {"guarantee": "steady"}, scenario="", first_period="2025")
    assert bench.places(guarantees.windows) == []


@pytest.mark.parametrize(("area", "known"), [("AUS", False), ("EU", True), ("", True)])
def test_somebody_must_want_something_there(bench: Any, area: str, known: bool) -> None:
    row = bench.set("guarantees", {"guarantee": "steady"}, area=area)
    expected = [] if known else [("guarantee.nobody", "guarantees", row, "area")]
    assert bench.places(guarantees.customers) == expected


def test_where_nothing_may_be_missing_a_share_says_nothing(bench: Any) -> None:
    segments = bench.tables["segments"]
    bench.tables["segments"] = segments.with_columns(
        shortfall_penalty=pl.lit(None, dtype=pl.Float64)
    )
    row = bench.row("guarantees", guarantee="steady")
    assert bench.places(guarantees.customers) == [
        ("guarantee.unpriced", "guarantees", row, "share")
    ]
