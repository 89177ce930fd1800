"""The part of the world that is shown: just large enough, and not torn where sites are."""

import pytest

from optimizer.results.report.window import (
    FLATTEST,
    TALLEST,
    WIDTH,
    Window,
    degrees,
    graticule,
    window,
    zones,
)

PLACES = [(-70.0, -20.0), (10.0, 50.0), (140.0, 35.0)]


def test_all_places_lie_within_with_a_margin():
    view = window(PLACES)
    for place in PLACES:
        x, y = view.place(*place)
        assert 0.02 * WIDTH < x < 0.98 * WIDTH
        assert 0.02 * view.height < y < 0.98 * view.height
        assert view.shows(*place)
    assert not view.shows(180.0, 35.0)


def test_a_degree_is_as_long_eastwards_as_northwards():
    view = Window(west=-100.0, across=250.0, north=80.0, south=-40.0)
    assert view.place(-100.0, 80.0) == (0.0, 0.0)
    assert view.place(150.0, -40.0) == pytest.approx((WIDTH, view.height))
    assert view.place(-99.0, 79.0) == pytest.approx((4.0, 4.0))
    assert view.turn == 1440.0


def test_the_cut_runs_through_the_widest_gap():
    view = window([(139.0, 35.0), (151.0, -33.0), (-122.0, 37.0)])
    assert view.west < 139.0
    assert view.across < 130.0
    x = [view.place(*place)[0] for place in ((139.0, 35.0), (151.0, -33.0), (-122.0, 37.0))]
    assert x == sorted(x)


@pytest.mark.parametrize(
    "places", [PLACES, [(10.0, 50.0)], [(0.0, -89.0), (0.0, 89.0)], [(-170.0, 0.0), (10.0, 0.0)]]
)
def test_the_shape_stays_within_bounds(places):
    view = window(places)
    assert FLATTEST - 1e-3 <= view.height / view.width <= TALLEST + 1e-3
    assert view.across <= 360.0
    assert -90.0 <= view.south < view.north <= 90.0
    assert -180.0 <= view.west < 180.0


def test_a_place_west_of_the_window_is_drawn_west_of_it():
    view = Window(west=0.0, across=40.0, north=60.0, south=40.0)
    assert view.place(-4.0, 50.0)[0] == pytest.approx(-100.0)


def test_the_graticule_has_round_degrees_and_names_the_circles():
    view = Window(west=-90.0, across=240.0, north=75.0, south=-45.0)
    lines = graticule(view)
    meridians = {line.text: line.at for line in lines if line.upright}
    assert meridians["0°"] == pytest.approx(view.place(0.0, 0.0)[0], abs=0.1)
    assert "80° W" in meridians
    assert "140° E" not in meridians  # no room for its text at the edge
    marked = [line.text for line in lines if line.marked]
    assert marked == ["Arctic Circle", "Tropic of Cancer", "Equator", "Tropic of Capricorn"]
    parallels = [line.text for line in lines if not line.upright and not line.marked]
    assert parallels == ["40° S", "20° S", "20° N", "40° N", "60° N"]


def test_a_parallel_at_the_upper_edge_has_no_room_for_its_text():
    lines = graticule(Window(west=0.0, across=240.0, north=61.0, south=-40.0))
    assert "60° N" not in {line.text for line in lines}
    assert any(not line.upright and line.at == pytest.approx(4.2, abs=0.1) for line in lines)


def test_a_small_window_has_finer_lines():
    texts = {line.text for line in graticule(window([(135.0, 35.0), (140.0, 36.0)]))}
    assert {"137° E", "36° N"} <= texts


def test_zones():
    bands = zones(Window(west=0.0, across=100.0, north=80.0, south=0.0))
    assert [band.css for band in bands] == ["polar", "tropical"]
    assert bands[0].y == 0.0
    assert bands[0].height == pytest.approx((80.0 - 66.56) * 10.0, abs=0.11)
    assert bands[1].y + bands[1].height == pytest.approx(800.0, abs=0.11)


def test_degrees():
    assert [degrees(v, "E", "W") for v in (0.0, 30.0, -45.0, -180.0)] == [
        "0°",
        "30° E",
        "45° W",
        "180°",
    ]
