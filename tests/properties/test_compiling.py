"""Whatever the instance and whatever the rule: the compiled rows are those of Pyomo."""

from typing import Any

import pyomo.environ as pyo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from tests.small.chain import LIMITED, chain_arrays, the_chain
from tests.small.reference import assert_as_pyomo
from tests.small.rules import RulePlan, rules
from tests.small.worlds import examples, limits, worlds

pytestmark = pytest.mark.slow

CHAIN = formulated(the_chain(), LIMITED).problem
DECISIONS = {n: tuple(s.name for s in f.over) for n, f in chain_arrays().decisions.items()}


@examples(20)
@given(worlds(), limits(), st.sampled_from(["cost", "exposure"]))
def test_random_instances(world: Instance, build: BuildSettings, objective: Any) -> None:
    aimed = BuildSettings(limits=build.limits, watched=build.watched, objective=objective)
    assert_as_pyomo(formulated(world, aimed))


@examples(50)
@given(rules(CHAIN, DECISIONS))
def test_random_rules(plan: RulePlan) -> None:
    """The rule alone is compared: the rest of the chain is compared elsewhere."""
    formulation = formulated(the_chain(), LIMITED)
    m = formulation.model
    for component in list(m.component_objects(pyo.Constraint)):
        m.del_component(component)
    formulation.book.costs.clear()
    m.del_component("objective")
    m.objective = pyo.Objective(rule=lambda m: 0 * m.room["de|cell"])
    sets = [m.component(name) for name in plan.over]
    m.random_rule = pyo.Constraint(*sets, rule=plan.rule())
    assert_as_pyomo(formulation)
