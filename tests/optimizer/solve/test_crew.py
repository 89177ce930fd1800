"""Crews: threads and processes say the same, and nothing is shipped twice."""

import time

import numpy as np
import pytest

from optimizer.errors import SolverError
from optimizer.solve import highs
from optimizer.solve.blocks import split
from optimizer.solve.crew import Crew, Processes, Recourse, Threads
from optimizer.solve.outcome import StopReason
from tests.small.branches import forked_arrays, shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver


def _until() -> float:
    return time.perf_counter() + 60.0


def test_the_shop_by_hand() -> None:
    parts = split(shop(together=3.0, most=9.0))
    last = parts.blocks[1]
    recourse = Recourse(last, EXACT)
    answer = recourse.ask(np.array([7.0, 0.0, 0.0, 5.0]), _until(), strict=False)
    assert answer.reason is StopReason.OPTIMAL
    assert answer.cost / last.scale == pytest.approx(3.0 * 0.75)
    assert answer.over == 0.0
    assert recourse.part.tolist() == pytest.approx([3.0])


def test_a_share_is_overstepped_at_a_price_unless_it_must_not_be() -> None:
    parts = split(shop(together=3.0, most=9.0))
    recourse = Recourse(parts.blocks[1], EXACT)
    point = np.array([7.0, 0.0, 0.0, 1.0])
    answer = recourse.ask(point, _until(), strict=False)
    assert answer.over == pytest.approx(2.0)
    assert answer.cost > 3.0 * parts.blocks[1].own.cost[0]
    assert recourse.ask(point, _until(), strict=True).reason is StopReason.INFEASIBLE
    again = recourse.ask(point, _until(), strict=False)
    assert again.cost == pytest.approx(answer.cost)


@pytest.mark.parametrize("limited", [True, False])
def test_processes_say_what_threads_say(limited: bool) -> None:
    arrays = forked_arrays(limited=limited)
    parts = split(arrays)
    best = highs.solve(arrays, EXACT).values
    assert best is not None
    point = np.append(best[parts.columns], np.zeros(parts.shares.shape[0]))
    said = []
    for hire in (Threads, Processes):
        crew: Crew = hire(parts.blocks, EXACT)
        crew.ask(np.zeros(point.size), _until())
        answers = crew.ask(point, _until())
        said.append([(a.reason, a.cost, a.over) for a in answers])
        sizes = [part.size for part in crew.parts()]
        assert sizes == [block.columns.size for block in parts.blocks]
        crew.close()
    assert [s[0] for s in said[0]] == [s[0] for s in said[1]]
    np.testing.assert_allclose([s[1:] for s in said[0]], [s[1:] for s in said[1]], atol=1e-6)


def test_a_process_that_ends_is_told() -> None:
    crew = Processes(split(shop()).blocks, EXACT)
    for worker in crew.workers:
        worker.kill()
        worker.join()
    with pytest.raises(SolverError, match="has ended"):
        crew.ask(np.zeros(4), _until())
    crew.close()
