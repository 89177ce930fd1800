"""Subsidies, read as text in the chain; and a toy whose answers are worked out by hand."""

import polars as pl
import pytest

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import charge, equation
from tests.small.instances import an_instance, changed, optimum, solved


def test_grant_limit() -> None:
    """A tenth of the capex of the line: of 10 a build and 5 a unit; or 0.25 a unit."""
    assert equation(chain_arrays(), "grant_limit[seed|line@2025]") == (
        "- build[line@2025] - 0.5 added[line@2025] + granted[seed|line@2025] <= 0"
    )
    assert equation(chain_arrays(), "grant_limit[head|line@2026]") == (
        "- 0.25 added[line@2026] + granted[head|line@2026] <= 0"
    )


def test_premium_limit() -> None:
    """From 2026 on, half a unit of money for each GWh; before it nothing."""
    assert equation(chain_arrays(), "premium_limit[run|works-de|make,2025]") == (
        "paid[run|works-de|make,2025] <= 0"
    )
    assert equation(chain_arrays(), "premium_limit[run|works-de|make,embargo|2026]") == (
        "- 0.5 activity[works-de|make,embargo|2026] + paid[run|works-de|make,embargo|2026] <= 0"
    )


def test_budget_limit() -> None:
    """On each course what is granted before counts; a later year's budget has what is of it."""
    assert equation(chain_arrays(), "budget_limit[fund,embargo|2026]") == (
        "granted[seed|line@2025] + granted[seed|line@2026] + granted[seed|hall@2025] "
        "+ paid[run|works-de|make,2025] + paid[run|works-de|make,embargo|2026] <= 3"
    )
    assert equation(chain_arrays(), "budget_limit[year,2026]") == (
        "granted[seed|line@2026] + granted[head|line@2026] + paid[run|works-de|make,2026] <= 2"
    )


def test_grant() -> None:
    assert charge(chain_arrays(), "grant", "2026") == (
        "- granted[seed|line@2026] - granted[head|line@2026]"
    )


def test_grant_left_over() -> None:
    """Of its ten years the line has eight left, the hall nineteen of twenty."""
    assert charge(chain_arrays(), "grant_left_over", "2025") == (
        "0.8 granted[seed|line@2025] + 0.95 granted[seed|hall@2025]"
    )


def test_premium() -> None:
    assert charge(chain_arrays(), "premium", "2026") == (
        "- paid[run|works-de|make,2026] - paid[loop|recovery-jp|recover,2026]"
    )


def offered(rate: float, per: str = "energy", **more: str) -> Instance:
    """The chain with one subsidy on Germany's works and no other."""
    row = {"subsidy": "only", "per": per, "rate": str(rate), "facility": "works-de"} | more
    text = f"\n{'  '.join(row)}\n{'  '.join(row.values())}"
    return changed(
        the_chain(),
        subsidies=text,
        subsidy_budgets=the_chain().table("subsidy_budgets").clear(),
    )


@pytest.mark.solver
def test_a_grant_of_a_share_of_capex_is_the_subsidy_of_an_expansion() -> None:
    expansions = the_chain().table("expansions")
    own = expansions.with_columns(subsidy=pl.col("subsidy") + 0.25)
    bare = offered(0.0)
    assert optimum(offered(0.25, "capex")) == pytest.approx(
        optimum(changed(bare, expansions=own)), rel=1e-7
    )
    assert optimum(offered(0.25, "capex")) < optimum(bare) - 0.1


@pytest.mark.solver
def test_more_never_costs_industry_more_and_the_rest_of_cost_never_falls() -> None:
    """The industry's cost falls with the rate; what others pay makes the whole dearer or equal."""
    runs = [solved(offered(rate)) for rate in (0.0, 1.0, 2.0, 4.0)]
    costs = [run.outcome.objective or 0.0 for run in runs]
    assert costs == sorted(costs, reverse=True)
    whole = [cost - _of(run, "premium") for cost, run in zip(costs, runs, strict=True)]
    assert all(cost >= costs[0] - 1e-6 for cost in whole)
    assert all(run.audit is not None and run.audit.passed for run in runs)


def _of(run, term: str) -> float:  # type: ignore[no-untyped-def]
    return float(run.plan.tables["costs"].filter(pl.col("term") == term)["present"].sum())


@pytest.mark.solver
def test_a_budget_of_nothing_is_no_subsidy() -> None:
    none = "budget amount\nnone 0"
    assert optimum(changed(offered(3.0), subsidy_budgets=none)) == pytest.approx(
        optimum(offered(0.0)), rel=1e-9
    )


@pytest.mark.solver
def test_without_rows_nothing_is_decided() -> None:
    run = solved(an_instance(), BuildSettings())
    assert run.plan is not None
    assert run.plan.tables["grants"].is_empty()
    assert run.plan.tables["premiums"].is_empty()
