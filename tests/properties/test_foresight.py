"""Who knows what comes never pays more than who does not."""

import pytest
from hypothesis import assume, given

from optimizer.data.instance import Instance
from optimizer.data.tree import along, courses, reckoned
from tests.small.instances import optimum
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow


@examples(6)
@given(worlds())
def test_wait_and_see_is_no_dearer_than_the_tree(world: Instance) -> None:
    tree = courses(world)
    assume(len(tree) > 1)
    known = sum(c.probability * optimum(along(world, c.scenario)) for c in tree)
    assert known <= optimum(world) + 1e-5 * (1.0 + abs(known))


@examples(4)
@given(worlds())
def test_an_instance_without_its_scenarios_is_its_trunk_made_sure(world: Instance) -> None:
    """What a dropped branch had of the chance stays with its parent."""
    assume(courses(world)[0].scenario == "")
    sure = optimum(along(world, ""))
    assert optimum(reckoned(world, "none")) == pytest.approx(sure, rel=1e-6, abs=1e-5)
