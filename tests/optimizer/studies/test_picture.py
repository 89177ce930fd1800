"""Charts: what is drawn is there, in colours that a page may change."""

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


def test_bars_of_several_series_stand_side_by_side() -> None:
    rows = pl.DataFrame({"x": ["CHN", "CHN"], "y": [5.0, 70.0], "series": ["cheapest", "guarded"]})
    texts = _texts(picture(Chart("bars", "Served", rows, "", "%")))
    assert {"CHN", "5", "70", "cheapest", "guarded"} <= texts
