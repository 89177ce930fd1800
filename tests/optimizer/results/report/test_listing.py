"""Tables with units in their headings."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report import listing


def listed(measured):
    return {table.name: table for table in listing.listings(measured)}


def test_long_tables_are_cut_and_say_how_long_they_are(measured):
    long = replace(measured, stock=pl.concat([measured.stock] * 100))
    table = listed(long)["stock"]
    assert len(table.rows) == listing.MOST_ROWS
    assert table.height == 100


def test_empty_tables_are_left_out(nothing, measured):
    assert "closures" in listed(measured)
    assert "builds" not in listed(nothing)


def test_shares_are_percentages_and_the_whole_horizon_has_a_name(measured):
    table = listed(measured)["stage_shares"]
    by_name = {
        column.heading: cell for column, cell in zip(table.columns, table.rows[0], strict=True)
    }
    assert by_name["period"] == "all"
    assert by_name["share"] == "71.4 %"
    assert by_name["above cap"] == "yes"
    assert by_name["rung"] == "refining-nickel"
    assert [c.numeric for c in table.columns if c.heading == "share"] == [True]


def test_names_stand_for_their_ids(measured):
    headings = [column.heading for column in listed(measured)["builds"].columns]
    assert headings[:4] == ["expansion", "facility", "site", "country"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("capex", "capex, MUSD"),
        ("tonnes", "tonnes"),
        ("site_name", "site"),
        ("co2_t", "CO₂, t"),
        ("collected_tonnes", "collected, t"),
        ("watched_energy", "watched energy, GWh"),
        ("per_energy", "cost, USD/kWh"),
        ("tonne_km", "carried, t·km"),
        ("throughput", "throughput"),
        ("added", "added a year"),
        ("quantity", "quantity"),
    ],
)
def test_headings(measured, column, expected):
    assert listing.heading(column, measured.headline) == expected


def test_a_quantity_without_a_unit_beside_it_says_so(measured):
    headings = [column.heading for column in listed(measured)["commitments"].columns]
    assert "quantity, in the commodity's unit" in headings


def test_cells():
    assert listing.cell(None) == "–"
    assert listing.cell(True) == "yes"
    assert listing.cell(12.3456) == "12.35"
    assert listing.cell("") == ""
