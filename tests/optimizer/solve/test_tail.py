"""The value at risk and the excesses of a point at their least."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.settings import BuildSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import Outcome
from optimizer.solve.tail import tightened
from tests.small.hedge import the_hedge
from tests.small.instances import EXACT, arrays_of


def solved_hedge(tail: float) -> tuple[Arrays, Outcome]:
    arrays = arrays_of(the_hedge(), BuildSettings(risk_weight=0.5, tail=tail))
    return arrays, highs.solve(arrays, EXACT)


@pytest.mark.solver
@pytest.mark.parametrize("tail", [0.0, 0.75, 0.9])
@pytest.mark.parametrize("edge", [-1000.0, 50.0, 9000.0])
def test_a_loose_point_becomes_tight(tail: float, edge: float) -> None:
    """Another value at risk with the excesses that it needs, and more."""
    arrays, best = solved_hedge(tail)
    assert best.values is not None
    at, excess = (arrays.decisions[name].span for name in ("value_at_risk", "excess"))
    loose = best.values.copy()
    loose[excess] += np.maximum(loose[at] - edge, 0.0) + 100.0
    loose[at] = edge
    objective = float(arrays.cost @ loose) + arrays.offset
    found = tightened(arrays, replace(best, values=loose, objective=objective))
    assert found.values is not None
    assert found.objective == pytest.approx(best.objective)
    assert arrays.violation(found.values) < 1e-9
    assert float(arrays.cost @ found.values) + arrays.offset == pytest.approx(found.objective)


@pytest.mark.solver
def test_without_risk_an_outcome_stays_as_it_is() -> None:
    arrays = arrays_of(the_hedge())
    outcome = highs.solve(arrays, EXACT)
    assert tightened(arrays, outcome) is outcome


@pytest.mark.solver
def test_without_a_point_there_is_nothing_to_tighten() -> None:
    arrays, best = solved_hedge(0.9)
    lost = replace(best, values=None)
    assert tightened(arrays, lost) is lost
