"""What another plan costs more, and depends less."""

from dataclasses import replace

import polars as pl
import pytest

from optimizer.results.compare import compare


def test_cost_and_dependence(measured, without_china):
    found = compare(measured, without_china)
    assert found.cost == pytest.approx(40.0)
    assert found.cost_share == pytest.approx(40.0 / measured.headline.cost)
    # Refining without China: nothing of the chain is watched any more.
    assert found.exposure == pytest.approx(-1 / 3)
    assert found.sentence() == (
        "Costs 40.00 MUSD more (+10.7 %, +3.09 USD/kWh); "
        "depends less: exposure to CHN 33.3 % → 0 %."
    )


def test_tables_hold_only_what_differs(measured, without_china):
    found = compare(measured, without_china)
    assert found.terms.rows() == [
        ("capex", pytest.approx(190.6925), pytest.approx(230.6925), pytest.approx(40.0))
    ]
    by_rung = {row["rung"]: row["difference"] for row in found.shares.iter_rows(named=True)}
    assert by_rung == {"refining-nickel": pytest.approx(-20 / 28), "cell": 0.0, "leaching": 0.0}
    assert found.shares["rung"].to_list() == ["refining-nickel", "cell", "leaching"]
    assert found.builds.select("expansion", "before", "after", "difference").rows() == [
        ("fin_new", 5.0, 10.0, 5.0)
    ]


def test_the_other_way_round(measured, without_china):
    sentence = compare(without_china, measured).sentence()
    assert sentence.startswith("Costs 40.00 MUSD less (−9.7 %")
    assert sentence.endswith("depends more: exposure to CHN 0 % → 33.3 %.")


def test_a_plan_beside_itself(measured):
    found = compare(measured, measured)
    assert found.sentence() == (
        "Costs the same; depends as much (exposure to CHN 33.3 % → 33.3 %)."
    )
    assert not found.terms.height
    assert not found.builds.height
    assert found.shares.select(pl.col("difference").abs().max()).item() == 0.0


def test_nothing_served_cannot_be_compared(measured, nothing):
    assert compare(nothing, measured).sentence() == (
        "Costs 374.3 MUSD more; dependence cannot be compared."
    )


def test_an_idle_rung_is_not_one_without_dependence(measured, nothing):
    found = compare(nothing, measured)
    nickel = found.shares.row(0, named=True)
    assert (nickel["before"], nickel["difference"]) == (None, None)
    assert nickel["after"] == pytest.approx(20 / 28)


def test_pass_through_is_told_where_both_keep_a_clean_stream(measured, without_china):
    old = replace(measured, headline=replace(measured.headline, pass_through=0.987))
    new = replace(without_china, headline=replace(without_china.headline, pass_through=0.8))
    assert (
        compare(old, new)
        .sentence()
        .endswith("depends less: exposure to CHN 33.3 % → 0 %, pass-through 98.7 % → 80.0 %.")
    )
    assert "pass-through" not in compare(measured, new).sentence()
