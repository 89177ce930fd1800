"""Energy wanted, delivered and missing; chemistry mix."""

import pytest

from optimizer.results.measures.serving import chemistry_mix, delivered, shortfall


def test_delivered(view):
    assert delivered(view).rows()[2] == ("berlin", "DEU", "ev", "2027", 5.5, 5.0, 0.5)


def test_shortfall_lists_only_what_is_missing(view):
    (row,) = shortfall(view).rows(named=True)
    assert row["period"] == "2027"
    assert row["share"] == pytest.approx(0.5 / 5.5)


def test_chemistry_mix(view):
    assert chemistry_mix(view).rows()[0] == ("ev", "electric cars", "2025", "nmc", "nmc", 4.0, 1.0)
