"""Blocks cut long lists short, and say so; they are silent when there is nothing to say."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results import blocks
from optimizer.results.compare import compare
from optimizer.results.summary import as_text

BLOCKS = (
    blocks.cost,
    blocks.builds,
    blocks.sourcing,
    blocks.dependence,
    blocks.recycling,
    blocks.shortfall,
    blocks.chemistry_mix,
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_every_block_speaks_of_a_full_plan(block, measured):
    assert as_text(block(measured)).strip()


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b is not blocks.recycling], ids=lambda block: block.__name__
)
def test_no_block_speaks_of_nothing(block, nothing):
    assert block(nothing) is None


def test_recycling_speaks_as_soon_as_something_retires(nothing):
    assert "1.00 GWh retires, 0 GWh is collected (0 %)" in as_text(blocks.recycling(nothing))
    silent = replace(nothing, headline=replace(nothing.headline, retiring=0.0))
    assert blocks.recycling(silent) is None


def test_many_builds_are_cut_to_the_dearest(measured):
    cheap = measured.builds.with_columns(capex=pl.lit(1.0), facility_name=pl.lit("cheap"))
    many = replace(measured, builds=pl.concat([cheap] * 40 + [measured.builds]))
    text = as_text(blocks.builds(many))
    assert "and 11 smaller builds" in text
    assert "ref_fin" in text


def test_many_countries_are_added_up(measured):
    shares = [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1]
    rows = pl.DataFrame(
        {"stage": ["s"] * 7, "rung": ["r"] * 7, "country": list("ABCDEFG"), "share": shares}
    )
    text = as_text(blocks.sourcing(replace(measured, sourcing=rows)))
    assert "D 10.0 %  3 more 30.0 %" in text


def test_many_periods_are_spread_evenly(measured):
    names = [f"m{at:02}" for at in range(24)]
    periods = pl.DataFrame({"period": names})
    mix = pl.DataFrame(
        {"segment": ["ev"] * 24, "chemistry": ["nmc"] * 24, "period": names, "share": [1.0] * 24}
    )
    text = as_text(blocks.chemistry_mix(replace(measured, periods=periods, chemistry_mix=mix)))
    heading = text.splitlines()[1].split()
    assert heading == [
        "segment",
        "chemistry",
        "m00",
        "m03",
        "m07",
        "m10",
        "m13",
        "m16",
        "m20",
        "m23",
    ]


def test_a_rung_above_the_cap_in_some_periods_only(measured):
    shares = measured.stage_shares.with_columns(
        above_cap=pl.when(pl.col("period") == "").then(False).otherwise(pl.col("above_cap"))
    )
    text = as_text(blocks.dependence(replace(measured, stage_shares=shares)))
    assert "above in 2 of 3" in text


def test_comparison_says_where_a_rung_is_idle(measured, nothing):
    text = as_text(blocks.comparison(compare(nothing, measured)))
    assert "idle in one" in text


def test_names_are_shown_as_they_are(measured):
    odd = pl.lit("[bold]plant[/] [2]")
    text = as_text(
        blocks.builds(replace(measured, builds=measured.builds.with_columns(facility_name=odd)))
    )
    assert "[bold]plant[/] [2]" in text


def test_long_names_give_way_to_figures(measured):
    long = measured.builds.with_columns(facility_name=pl.lit("a very long name " * 10))
    text = as_text(blocks.builds(replace(measured, builds=long)))
    (line,) = (line for line in text.splitlines() if "very long" in line)
    assert len(line) <= 100
    assert line.endswith("200")


def test_long_lists_are_cut_and_say_what_is_left(measured):
    missing = pl.concat([measured.shortfall] * 15)
    head = replace(measured.headline, shortfall=7.5)
    cut = replace(
        measured, shortfall=missing, headline=head, closures=pl.concat([measured.closures] * 14)
    )
    assert "3 more" in (text := as_text(blocks.shortfall(cut)))
    assert "1.50" in text  # 3 of 15 rows of 0.5
    assert "2 more" in as_text(blocks.builds(cut))
