"""Bars of the courses of events."""

import polars as pl
import pytest

from optimizer.results.report.courses import UNDISTURBED, courses


def _table(*rows: tuple[str, float, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["scenario", "probability", "cost"], orient="row")


def test_bars_reach_from_the_expected_cost_to_the_course():
    drawn = courses(_table(("", 0.5, 100.0), ("embargo", 0.25, 180.0), ("calm", 0.25, 100.0)))
    assert drawn is not None
    assert drawn.expected == "120.000"
    dearest, *others = drawn.bars
    assert (dearest.label, dearest.css, dearest.chance) == ("embargo", "costs", "25.0 %")
    assert (dearest.start, dearest.width) == pytest.approx((25.0, 75.0))
    assert [bar.label for bar in others] == [UNDISTURBED, "calm"]
    assert {(bar.css, bar.start, bar.width) for bar in others} == {("saves", 0.0, 25.0)}


def test_one_course_is_no_choice():
    assert courses(_table(("", 1.0, 100.0))) is None
    assert courses(_table(("", 1.0, 100.0), ("to-survive", 0.0, 300.0))) is None


def test_courses_of_one_cost_have_no_bars():
    drawn = courses(_table(("a", 0.5, 100.0), ("b", 0.5, 100.0)))
    assert drawn is not None
    assert [bar.width for bar in drawn.bars] == [0.0, 0.0]
