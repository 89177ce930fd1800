"""Random worlds in parts: the parts are the world, and their optimum is the whole's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings
from optimizer.solve import decomposed, whole
from tests.small.instances import EXACT, arrays_of
from tests.small.parts import compared
from tests.small.worlds import examples, limits, worlds

pytestmark = pytest.mark.solver

RISKS = st.sampled_from([(0.0, 0.5), (0.0, 0.5), (0.5, 0.5)])


@examples(8)
@given(worlds(), limits())
def test_the_parts_of_a_world_are_the_world(world: Instance, build: BuildSettings) -> None:
    arrays = arrays_of(world, build)
    parts = compared(arrays)
    assert sum(b.columns.size for b in parts.blocks) + parts.columns.size == arrays.cost.size


@examples(15)
@given(worlds(), limits(), RISKS)
def test_branches_apart_have_the_optimum_of_the_whole(
    world: Instance, build: BuildSettings, risk: tuple[float, float]
) -> None:
    """With whole numbers, limits that couple the branches, and risk, which couples them too."""
    assume(world.table("scenarios").height)
    build = BuildSettings(
        limits=build.limits, watched=build.watched, risk_weight=risk[0], tail=risk[1]
    )
    arrays = arrays_of(world, build)
    apart, together = decomposed.solve(arrays, EXACT), whole.solve(arrays, build, EXACT)
    assert apart.reason is together.reason
    if together.objective is not None:
        assert apart.objective == pytest.approx(together.objective, rel=1e-6, abs=1e-5)
        assert apart.bound == pytest.approx(together.objective, rel=1e-6, abs=1e-5)
        assert apart.values is not None
        assert arrays.violation(apart.values) < 1e-6
