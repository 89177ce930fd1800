"""The map: where its flows are, what it leaves out, where it looks closer."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report.window import window
from optimizer.results.report.world import close_looks, rounded_down, world_map


def test_the_map_of_a_plan(measured):
    drawn = world_map(measured)
    assert drawn is not None
    assert len(drawn.whole.flows) == 2
    assert {name.text for name in drawn.whole.names} == {"CHN", "FIN", "DEU"}
    assert [key.text for key in drawn.keys] == ["20.0 kt", "2,000 t", "200 t"]
    assert drawn.looks == ()
    assert drawn.left_out == 0


def test_sites_without_a_position_are_left_out_and_said(measured):
    here = pl.col("site") == "kokkola"
    latitude = pl.when(here).then(None).otherwise(pl.col("latitude"))
    drawn = world_map(replace(measured, sites=measured.sites.with_columns(latitude=latitude)))
    assert drawn is not None
    assert len(drawn.whole.flows) == 1
    assert drawn.left_out == 1


def test_nothing_carried_no_map(nothing):
    assert world_map(nothing) is None


def test_a_closer_look_where_sites_crowd():
    europe = [(2.0 * at, 45.0 + at % 3) for at in range(9)]
    asia = [(110.0 + at, 30.0) for at in range(10)]
    places = [*europe, *asia, (-70.0, -30.0)]
    looks = close_looks(places, window(places))
    assert len(looks) == 2
    assert [sum(look.shows(*place) for place in places) for look in looks] == [9, 10]
    assert looks[0].height == looks[1].height


def test_no_closer_look_at_few_sites_or_at_nearly_all_that_is_shown():
    few = [(float(at), 45.0) for at in range(5)] + [(100.0, 0.0)]
    assert close_looks(few, window(few)) == []
    crowd = [(float(at), 45.0) for at in range(20)]
    assert close_looks(crowd, window(crowd)) == []


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (1.9, 1), (20, 20), (49, 20), (0.7, 0.5)])
def test_rounded_down(value, expected):
    assert rounded_down(value) == pytest.approx(expected)
