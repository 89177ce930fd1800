"""Risk: the rows and the objective that are added where the dearest courses count for more."""

from functools import cache

import numpy as np
import pytest

from optimizer.data.network.risk import tail_mean
from optimizer.errors import FormulationError
from optimizer.formulation import build
from optimizer.formulation.handbook import chapters
from optimizer.formulation.ledger import Cost
from optimizer.formulation.risk import SURE, _require_known
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.arrays import Arrays
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import equation, position
from tests.small.hedge import BY_COURSE, CHANCES, EXPECTED, the_hedge
from tests.small.instances import arrays_of, optimum, solved
from tests.small.reading import names_in_formula

RISKY = BuildSettings(risk_weight=0.4, tail=0.9)


@cache
def risky() -> Arrays:
    return arrays_of(the_hedge(), RISKY)


def test_close() -> None:
    """All that 2026 costs in the embargo, discounted by nothing and weighed by no probability."""
    assert equation(risky(), "spending[embargo|2026]") == (
        "8 bought[chinese-packs,embargo|2026] + 3 bought[cells,embargo|2026]"
        " + 9 activity[plant|assembly,embargo|2026] + 2 flow[ningbo-kobe|pack,embargo|2026]"
        " + 50 shortfall[kobe|car,embargo|2026] - spent[embargo|2026] = 0"
    )


def test_tail_excess() -> None:
    assert equation(risky(), "tail_excess[embargo|2026]") == (
        "spent[2025] + spent[embargo|2026] - value_at_risk[all] - excess[embargo|2026] <= 0"
    )


def test_edge_and_beyond() -> None:
    """0.4 of the value at risk, and 0.4 · 0.1 / (1 − 0.9) of what the embargo costs beyond it."""
    cost, _ = risky().aims["cost"]
    assert cost[position(risky().decisions, "value_at_risk[all]")] == pytest.approx(0.4)
    assert cost[position(risky().decisions, "excess[embargo|2026]")] == pytest.approx(0.4)
    assert cost[position(risky().decisions, "excess[2026]")] == pytest.approx(0.4 * 7)


def test_the_expected_cost_counts_for_the_rest() -> None:
    name = position(risky().decisions, "bought[cells,embargo|2026]")
    assert risky().aims["cost"][0][name] == pytest.approx(0.6 * 0.1 * 3)
    assert risky().aims["expected_cost"][0][name] == pytest.approx(0.1 * 3)
    added = position(risky().decisions, "added[line@2025]")
    assert risky().aims["cost"][0][added] == pytest.approx(7)


def test_without_a_weight_nothing_is_added() -> None:
    plain = chain_arrays()
    assert not {"spent", "value_at_risk", "excess"} & plain.decisions.keys()
    assert not {"spending", "tail_excess"} & plain.constraints.keys()
    assert plain.aims["cost"] is plain.aims["expected_cost"]


def test_costs_of_the_chain_stand_in_the_rows_whatever_they_are() -> None:
    """A point costs along a course what the terms of its moments say."""
    arrays = arrays_of(the_chain(), RISKY)
    point = np.random.default_rng(0).random(arrays.cost.size)
    spent = position(arrays.decisions, "spent[embargo|2026]")
    point[spent] = 0.0
    row = position(arrays.constraints, "spending[embargo|2026]")
    entries = slice(*arrays.starts[row : row + 2])
    found = arrays.values[entries] @ point[arrays.columns_of[entries]] - arrays.row_upper[row]
    by_hand = 0.0
    for part in arrays.costs:
        if part.over.name == "moments":
            at = part.over.position["embargo|2026"]
            here = part.rows == at
            amount = part.constant[at] + part.values[here] @ point[part.columns[here]]
            by_hand += amount * part.weight[at] / 0.25
    assert found == pytest.approx(by_hand)


@pytest.mark.solver
@pytest.mark.parametrize("tail", [0.0, 0.7, 0.9])
@pytest.mark.parametrize("weight", [0.0, 0.05, 0.09, 0.1, 0.5, 1.0])
def test_the_best_of_all_designs_in_all_courses(weight: float, tail: float) -> None:
    """Every number of lines in every course, as the README of the toy has them."""
    chances = np.array(list(CHANCES.values()))
    by_design = [
        (1 - weight) * EXPECTED[lines]
        + weight * tail_mean(np.array([BY_COURSE[lines][c] for c in CHANCES]), chances, tail)
        for lines in range(5)
    ]
    found = optimum(the_hedge(), BuildSettings(risk_weight=weight, tail=tail))
    assert found == pytest.approx(min(by_design))


@pytest.mark.solver
@pytest.mark.parametrize("weight", [0.05, 0.5, 1.0])
def test_branches_apart_come_to_the_same(weight: float) -> None:
    apart = SolveSettings(gap=0.0, threads=1, decompose="branches")
    build_it = BuildSettings(risk_weight=weight, tail=0.9)
    run = solve(the_hedge(), build_it, apart)
    assert run.outcome.objective == pytest.approx(optimum(the_hedge(), build_it))
    assert run.audit is not None
    assert run.audit.passed


@pytest.mark.solver
def test_with_all_weight_on_the_last_of_the_tail_the_worst_course_is_what_counts() -> None:
    run = solved(the_hedge(), BuildSettings(risk_weight=1.0, tail=0.999))
    assert run.plan is not None
    assert run.outcome.objective == pytest.approx(run.plan.table("courses")["cost"].max())
    assert run.outcome.objective == pytest.approx(2900)


def test_pyomo_has_the_same_rows() -> None:
    model = formulated(the_hedge(), RISKY).pyomo()
    assert str(model.tail_excess["embargo|2026"].body).replace("'", "") == (
        "spent[2025] + spent[embargo|2026] - value_at_risk[all] - excess[embargo|2026]"
    )
    assert len(model.spending) == risky().constraints["spending"].size


def test_a_cost_of_unknown_weight_is_refused() -> None:
    cost = Cost("gift", "nobody", "moments", "fairness", lambda m, n: 0.0)
    with pytest.raises(FormulationError, match=r"'gift' is weighed by 'fairness'.*weight_at_end"):
        _require_known(cost)
    costs = build(formulated(the_chain()).problem).book.costs
    assert {cost.weight for cost in costs if cost.over == "moments"} == set(SURE)


def test_formulas_have_the_names_of_the_code() -> None:
    (chapter,) = [c for c in chapters() if c.module.__name__.endswith(".risk")]
    names = {rule.function.__name__: names_in_formula(rule.function) for rule in chapter.rules}
    assert names["tail_excess"].decided == {"spent", "value_at_risk", "excess"}
    assert names["tail_excess"].given == {"passing", "horizon", "courses"}
    assert names["edge"].decided == {"value_at_risk"}
    assert names["beyond"].decided == {"excess"}
