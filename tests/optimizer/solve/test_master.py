"""The master: what it learns, what it drops, and that on its floor nothing is proven."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.solve import master as masters
from optimizer.solve.blocks import split
from optimizer.solve.cuts import Cut, cut_of
from optimizer.solve.master import Master
from optimizer.solve.outcome import StopReason
from tests.small.branches import shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

PARTS = split(shop())


def _cuts(multiplier: float = 1.0) -> list[Cut | None]:
    """What both blocks say where something is missing in both."""
    made = []
    for block in PARTS.blocks:
        price = multiplier * block.own.cost[0]
        made.append(cut_of(block, np.array([price, 0.0]), 4, priced=True))
    return made


def test_on_its_floor_nothing_is_proven() -> None:
    m = Master(PARTS, EXACT, 2)
    assert m.run(9.0) is StopReason.OPTIMAL
    assert m.standing
    assert m.objective == -np.inf
    assert m.proven() == -np.inf


@pytest.mark.parametrize(("groups", "rows"), [(2, 2), (1, 1)])
def test_it_learns_what_its_optimum_contradicts(groups: int, rows: int) -> None:
    """Costs are x + 0.75 (4 − x) + 0.75 (10 − x), so far: least where x = 20.

    None of them below 0, the optimum is that of the shop; not their sum: 7.
    """
    m = Master(PARTS, EXACT, groups)
    m.run(9.0)
    assert m.learn(_cuts()) == rows
    assert m.run(9.0) is StopReason.OPTIMAL
    assert not m.standing
    assert m.point[0] == pytest.approx(20.0)
    assert m.objective == pytest.approx(20.0 - 0.75 * 16.0 - 0.75 * 10.0)
    assert m.proven() == pytest.approx(m.objective)
    assert m.learn(_cuts()) == 0
    assert m.learn(_cuts(0.0)) == rows
    m.run(9.0)
    assert m.objective == pytest.approx(8.5 if groups == 2 else 7.0)


def test_arrays_have_all_cuts_and_no_floor() -> None:
    m = Master(PARTS, EXACT, 2)
    m.run(9.0)
    m.learn(_cuts())
    arrays = m.arrays()
    assert arrays.shape == (3, 6, 6)
    assert np.all(arrays.lower[-2:] == -np.inf)
    assert arrays.integer[0]
    assert [at for at, _ in m.made_of()] == [0, 1]


def test_whole_numbers_are_fixed_and_let_go() -> None:
    m = Master(PARTS, EXACT, 2)
    m.fix(np.array([3.0]))
    m.run(9.0)
    assert m.point[0] == 3.0
    m.fix(None)
    m.learn(_cuts())
    m.run(9.0)
    assert m.point[0] == pytest.approx(20.0)


def test_slack_cuts_are_dropped_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masters, "PATIENCE", 1)
    m = Master(PARTS, EXACT, 2)
    m.run(9.0)
    m.learn(_cuts(0.5))
    m.run(9.0)
    m.learn(_cuts())
    m.learn(_cuts(0.0))
    before = m.arrays().shape[0]
    for _ in range(3):
        m.run(9.0)
        m.purge()
    assert m.arrays().shape[0] < before
    objective = m.objective
    m.run(9.0)
    assert m.objective == pytest.approx(objective)
    assert m.proven() == pytest.approx(objective)


def test_what_leaves_a_block_a_point_is_learned_alone() -> None:
    parts = split(shop(most=2.0))
    m = Master(parts, EXACT, 1)
    m.run(9.0)
    first, last = parts.blocks
    said = [
        cut_of(first, np.array([first.own.cost[0], 0.0]), 4, priced=True),
        cut_of(last, np.array([1.0, 0.0]), 4, priced=False),
    ]
    assert m.learn(said) == 1
    m.run(9.0)
    assert m.point[0] >= 8.0 - 1e-6


def test_a_master_that_runs_away_is_walled_in() -> None:
    """A shared column that pays and has no end: no bound while it stands at the wall."""
    arrays = shop()
    cost, upper = arrays.cost.copy(), arrays.upper.copy()
    cost[1], upper[1] = -1.0, np.inf
    m = Master(split(replace(arrays, cost=cost, upper=upper)), EXACT, 2)
    assert m.run(9.0) is StopReason.OPTIMAL
    assert m.point[1] == pytest.approx(masters.WALL)
    m.learn(_cuts())
    m.run(9.0)
    assert m.standing
    assert m.objective == -np.inf
    deeper = [m.lower_floor() for _ in range(12)]
    assert deeper[0]
    assert not deeper[-1]


def test_costs_by_group() -> None:
    m = Master(PARTS, EXACT, 1)
    scale = PARTS.blocks[0].scale
    assert m.by_group(np.array([scale, 3.0 * scale])) == pytest.approx([4.0])


def test_it_remembers_cuts_of_another_time() -> None:
    m = Master(PARTS, EXACT, 2)
    m.remember([(at, cut) for at, cut in enumerate(_cuts()) if cut is not None])
    m.run(9.0)
    assert m.objective == pytest.approx(0.5)
