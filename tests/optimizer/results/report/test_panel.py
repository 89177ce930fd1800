"""Flows, sites and names of one drawing."""

import polars as pl
import pytest

from optimizer.results.report.panel import Cargo, curves, panel
from optimizer.results.report.window import Window, window


@pytest.fixture
def cargo(measured) -> Cargo:
    tonnes = pl.DataFrame(
        {"site": ["berlin", "shanghai", "kokkola"], "tonnes": [28000.0, 20000.0, 8000.0]}
    )
    sites = measured.sites.join(tonnes, on="site").sort("tonnes", descending=True)
    return Cargo(measured.routes, sites, ("CHN",))


def test_a_flow_across_the_edge_leaves_on_one_side_and_comes_in_on_the_other():
    assert len(curves((100.0, 50.0), (400.0, 50.0), 1000.0)) == 1
    # From x = 900 eastwards to x = 100, which is 1100 as seen from there.
    east, west = curves((900.0, 50.0), (100.0, 50.0), 1000.0)
    assert east.startswith("M900.0 50.0Q")
    assert east.endswith("1100.0 50.0")
    assert west.startswith("M-100.0 50.0Q")
    assert west.endswith("100.0 50.0")


def test_flows_are_as_wide_and_dots_as_great_as_the_root_of_their_tonnes(cargo):
    drawn = panel(cargo, window([(121.5, 31.2), (23.1, 63.8), (13.4, 52.5)]))
    china, finland = drawn.flows
    assert (china.css, finland.css) == ("watched", "other")
    assert finland.width == pytest.approx(china.width * (8 / 20) ** 0.5, abs=0.01)
    assert china.title == "Shanghai → Berlin: 20.0 kt, mostly salt"
    berlin, shanghai, _ = drawn.dots
    assert shanghai.radius == pytest.approx(berlin.radius * (20 / 28) ** 0.5, abs=0.01)
    assert berlin.title == "Berlin (DEU): 28.0 kt sent and received"
    assert {name.text for name in drawn.names} == {"CHN", "DEU", "FIN"}
    assert drawn.torn == 0


def test_a_small_window_shows_what_ends_in_it(cargo):
    drawn = panel(cargo, Window(west=20.0, across=10.0, north=66.0, south=60.0))
    assert [flow.title for flow in drawn.flows] == ["Kokkola → Berlin: 8,000 t, mostly salt"]
    assert [dot.title[:7] for dot in drawn.dots] == ["Kokkola"]
    assert [name.text for name in drawn.names] == ["FIN"]
