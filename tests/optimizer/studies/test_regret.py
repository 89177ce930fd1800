"""The regret table, by hand on a small choice, and cell by cell against Pyomo."""

from dataclasses import replace

import pyomo.environ as pyo
import pytest

from optimizer.data.instance import Instance
from optimizer.data.tree import along
from optimizer.errors import SettingsError
from optimizer.results.plan import Plan
from optimizer.results.restore import HERE_AND_NOW, design_columns, design_of
from optimizer.run import formulated, solve
from optimizer.settings import BuildSettings
from optimizer.solve.compile import compiled
from optimizer.studies.regret import Regrets, regret, regrets
from tests.small.chain import the_chain
from tests.small.instances import EXACT, an_instance

# Ten cells are wanted in Germany. China makes them for 1, unless an embargo (one chance in four)
# stops it; a German line of ten costs 50 to build and 2 a cell to run; what is missing costs 20.
CHOICE = {
    "supplies": "supply site commodity\nore-cn cn ore\nore-de de ore",
    "supply_terms": "supply period price\nore-cn 2025 0\nore-de 2025 0",
    "scenarios": "scenario parent from_period probability\nembargo - 2025 0.25",
    "disruptions": """
        disruption  scenario  kind     target  first_period  last_period  remaining
        embargo     embargo   country  CHN     2025          2025         0
    """,
    "processes": "process rung throughput activity_unit\nmake celling 1 GWh",
    "recipes": "process commodity coefficient\nmake ore -1\nmake cell 1",
    "facilities": "facility site unit\nworks-cn cn GWh\nworks-de de GWh",
    "capacities": "facility period capacity\nworks-cn 2025 100",
    "operations": "facility process variable_cost\nworks-cn make 1\nworks-de make 2",
    "expansions": """
        expansion  facility  size_min  size_max  fixed_capex  unit_capex  life_years
        line       works-de  10        10        50           0           1
    """,
    "lanes": "lane origin destination mode\nsea cn de road",
    "shipments": "lane commodity\nsea cell",
    "segments": "segment unit shortfall_penalty\ncars GWh 20",
    "chemistries": "chemistry commodity energy_per_unit\nnmc cell 1",
    "shares": "segment chemistry period minimum maximum\ncars nmc 2025 0 1",
    "demands": "market segment period energy\nde cars 2025 10",
}


def _plans(instance: Instance) -> dict[str, Plan]:
    """The plan that sees no embargo and the one that sees nothing else."""
    found = {}
    for name, scenario in (("trusting", ""), ("wary", "embargo")):
        every = BuildSettings(scenarios="all")
        plan = solve(along(instance, scenario), every, EXACT).plan
        assert plan is not None
        found[name] = plan
    return found


@pytest.fixture(scope="module")
def choice() -> Regrets:
    instance = an_instance(**CHOICE)
    return regrets(instance, _plans(instance), settings=EXACT)


def test_all_designs_on_all_courses_by_hand(choice: Regrets) -> None:
    """Built or not, embargo or not: 10, 200, 60, 70."""
    assert [best.course.scenario for best in choice.best] == ["", "embargo"]
    assert choice.costs["trusting"] == pytest.approx((10.0, 200.0))
    assert choice.costs["wary"] == pytest.approx((60.0, 70.0))
    assert [best.cost for best in choice.best] == pytest.approx([10.0, 70.0])
    assert all(best.audited for best in choice.best)
    assert choice.worst("trusting") == pytest.approx(130.0)
    assert choice.worst("wary") == pytest.approx(50.0)
    assert choice.expected("trusting") == pytest.approx(0.75 * 10 + 0.25 * 200)
    assert choice.expected("wary") == pytest.approx(0.75 * 60 + 0.25 * 70)


def test_dust_is_no_regret(choice: Regrets) -> None:
    costs = dict.fromkeys(choice.costs, (10.0 + 3e-09, 70.0))
    near = replace(choice, costs=costs)
    assert [near.regret("wary", at) for at in (0, 1)] == [0.0, 0.0]


def test_what_is_recommended_differs() -> None:
    instance = an_instance(**CHOICE)
    study = regret(instance, _plans(instance), settings=EXACT)
    assert any("Least regret at worst: wary" in line for line in study.sentences)
    assert any("Least expected cost: trusting, 57.5" in line for line in study.sentences)
    rows = study.charts[0].rows
    assert rows.columns == ["x", "y", "value"]
    assert rows["value"].to_list() == pytest.approx([0.0, 130.0, 50.0, 0.0], abs=1e-6)


def test_each_cell_is_an_independent_solve_of_the_plain_model() -> None:
    plans = {"tree": solve(the_chain(), settings=EXACT).plan, "none": Plan()}
    known = {name: plan for name, plan in plans.items() if plan is not None}
    found = regrets(the_chain(), known, settings=EXACT)
    for name, plan in known.items():
        for best, cost in zip(found.best, found.costs[name], strict=True):
            assert cost == pytest.approx(_through_pyomo(best.course.scenario, plan), rel=1e-6)
    for at in range(len(found.best)):
        least = found.least(at)
        assert least is not None
        assert all(least <= (row[at] or 1e9) + 1e-6 for row in found.costs.values())
        assert (found.best[at].bound or 0.0) <= least + 1e-6


def _through_pyomo(scenario: str, plan: Plan) -> float:
    formulation = formulated(along(the_chain(), scenario), BuildSettings(scenarios="all"))
    arrays = compiled(formulation)
    design = dict(
        zip(design_columns(arrays), design_of(formulation.problem, arrays, plan), strict=True)
    )
    model = formulation.pyomo()
    for name in HERE_AND_NOW:
        family = arrays.decisions[name]
        for at, labels in enumerate(family.labels()):
            model.component(name)[labels[0]].fix(design[family.start + at])
    pyo.SolverFactory("appsi_highs").solve(model)
    return float(pyo.value(model.objective))


def test_own_plans_are_compared_and_one_of_them_is_never_regretted_on_its_course() -> None:
    found = regrets(an_instance(**CHOICE), {}, settings=EXACT, own=True)
    assert set(found.costs) == {"best of undisturbed", "best of embargo"}
    assert found.regret("best of undisturbed", 0) == pytest.approx(0.0)
    assert found.regret("best of embargo", 1) == pytest.approx(0.0)


def test_a_plan_without_an_answer_is_named() -> None:
    strict = CHOICE | {"segments": "segment unit\ncars GWh"}
    instance = an_instance(**strict)
    trusting = _plans(instance)["trusting"]
    study = regret(instance, {"trusting": trusting}, settings=EXACT)
    assert "trusting has no answer that keeps the rules on embargo." in study.sentences
    assert study.tables["plans"].rows["worst_regret"].to_list() == [None]
    assert study.tables["plans"].rows["expected_cost"].to_list() == [None]


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(SettingsError, match="at least one"):
        regrets(an_instance(**CHOICE), {})


def test_stopped_midway_what_is_finished_is_told() -> None:
    instance = an_instance(**CHOICE)
    heard: list[str] = []

    def watch(event: object) -> bool:
        heard.append(getattr(event, "phase", ""))
        return heard.count("cells") < 2

    found = regrets(instance, _plans(instance), settings=EXACT, watch=watch)
    assert not found.complete
    assert len(found.best) == 1
    assert len(found.costs["wary"]) == 1
