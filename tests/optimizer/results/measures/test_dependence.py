"""Stage share and exposure, as the page on meaning defines them."""

import polars as pl
import pytest

from optimizer.results.measures.dependence import (
    CAP,
    countries_of,
    exposure,
    exposure_by_rung,
    pass_through,
    stage_shares,
)


def test_stage_shares_over_the_horizon_and_by_period(view):
    rows = {(r["rung"], r["period"]): r for r in stage_shares(view).iter_rows(named=True)}
    assert CAP == 0.65
    whole = rows["refining-nickel", ""]
    assert (whole["watched"], whole["throughput"]) == (pytest.approx(20.0), pytest.approx(28.0))
    assert whole["share"] == pytest.approx(20 / 28)
    assert whole["above_cap"]
    assert rows["refining-nickel", "2026"]["share"] == pytest.approx(7.8 / 11.8)
    assert rows["refining-nickel", "2026"]["above_cap"]
    assert not rows["refining-nickel", "2027"]["above_cap"]
    assert rows["cell", ""]["share"] == 0.0


def test_idle_periods_are_left_out(view, chain, chain_plan):
    from optimizer.results.measures import View
    from optimizer.results.plan import Plan

    activity = chain_plan.table("activity").filter(pl.col("period") != "2026")
    rows = stage_shares(View(chain, Plan({**chain_plan.tables, "activity": activity})))
    assert set(rows.filter(pl.col("rung") == "cell")["period"]) == {"", "2025", "2027"}


def test_exposure(view):
    # Watched energy 0.5 · (7.5 + 7.8 + 4.7) = 10; weights 1 + 1 + 0; 15 GWh served.
    rows = {r["period"]: r for r in exposure(view).iter_rows(named=True)}
    assert rows[""]["watched_energy"] == pytest.approx(10.0)
    assert rows[""]["exposure"] == pytest.approx(10 / (2 * 15))
    assert rows["2025"]["exposure"] == pytest.approx(3.75 / 8)


def test_what_rungs_add_is_the_exposure(view):
    rows = exposure_by_rung(view)
    assert rows["rung"].to_list() == ["refining-nickel", "cell"]
    assert rows["exposure"].to_list() == pytest.approx([1 / 3, 0.0])


def test_blocs_can_be_watched(view):
    assert countries_of(view, {"EU", "CHN"}) == ["CHN", "DEU", "FIN"]
    rows = {
        r["rung"]: r["share"]
        for r in stage_shares(view, {"EU"}).iter_rows(named=True)
        if r["period"] == ""
    }
    assert rows == {"refining-nickel": pytest.approx(8 / 28), "cell": 1.0, "leaching": 1.0}


def test_nothing_served_has_no_exposure(nothing):
    assert nothing.exposure["exposure"].to_list() == [None] * 4
    assert nothing.exposure_by_rung.height == 0


def test_pass_through_is_what_is_not_clean(view):
    """Of 15 GWh delivered, 6 clean of China in the plan's own words; 3 of another stream."""
    from optimizer.results.measures import View
    from optimizer.results.plan import Plan

    served = view.plan.table("served")
    first = served.row(0, named=True)
    where = {key: first[key] for key in first if key != "energy"}
    clean = pl.DataFrame(
        [{"watched": "CHN", **where, "energy": 6.0}, {"watched": "RUS", **where, "energy": 3.0}],
        schema=view.plan.table("clean_served").schema,
    )
    stated = View(view.instance, Plan({**view.plan.tables, "clean_served": clean}))
    served_all = float(stated.energy["energy"].sum())
    chance = stated.expected("clean_served")["energy"][0] / 6.0
    assert pass_through(stated) == pytest.approx(1 - 6 * chance / served_all)
    assert pass_through(stated, {"RUS"}) == pytest.approx(1 - 3 * chance / served_all)
    assert pass_through(view) is None
    assert pass_through(view, clean=True) == 1.0
    assert pass_through(stated, clean=False) is None
    assert pass_through(View(view.instance, Plan()), clean=True) is None
