"""Charts: what is drawn is there, in colours that a page may change."""

import re
from xml.etree import ElementTree

import polars as pl
import pytest

from optimizer.studies.picture import INKS, picture
from optimizer.studies.study import Chart
from tests.optimizer.studies.small import a_study

CHARTS = {chart.kind: chart for chart in a_study().charts}


def _texts(svg: str) -> set[str]:
    return {
        "".join(e.itertext()).strip() for e in ElementTree.fromstring(svg).iter() if "text" in e.tag
    }


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_chart_names_its_axes(chart: Chart) -> None:
    texts = _texts(picture(chart))
    assert {chart.title, chart.y_label} <= texts


def test_points_say_their_label() -> None:
    assert {"dear", "<cheap>"} <= _texts(picture(CHARTS["line"]))


def test_cells_of_a_matrix_say_their_value_and_empty_ones_nothing() -> None:
    texts = _texts(picture(CHARTS["matrix"]))
    assert {"5", "cell", "anode", "CHN"} <= texts
    assert "nan" not in texts


def test_on_a_page_colours_are_those_of_the_style_sheet() -> None:
    themed = picture(CHARTS["line"], themed=True)
    assert "var(--c1)" in themed
    assert not [colour for colour in INKS if colour in themed]


def test_the_same_chart_gives_the_same_text() -> None:
    assert picture(CHARTS["bars"]) == picture(CHARTS["bars"])


@pytest.mark.parametrize("kind", ["bars", "matrix"])
def test_long_names_leave_room_for_the_picture(kind: str) -> None:
    """Drawn without a warning, which pytest would raise."""
    names = [f"{what}-tested-twice" for what in ("cells", "packs", "materials")]
    names += [" + ".join(names), "a-name-without-end" * 9]
    rows = pl.DataFrame({"x": names, "y": [-1.0, 2.0, 3.0, -4.0, 5.0]})
    if kind == "matrix":
        rows = rows.select("x", y="x", value="y")
    texts = _texts(picture(Chart(kind, "Values", rows, "levers", "MUSD")))
    assert {"cells-tested-twice", "materials…"} <= texts


def test_bars_of_several_series_stand_side_by_side() -> None:
    rows = pl.DataFrame({"x": ["CHN", "CHN"], "y": [5.0, 70.0], "series": ["cheapest", "guarded"]})
    texts = _texts(picture(Chart("bars", "Served", rows, "", "%")))
    assert {"CHN", "5", "70", "cheapest", "guarded"} <= texts


@pytest.mark.parametrize("kind", ["bars", "matrix"])
def test_large_numbers_are_written_out(kind: str) -> None:
    """157934 reads 157,934, not 1.58e+05; small ones say three figures."""
    rows = pl.DataFrame({"x": ["CHN", "COD", "AUS"], "y": [157_934.2, 999.7, 9.849]})
    if kind == "matrix":
        rows = rows.select("x", y="x", value="y")
    assert {"157,934", "1,000", "9.85"} <= _texts(picture(Chart(kind, "Cost", rows, "", "MUSD")))


def test_figures_of_a_matrix_with_many_columns_are_smaller() -> None:
    """So that each stays within its cell."""
    sizes = {}
    for columns in (3, 16):
        rows = pl.DataFrame({"x": [f"c{at}" for at in range(columns)], "value": 123_456.0})
        drawn = picture(Chart("matrix", "Cost", rows.with_columns(y=pl.lit("plan")), "", ""))
        (size,) = set(re.findall(r"font-size: ([\d.]+)px[^>]*>123,456<", drawn))
        sizes[columns] = float(size)
    assert sizes[3] == 7.5
    # Inches of seven letters, each 0.6 of their height, beside the width of a column.
    assert 7 * 0.6 * sizes[16] / 72 < 7.2 / 16


def test_bars_that_go_left_or_nowhere_say_their_number_beside_nothing() -> None:
    rows = pl.DataFrame({"x": ["a", "b", "c"], "y": [-2.0, 0.0, None]})
    drawn = picture(Chart("bars", "t", rows, "k", "GWh"))
    assert {"−2", "0", "c"} <= _texts(drawn)
    only = picture(Chart("bars", "t", rows.filter(pl.col("y") == 0.0), "k", "GWh"))
    assert {"b", "0"} <= _texts(only)


@pytest.mark.parametrize("kind", ["line", "bars"])
def test_numbers_along_the_axis_are_grouped(kind: str) -> None:
    rows = pl.DataFrame({"x": ["1", "2"], "y": [-250_000.0, 300_000.0]})
    if kind == "line":
        rows = rows.with_columns(pl.col("x").cast(pl.Float64))
    texts = _texts(picture(Chart(kind, "Cost", rows, "at", "MUSD")))
    assert "200,000" in texts
    assert "−200,000" in texts
