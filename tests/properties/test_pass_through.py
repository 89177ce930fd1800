"""What passed through: the model, the plan and its network agree, whatever the world."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.results.attribution import Network, PlanTrail, Weaver, greatest, least, mixed
from optimizer.settings import BuildSettings, DependenceLimit
from tests.small.instances import optimum, solved
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow

CHINA = frozenset({"CHN"})


@st.composite
def networks(draw: st.DrawFn) -> tuple[Network, np.ndarray]:
    """Stages of pools, each fed by the one before; in every pool as much leaves as comes."""
    w = Weaver()
    amounts = st.integers(1, 9)
    held = {}
    for place in range(draw(st.integers(1, 3))):
        held[0, place] = float(draw(amounts))
        w.link(held[0, place], gives=[((0, place), 1.0)], watched=draw(st.booleans()))
    for stage in range(1, draw(st.integers(2, 4))):
        places = draw(st.integers(1, 3))
        for pool in [pool for pool in held if pool[0] == stage - 1]:
            parts = [draw(st.integers(0, 4)) for _ in range(places)]
            parts[0] += sum(parts) == 0
            for place, part in enumerate(parts):
                if part:
                    amount = held[pool] * part / sum(parts)
                    ends = ([(pool, 1.0)], [((stage, place), 1.0)])
                    w.link(amount, *ends, watched=draw(st.integers(0, 3)) == 0)
                    held[stage, place] = held.get((stage, place), 0.0) + amount
    last = max(pool[0] for pool in held)
    pool = next(pool for pool in held if pool[0] == last)
    sold = w.link(held[pool] * draw(st.sampled_from([0.25, 0.5, 1.0])), [(pool, 1.0)])
    network = w.network()
    weights = np.zeros(network.links)
    weights[sold] = 1.0
    return network, weights


@examples(40)
@given(networks())
def test_least_then_proportional_then_greatest(drawn: tuple[Network, np.ndarray]) -> None:
    network, weights = drawn
    low, middle, high = (share(network, weights) for share in (least, mixed, greatest))
    assert 0.0 <= low <= middle + 1e-7
    assert middle <= high + 1e-7
    assert high <= 1.0


@examples(12)
@given(worlds())
def test_the_least_share_is_what_the_model_calls_not_clean(world: Instance) -> None:
    """Two linear programs that share no code: one beside the model, one on the plan's tables."""
    run = solved(world, BuildSettings(clean=True))
    assert run.plan is not None
    assert run.measures is not None
    assert run.audit is not None
    assert [str(check) for check in run.audit.failures] == []
    network, served = PlanTrail(run.instance, run.plan).network(CHINA)
    weights = np.zeros(network.links)
    for delivery in served:
        weights[delivery.link] = delivery.chance
    low, middle, high = (share(network, weights) for share in (least, mixed, greatest))
    stated = run.measures.headline.pass_through
    assert low == pytest.approx(stated or 0.0, abs=1e-6)
    assert low <= middle + 1e-6
    assert middle <= high + 1e-6


@examples(8)
@given(worlds(), st.sampled_from([(0.0, 0.3), (0.3, 0.7), (0.7, 1.0)]))
def test_more_that_may_pass_through_never_costs_more(
    world: Instance, levels: tuple[float, float]
) -> None:
    strict, loose = (
        optimum(world, BuildSettings(limits=(DependenceLimit("pass_through", CHINA, level),)))
        for level in levels
    )
    assert loose <= strict + 1e-6 * abs(strict) + 1e-6
