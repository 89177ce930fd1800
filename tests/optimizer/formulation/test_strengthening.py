"""Links read as text; what they do to the relaxation; and that the optimum never moves."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.formulation import strengthening
from optimizer.formulation.handbook import RuleEntry
from optimizer.run import formulated
from optimizer.settings import BuildSettings, Objective
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import Outcome
from tests.small.equations import equation
from tests.small.growing import growing, two_plants
from tests.small.instances import EXACT
from tests.small.reading import formulas, names_in_code, names_in_formula
from tests.small.worlds import worlds

RULES = (
    strengthening.plant_link,
    strengthening.operation_link,
    strengthening.flow_link,
    strengthening.serving_link,
    strengthening.use_link,
    strengthening.take_link,
)
DECISIONS = frozenset({"activity", "flow", "served", "taken", "build", "signed"})
CALM = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def linked(instance: Instance) -> Arrays:
    return compiled(formulated(instance))


def test_plant_link() -> None:
    draft = two_plants()
    draft.capacity("plant-near", 3.0)
    assert equation(linked(draft.instance()), "plant_link[plant-near@2025]") == (
        "- 10 build[plant-near@2025] + activity[plant-near|making,2025] <= 3"
    )


def test_operation_link() -> None:
    draft = two_plants()
    draft.commodity("extra")
    draft.operate("plant-near", draft.recipe("other", {"extra": 2.0}), capacity_use=0.5)
    draft.add("sales", site="near", commodity="extra", price=1.0, quantity=6.0)
    arrays = linked(draft.instance())
    assert equation(arrays, "operation_link[plant-near|other@2025]") == (
        "- 3 build[plant-near@2025] + activity[plant-near|other,2025] <= 0"
    )
    assert equation(arrays, "plant_link[plant-near@2025]") == (
        "- 14.5 build[plant-near@2025] + activity[plant-near|making,2025] "
        "+ 0.5 activity[plant-near|other,2025] <= 0"
    )


def test_flow_link() -> None:
    assert equation(linked(two_plants().instance()), "flow_link[far.large|goods@2025]") == (
        "- 8 build[plant-far@2025] + flow[far.large|goods,2025] <= 0"
    )


def test_serving_link() -> None:
    draft = two_plants()
    draft.want("near", "goods", 2.0)
    assert equation(linked(draft.instance()), "serving_link[near|goods|goods@2025]") == (
        "- 2 build[plant-near@2025] + served[near|goods|goods,2025] <= 0"
    )


def test_use_link() -> None:
    draft = two_plants()
    draft.commodity("kit")
    draft.capacity(draft.facility("packer", "near"), 2.0)
    draft.operate("packer", draft.recipe("packing", {"goods": -3.0, "kit": 1.0}))
    draft.add("sales", site="near", commodity="kit", price=1.0, quantity=50.0)
    assert equation(linked(draft.instance()), "use_link[packer|packing|goods@2025]") == (
        "- 2 build[plant-near@2025] + activity[packer|packing,2025] <= 0"
    )


def test_take_link() -> None:
    draft = two_plants()
    draft.add("contracts", contract="big", site="near", commodity="goods", price=1.0, maximum=40.0)
    assert equation(linked(draft.instance()), "take_link[big@2025]") == (
        "- 13 signed[big] + taken[big,2025] <= 0"
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_link_keeps_the_rules_of_the_house(rule) -> None:
    """One sentence, one formula, and in the formula the names that the code touches."""
    entry = RuleEntry(rule, "limit", (f"{rule.__name__}s",))
    first, blank, *_ = (rule.__doc__ or "").split("\n")
    assert first.endswith(".")
    assert blank == ""
    assert len(formulas(rule)) == 1
    assert names_in_formula(rule) == names_in_code(entry, strengthening, DECISIONS)


def test_links_are_there_only_when_asked_for() -> None:
    instance = two_plants().instance()
    without = compiled(formulated(instance, BuildSettings(strengthening=False)))
    extra = linked(instance).constraints.keys() - without.constraints.keys()
    assert extra == {rule.__name__ for rule in RULES}


@pytest.mark.solver
def test_a_fraction_of_a_plant_no_longer_serves_all() -> None:
    """Two whole plants or one are the only ways; the relaxation now says what one costs.

    Without links 13/20 of a plant do: 65 + 13. With them the plant is needed for each customer.
    """
    instance = two_plants().instance()
    weak = _relaxed(instance, BuildSettings(strengthening=False))
    strong = _relaxed(instance, BuildSettings())
    assert weak.objective == pytest.approx(100 * 13 / 20 + 13)
    assert strong.objective == pytest.approx(100 + 13)


@pytest.mark.solver
@pytest.mark.parametrize("name", ["toy-expansion", "toy-dependence", "toy-winter", "japan-eu-mini"])
def test_the_optimum_of_a_shipped_instance_stays(instances: Path, name: str) -> None:
    _assert_same(load(instances / name), BuildSettings())


@pytest.mark.solver
@given(growing())
@CALM
def test_the_optimum_stays_where_most_is_yet_to_be_built(instance: Instance) -> None:
    _assert_same(instance, BuildSettings())


@pytest.mark.solver
@given(worlds(), st.sampled_from(["cost", "exposure"]))
@CALM
def test_the_optimum_stays_where_something_of_everything_happens(
    instance: Instance, objective: Objective
) -> None:
    _assert_same(instance, BuildSettings(objective=objective))


def _assert_same(instance: Instance, build: BuildSettings) -> None:
    """The same optimum with and without links; the relaxation is at least as tight with them."""
    bare = replace(build, strengthening=False)
    weak, strong = (_whole(instance, b) for b in (bare, build))
    assert weak.reason is strong.reason
    if weak.objective is None or strong.objective is None:
        return
    assert math.isclose(strong.objective, weak.objective, rel_tol=1e-6, abs_tol=1e-6)
    below, above = _relaxed(instance, bare).objective, _relaxed(instance, build).objective
    assert below is not None
    assert above is not None
    assert above >= below - 1e-6 * max(1.0, abs(below))


def _whole(instance: Instance, build: BuildSettings) -> Outcome:
    return highs.solve(compiled(formulated(instance, build)), EXACT)


def _relaxed(instance: Instance, build: BuildSettings) -> Outcome:
    return highs.solve(compiled(formulated(instance, build)), EXACT, relax=True)
