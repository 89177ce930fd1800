"""Blocks cut long lists short, and say so; they are silent when there is nothing to say."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results import blocks
from optimizer.results.compare import compare
from optimizer.results.summary import as_text

BLOCKS = (
    blocks.cost,
    blocks.dependence,
    blocks.recycling,
    blocks.shortfall,
    blocks.chemistry_mix,
)


def squeezed(block) -> list[str]:
    return [" ".join(line.split()) for line in as_text(block).splitlines()]


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


def test_small_terms_are_told_together_when_there_are_some(measured):
    small = measured.cost_by_term.head(1).with_columns(
        present=pl.lit(0.01), amount=pl.lit(0.02), per_energy=pl.lit(0.001)
    )
    two, three = (
        replace(
            measured,
            cost_by_term=pl.concat(
                [
                    measured.cost_by_term,
                    *(small.with_columns(term=pl.lit(f"t{i}")) for i in range(n)),
                ]
            ),
        )
        for n in (2, 3)
    )
    assert "t0 0.01000 ≈0 % 0.00100 0.02000" in squeezed(blocks.cost(two))
    lines = squeezed(blocks.cost(three))
    assert "3 small terms 0.03000 ≈0 % 0.00300 0.06000" in lines
    assert not any(line.startswith("t0") for line in lines)


def test_a_small_term_that_was_great_before_is_told(measured, without_china):
    lines = squeezed(blocks.cost(measured, compare(without_china, measured)))
    assert "capex 230.7 190.7 −40.00 51.0 % 14.7 200.0" in lines


def test_a_term_that_is_gone_is_told_beside_the_reference(measured):
    less = replace(
        measured, cost_by_term=measured.cost_by_term.filter(pl.col("term") != "raw_material")
    )
    lines = squeezed(blocks.cost(less, compare(measured, less)))
    assert "raw material 140.9 0 −140.9 0 % – 0" in lines


def test_of_equal_shares_the_first_period_is_told(measured):
    rows = measured.stage_shares.with_columns(share=pl.lit(1.0))
    lines = squeezed(blocks.dependence(replace(measured, stage_shares=rows)))
    assert any("100 % in 2025" in line for line in lines)
    assert not any("100 % in 2027" in line for line in lines)


def test_the_countries_beside_the_watched_ones(measured):
    rows = pl.DataFrame(
        {
            "stage": ["s"] * 6,
            "rung": ["cell"] * 6,
            "country": ["CHN", "A", "B", "C", "D", "E"],
            "share": [0.4, 0.3, 0.2, 0.08, 0.017, 0.003],
        }
    )
    text = as_text(blocks.dependence(replace(measured, sourcing=rows)))
    assert "A 30 %  B 20 %  C 8 %\n" in text
    beside = blocks.dependence(replace(measured, sourcing=rows), compare(measured, measured))
    assert "A 30 %  B 20 %\n" in as_text(beside)


def test_many_periods_are_shown_at_equal_steps(measured):
    def shown(count: int) -> list[str]:
        names = [f"m{at:02}" for at in range(count)]
        mix = pl.DataFrame(
            {
                "segment": ["ev"] * count,
                "chemistry": ["nmc"] * count,
                "period": names,
                "share": [1.0] * count,
            }
        )
        periods = pl.DataFrame({"period": names})
        text = as_text(blocks.chemistry_mix(replace(measured, periods=periods, chemistry_mix=mix)))
        return text.splitlines()[1].split()[2:]

    assert shown(8) == [f"m0{at}" for at in range(8)]
    assert shown(11) == ["m00", "m02", "m04", "m06", "m08", "m10"]
    # No equal steps end at the last of 24; it is shown nevertheless.
    assert shown(24) == ["m00", "m04", "m08", "m12", "m16", "m20", "m23"]
    assert shown(1) == ["m00"]


def test_a_rung_that_was_idle_before_has_no_share_then(measured, nothing):
    lines = squeezed(blocks.dependence(measured, compare(nothing, measured)))
    assert any(line.startswith("refining-nickel 71.4 % – ████") for line in lines)


def test_long_lists_are_cut_and_say_what_is_left(measured):
    missing = pl.concat([measured.shortfall] * 15)
    head = replace(measured.headline, shortfall=7.5)
    cut = replace(measured, shortfall=missing, headline=head)
    assert "3 more" in (text := as_text(blocks.shortfall(cut)))
    assert "1.50" in text  # 3 of 15 rows of 0.5
