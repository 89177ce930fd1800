"""Fronts of random worlds: bounds that hold everywhere, costs that never fall, none dominated."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.settings import SolveSettings
from optimizer.solve import front, highs, probing
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.solve.ratio import bound_at, prove
from optimizer.solve.watch import unwatched
from tests.small.instances import EXACT, arrays_of
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.solver

CLOSE = 1e-5


def _value(arrays: Arrays, relax: bool = False) -> float:
    found = highs.solve(arrays, EXACT, relax=relax).objective
    return np.inf if found is None else found


@examples(8)
@given(
    worlds(),
    st.sampled_from(["exposure", "stage_share"]),
    st.sampled_from([0.2, 0.5, 0.8]),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_no_carried_bound_is_above_the_optimum(
    world: Instance, measure: str, proven: float, asked: float
) -> None:
    arrays = arrays_of(world)
    program = highs.LinearProgram(arrays.within(measure, proven), EXACT)
    if program.run(np.inf, 0.0, unwatched) is not StopReason.OPTIMAL:
        return
    proof = prove(arrays, measure, proven, program.multipliers)
    best = _value(arrays.within(measure, asked), relax=True)
    assert bound_at(arrays, measure, proof, asked) <= best + CLOSE * max(1.0, abs(best))


@examples(6)
@given(worlds(), st.sampled_from(["exposure", "stage_share"]))
def test_a_front_is_what_a_sweep_finds(world: Instance, measure: str) -> None:
    """Each point the optimum within its limit; no cost falls; no point is dominated."""
    arrays = arrays_of(world)
    found = front.trace(arrays, measure, EXACT, count=4)
    assert found.complete
    for point in found.points:
        best = _value(arrays.within(measure, point.most))
        assert point.cost == pytest.approx(best, rel=CLOSE, abs=CLOSE)
        assert point.value is not None
        assert point.value <= point.most + CLOSE
    _never_falls(found)


@pytest.mark.parametrize("gap", [0.01, 0.002])
def test_relaxed_and_rounded_it_keeps_its_word(gap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """What large problems go through, on small ones: bounds below the optimum, plans within."""
    monkeypatch.setattr(probing, "LARGE", 1)

    @examples(4)
    @given(worlds(), st.sampled_from(["exposure", "stage_share"]))
    def rounded(world: Instance, measure: str) -> None:
        arrays = arrays_of(world)
        found = front.trace(arrays, measure, SolveSettings(gap=gap, threads=1), count=4)
        assert found.complete
        for point in found.points:
            best = _value(arrays.within(measure, point.most))
            assert point.cost is not None
            slack = CLOSE * max(1.0, abs(best))
            assert point.bound - slack <= best <= point.cost + slack
        _never_falls(found)

    rounded()


def _never_falls(found: front.Front) -> None:
    costs = [(p.cost, p.value) for p in found.points if p.cost is not None and p.value is not None]
    for (looser, more), (tighter, less) in pairwise(costs):
        assert tighter >= looser - CLOSE * max(1.0, abs(looser))
        if tighter <= looser:
            assert less == pytest.approx(more, abs=CLOSE)
