"""Sites in the wrong place, and lanes from nowhere to nowhere."""

from typing import Any

import pytest

from optimizer.data.checks import places


def test_a_lane_leads_somewhere_else(bench: Any) -> None:
    row = bench.set("lanes", {"lane": "kobe-tokyo"}, destination="kobe")
    assert bench.places(places.lanes) == [("lane.nowhere", "lanes", row, "destination")]


def test_a_lane_carries_something(bench: Any) -> None:
    bench.drop("shipments", lane="kobe-hamburg-cape")
    row = bench.row("lanes", lane="kobe-hamburg-cape")
    assert bench.places(places.lanes) == [("lane.no_shipments", "lanes", row, "lane")]


def test_a_lane_is_no_shorter_than_the_earth_allows(bench: Any) -> None:
    """From Kobe to Hamburg it is about 8900 km as the crow flies."""
    row = bench.set("lanes", {"lane": "kobe-hamburg"}, distance_km=7000.0)
    (finding,) = bench.findings(places.lanes)
    assert (finding.rule, finding.row) == ("lane.too_short", row)
    distance = float(finding.message.split()[-2])
    assert distance == pytest.approx(8870, abs=60)


def test_nothing_travels_faster_than_an_aeroplane(bench: Any) -> None:
    row = bench.set("lanes", {"lane": "kobe-hamburg"}, days=1.0)
    assert bench.places(places.lanes) == [("lane.too_fast", "lanes", row, "days")]


def test_half_a_position_and_null_island(bench: Any) -> None:
    half = bench.set("sites", {"site": "kobe"}, longitude=None)
    null = bench.set("sites", {"site": "hamburg"}, latitude=0.0, longitude=0.0)
    assert bench.places(places.sites) == [
        ("site.half_position", "sites", half, "latitude"),
        ("site.null_island", "sites", null, "latitude"),
    ]


def _third_site(bench: Any, latitude: float, longitude: float) -> int:
    for site, east in (("osaka", 135.5), ("nagoya", 136.9)):
        bench.add("sites", site=site, country="JPN", latitude=34.9, longitude=east)
    bench.add("lanes", lane="a", origin="osaka", destination="nagoya", mode="road")
    bench.add("lanes", lane="b", origin="nagoya", destination="fuji", mode="road")
    return bench.add("sites", site="fuji", country="JPN", latitude=latitude, longitude=longitude)


def test_a_site_far_from_its_country(bench: Any) -> None:
    row = _third_site(bench, 48.9, 2.3)
    assert bench.places(places.sites) == [("site.far", "sites", row, "latitude")]


def test_latitude_and_longitude_swapped(bench: Any) -> None:
    for site in ("munich", "bremen"):
        bench.add("sites", site=site, country="DEU", latitude=50.0, longitude=10.0)
        bench.add("lanes", lane=site, origin=site, destination="hamburg", mode="road")
    row = bench.set("sites", {"site": "hamburg"}, latitude=10.0, longitude=53.5)
    assert bench.places(places.sites) == [("site.swapped", "sites", row, "latitude")]


def test_a_site_at_which_nothing_happens(bench: Any) -> None:
    row = bench.add("sites", site="atlantis", country="JPN")
    assert bench.places(places.sites) == [("site.isolated", "sites", row, "site")]


def test_countries_have_three_letters(bench: Any) -> None:
    row = bench.add("countries", country="FR", name="France")
    assert bench.places(places.countries) == [("country.code", "countries", row, "country")]
