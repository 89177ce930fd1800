"""Which links there are, and with which factors: two plants that may be built, two customers."""

import pytest

from optimizer.data.assemble import assemble
from optimizer.data.network.strengthening import strengthened
from optimizer.data.problem import Problem
from tests.regression.published.draft import Draft
from tests.small.growing import two_plants
from tests.small.instances import given, listed

FAMILIES = ("plant", "operation", "flow", "serving", "use", "take")


def links(draft: Draft) -> tuple[Problem, dict[str, tuple[str, ...]]]:
    """The strengthened problem, and the links of each family that has any."""
    problem = strengthened(assemble(draft.instance()))
    by_family = {name: problem.labels(f"{name}_links") for name in FAMILIES}
    return problem, {name: labels for name, labels in by_family.items() if labels}


def test_a_shipment_is_linked_to_the_build_by_what_its_customer_takes() -> None:
    problem, found = links(two_plants())
    assert found["flow"] == (
        "near.small|goods@2025",
        "far.small|goods@2025",
        "near.large|goods@2025",
        "far.large|goods@2025",
    )
    assert listed(problem, "flow_terms_of", "far.small|goods@2025") == [
        "far.small|goods@2025<plant-far@2025"
    ]
    assert given(problem, "flow_factor", "far.small|goods@2025<plant-far@2025") == 5
    assert given(problem, "flow_factor", "far.large|goods@2025<plant-far@2025") == 8
    assert given(problem, "flow_base", "far.large|goods@2025") == 0


def test_a_plant_larger_than_all_demand_is_linked_by_the_demand() -> None:
    problem, found = links(two_plants())
    assert found["plant"] == ("plant-near@2025", "plant-far@2025")
    assert given(problem, "plant_factor", "plant-near@2025<plant-near@2025") == 13


def test_a_plant_too_small_for_anyone_needs_no_link() -> None:
    assert links(two_plants(size=5.0))[1] == {}


def test_what_costs_nothing_fixed_needs_no_link() -> None:
    assert links(two_plants(fixed=0.0))[1] == {}


def test_the_rest_of_the_problem_stays_as_it_is() -> None:
    before = assemble(two_plants().instance())
    after = strengthened(before)
    for kind in ("sets", "relations", "parameters"):
        assert dict(getattr(before, kind)).items() <= dict(getattr(after, kind)).items()


@pytest.mark.parametrize("source", ["old capacity", "a supply", "goods under way", "a shipment"])
def test_what_has_another_source_is_not_linked(source: str) -> None:
    draft = two_plants()
    if source == "old capacity":
        draft.capacity("plant-near", 1.0)
    elif source == "a supply":
        draft.supply("near", "goods", 1.0)
    elif source == "goods under way":
        draft.add("arrivals", site="near", commodity="goods", period="2025", quantity=1.0)
    else:
        draft.ship(draft.lane("far", "near"), "goods")
    _, found = links(draft)
    assert {label.partition(".")[0] for label in found["flow"]} == {"far"}


def test_old_capacity_is_the_base_of_a_plant() -> None:
    draft = two_plants()
    draft.capacity("plant-near", 3.0)
    problem, _ = links(draft)
    assert given(problem, "plant_base", "plant-near@2025") == 3
    assert given(problem, "plant_factor", "plant-near@2025<plant-near@2025") == 10


def test_a_plant_whose_old_capacity_may_go_is_not_linked() -> None:
    draft = two_plants()
    draft.capacity("plant-near", 3.0)
    table = draft.instance().table("facilities")
    closable = draft.instance().tables | {
        "facilities": table.with_columns(closable=table["facility"] == "plant-near")
    }
    problem = strengthened(assemble(type(draft.instance()).of("closable", closable)))
    assert problem.labels("plant_links") == ("plant-far@2025",)


def test_stock_may_be_more_than_a_period_makes() -> None:
    """A small plant fills the store over the years: only what the customer takes is a factor."""
    draft = two_plants(size=5.0)
    draft.add("storages", site="near", commodity="goods", capacity=50.0)
    problem, found = links(draft)
    assert found["flow"] == ("near.small|goods@2025", "near.large|goods@2025")
    assert given(problem, "flow_factor", "near.large|goods@2025<plant-near@2025") == 8


def test_operations_that_share_a_plant_are_linked_one_by_one() -> None:
    draft = two_plants()
    draft.commodity("extra")
    draft.operate("plant-near", draft.recipe("other", {"extra": 2.0}), capacity_use=0.5)
    draft.add("sales", site="near", commodity="extra", price=1.0, quantity=6.0)
    problem, found = links(draft)
    assert found["operation"] == ("plant-near|making@2025", "plant-near|other@2025")
    assert given(problem, "operation_factor", "plant-near|making@2025<plant-near@2025") == 13
    assert given(problem, "operation_factor", "plant-near|other@2025<plant-near@2025") == 3
    assert given(problem, "plant_factor", "plant-near@2025<plant-near@2025") == 14.5


def test_who_is_served_or_works_on_the_spot_is_linked_too() -> None:
    draft = two_plants()
    draft.want("near", "goods", 2.0)
    draft.commodity("kit")
    packing = draft.recipe("packing", {"goods": -3.0, "kit": 1.0})
    draft.capacity(draft.facility("packer", "near"), 2.0)
    draft.operate("packer", packing)
    draft.add("sales", site="near", commodity="kit", price=1.0, quantity=50.0)
    problem, found = links(draft)
    assert found["serving"] == ("near|goods|goods@2025",)
    assert given(problem, "serving_factor", "near|goods|goods@2025<plant-near@2025") == 2
    assert found["use"] == ("packer|packing|goods@2025",)
    assert given(problem, "use_factor", "packer|packing|goods@2025<plant-near@2025") == 2


def test_a_contract_for_more_than_is_of_use_is_linked() -> None:
    draft = two_plants()
    for contract, maximum in (("big", 40.0), ("little", 4.0)):
        draft.add(
            "contracts", contract=contract, site="near", commodity="goods", price=1.0,
            maximum=maximum, fee=10.0,
        )  # fmt: skip
    problem, found = links(draft)
    assert found["take"] == ("big@2025",)
    assert given(problem, "take_factor", "big@2025") == 13
