"""Who does what, and who sells what enters."""

import pytest

from optimizer.results.measures.activity import activity, purchases, sourcing, sourcing_by_stage


def test_activity_by_country_rung_and_period(view):
    rows = {(r["rung"], r["country"], r["period"]): r for r in activity(view).iter_rows(named=True)}
    assert len(rows) == 11
    assert rows["refining-nickel", "FIN", "2027"]["throughput"] == 4.0
    assert rows["refining-nickel", "FIN", "2027"]["energy"] == 2.0
    assert rows["cell", "DEU", "2026"]["unit"] == "GWh"


def test_sourcing_by_rung(view):
    assert sourcing(view).select("rung", "country", "throughput", "share").rows() == [
        ("refining-nickel", "CHN", pytest.approx(20.0), pytest.approx(20 / 28)),
        ("refining-nickel", "FIN", 8.0, pytest.approx(8 / 28)),
        ("cell", "DEU", 15.0, 1.0),
        ("leaching", "DEU", 4.0, 1.0),
    ]


def test_sourcing_by_stage_adds_energy_or_where_there_is_none_throughput(view):
    assert sourcing_by_stage(view).rows() == [
        ("refining", "CHN", pytest.approx(10.0), pytest.approx(20 / 28)),
        ("refining", "FIN", 4.0, pytest.approx(8 / 28)),
        ("cell", "DEU", 15.0, 1.0),
        ("recovery", "DEU", 0.0, 1.0),
    ]


def test_purchases(view):
    assert purchases(view).drop("commodity_name", "unit").rows() == [
        ("ore", "CHN", 40.0, 0.0, pytest.approx(40 / 56)),
        ("ore", "FIN", 0.0, 16.0, pytest.approx(16 / 56)),
    ]
