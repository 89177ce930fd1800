"""From a point of the solver to tables: names, moments, whole numbers, dust, money."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from optimizer import formulated, load
from optimizer.data.instance import schema
from optimizer.results.extract import DUST, plan_tables
from optimizer.results.plan_tables import PLAN_TABLES
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled

INSTANCES = Path(__file__).parents[3] / "instances"


@pytest.fixture(scope="module")
def expansion():
    formulation = formulated(load(INSTANCES / "toy-expansion"))
    return formulation.problem, compiled(formulation)


def _point(arrays: Arrays, **amounts: float) -> np.ndarray:
    """Zero but for the named columns, such as ``build_large_2025`` found by their label."""
    values = np.zeros(arrays.cost.size)
    for label, amount in amounts.items():
        (at,) = (j for j in range(values.size) if arrays.column_name(j) == label)
        values[at] = amount
    return values


def test_every_table_is_there_with_its_columns_even_when_nothing_is_done(expansion) -> None:
    problem, arrays = expansion
    tables = plan_tables(problem, arrays, np.zeros(arrays.cost.size))
    assert list(tables) == list(PLAN_TABLES)
    for name, table in tables.items():
        assert table.schema == pl.Schema(schema(PLAN_TABLES[name]))
        assert name in {"costs", "courses"} or table.height == 0


def test_a_build_is_named_by_expansion_and_period(expansion) -> None:
    problem, arrays = expansion
    vintage = problem.labels("vintages")[0]
    name, _, period = vintage.rpartition("@")
    point = _point(arrays, **{f"build[{vintage}]": 1.0 - 1e-7, f"added[{vintage}]": 4.0})
    (row,) = plan_tables(problem, arrays, point)["builds"].rows()
    assert row == (name, period, 1.0, 4.0)


def test_what_is_no_whole_number_is_not_made_one(expansion) -> None:
    problem, arrays = expansion
    vintage = problem.labels("vintages")[0]
    point = _point(arrays, **{f"build[{vintage}]": 0.5, f"added[{vintage}]": 2.0})
    assert plan_tables(problem, arrays, point)["builds"]["count"].to_list() == [0.5]


def test_dust_is_left_out_and_what_is_more_is_not(expansion) -> None:
    problem, arrays = expansion
    operation, moment = problem.labels("operations")[0], problem.labels("moments")[0]
    column = f"activity[{operation},{moment}]"
    assert (
        plan_tables(problem, arrays, _point(arrays, **{column: DUST / 2}))["activity"].height == 0
    )
    (row,) = plan_tables(problem, arrays, _point(arrays, **{column: 2 * DUST}))["activity"].rows()
    assert row == (*operation.split("|"), "", moment, 2 * DUST)


@pytest.mark.parametrize("dust", [0.9 * DUST, -0.9e-7])
def test_dust_that_is_left_out_costs_nothing(dust: float) -> None:
    """Else the price of what the tables leave out would stand in the table of costs alone."""
    formulation = formulated(load(INSTANCES / "toy-outage"))
    problem, arrays = formulation.problem, compiled(formulation)
    values = np.zeros(arrays.cost.size)
    values[arrays.decisions["shortfall"].span] = dust
    assert abs(arrays.value_of("cost", values) - arrays.offset) > DUST
    said, nothing = (plan_tables(problem, arrays, v) for v in (values, np.zeros_like(values)))
    assert said["shortfall"].height == 0
    assert said["costs"].equals(nothing["costs"])
    assert said["courses"].equals(nothing["courses"])


def test_costs_add_up_to_the_objective_of_any_point(expansion) -> None:
    problem, arrays = expansion
    values = np.random.default_rng(1).uniform(0.0, 5.0, arrays.cost.size)
    costs = plan_tables(problem, arrays, values)["costs"]
    assert costs["present"].sum() == pytest.approx(arrays.value_of("cost", values))
    assert not costs.select("term", "scenario", "period").is_duplicated().any()


def test_a_branch_of_the_tree_is_named_beside_the_period(expansion) -> None:
    """Moments are labelled ``branch|period``; the trunk has no name."""
    problem, arrays = expansion
    moments = problem.sets["moments"]
    renamed = replace(moments, labels=("storm|2025", *moments.labels[1:]))
    other = replace(problem, sets={**problem.sets, "moments": renamed})
    supply = problem.labels("supplies")[0]
    point = _point(arrays, **{f"bought[{supply},{moments.labels[0]}]": 3.0})
    (row,) = plan_tables(other, arrays, point)["bought"].rows()
    assert row == (supply, "storm", "2025", 3.0)


def test_a_build_without_capacity_stands_only_where_it_costs(expansion) -> None:
    problem, arrays = expansion
    vintage = problem.labels("vintages")[0]
    point = _point(arrays, **{f"build[{vintage}]": 1.0})
    assert plan_tables(problem, arrays, point)["builds"]["added"].to_list() == [0.0]
    free = replace(
        problem.parameters["fixed_capex"],
        values=np.zeros_like(problem.parameters["fixed_capex"].values),
    )
    other = replace(problem, parameters={**problem.parameters, "fixed_capex": free})
    assert plan_tables(other, arrays, point)["builds"].height == 0
