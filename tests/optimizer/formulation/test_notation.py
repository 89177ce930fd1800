"""The words in which rules are written, called as Pyomo calls them."""

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo
import pytest

from optimizer.errors import FormulationError
from optimizer.formulation.notation import (
    SYMBOLS,
    constraint,
    domain_of,
    model_of,
    settled,
    total,
)
from optimizer.solve.sketch import Decision, Sketch
from tests.small.chain import the_chain
from tests.small.instances import a_problem, formulated


def _sketch() -> Sketch:
    problem = formulated(the_chain()).problem
    flow = Decision("flow", (problem.sets["shipments"], problem.sets["moments"]))
    return Sketch(problem, {"flow": flow}, expand=False)


def test_total_of_nothing_is_zero() -> None:
    assert total(x for x in ()) == 0.0


def test_total_of_numbers_is_their_sum() -> None:
    assert total(x * y for x in (1.0, 2.0) for y in (3.0, 4.0)) == 21.0


def test_a_sum_is_over_stand_ins_or_over_labels() -> None:
    def either() -> Iterator[Any]:
        yield from _sketch().shipments
        yield "sea|cell"

    with pytest.raises(FormulationError, match="mixes"):
        total(_sketch().flow[s, "2025"] for s in either())
    SYMBOLS.clear()


def test_the_model_knows_sets_relations_and_numbers_by_name() -> None:
    problem = formulated(the_chain()).problem
    model = model_of(problem).create_instance()
    assert list(model.moments) == ["2025", "2026", "embargo|2026"]
    assert list(model.leaving["cn|cell"]) == ["sea|cell", "slow|cell"]
    assert list(model.online["works-de", "2025"]) == ["line@2025"]
    assert pyo.value(model.ramp["line@2026", "2026"]) == 0.5
    assert pyo.value(model.ramp["line@2026", "2025"]) == 0.0


def test_settled_turns_a_truth_into_what_pyomo_accepts() -> None:
    assert settled(lambda m: True)(None) is pyo.Constraint.Feasible
    assert settled(lambda m: False)(None) is pyo.Constraint.Infeasible
    assert settled(lambda m: "row")(None) == "row"


def test_a_constraint_is_called_after_its_rule_and_says_its_sentence() -> None:
    def lane_limit(m: object, n: object) -> object:
        """A lane carries no more than it can.

        More is not told.
        """

    m = model_of(a_problem())
    constraint(m, m.moments, rule=lane_limit)
    assert m.lane_limit.doc == "A lane carries no more than it can."


@pytest.mark.parametrize("name", ["Binary", "NonNegativeIntegers", "NonNegativeReals"])
def test_domain_of(name: str) -> None:
    m = pyo.AbstractModel()
    m.x = pyo.Var(within=getattr(pyo, name))
    assert domain_of(m.x) == name
