"""What is built, closed and agreed to."""

from optimizer.results.measures.building import builds, closures, commitments, rungs_of_facilities


def test_a_build_says_where_when_and_what_it_costs(view):
    (row,) = builds(view).rows(named=True)
    assert row == {
        "expansion": "fin_new",
        "facility": "ref_fin",
        "facility_name": "ref_fin",
        "site": "kokkola",
        "site_name": "Kokkola",
        "country": "FIN",
        "rung": "refining-nickel",
        "period": "2025",
        "online": "2026",
        "count": 1.0,
        "added": 5.0,
        "unit": "kt",
        "capex": 200.0,  # 100 + 20 · 5
        "subsidy": 20.0,
    }


def test_closures(view):
    assert closures(view).rows() == [
        ("ref_jpn", "ref_jpn", "osaka", "JPN", "refining-nickel", "2026")
    ]


def test_commitments(view):
    assert commitments(view).rows() == [
        ("contract", "ore_deal", "kokkola", "ore", None, 5.0),
        ("lane", "ko_be", "berlin", "", None, 7.0),
        ("room", "berlin", "berlin", "salt", 1.5, 3.0),
    ]


def test_rungs_of_a_facility(view):
    rungs = dict(rungs_of_facilities(view).iter_rows())
    assert rungs == {
        "cells": "cell",
        "recycler": "leaching",
        "ref_chn": "refining-nickel",
        "ref_fin": "refining-nickel",
        "ref_jpn": "refining-nickel",
    }
