"""The reference path, rule by rule; whole formulations take it in ``test_compile``."""

from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.errors import FormulationError
from optimizer.formulation.notation import SYMBOLS, total
from optimizer.run import formulated
from optimizer.solve.arrays import Family
from optimizer.solve.expand import Expander
from optimizer.solve.one_by_one import amounts, bounds, called, rows, sides
from optimizer.solve.sketch import Decision, NotTemplatableError, Sketch
from tests.small.chain import the_chain

PROBLEM = formulated(the_chain()).problem
MOMENTS, SHIPMENTS = PROBLEM.sets["moments"], PROBLEM.sets["shipments"]
FLOW = Decision("flow", (SHIPMENTS, MOMENTS))
EXPANDER = Expander(PROBLEM, {"flow": 100}, ())


@pytest.fixture
def sketch() -> Sketch:
    SYMBOLS.clear()
    return Sketch(PROBLEM, {"flow": FLOW}, expand=True)


def test_rows(sketch: Sketch) -> None:
    """A limit in the first period, none in the second, a floor in the branch."""

    def rule(m: Any, n: Any) -> Any:
        if n == "2026":
            return pyo.Constraint.Feasible
        flow = total(m.flow[s, n] for s in m.leaving["cn|cell"])
        return flow <= 3 if n == "2025" else 2 * flow >= 1

    entries, lower, upper = rows(Family("mine", (MOMENTS,), 0), rule, sketch, EXPANDER)
    row, column, value = entries.flat()
    cell, slow = SHIPMENTS.position["sea|cell"], SHIPMENTS.position["slow|cell"]
    assert row.tolist() == [0, 0, 2, 2]
    assert column.tolist() == [
        100 + 3 * cell,
        100 + 3 * slow,
        100 + 3 * cell + 2,
        100 + 3 * slow + 2,
    ]
    assert value.tolist() == [1.0, 1.0, 2.0, 2.0]
    assert lower.tolist() == [-np.inf, -np.inf, 1.0]
    assert upper.tolist() == [3.0, 0.0, np.inf]


def test_amounts(sketch: Sketch) -> None:
    def rule(m: Any, n: Any) -> Any:
        return 7.0 if n == "2025" else m.flow["sea|cell", n] + m.flow["sea|cell", n]

    constants, found = amounts(MOMENTS, rule, sketch, EXPANDER)
    assert constants.tolist() == [7.0, 0.0, 0.0]
    row, _, value = found["flow"].flat()
    assert (row.tolist(), value.tolist()) == ([1, 2], [2.0, 2.0])


def test_bounds(sketch: Sketch) -> None:
    family = Family("mine", (MOMENTS,), 0)
    low, high = bounds(
        family,
        lambda m, at: (1, None) if at == ("2025",) else (None, m.years[at]),
        sketch,
        EXPANDER,
    )
    assert low.tolist() == [1.0, -np.inf, -np.inf]
    assert high.tolist() == [np.inf, 1.0, 1.0]
    with pytest.raises(FormulationError, match="depends on a decision"):
        bounds(family, lambda m, at: (0, m.flow["sea|cell", at[0]]), sketch, EXPANDER)


def test_called(sketch: Sketch) -> None:
    assert called(lambda m, n: m.flow["sea|cell", n] <= 1, sketch, ("2025",)).sense == "<="
    never = called(lambda m, n: pyo.Constraint.Infeasible, sketch, ("2025",))
    assert [t.number for t in never.body.terms] == [1.0]
    with pytest.raises(NotTemplatableError, match="NoneType"):
        called(lambda m, n: None, sketch, ("2025",))


@pytest.mark.parametrize(
    ("sense", "low", "high"),
    [("<=", -np.inf, -2.0), (">=", -2.0, np.inf), ("==", -2.0, -2.0)],
)
def test_sides(sense: str, low: float, high: float) -> None:
    """body + 2 compared with zero."""
    found = sides(sense, np.array([2.0]))
    assert (found[0].tolist(), found[1].tolist()) == ([low], [high])
