"""What is said of chemistries, from intervals that are made up."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from optimizer.data import load
from optimizer.settings import BuildSettings
from optimizer.studies.chemistries import Chemistries, compared
from optimizer.studies.chemistries_told import energy_of, told
from optimizer.studies.tried import FRACTIONS
from optimizer.studies.worth import Interval
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


@cache
def _toy() -> Chemistries:
    """All 20 MWh of the toy are of one chemistry, and must be delivered."""
    return compared(load("instances/toy-dependence"), (), ("robots",), settings=EXACT)


def _with(low: float, high: float) -> Chemistries:
    """The toy as if a plan without the chemistry were known, at a cost between two."""
    found = _toy()
    banned = replace(found.base, name="without nmc", cost=Interval(low, high))
    return replace(found, without={"nmc": banned})


def _said(found: Chemistries) -> str:
    return " ".join(told(found).sentences)


def test_energy_is_told_by_chemistry() -> None:
    assert energy_of(_toy().base) == pytest.approx({"nmc": 20.0})
    assert energy_of(_toy().without["nmc"]) == {}


def test_without_a_plan_the_reason_is_told() -> None:
    assert "Without nmc there is no plan: demand_met[kobe|car,2025]" in _said(_toy())
    rows = told(_toy()).tables["forbidden"].rows.to_dicts()
    assert [(row["range"], row["loss"]) for row in rows] == [("infinite", None)]


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ((2400.0, 2450.0), "Forbidding nmc costs 100 to 150 EUR; it serves 100 % of the energy"),
        ((2300.0, 2350.0), "Forbidding nmc costs at most 50 EUR"),
        ((2300.0, 2300.0), "Forbidding nmc costs 0 EUR"),
    ],
)
def test_how_much_is_proved_is_told(cost: tuple[float, float], words: str) -> None:
    assert words in _said(_with(*cost))


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ((2200.0, 2200.0), "robots is worth 100 EUR; exposure 100 % → 50.0 % (−50 pp)"),
        ((2310.0, 2320.0), "robots makes all dearer, by 10 to 20 EUR"),
        ((2290.0, 2310.0), "robots is worth −10 to 10 EUR: its sign is not proved at this gap"),
        ((2300.0, 2300.0), "robots is worth nothing"),
    ],
)
def test_what_a_lever_does_is_told(cost: tuple[float, float], words: str) -> None:
    found = _toy()
    allowed: dict[str, Any] = {"robots": replace(found.allowed["robots"], cost=Interval(*cost))}
    assert words in _said(replace(found, allowed=allowed))


def test_the_chart_has_a_bar_for_each_plan_that_there_is() -> None:
    (chart,) = told(_with(2400.0, 2450.0)).charts
    bars = {row["x"]: row["y"] for row in chart.rows.to_dicts()}
    assert bars == pytest.approx({"without nmc": 150.0, "with robots": 100.0})


def test_fractions_are_told_as_such() -> None:
    relaxed = replace(_toy(), build=BuildSettings(relax=True))
    assert told(relaxed).sentences[0] == FRACTIONS
    assert told(relaxed).plans == {}
