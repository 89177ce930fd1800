"""What rules count: who makes what where, and with which elements in it."""

from typing import Any

import pytest

from optimizer.data.network.counted import Duty, duties
from optimizer.data.tree import extended
from tests.small.chain import the_chain
from tests.small.instances import changed
from tests.small.law import HOME, THIRD, two_makers


def _duty(**row: Any) -> Duty:
    bare = changed(the_chain(), rules=the_chain().table("rules").clear())
    (duty,) = duties(extended(bare, {"rules": [{"rule": "r", "level": 0.5, **row}]}))
    return duty


def test_no_rules_count_nothing() -> None:
    assert duties(two_makers()) == []


def test_made_by_the_rung_of_what_the_energy_needs() -> None:
    (duty,) = duties(two_makers(HOME))
    assert duty.activity == {("works-de", "make"): (1.0, 0.0)}
    assert duty.served == {("de", "cars", "nmc"): (0.0, 1.0)}
    assert duty.label == "home|"
    assert duty.sign == 1.0


def test_tonnes_that_leave_a_stage_less_those_it_takes_back() -> None:
    """Recovery gives ore, which makers use: what it makes of it counts, what it uses does not."""
    duty = _duty(kind="made_share", stage="recovery", element="Li")
    assert duty.activity == {("recovery-jp", "recover"): (5.0, 0.0)}
    assert duty.unit == "t"
    assert duty.served["de", "cars", "next"] == (0.0, 15.0)  # a unit of it gives 2 GWh


def test_what_nobody_uses_leaves_as_well() -> None:
    """Slag is thrown away: it has left the stage, and what it held has left with it."""
    world = extended(
        the_chain(), {"contents": [{"commodity": "slag", "element": "Li", "tonnes": 8.0}]}
    )
    row = {"rule": "r", "level": 0.5, "kind": "production", "rung": "celling", "element": "Li"}
    (duty,) = duties(extended(changed(world, rules=world.table("rules").clear()), {"rules": [row]}))
    assert duty.activity["works-cn", "make"] == (30.0 + 0.5 * 8.0, 0.0)


def test_bought_from_each_country_of_what_is_used_within() -> None:
    (duty,) = duties(two_makers(THIRD))
    assert duty.part == "CHN"
    assert duty.flow == {("sea", "cell"): (10.0, 0.0)}
    assert duty.served == {("de", "cars", "nmc"): (0.0, 10.0)}
    assert duty.sign == -1.0
    (whole,) = duties(two_makers(THIRD | {"origin": "CHN"}))
    assert (whole.part, whole.flow) == ("", duty.flow)


def test_plants_outside_the_stage_use_what_is_bought() -> None:
    """Ore is bought by Germany for its works: two kt a GWh, of 20 t each."""
    ore = {
        "recipes": [{"process": "dig", "commodity": "ore", "coefficient": 1.0}],
        "processes": [{"process": "dig", "rung": "recovering", "activity_unit": "kt"}],
    }
    world = extended(the_chain(), ore)
    row = {"rule": "r", "kind": "bought_share", "scope": "EU", "stage": "recovery", "element": "Li"}
    bare = changed(world, rules=world.table("rules").clear())
    found = duties(extended(bare, {"rules": [row | {"level": 0.5}]}))
    assert [duty.part for duty in found] == ["CHN"]
    assert found[0].flow == {("sea", "ore"): (20.0, 0.0)}
    assert found[0].activity == {("works-de", "make"): (0.0, 40.0)}


def test_recovery_counts_what_is_used_too() -> None:
    duty = _duty(kind="recovery_rate", stage="recovery", element="Li")
    assert duty.activity == {("recovery-jp", "recover"): (5.0, 25.0)}


def test_capacity_counts_at_its_best_process() -> None:
    duty = _duty(kind="capacity", scope="JPN", rung="celling")
    assert duty.capacity == {"works-jp": pytest.approx(1 / 1.25)}


def test_returns_are_those_of_the_scope_and_the_segment() -> None:
    assert _duty(kind="collection_rate", scope="EU").collected == {("de", "cars", "nmc")}
    assert _duty(kind="collection_rate", scope="JPN").collected == set()
    assert not _duty(kind="collection_rate", segment="grid").counts


def test_a_rule_about_a_stage_has_a_part_for_each_rung() -> None:
    row = {"rule": "r", "kind": "production", "stage": "cell", "level": 1.0}
    bare = changed(the_chain(), rules=the_chain().table("rules").clear())
    assert [d.part for d in duties(extended(bare, {"rules": [row]}))] == ["celling"]
