"""What the page says."""

from dataclasses import replace

import polars as pl

from optimizer.results.plan import Plan
from optimizer.results.report import sections
from optimizer.results.write import Results


def test_tiles(results):
    tiles = {tile.label: tile for tile in sections.tiles(results)}
    assert tiles["Cost"].figure == "374.3 MUSD"
    assert tiles["Cost"].remark == "present value, gap 0.03 %"
    assert tiles["Delivered"].bad
    assert tiles["Exposure to CHN"].figure == "33.3 %"
    assert tiles["Highest stage share"].bad
    assert (tiles["Audit"].figure, tiles["Audit"].remark) == ("passed", "1 rules kept")


def test_a_failed_audit_comes_first_and_is_marked(results):
    checks = [{"rule": "a", "passed": True}, {"rule": "b", "passed": False}]
    page = sections.page(replace(results, audit={"passed": False, "checks": checks}))
    assert page.audit_failed
    assert [check["rule"] for check in page.checks] == ["b", "a"]


def test_a_page_about_nothing(nothing):
    page = sections.page(Results(Plan(), nothing))
    assert page.builds == []
    assert page.world is None
    assert page.audit == "not audited"
    assert not page.audit_failed


def test_the_way_back(measured):
    stations = [(tile.label, tile.figure, tile.remark) for tile in sections.loop(measured)]
    assert stations == [
        ("Delivered", "15.0 GWh", "new batteries"),
        ("Retires", "4.00 GWh", "within the horizon"),
        ("Collected", "2.00 GWh", "50.0 % of it"),
        ("Recovered", "440 t", "Ni 440 t"),
        ("In new cells", "Ni 7.3 %", ""),
    ]


def test_long_tables_are_cut_and_say_how_long_they_are(measured):
    long = replace(measured, stock=pl.concat([measured.stock] * 100))
    listing = {table.name: table for table in sections.listings(long)}["stock"]
    assert listing.frame.height == sections.MOST_ROWS
    assert listing.rows == 100
    assert "closures" in {table.name for table in sections.listings(measured)}


def test_ticks():
    assert sections.ticks(0) == []
    assert sections.ticks(3) == [0, 1, 2]
    assert sections.ticks(11) == [0, 3, 6, 9]
    assert sections.ticks(24) == [0, 5, 10, 15, 20]
