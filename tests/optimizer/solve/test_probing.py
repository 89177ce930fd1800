"""What is found out about one point: relaxed and rounded, or solved; checked before it is used."""

import numpy as np
import pytest

from optimizer.data import load
from optimizer.settings import SolveSettings
from optimizer.solve import highs, probing
from optimizer.solve.arrays import Arrays
from optimizer.solve.outcome import StopReason
from optimizer.solve.probing import Prober
from optimizer.solve.watch import unwatched
from tests.small.instances import EXACT, arrays_of

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def toy() -> Arrays:
    return arrays_of(load("instances/toy-dependence")).aimed("cost")


def test_small_or_exact_problems_are_solved_at_once(toy: Arrays) -> None:
    found = Prober(toy, "exposure", EXACT, unwatched).probe(0.5, None, -np.inf)
    assert found.reason is StopReason.OPTIMAL
    assert found.bound == pytest.approx(2740)
    assert found.proof is None


def test_large_ones_are_relaxed_and_rounded(toy: Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "LARGE", 1)
    prober = Prober(toy, "exposure", SolveSettings(gap=0.01, threads=1), unwatched)
    found = prober.probe(0.5, None, -np.inf)
    assert found.proof is not None
    assert found.proof.bound == pytest.approx(2740)
    assert found.values is not None
    assert float(toy.cost @ found.values) == pytest.approx(2740)
    assert prober.solves["relaxation"] == 1


def test_what_has_no_plan_is_proven_so(monkeypatch: pytest.MonkeyPatch, toy: Arrays) -> None:
    monkeypatch.setattr(probing, "LARGE", 1)
    span = toy.decisions["shortfall"].span
    upper = toy.upper.copy()
    upper[span] = 0.0
    served = type(toy)(**{**vars(toy), "upper": upper})
    prober = Prober(served, "exposure", SolveSettings(gap=0.01, threads=1), unwatched)
    found = prober.probe(0.1, None, -np.inf)
    assert found.values is None
    assert found.bound == np.inf


def test_between_equals_the_one_that_needs_less(toy: Arrays) -> None:
    """Where a detour costs nothing more, the reward tells: never more than the limit is taken."""
    prober = Prober(toy, "exposure", EXACT, unwatched)
    first = prober.loose_end(None)
    assert first.values is not None
    assert toy.ratios["exposure"].at(first.values)[0] == pytest.approx(1.0)
    tight = prober.tight_end(first.values, 1.0)
    assert tight.least == pytest.approx(0.3)
    assert tight.most == pytest.approx(0.3)


def test_a_point_that_breaks_rows_is_none(toy: Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    solve = highs.solve

    def broken(*given: object, **named: object) -> object:
        outcome = solve(*given, **named)  # type: ignore[arg-type]
        return type(outcome)(**{**vars(outcome), "values": np.ones(toy.cost.size)})

    monkeypatch.setattr(highs, "solve", broken)
    prober = Prober(toy, "exposure", SolveSettings(gap=0.01, threads=1), unwatched)
    assert prober.near(0.5, np.zeros(toy.cost.size), [], -np.inf).values is None
