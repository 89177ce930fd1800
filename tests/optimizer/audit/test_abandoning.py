"""What is left to lie: only after a strike that has no chance, and only what came unasked.

Cells are sent to Germany by a slow lane in 2025 and arrive in 2026, when Germany's own cell works
and the market's lanes are lost: what they bring may be left to lie, and no more.
"""

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.data.instance import Instance
from optimizer.run import solve
from optimizer.settings import BuildSettings
from tests.small.instances import EXACT, TWO_YEARS, an_instance

Tables = dict[str, pl.DataFrame]


def a_depot(chance: float = 0.0) -> Instance:
    """Ore on its way to a German works that stands still in 2026, without any store for it."""
    return an_instance(
        periods=TWO_YEARS,
        scenarios=f"""
            scenario  parent  from_period  probability  last_period
            halt      -       2026         {chance}     {"2026" if chance == 0.0 else "-"}
        """,
        disruptions="""
            disruption  scenario  kind  target  first_period  last_period  remaining
            halt        halt      site  de      2026          2026         0
        """,
        processes="""
            process  rung     throughput  activity_unit
            make     celling  1           GWh
        """,
        recipes="""
            process  commodity  coefficient
            make     ore        -1
            make     cell       1
        """,
        facilities="""
            facility  site  unit
            works     de    GWh
        """,
        capacities="""
            facility  period  capacity
            works     2025    10
        """,
        operations="""
            facility  process  variable_cost
            works     make     1
        """,
        supplies="""
            supply  site  commodity
            ore     cn    ore
        """,
        supply_terms="""
            supply  period  price  quantity
            ore     2025    1      10
        """,
        lanes="""
            lane  origin  destination  mode  days
            sea   cn      de           ship  365
        """,
        shipments="""
            lane  commodity  cost_per_unit
            sea   ore        1
        """,
        segments="""
            segment  unit  shortfall_penalty
            cars     GWh   100
        """,
        chemistries="""
            chemistry  commodity
            nmc        cell
        """,
        shares="""
            segment  chemistry  period
            cars     nmc        2025
        """,
        demands="""
            market  segment  period  energy
            de      cars     2025    4
            de      cars     2026    4
        """,
    )


@pytest.fixture(scope="module")
def solved() -> Tables:
    run = solve(a_depot(), BuildSettings(), EXACT)
    assert run.plan is not None
    assert run.audit is not None
    assert run.audit.passed
    return dict(run.plan.tables)


def test_what_was_on_its_way_is_left_to_lie(solved: Tables) -> None:
    """4 kt left China in 2025 for the works of 2026, which stand still in the branch."""
    assert solved["abandoned"].rows() == [("de", "ore", "halt", "2026", pytest.approx(4.0))]


@pytest.mark.parametrize("factor", [0.0, 0.9, 1.1])
def test_neither_more_nor_less_than_came(solved: Tables, factor: float) -> None:
    """Less: the ore must be somewhere. More: it came from nowhere."""
    less = solved["abandoned"].with_columns(pl.col("quantity") * factor)
    assert not audit(a_depot(), {**solved, "abandoned": less}).passed


def test_nothing_is_left_to_lie_where_the_works_run(solved: Tables) -> None:
    moved = solved["abandoned"].with_columns(scenario=pl.lit(""))
    report = audit(a_depot(), {**solved, "abandoned": moved})
    assert "abandoned" in {check.rule for check in report.failures}


def test_a_branch_with_a_chance_must_keep_its_goods() -> None:
    """There nothing can be done with the ore, so none is sent: all of 2026 is missing."""
    run = solve(a_depot(0.5), BuildSettings(), EXACT)
    assert run.plan is not None
    assert run.plan.tables["abandoned"].is_empty()
    assert run.plan.tables["flow"].is_empty()
