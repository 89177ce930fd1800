"""A failure on the loaded program, and the same failure as a branch that is solved from nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.studies.failures import KINDS
from optimizer.studies.stress import StressSettings
from tests.optimizer.studies.test_stress import a_plan, assert_as_rebuilt
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow


@st.composite
def strikes(draw: Any) -> dict[str, Any]:
    """When, how long, how hard, and what the answer minimises; a place among many by a number."""
    return {
        "at": draw(st.integers(0, 5)),
        "days": draw(st.sampled_from([60, 365, 800, 5000])),
        "remaining": draw(st.sampled_from([0.0, 0.0, 0.4])),
        "first": draw(st.sampled_from(["cost", "shortfall"])),
        "some": draw(st.integers(0, 7)),
    }


@examples(5)
@given(worlds(), strikes())
def test_failures_of_a_world_are_as_rebuilt(world: Instance, strike: dict[str, Any]) -> None:
    periods = world.table("periods").sort("start")["period"].to_list()
    settings = StressSettings(
        KINDS,
        strike=periods[strike["at"] % len(periods)],
        days=strike["days"],
        remaining=strike["remaining"],
        first=strike["first"],
        threads=1,
    )
    assert_as_rebuilt(world, a_plan(world), settings, slice(strike["some"], None, 8))
