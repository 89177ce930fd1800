"""A plan put back into the solver's columns: the same cost, and no decision that is not there."""

import numpy as np
import polars as pl
import pytest

from optimizer.data.tree import along
from optimizer.results.extract import plan_tables
from optimizer.results.plan import Plan, PlanError
from optimizer.results.restore import design_columns, design_of, point_of, with_design
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings
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
    # All that is left to choose is what is learnt, which comes later.
    left = {fixed.column_name(int(c)).split("[")[0] for c in np.flatnonzero(fixed.integer)}
    assert left == {"reached"}
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


def test_a_whole_point_put_back_is_the_plan() -> None:
    run = solve(the_chain(), settings=EXACT)
    assert run.plan is not None
    formulation = formulated(the_chain())
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, run.plan)
    assert arrays.violation(point) < 1e-6
    assert arrays.value_of("cost", point) == pytest.approx(run.outcome.objective)
    again = plan_tables(formulation.problem, arrays, point)
    for name in ("builds", "activity", "flow", "stock", "served", "taken"):
        assert again[name].equals(run.plan.tables[name]), name


def test_a_course_takes_its_own_moments_from_the_plan_of_a_tree() -> None:
    run = solve(the_chain(), settings=EXACT)
    assert run.plan is not None
    formulation = formulated(along(the_chain(), "embargo"))
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, run.plan)
    flows = plan_tables(formulation.problem, arrays, point)["flow"]
    theirs = run.plan.tables["flow"].filter(
        (pl.col("period") == "2025") | (pl.col("scenario") == "embargo")
    )
    assert flows.equals(theirs)
    assert flows.height > 0


def test_a_flow_on_no_lane_is_refused() -> None:
    flow = {"lane": ["air"], "commodity": ["cell"], "scenario": [""], "period": ["2025"]}
    plan = Plan({"flow": pl.DataFrame(flow | {"quantity": [1.0]})})
    formulation = formulated(the_chain())
    with pytest.raises(PlanError, match=r"flow: the problem has no air\|cell"):
        point_of(formulation.problem, compiled(formulation), plan)


def test_a_clean_stream_that_the_problem_does_not_keep_is_passed_over() -> None:
    build = BuildSettings(clean=True)
    run = solve(the_chain(), build, EXACT)
    assert run.plan is not None
    assert run.plan.table("clean_served").height
    for settings in (None, build):
        formulation = formulated(the_chain(), settings)
        arrays = compiled(formulation)
        point = point_of(formulation.problem, arrays, run.plan)
        assert arrays.value_of("cost", point) == pytest.approx(run.outcome.objective)
        stated = point[arrays.decisions["clean_served"].span]
        assert stated.sum() == pytest.approx(
            0.0 if settings is None else run.plan.table("clean_served")["energy"].sum()
        )
