"""Geometry of the charts, reckoned by hand."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report import charts


def test_waterfall_ends_where_the_sum_is(measured):
    terms = pl.DataFrame(
        {"term": ["a", "b", "c"], "present": [60.0, 60.0, -20.0], "share": [0.6, 0.6, -0.2]}
    )
    steps = charts.waterfall(replace(measured, cost_by_term=terms))
    assert [(s.start, s.width, s.css) for s in steps] == [
        (0.0, pytest.approx(50.0), "costs"),
        (pytest.approx(50.0), pytest.approx(50.0), "costs"),
        (pytest.approx(100 - 100 / 6), pytest.approx(100 / 6), "saves"),
        (0.0, pytest.approx(100 / 1.2), "total"),
    ]
    assert steps[-1].figure == "100.0"


def test_a_waterfall_below_zero_keeps_within_the_chart(measured):
    terms = pl.DataFrame({"term": ["a", "b"], "present": [-50.0, 100.0], "share": [-1.0, 2.0]})
    steps = charts.waterfall(replace(measured, cost_by_term=terms))
    assert [(s.start, s.width) for s in steps] == [(0.0, 50.0), (0.0, 100.0), (50.0, 50.0)]


def test_no_cost_no_waterfall(nothing):
    assert charts.waterfall(nothing) == []


def test_countries_are_ranked_by_their_shares_in_all_rungs(measured):
    names = [entry.name for entry in charts.countries_palette(measured).legend()]
    # China is watched; Germany has all of two rungs, Finland 2/7 of one.
    assert names == ["China", "Germany", "Finland"]


def test_a_chart_per_rung_and_per_segment(measured):
    palette = charts.countries_palette(measured)
    titles = [chart.title for chart in charts.activity(measured, palette)]
    assert titles == ["refining-nickel", "cell", "leaching"]
    assert charts.activity(measured, palette)[0].note == "China 71 %, Finland 29 %"
    chemistries = charts.ranked_palette(
        measured.chemistry_mix, "chemistry", "chemistry_name", "energy"
    )
    assert [c.title for c in charts.chemistry_mix(measured, chemistries)] == ["electric cars"]


def test_recycled_shares_per_element(measured):
    palette = charts.countries_palette(measured)
    (chart,) = charts.recycled(measured, palette)
    assert chart.title == "Ni"
    assert chart.boxes[2].title == "2027, Ni: 14.3 %"
    assert chart.note == "14.3 % in 2027"
