"""Random worlds in parts: the parts are the world, and their optimum is the whole's."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.settings import BuildSettings
from optimizer.solve import decomposed, owners, whole
from tests.small.instances import EXACT, arrays_of
from tests.small.parts import compared
from tests.small.worlds import examples, limits, worlds

pytestmark = pytest.mark.solver

TRUNKS = st.sampled_from([1, owners.LARGE_TRUNK])
"""Columns from which the end of the trunk is a block."""
RISKS = st.sampled_from([(0.0, 0.5), (0.0, 0.5), (0.5, 0.5)])


@examples(8)
@given(worlds(), limits(), TRUNKS)
def test_the_parts_of_a_world_are_the_world(
    world: Instance, build: BuildSettings, trunk: int
) -> None:
    arrays = arrays_of(world, build)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owners, "LARGE_TRUNK", trunk)
        parts = compared(arrays)
    assert sum(b.columns.size for b in parts.blocks) + parts.columns.size == arrays.cost.size


@examples(15)
@given(worlds(), limits(), RISKS, TRUNKS)
def test_branches_apart_have_the_optimum_of_the_whole(
    world: Instance, build: BuildSettings, risk: tuple[float, float], trunk: int
) -> None:
    """With whole numbers, limits that couple the branches, and risk, which couples them too."""
    assume(world.table("scenarios").height)
    build = BuildSettings(
        limits=build.limits, watched=build.watched, risk_weight=risk[0], tail=risk[1]
    )
    arrays = arrays_of(world, build)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owners, "LARGE_TRUNK", trunk)
        apart = decomposed.solve(arrays, EXACT)
    together = whole.solve(arrays, build, EXACT)
    assert apart.reason is together.reason
    if together.objective is not None:
        assert apart.objective == pytest.approx(together.objective, rel=1e-6, abs=1e-5)
        assert apart.bound == pytest.approx(together.objective, rel=1e-6, abs=1e-5)
        assert apart.values is not None
        assert arrays.violation(apart.values) < 1e-6
