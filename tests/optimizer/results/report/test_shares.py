"""Bars of shares, reckoned by hand."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.report import charts, shares


def test_dependence_beside_the_cap(measured):
    found = shares.dependence(measured)
    assert found.scale.cap == 65.0
    assert found.scale.ends == ("0 %", "100 %")
    nickel, *_, exposure = found.bars
    assert (nickel.label, nickel.css, nickel.alarm, nickel.capped) == (
        "refining-nickel",
        "watched",
        True,
        True,
    )
    assert nickel.width == pytest.approx(100 * 20 / 28)
    assert nickel.peak == pytest.approx(100.0)
    assert nickel.remark == "highest 100 % in 2025"
    # 7.5 of 7.5, 7.8 of 11.8 and 4.7 of 8.7 are refined in China.
    assert [cell.shade for cell in nickel.cells] == [1.0, pytest.approx(7.8 / 11.8), 4.7 / 8.7]
    assert [cell.above for cell in nickel.cells] == [True, True, False]
    assert (exposure.label, exposure.figure) == ("Exposure, all rungs", "33.3 %")
    assert not exposure.capped


def test_a_rung_above_the_cap_in_one_period_only_is_pale_red(measured):
    shown = measured.stage_shares.with_columns(
        share=pl.when(pl.col("period") == "").then(0.5).otherwise(pl.col("share"))
    )
    bar = shares.dependence(replace(measured, stage_shares=shown)).bars[0]
    assert (bar.css, bar.peak_css, bar.alarm) == ("below", "watched", False)


def test_an_exposure_above_all_keeps_within_the_chart(measured):
    much = measured.exposure.with_columns(pl.col("exposure") * 3)
    bar = shares.dependence(replace(measured, exposure=much)).bars[-1]
    assert bar.peak == 100.0
    assert bar.remark == "highest 140.6 % in 2025"


def test_an_idle_period_is_said(measured):
    rows = measured.stage_shares.filter(pl.col("period") != "2026")
    cell = shares.dependence(replace(measured, stage_shares=rows)).bars[0].cells[1]
    assert (cell.shade, cell.title) == (None, "2026: idle")


def test_chokepoints_most_used_first(measured):
    found = shares.chokepoints(measured)
    # 20 of 28 kt pass; in 2025 all do.
    assert [bar.label for bar in found.bars] == ["Strait of Malacca", "suez"]
    assert found.bars[0].figure == "71.4 %"
    assert found.bars[0].remark == "20.0 kt, highest 100 % in 2025"
    assert found.bars[0].calm
    assert not found.bars[0].alarm
    assert found.scale.top == 1.0


def test_bars_of_small_shares_fill_the_chart(measured):
    small = measured.chokepoints.with_columns(pl.col("share", "tonnes") / 20)
    found = shares.chokepoints(replace(measured, chokepoints=small))
    assert found.scale.ends == ("0 %", "5 %")
    assert found.bars[0].figure == "3.6 %"
    assert found.bars[0].peak == pytest.approx(100.0)
    assert found.bars[0].width == pytest.approx(100 * 20 / 28)


def test_what_is_missing(measured, nothing):
    (bar,) = shares.missing(measured).bars
    assert (bar.label, bar.figure, bar.alarm) == ("berlin, ev", "3.2 %", True)
    assert bar.remark == "0.500 GWh, highest 9.1 % in 2027"
    assert shares.missing(measured).scale.ends == ("0 %", "10 %")
    assert shares.missing(nothing).bars == ()


def test_sources_watched_first_and_small_ones_without_text(measured):
    palette = charts.countries_palette(measured)
    rows = pl.DataFrame(
        {
            "rung": ["cell"] * 3,
            "country": ["DEU", "CHN", "FIN"],
            "throughput": [9.0, 10.0, 1.0],
            "unit": ["GWh"] * 3,
            "share": [0.45, 0.5, 0.05],
        }
    )
    (bar,) = shares.sourcing(replace(measured, sourcing=rows), palette)
    assert bar.amount == "20.0 GWh"
    assert [part.text for part in bar.parts] == ["CHN 50 %", "DEU 45 %", ""]
    assert [part.width for part in bar.parts] == pytest.approx([50.0, 45.0, 5.0])
    assert bar.parts[2].title == "Finland: 5.0 %"


def test_countries_without_a_colour_are_one_part(measured):
    palette = charts.Palette([f"c{at}" for at in range(12)], {})
    rows = pl.DataFrame(
        {
            "rung": ["cell"] * 3,
            "country": ["c0", "X", "Y"],
            "throughput": [1.0, 1.0, 2.0],
            "unit": ["GWh"] * 3,
            "share": [0.25, 0.25, 0.5],
        }
    )
    (bar,) = shares.sourcing(replace(measured, sourcing=rows), palette)
    assert [part.text for part in bar.parts] == ["c0 25 %", "others 75 %"]
    assert bar.parts[1].title == "X: 25.0 %, Y: 50.0 %"
