"""Rounds: what is known after asking, and what stops them."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from optimizer.settings import SolveSettings
from optimizer.solve.blocks import split
from optimizer.solve.crew import Threads
from optimizer.solve.outcome import StopReason
from optimizer.solve.rounds import LostError, Rounds, StoppedError, near
from optimizer.solve.watch import Progress, Watch, unwatched
from tests.small.branches import shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

PARTS = split(shop())
Make = Callable[..., Rounds]


def _rounds(watch: Watch = unwatched, settings: SolveSettings = EXACT) -> Rounds:
    crew = Threads(PARTS.blocks, settings)
    return Rounds(PARTS, crew, settings, watch, time.perf_counter())


def test_near() -> None:
    assert near(100.0, 99.0, 0.01)
    assert not near(100.0, 98.0, 0.01)
    assert not near(np.inf, 5.0, 0.5)
    assert not near(5.0, -np.inf, 0.5)


def test_the_relaxation_of_the_shop() -> None:
    rounds = _rounds()
    assert rounds.converge(1e-9)
    assert rounds.master.objective == pytest.approx(8.5)
    assert rounds.master.proven() == pytest.approx(8.5)


def test_with_a_whole_number_fixed() -> None:
    """x = 6: 6 + 0.75 · 4."""
    rounds = _rounds()
    rounds.master.fix(np.array([6.0]))
    assert rounds.converge(1e-9, fixed=True)
    assert rounds.best == pytest.approx(9.0)
    assert rounds.point is not None
    assert rounds.point[0] == 6.0
    assert rounds.costs == pytest.approx([0.0, 3.0])
    assert not rounds.closed()
    rounds.bound = 9.0
    assert rounds.closed()


def test_a_watch_that_says_no_stops_it() -> None:
    def no(event: Progress) -> bool:
        assert event.phase == "solve"
        return False

    rounds = _rounds(no)
    with pytest.raises(StoppedError) as stopped:
        rounds.waited(lambda: time.sleep(0.3))
    assert stopped.value.reason is StopReason.CANCELLED


def test_ctrl_c_means_the_same() -> None:
    def pressed(event: Progress) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(StoppedError):
        _rounds(pressed).waited(lambda: time.sleep(0.3))


def test_time_runs_out() -> None:
    rounds = _rounds(settings=SolveSettings(time_limit=0.001, threads=1))
    time.sleep(0.002)
    with pytest.raises(StoppedError) as stopped:
        rounds.propose()
    assert stopped.value.reason is StopReason.TIME_LIMIT
    rounds.extend(unwatched, 60.0)
    assert rounds.propose()


def test_trouble_is_for_the_whole_to_decide() -> None:
    rounds = _rounds()
    rounds.go_on(StopReason.OPTIMAL)
    with pytest.raises(LostError):
        rounds.go_on(StopReason.NUMERICAL_TROUBLE)


def test_the_watch_hears_of_the_whole() -> None:
    heard: list[Progress] = []

    def watch(event: Progress) -> bool:
        heard.append(event)
        return True

    rounds = _rounds(watch)
    assert rounds.told(Progress("solve", 0.0, 1.0, 2.0))
    rounds.best, rounds.bound = 10.0, 9.0
    rounds.told(Progress("solve", 0.0, 1.0, 9.5))
    assert (heard[0].incumbent, heard[0].bound, heard[0].gap) == (None, 2.0, None)
    assert (heard[1].incumbent, heard[1].bound) == (10.0, 9.5)
    assert heard[1].gap == pytest.approx(0.05)
