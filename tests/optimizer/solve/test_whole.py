"""One objective, or one and then another; whole numbers whole; relaxed; started from a point."""

from typing import Any

import numpy as np
import pytest

from optimizer.settings import BuildSettings, DependenceLimit, SolveSettings
from optimizer.solve import dive, highs, whole
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from tests.small.chain import LIMITED, chain_arrays, the_chain
from tests.small.instances import EXACT, arrays_of, optimum
from tests.small.puzzles import broken, program, split_the_market

pytestmark = pytest.mark.solver

BUILD = BuildSettings()


def test_an_optimum_keeps_every_row_of_the_chain() -> None:
    outcome = whole.solve(chain_arrays(), LIMITED, EXACT)
    assert outcome.reason is StopReason.OPTIMAL
    assert outcome.values is not None
    assert broken(chain_arrays(), outcome.values) < 1e-6
    assert outcome.objective == pytest.approx(chain_arrays().value_of("cost", outcome.values))


def test_relaxed_is_no_dearer_and_some_whole_number_is_a_fraction() -> None:
    build = BuildSettings(relax=True)
    outcome = whole.solve(arrays_of(the_chain()), build, EXACT)
    assert outcome.objective is not None
    assert outcome.objective < optimum(the_chain()) - 1e-3
    assert outcome.values is not None
    parts = outcome.values[arrays_of(the_chain()).integer] % 1.0
    assert ((parts > 1e-6) & (parts < 1 - 1e-6)).any()


def test_exposure_may_be_the_objective() -> None:
    """Nothing need be made in China but what its plant must: 2 of 10 GWh in each year.

    In 2026 the embargo, a chance in four, releases the plant.
    """
    outcome = whole.solve(arrays_of(the_chain()), BuildSettings(objective="exposure"), EXACT)
    assert outcome.objective is not None
    arrays = arrays_of(the_chain())
    assert outcome.values is not None
    assert outcome.objective == pytest.approx(arrays.value_of("exposure", outcome.values))
    assert outcome.objective >= 2.0 + 0.75 * 2.0 - 1e-6


def test_first_cost_then_exposure_within_the_tolerance() -> None:
    arrays = arrays_of(the_chain())
    cheapest = optimum(the_chain())
    found = {}
    for tolerance in (0.0, 0.05, 0.5):
        build = BuildSettings(then="exposure", tolerance=tolerance)
        outcome = whole.solve(arrays, build, EXACT)
        assert outcome.values is not None
        cost = arrays.value_of("cost", outcome.values)
        assert cost <= cheapest + tolerance * abs(cheapest) + 1e-5
        assert outcome.objective == pytest.approx(arrays.value_of("exposure", outcome.values))
        found[tolerance] = outcome.objective
    assert found[0.0] >= found[0.05] - 1e-6
    assert found[0.05] > found[0.5] + 0.1


def test_first_exposure_then_cost_is_the_cheapest_of_the_least_exposed() -> None:
    arrays = arrays_of(the_chain())
    build = BuildSettings(objective="exposure", then="cost", tolerance=0.0)
    least = whole.solve(arrays, BuildSettings(objective="exposure"), EXACT)
    outcome = whole.solve(arrays, build, EXACT)
    assert outcome.values is not None
    assert arrays.value_of("exposure", outcome.values) == pytest.approx(least.objective)
    assert least.values is not None
    assert outcome.objective is not None
    assert outcome.objective <= arrays.value_of("cost", least.values) + 1e-6


def test_without_a_first_point_there_is_no_second_search() -> None:
    never = DependenceLimit("stage_share", frozenset({"CHN"}), 0.0)
    build = BuildSettings(limits=(never,), then="exposure")
    outcome = whole.solve(arrays_of(the_chain(), build), build, EXACT)
    assert outcome.reason is StopReason.INFEASIBLE
    assert outcome.values is None


def test_a_second_search_that_finds_nothing_keeps_the_first_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stopped at once: the plan of the first objective is a plan of the second all the same."""
    cheapest = optimum(the_chain())
    usual, runs = highs.solve, []

    def second_is_stopped(*given: Any, **more: Any) -> Outcome:
        runs.append(given)
        if len(runs) == 1:
            return usual(*given, **more)
        return Outcome(StopReason.CANCELLED, PointQuality.NONE, None, None, 0.0, 0)

    monkeypatch.setattr(highs, "solve", second_is_stopped)
    arrays = arrays_of(the_chain())
    outcome = whole.solve(arrays, BuildSettings(then="exposure"), EXACT)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.point is PointQuality.FEASIBLE
    assert outcome.values is not None
    assert arrays.value_of("cost", outcome.values) == pytest.approx(cheapest)
    assert outcome.objective == pytest.approx(arrays.value_of("exposure", outcome.values))


def test_whole_numbers_are_exactly_whole() -> None:
    """A solver's 0.9999999 would let a plant run that was not built."""
    outcome = whole.solve(chain_arrays(), BUILD, SolveSettings(gap=0.0, threads=1))
    assert outcome.values is not None
    integers = outcome.values[chain_arrays().integer]
    assert np.all(integers == np.round(integers))


@pytest.mark.parametrize("off", [[8e-7, 0.9999998], [-8e-7, 1.0]], ids=["a whole number", "a row"])
def test_what_is_nearly_right_is_put_right(
    off: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """min x + y, x + 4 y ≥ 4, y whole: with y at 0.9999998, or x below 0, solved for y = 1."""
    arrays = program(
        [1.0, 1.0], [([1.0, 4.0], 4.0, np.inf)], upper=[9.0, 1.0], integer=[False, True]
    )
    usual, runs = highs.solve, []

    def nearly(*given: Any, **more: Any) -> Outcome:
        runs.append(given)
        if len(runs) > 1:
            return usual(*given, **more)
        values = np.array(off)
        return Outcome(StopReason.OPTIMAL, PointQuality.OPTIMAL, 1.0, 1.0, 0.0, 0, values)

    monkeypatch.setattr(highs, "solve", nearly)
    outcome = whole.solve(arrays, BUILD, EXACT)
    assert outcome.values == pytest.approx([0.0, 1.0], abs=1e-12)
    assert outcome.objective == pytest.approx(1.0)
    assert len(runs) == 2


def test_a_start_is_handed_on() -> None:
    best = whole.solve(chain_arrays(), LIMITED, EXACT)
    again = whole.solve(chain_arrays(), LIMITED, EXACT, start=best.values)
    assert again.objective == pytest.approx(best.objective)


def test_a_watch_may_stop_it() -> None:
    arrays = split_the_market(5, 40, slack=True)
    outcome = whole.solve(arrays, BUILD, EXACT, lambda event: event.incumbent is None)
    assert outcome.reason is StopReason.CANCELLED
    assert outcome.values is not None
    assert broken(arrays, outcome.values) < 1e-6


def test_large_problems_dive_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """And come to the same end."""
    dived = []

    def noted(*given: Any, usual: Any = dive.solve, **more: Any) -> Outcome:
        dived.append(True)
        outcome: Outcome = usual(*given, **more)
        return outcome

    monkeypatch.setattr(dive, "solve", noted)
    whole.solve(chain_arrays(), LIMITED, EXACT)
    assert not dived
    monkeypatch.setattr(whole, "LARGE", 10)
    outcome = whole.solve(chain_arrays(), LIMITED, EXACT)
    assert dived
    assert outcome.objective == pytest.approx(optimum(the_chain(), LIMITED), rel=1e-6)
