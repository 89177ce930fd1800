"""Bounds that follow from demand, room and capacities, each in a chain of one idea."""

from typing import Any

import numpy as np
import pytest

from optimizer.data.network.bounds import Bounds, bounds, groups, owner, pairs
from optimizer.data.problem import Problem
from tests.small.instances import TWO_YEARS, a_problem

CHAIN: dict[str, str] = {
    # Ore is bought in Japan, shipped to China, made into cells and shipped to Germany.
    "processes": """
        process  rung     activity_unit
        make     celling  GWh
    """,
    "recipes": """
        process  commodity  coefficient
        make     ore        -2
        make     cell       1
    """,
    "facilities": """
        facility  site  unit
        works     cn    GWh
    """,
    "capacities": """
        facility  period  capacity
        works     2025    100
    """,
    "operations": """
        facility  process  capacity_use
        works     make     1
    """,
    "supplies": """
        supply  site  commodity
        ore-jp  jp    ore
    """,
    "supply_terms": """
        supply  period  price  quantity
        ore-jp  2025    1      -
    """,
    "lanes": """
        lane   origin  destination  mode  days  capacity_t
        in     jp      cn           ship  0     -
        out    cn      de           ship  0     -
    """,
    "shipments": """
        lane  commodity  capacity
        in    ore        -
        out   cell       -
    """,
    "segments": """
        segment  unit  shortfall_penalty
        car      GWh   100
    """,
    "chemistries": """
        chemistry  commodity  energy_per_unit
        lfp        cell       1
    """,
    "shares": """
        segment  chemistry  period  maximum
        car      lfp        2025    1
    """,
    "demands": """
        market  segment  period  energy
        de      car      2025    10
    """,
}


def the(problem: Problem, values: Any, over: str, *labels: str) -> float:
    """The bound of a thing at a moment."""
    thing, moment = labels
    row = problem.sets[over].position[thing]
    return float(values[row, problem.sets["moments"].position[moment]])


def found(**tables: str) -> tuple[Problem, Bounds]:
    problem = a_problem(**(CHAIN | tables))
    return problem, bounds(problem)


def test_demand_bounds_the_whole_chain() -> None:
    problem, limit = found()
    assert the(problem, limit.served, "servings", "de|car|lfp", "2025") == 10
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 10
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 10
    assert the(problem, limit.entering, "accounts", "cn|ore", "2025") == 20
    assert the(problem, limit.flow, "shipments", "in|ore", "2025") == 20
    assert the(problem, limit.capacity, "facilities", "works", "2025") == 100


def test_what_leaves_otherwise_than_by_a_shipment() -> None:
    problem, limit = found()
    assert the(problem, limit.leaving, "accounts", "de|cell", "2025") == 10
    assert the(problem, limit.leaving, "accounts", "cn|ore", "2025") == 20
    assert the(problem, limit.leaving, "accounts", "cn|cell", "2025") == 0


def test_a_recipe_that_makes_two_serves_with_half_the_activity() -> None:
    problem, limit = found(
        recipes="""
            process  commodity  coefficient
            make     ore        -2
            make     cell       2
        """
    )
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 5


def test_the_greatest_share_bounds_what_is_served() -> None:
    problem, limit = found(
        shares="""
            segment  chemistry  period  maximum
            car      lfp        2025    0.3
        """
    )
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 3


def test_two_chemistries_of_one_commodity_count_the_demand_once() -> None:
    problem, limit = found(
        chemistries="""
            chemistry  commodity  energy_per_unit
            lfp        cell       1
            lmfp       cell       0.5
        """,
        shares="""
            segment  chemistry  period  maximum
            car      lfp        2025    1
            car      lmfp       2025    1
        """,
    )
    # All of it by the chemistry that takes two units of cells for one of energy.
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 20


@pytest.mark.parametrize(
    "tables",
    [
        {
            "shipments": """
                lane  commodity  capacity
                in    ore        -
                out   cell       4
            """
        },
        {
            "lanes": """
                lane   origin  destination  mode  days  capacity_t
                in     jp      cn           ship  0     -
                out    cn      de           ship  0     4000
            """
        },
        {
            "quotas": """
                quota  origin  destination  commodity  quantity
                few    CHN     DEU          cell       4
            """
        },
    ],
    ids=["of its own", "of the lane", "a quota"],
)
def test_a_limit_on_the_way_bounds_what_comes_before(tables: dict[str, str]) -> None:
    problem, limit = found(**tables)
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 4
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 4
    assert the(problem, limit.flow, "shipments", "in|ore", "2025") == 8


def test_what_may_be_thrown_away_has_no_bound_but_capacity() -> None:
    problem, limit = found(
        disposals="""
            site  commodity  cost
            cn    cell       0
        """
    )
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 100
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 10


def test_what_waits_or_is_sold_adds_to_the_bound() -> None:
    problem, limit = found(
        storages="""
            site  commodity  capacity  expansion_max
            de    cell       3         2
        """,
        sales="""
            site  commodity  price  quantity
            cn    cell       1      7
        """,
    )
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 15
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 22


def test_circles_do_not_loosen_a_bound() -> None:
    """Cells may go to Japan and back; what leaves the three accounts for good is the demand."""
    problem, limit = found(
        lanes="""
            lane   origin  destination  mode  days
            in     jp      cn           ship  0
            out    cn      de           ship  0
            there  de      jp           ship  0
            back   jp      de           ship  0
        """,
        shipments="""
            lane   commodity
            in     ore
            out    cell
            there  cell
            back   cell
        """,
    )
    for shipment in ("out|cell", "there|cell", "back|cell"):
        assert the(problem, limit.flow, "shipments", shipment, "2025") == 10
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 10


def test_what_is_long_under_way_is_bounded_by_its_arrival() -> None:
    problem, limit = found(
        periods=TWO_YEARS,
        lanes="""
            lane   origin  destination  mode  days
            in     jp      cn           ship  0
            out    cn      de           ship  300
        """,
        demands="""
            market  segment  period  energy
            de      car      2025    10
            de      car      2026    6
        """,
    )
    assert the(problem, limit.flow, "shipments", "out|cell", "2025") == 6
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 6
    # Sent in the last year it never arrives; nothing says how much.
    assert np.isinf(the(problem, limit.flow, "shipments", "out|cell", "2026"))


def test_builds_count_at_their_greatest_as_often_as_allowed() -> None:
    problem, limit = found(
        periods=TWO_YEARS,
        expansions="""
            expansion  facility  size_min  size_max  max_builds  lead_days
            line       works     1         20        3           365
        """,
    )
    assert the(problem, limit.capacity, "facilities", "works", "2025") == 100
    assert the(problem, limit.capacity, "facilities", "works", "2026") == 160


def test_operations_that_share_a_plant_use_no_more_than_the_hungriest_could() -> None:
    problem, limit = found(
        processes="""
            process  rung     activity_unit
            make     celling  GWh
            spare    celling  GWh
        """,
        recipes="""
            process  commodity  coefficient
            make     ore        -2
            make     cell       1
            spare    ore        -3
            spare    slag       1
        """,
        operations="""
            facility  process  capacity_use
            works     make     1
            works     spare    1
        """,
        capacities="""
            facility  period  capacity
            works     2025    5
        """,
        disposals="""
            site  commodity  cost
            cn    slag       0
        """,
    )
    assert the(problem, limit.entering, "accounts", "cn|ore", "2025") == 15


def test_an_operation_without_use_of_capacity_is_bounded_by_its_product() -> None:
    problem, limit = found(
        operations="""
            facility  process  capacity_use
            works     make     0
        """
    )
    assert the(problem, limit.activity, "operations", "works|make", "2025") == 10


def test_a_relation_read_as_pairs_and_backwards() -> None:
    problem = a_problem(**CHAIN)
    keys, members = pairs(problem, "running")
    assert (keys.tolist(), members.tolist()) == ([0], [0])
    at = problem.sets["accounts"].position
    assert owner(problem, "leaving", "shipments").tolist() == [at["jp|ore"], at["cn|cell"]]
    assert owner(problem, "kept_in", "shipments").tolist() == [-1, -1]


def test_groups_are_told_apart() -> None:
    distinct, at = groups(np.array([1, 0, 1]), np.array([2, 2, 2]))
    assert distinct.tolist() == [[0, 1], [2, 2]]
    assert at.tolist() == [1, 0, 1]
