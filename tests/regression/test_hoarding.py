"""Nobody knows of a strike before it comes: what happens before a branch is one moment for all."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from optimizer import Plan, Run, SolveSettings, audit_plan, load, optimize
from optimizer.data.instance import Instance
from optimizer.data.tree import along, courses
from tests.small.instances import THREE_YEARS, an_instance

pytestmark = pytest.mark.solver

EXACT = SolveSettings(gap=0.0, threads=1)
TOY = Path(__file__).resolve().parents[2] / "instances" / "toy-hoarding"


@cache
def _toy() -> Instance:
    return load(TOY)


@cache
def _run(course: str | None = None) -> Run:
    """The plan of the tree, or of one course that is known from the start."""
    instance = _toy() if course is None else along(_toy(), course)
    return optimize(instance, settings=EXACT)


def _cost(run: Run) -> float:
    assert run.outcome.objective is not None
    return run.outcome.objective


def _hoarded(run: Run) -> float:
    assert run.plan is not None
    stock = run.plan.tables["stock"].filter(pl.col("period") == "2025")
    assert set(stock["scenario"]) <= {""}
    return float(stock["quantity"].sum())


def test_who_foresees_the_strike_hoards_and_the_tree_only_as_far_as_it_pays() -> None:
    assert _hoarded(_run("strike")) == pytest.approx(10.0)
    assert _hoarded(_run("")) == pytest.approx(0.0)
    assert _hoarded(_run()) == pytest.approx(4.0)


def test_not_knowing_costs_what_the_readme_says() -> None:
    known = sum(c.probability * _cost(_run(c.scenario)) for c in courses(_toy()))
    assert known == pytest.approx(233.0)
    assert _cost(_run()) == pytest.approx(247.4)
    assert _cost(_run()) > known


def test_what_happens_before_the_branch_is_one_moment_of_the_plan() -> None:
    run = _run()
    assert run.plan is not None
    for name, table in run.plan.tables.items():
        if {"scenario", "period"} <= set(table.columns):
            before = table.filter(pl.col("period") == "2025")
            assert set(before["scenario"]) <= {""}, name
    flow = run.plan.tables["flow"].sort("period", "scenario")
    assert flow.select("scenario", "period", "quantity").rows() == [
        ("", "2025", pytest.approx(14.0)),
        ("", "2026", pytest.approx(6.0)),
    ]


def _foreseeing() -> Plan:
    """Each course as its own foresight would have it, put side by side: cheaper than any plan."""
    calm, struck = _run("").plan, _run("strike").plan
    assert calm is not None
    assert struck is not None
    tables = dict(calm.tables)
    for name, table in struck.tables.items():
        if {"scenario", "period"} <= set(table.columns):
            own = table.with_columns(scenario=pl.lit("strike"))
            tables[name] = pl.concat([tables[name], own])
    return replace(calm, tables=tables)


def test_a_plan_that_knows_is_rejected() -> None:
    report = audit_plan(_toy(), _foreseeing().tables)
    assert not report.passed
    assert "shape" in {check.family for check in report.failures}


NESTED = {
    "periods": THREE_YEARS,
    "scenarios": """
        scenario  parent  from_period  probability
        ban       -       2026         0.2
        war       ban     2027         0.5
        flood     -       2027         0.1
    """,
    "disruptions": """
        disruption  scenario  kind     target  first_period  last_period  remaining
        ban         ban       country  CHN     2026          2026         0.5
        war         war       country  CHN     2027          2027         0
        flood       flood     site     cn      2027          2027         0.2
    """,
    "processes": "process rung activity_unit\nmake celling GWh",
    "recipes": "process commodity coefficient\nmake ore -1\nmake cell 1",
    "facilities": "facility site unit\nworks cn GWh",
    "capacities": "facility period capacity\nworks 2025 14",
    "operations": "facility process variable_cost\nworks make 2",
    "supplies": "supply site commodity\nmine cn ore",
    "supply_terms": "supply period price quantity\nmine 2025 3 20",
    "lanes": "lane origin destination mode cost_per_t\nsea cn de ship 0.001",
    "shipments": "lane commodity\nsea cell",
    "storages": "site commodity capacity holding_cost\nde cell 9 1",
    "segments": "segment unit shortfall_penalty\nev GWh 90",
    "chemistries": "chemistry commodity\nnmc cell",
    "shares": "segment chemistry period\nev nmc 2025",
    "demands": "market segment period energy\n"
    + "\n".join(f"de ev {year} 10" for year in (2025, 2026, 2027)),
}
PASTS = {"ban": [("", "2025")], "flood": [("", "2025"), ("", "2026")]}
PASTS["war"] = [*PASTS["ban"], ("ban", "2026")]
RECOURSE = ("activity", "bought", "flow", "served", "stock")


@cache
def _nested() -> Run:
    run = optimize(an_instance(**NESTED), settings=EXACT)
    assert run.audit is not None
    assert run.audit.passed
    return run


@pytest.mark.parametrize("table", RECOURSE)
@pytest.mark.parametrize("branch", PASTS)
def test_rows_before_a_branch_cannot_be_made_to_differ_by_it(branch: str, table: str) -> None:
    """For every moment before it: a row moved to the branch, or doubled for it, is rejected."""
    run = _nested()
    assert run.plan is not None
    for scenario, period in PASTS[branch]:
        rows = run.plan.tables[table]
        past = (pl.col("scenario") == scenario) & (pl.col("period") == period)
        own = rows.filter(past).with_columns(scenario=pl.lit(branch))
        assert own.height, (table, scenario, period)
        for tampered in (pl.concat([rows.filter(~past), own]), pl.concat([rows, own])):
            report = audit_plan(run.instance, {**run.plan.tables, table: tampered})
            assert not report.passed
            assert "shape" in {check.family for check in report.failures}


@pytest.mark.parametrize("branch", PASTS)
def test_a_branch_cannot_draw_on_more_than_its_past_has_left(branch: str) -> None:
    """Stock that one branch alone would have hoarded is missing from its balance."""
    run = _nested()
    assert run.plan is not None
    first = {"ban": "2026", "war": "2027", "flood": "2027"}[branch]
    here = (pl.col("scenario") == branch) & (pl.col("period") == first)
    served = run.plan.tables["served"]
    more = pl.when(here).then(pl.col("energy") + 1.0).otherwise(pl.col("energy"))
    assert served.filter(here).height
    tables = {**run.plan.tables, "served": served.with_columns(energy=more)}
    families = {check.family for check in audit_plan(run.instance, tables).failures}
    assert "balance" in families
