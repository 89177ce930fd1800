"""A plan put back into the solver's columns: the same cost, and no decision that is not there."""

import numpy as np
import polars as pl
import pytest

from optimizer.results.plan import Plan, PlanError
from optimizer.results.restore import design_columns, design_of, with_design
from optimizer.run import formulated, solve
from optimizer.solve import highs
from optimizer.solve.compile import compiled
from tests.small.chain import the_chain
from tests.small.instances import EXACT


def test_a_design_put_back_costs_what_the_plan_cost() -> None:
    run = solve(the_chain(), settings=EXACT)
    assert run.plan is not None
    formulation = formulated(the_chain())
    arrays = compiled(formulation)
    design = design_of(formulation.problem, arrays, run.plan)
    assert np.count_nonzero(design) > 0
    fixed = with_design(arrays, design)
    assert not fixed.integer.any()
    assert highs.solve(fixed, EXACT).objective == pytest.approx(run.outcome.objective)


def test_nothing_decided_is_all_zero() -> None:
    formulation = formulated(the_chain())
    arrays = compiled(formulation)
    assert not design_of(formulation.problem, arrays, Plan()).any()
    assert design_columns(arrays).size == design_of(formulation.problem, arrays, Plan()).size


def test_a_closure_lasts() -> None:
    closures = pl.DataFrame({"facility": ["works-jp"], "period": ["2025"], "closed": [1.0]})
    formulation = formulated(the_chain())
    arrays = compiled(formulation)
    design = design_of(formulation.problem, arrays, Plan({"closures": closures}))
    closed = [arrays.column_name(int(c)) for c in design_columns(arrays)[design > 0]]
    assert closed == ["closed[works-jp@2025]", "closed[works-jp@2026]"]


def test_an_unknown_build_is_refused() -> None:
    builds = pl.DataFrame(
        {"expansion": ["castle"], "period": ["2025"], "count": [1.0], "added": [1.0]}
    )
    formulation = formulated(the_chain())
    with pytest.raises(PlanError, match="castle@2025"):
        design_of(formulation.problem, compiled(formulation), Plan({"builds": builds}))
