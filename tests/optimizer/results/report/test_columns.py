"""Stacked columns stand on each other and end at the right height."""

import polars as pl
import pytest

from optimizer.results.report.columns import foot_labels, nice, stacked
from optimizer.results.report.palette import Palette

ROWS = pl.DataFrame({"period": ["a", "a", "b"], "key": ["x", "y", "x"], "value": [1.0, 2.0, 4.0]})
PALETTE = Palette(["x", "y"], {"x": "Ex"}, {"y"})


def test_columns_are_stacked_watched_lowest():
    chart = stacked("Cells", "GWh", ROWS, ["a", "b"], PALETTE)
    low, high, other = chart.boxes
    assert (low.css, high.css) == ("watched", "c1")
    per_unit = (chart.foot - chart.top) / 4.0
    assert low.height == pytest.approx(2 * per_unit, abs=0.01)
    assert low.y + low.height == pytest.approx(chart.foot, abs=0.02)
    assert high.y + high.height == pytest.approx(low.y, abs=0.02)
    assert other.y == pytest.approx(chart.top, abs=0.01)
    assert (low.x, other.x) == (pytest.approx(12.8), pytest.approx(172.8))
    assert high.title == "a, Ex: 1.00 GWh"
    assert chart.scale == "4.00 GWh"


def test_shares_are_drawn_up_to_a_round_share():
    shares = ROWS.with_columns(pl.col("value") / 100)
    assert stacked("Ni", "%", shares, ["a", "b"], PALETTE).scale == "4 %"
    full = ROWS.with_columns(value=pl.Series([0.4, 0.6, 1.0]))
    assert stacked("ev", "%", full, ["a", "b"], PALETTE).scale == "100 %"


def test_keys_without_a_colour_of_their_own_share_a_box():
    palette = Palette([f"k{at}" for at in range(20)], {})
    rows = pl.DataFrame(
        {"period": ["a"] * 3, "key": ["k0", "k15", "k16"], "value": [1.0, 2.0, 3.0]}
    )
    own, others = stacked("Cells", "GWh", rows, ["a"], palette, "a note").boxes
    assert (own.css, others.css) == ("c1", "other")
    assert others.title == "a, k16: 3.00 GWh, k15: 2.00 GWh"
    assert others.height == pytest.approx(5 * own.height, abs=0.05)


def test_nothing_to_draw():
    assert stacked("x", "t", ROWS.clear(), ["a"], PALETTE).boxes == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 1), (1, 1), (1.01, 1.5), (7.2, 8), (8.1, 10), (123, 150), (0.03, 0.03)],
)
def test_nice(value, expected):
    assert nice(value) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("periods", "texts"),
    [([], []), (["a"], ["a"]), (["a", "b"], ["a", "b"]), (list("abcde"), ["a", "c", "e"])],
)
def test_foot_labels(periods, texts):
    assert [label.text for label in foot_labels(periods)] == texts
