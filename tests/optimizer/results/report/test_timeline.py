"""What is built on the line of time, reckoned by hand."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report import charts
from optimizer.results.report.timeline import MOST_ROWS, ticks, timeline


def drawn(measures):
    return timeline(measures, charts.countries_palette(measures))


def test_a_build_on_the_line_of_time(measured):
    found = drawn(measured)
    (row,) = found.rows
    assert (row.label, row.remark) == (
        "ref_fin (FIN)",
        "refining-nickel · 5.00 kt/year · 200 MUSD",
    )
    (layer,) = row.layers
    assert (layer.decided, layer.online) == (0.0, pytest.approx(100 / 3))
    assert (layer.bottom, layer.height) == (0.0, 100.0)
    assert found.ticks[1] == ("2026", pytest.approx(100 / 3))
    assert not found.grouped


def test_a_build_that_comes_after_the_horizon(measured):
    later = measured.builds.with_columns(online=pl.lit(""))
    (row,) = drawn(replace(measured, builds=later)).rows
    assert row.layers[0].online == 100.0
    assert "online later" in row.detail


def test_builds_of_a_rung_are_in_order_of_time(measured):
    dear = measured.builds.with_columns(
        period=pl.lit("2026"), capex=pl.lit(900.0), facility_name=pl.lit("later and dearer")
    )
    found = drawn(replace(measured, builds=pl.concat([measured.builds, dear])))
    assert [row.label for row in found.rows] == ["ref_fin (FIN)", "later and dearer (FIN)"]


def test_builds_that_add_nothing_are_not_shown(measured):
    idle = measured.builds.with_columns(added=pl.lit(0.0), capex=pl.lit(0.0))
    found = drawn(replace(measured, builds=pl.concat([measured.builds, idle])))
    assert found.builds == 1


def test_many_builds_are_gathered_and_stand_on_each_other(measured):
    late = measured.builds.with_columns(period=pl.lit("2026"), online=pl.lit("2027"))
    many = pl.concat([measured.builds] * 20 + [late] * 30)
    found = drawn(replace(measured, builds=many))
    assert (found.grouped, found.builds, found.left_out) == (True, 50, 0)
    (row,) = found.rows
    assert row.label == "refining-nickel, Finland"
    assert row.remark == "50 builds · 250 kt/year · 10,000 MUSD"
    assert row.layers[20].bottom == pytest.approx(40.0)
    assert row.layers[-1].bottom + row.layers[-1].height == pytest.approx(100.0)
    assert row.layers[0].online < row.layers[-1].online


def test_rows_that_are_too_cheap_are_left_out_and_counted(measured):
    countries = [f"X{at:02}" for at in range(MOST_ROWS + 2)]
    one = measured.builds
    many = pl.concat(
        [
            one.with_columns(country=pl.lit(c), capex=pl.lit(1.0 + at))
            for at, c in enumerate(countries)
        ]
    )
    found = drawn(replace(measured, builds=many))
    assert (len(found.rows), found.left_out) == (MOST_ROWS, 2)
    assert "X00" not in " ".join(row.label for row in found.rows)


def test_a_plant_outside_the_chain_has_its_own_name(measured):
    outside = measured.builds.with_columns(rung=pl.lit(""))
    found = drawn(replace(measured, builds=pl.concat([outside] * 41)))
    assert [row.label for row in found.rows] == ["ref_fin (FIN)"]


def test_nothing_built(nothing):
    assert drawn(nothing).rows == ()


def test_ticks():
    assert ticks(0) == []
    assert ticks(3) == [0, 1, 2]
    assert ticks(11) == [0, 2, 4, 6, 8, 10]
    assert ticks(24) == [0, 4, 8, 12, 16, 20]
