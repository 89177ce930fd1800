"""Recycling by the unit: accounts that add up, and prices that a solve confirms."""

import numpy as np
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.results.restore import design_columns
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.studies.recycling_prices import (
    Loop,
    annuity,
    economics,
    market_prices,
    mean_prices,
    prices_at,
)
from tests.small.instances import EXACT, changed


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-loop")


def test_the_loop_is_fed_with_what_nobody_sells(toy: Instance) -> None:
    loop = Loop.of(toy, ("recovery",))
    assert loop.processes == ("recycling",)
    assert loop.feeds == {"spent"}
    assert loop.metals == {"metal", "slag"}


def test_prices_without_customs_value_are_those_of_buying_and_of_getting_rid(toy: Instance) -> None:
    assert market_prices(toy) == {"metal": 50.0, "pack": 0.0, "spent": -3.0, "slag": -5.0}


def test_a_tonne_by_hand(toy: Instance) -> None:
    """30 of metal, 2 for slag, 20 to run, and 3 come with the spent pack."""
    row = economics(toy, Loop.of(toy, ("recovery",))).row(0, named=True)
    assert row["sold"] == pytest.approx(28.0)
    assert row["feed_cost"] == pytest.approx(-3.0)
    assert row["profit"] == pytest.approx(11.0)
    assert row["feed_price"] == pytest.approx(8.0)
    assert row["support"] == 0.0
    assert row["metals"] == pytest.approx(30.0)
    assert row["metal_factor"] == pytest.approx(19 / 30)


def test_each_one_thing_just_covers_all() -> None:
    """At the factor on metals, at the feed price, at the use: the profit is nothing."""
    mini = load("instances/japan-eu-mini")
    rows = economics(mini, Loop.of(mini, ("collection", "recovery")))
    for row in rows.iter_rows(named=True):
        if row["metal_factor"] is not None:
            assert row["profit"] + (row["metal_factor"] - 1) * row["metals"] == pytest.approx(
                0.0, abs=1e-9
            )
        assert row["profit"] + row["feed_cost"] - row["feed_price"] == pytest.approx(0.0, abs=1e-9)
        margin = row["profit"] + row["fixed"] + row["annuity"]
        if row["use"] is not None:
            assert row["use"] * margin == pytest.approx(row["fixed"] + row["annuity"])
            assert row["use"] <= 1.0
        assert row["support"] == pytest.approx(max(0.0, -row["profit"]))
    sizes = rows.filter(rows["size"] != "existing")
    assert sizes.filter(sizes["annuity"] <= 0.0).is_empty()


def test_an_annuity_pays_its_capital_back() -> None:
    assert sum(annuity(0.07, 15) / 1.07**year for year in range(1, 16)) == pytest.approx(1.0)
    assert annuity(0.0, 20) == 0.05


@pytest.mark.solver
def test_the_plans_own_prices_are_what_one_unit_more_costs(toy: Instance) -> None:
    """Of spent packs: 8 are earned on one more where the recycler has room, else 3 must be paid."""
    formulation = formulated(toy)
    arrays = compiled(formulation)
    outcome = whole.solve(arrays, BuildSettings(), EXACT)
    assert outcome.values is not None
    problem, design = formulation.problem, outcome.values[design_columns(arrays)]
    prices = prices_at(problem, arrays, design, EXACT)
    assert prices is not None
    at = problem.sets["accounts"].position
    assert prices[at["hamburg|metal"]] == pytest.approx(np.full(3, 50.0))
    assert prices[at["hamburg|spent"]] == pytest.approx([8.0, -3.0, -3.0])
    assert mean_prices(problem, prices)["hamburg", "spent"] == pytest.approx(2 / 3)


@pytest.mark.solver
def test_where_there_is_no_plan_there_are_no_prices(toy: Instance) -> None:
    terms = toy.table("supply_terms").with_columns(quantity=1.0)
    formulation = formulated(changed(toy, supply_terms=terms))
    arrays = compiled(formulation)
    design = np.zeros(design_columns(arrays).size)
    assert prices_at(formulation.problem, arrays, design, EXACT) is None
