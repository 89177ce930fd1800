"""The front against an independent sweep: the plain Pyomo model, one limit at a time.

The model is Pyomo's own (``formulated(...).pyomo()``), with the limit as one constraint more and
the reward for slack of AUGMECON2 in the objective; another interface hands it to the solver.
"""

import pyomo.environ as pyo
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.formulation import dependence
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import front
from tests.small.chain import the_chain
from tests.small.instances import EXACT, arrays_of

pytestmark = pytest.mark.solver

REWARD = 1e-6


def _augmented(instance: Instance, most: float) -> float | None:
    """The least cost with exposure at most ``most``, slack rewarded; ``None``: no plan."""
    m = formulated(instance).pyomo()
    m.unused = pyo.Var(within=pyo.NonNegativeReals)
    above, below = dependence.exposure(m, "all"), dependence.energy_served(m, "all")
    m.limit = pyo.Constraint(expr=above + m.unused == most * below)
    cost = m.objective.expr
    m.objective.deactivate()
    m.rewarded = pyo.Objective(expr=cost - REWARD * m.unused)
    solver = pyo.SolverFactory("appsi_highs")
    solver.options["mip_rel_gap"] = 0.0
    ended = solver.solve(m, load_solutions=False)
    if ended.solver.termination_condition != pyo.TerminationCondition.optimal:
        return None
    m.solutions.load_from(ended)
    return float(pyo.value(cost))


@pytest.mark.parametrize("name", ["chain", "toy-dependence"])
def test_it_finds_what_a_sweep_of_the_plain_model_finds(name: str) -> None:
    instance = the_chain() if name == "chain" else load(f"instances/{name}")
    arrays = arrays_of(instance, BuildSettings())
    found = front.trace(arrays, "exposure", EXACT, count=5)
    assert found.complete
    for point in found.points:
        assert point.cost == pytest.approx(_augmented(instance, point.most), rel=1e-5)
