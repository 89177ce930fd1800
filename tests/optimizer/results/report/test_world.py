"""The map: places where they are, flows by the short way."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report.world import HEIGHT, WIDTH, curves, land_path, project, world_map


def test_projection():
    assert project(-180.0, 80.0) == (0.0, 0.0)
    assert project(0.0, 80.0)[0] == WIDTH / 2
    assert project(180.0, -58.0) == (WIDTH, pytest.approx(HEIGHT, abs=0.1))


def test_a_flow_across_the_date_line_leaves_on_one_side_and_comes_in_on_the_other():
    assert len(curves((100.0, 50.0), (400.0, 50.0))) == 1
    # From x = 900 eastwards to x = 100, which is 1100 as seen from there.
    east, west = curves((900.0, 50.0), (100.0, 50.0))
    assert east.startswith("M900.0 50.0Q")
    assert east.endswith("1100.0 50.0")
    assert west.startswith("M-100.0 50.0Q")
    assert west.endswith("100.0 50.0")


def test_land_covers_what_is_land():
    path = land_path()
    assert path.count("M") == path.count("z") > 90
    first = path[1 : path.index("l")].split()
    assert 0.0 <= float(first[0]) <= WIDTH


def test_flows_are_as_wide_as_the_root_of_their_tonnes(measured):
    drawn = world_map(measured)
    assert drawn is not None
    china, finland = drawn.flows
    assert (china.css, finland.css) == ("watched", "other")
    assert finland.width == pytest.approx(china.width * (8 / 20) ** 0.5, abs=0.01)
    assert china.title == "Shanghai → Berlin: 20,000 t, mostly salt"
    assert {dot.title for dot in drawn.dots} == {"Shanghai (CHN)", "Kokkola (FIN)", "Berlin (DEU)"}
    assert drawn.left_out == 0


def test_sites_without_a_position_are_left_out_and_said(measured):
    here = pl.col("site") == "kokkola"
    latitude = pl.when(here).then(None).otherwise(pl.col("latitude"))
    drawn = world_map(replace(measured, sites=measured.sites.with_columns(latitude=latitude)))
    assert drawn is not None
    assert len(drawn.flows) == 1
    assert drawn.left_out == 1


def test_nothing_carried_no_map(nothing):
    assert world_map(nothing) is None
