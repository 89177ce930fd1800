"""Conservation of mass and of elements."""

from typing import Any

import pytest

from optimizer.data.checks import recipes


def _row(bench: Any, process: str, commodity: str) -> int:
    return bench.row("recipes", process=process, commodity=commodity)


def test_a_process_uses_or_makes_something(bench: Any) -> None:
    row = bench.add("processes", process="dream", activity_unit="kt")
    zero = bench.set("recipes", {"process": "leach", "commodity": "waste"}, coefficient=0.0)
    assert bench.places(recipes.empty) == [
        ("process.no_recipe", "processes", row, "process"),
        ("recipe.zero", "recipes", zero, "coefficient"),
    ]


@pytest.mark.parametrize(
    ("coefficient", "wrong"), [(0.8, False), (0.8000009, False), (0.801, True)]
)
def test_mass_is_not_created(bench: Any, coefficient: float, wrong: bool) -> None:
    """One kt of black mass gives 0.2 kt of lithium carbonate and 0.8 kt of waste."""
    keys = {"process": "leach", "commodity": "waste"}
    row = bench.set("recipes", keys, coefficient=coefficient)
    expected = [("recipe.creates_mass", "recipes", row, "coefficient")] if wrong else []
    assert bench.places(recipes.mass) == expected


def test_a_mine_takes_its_mass_from_the_ground(bench: Any) -> None:
    assert bench.places(recipes.mass) == []
    bench.set("processes", {"process": "dig"}, draws_from_nature=False)
    assert bench.places(recipes.mass) == [
        ("recipe.creates_mass", "recipes", _row(bench, "dig", "ore"), "coefficient")
    ]


def test_an_input_of_unknown_mass_may_weigh_anything(bench: Any) -> None:
    bench.add("commodities", commodity="power", unit="GWh")
    bench.add("recipes", process="leach", commodity="power", coefficient=-1.0)
    bench.set("recipes", {"process": "leach", "commodity": "waste"}, coefficient=8.0)
    assert bench.places(recipes.mass) == []


@pytest.mark.parametrize(
    ("tonnes", "rule"),
    [(200.0, ""), (200.1, "recipe.element_rounding"), (201.0, "recipe.creates_element")],
)
def test_elements_are_not_created(bench: Any, tonnes: float, rule: str) -> None:
    """Eight kt of ore hold 200 t of lithium, so one kt of carbonate cannot hold more."""
    bench.set("contents", {"commodity": "lithium"}, tonnes=tonnes)
    row = _row(bench, "refine", "lithium")
    found = [p for p in bench.places(recipes.elements) if p[2] == row]
    assert found == ([(rule, "recipes", row, "coefficient")] if rule else [])


def test_an_input_of_unknown_composition_may_hold_anything(bench: Any) -> None:
    bench.set("contents", {"commodity": "lithium"}, tonnes=201.0)
    bench.drop("contents", commodity="ore")
    assert bench.places(recipes.elements) == []


def test_what_comes_back_is_no_heavier_than_what_was_sold(bench: Any) -> None:
    row = bench.set("chemistries", {"chemistry": "nmc"}, eol_per_energy=4.1)
    assert bench.places(recipes.returns) == [
        ("chemistry.creates_mass", "chemistries", row, "eol_per_energy")
    ]


def test_mass_is_stated_or_follows_from_the_unit(bench: Any) -> None:
    masses = dict(recipes.tonnes(bench.view).iter_rows())
    assert masses["cell"] == 4000.0
    assert masses["ore"] == 1000.0
