"""A failure on the loaded program, and the same failure as a branch that is solved from nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.data.network.moments import Calendar
from optimizer.data.tree import courses
from optimizer.studies.failures import KINDS
from optimizer.studies.stress import StressSettings
from tests.optimizer.studies.test_stress import a_plan, assert_as_rebuilt
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow


@examples(15)
@given(worlds(), st.data())
def test_every_failure_of_a_world_is_as_rebuilt(world: Instance, data: st.DataObject) -> None:
    settings = StressSettings(
        KINDS,
        strike=data.draw(st.sampled_from(Calendar(world).periods)),
        days=data.draw(st.sampled_from([60, 365, 800, 5000])),
        remaining=data.draw(st.sampled_from([0.0, 0.0, 0.4])),
        first=data.draw(st.sampled_from(["cost", "shortfall"])),
        course=data.draw(st.sampled_from([course.scenario for course in courses(world)])),
        threads=1,
    )
    some = slice(data.draw(st.integers(0, 7)), None, 8)
    assert_as_rebuilt(world, a_plan(world), settings, some)
