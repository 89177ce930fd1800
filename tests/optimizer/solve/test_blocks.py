"""Splitting: put together again, the parts are the problem."""

import numpy as np
import pytest

from optimizer.solve.blocks import split
from tests.small.branches import forked_arrays, shop
from tests.small.parts import compared, dense


@pytest.mark.parametrize("limited", [True, False])
def test_the_parts_of_the_chain_are_the_chain(limited: bool) -> None:
    parts = compared(forked_arrays(limited=limited))
    assert [block.name for block in parts.blocks] == ["embargo", "strike", "quiet"]
    assert bool(parts.shares.size) == limited


def test_shares_of_a_coupling_row() -> None:
    """The row stays in the master, over shares; each block keeps its part of it to its share."""
    parts = split(shop(together=3.0, most=7.0))
    assert parts.shares.tolist() == [[2, 0], [2, 1]]
    assert dense(parts.master).tolist() == [[0.0, 0.0, 1.0, 1.0]]
    assert parts.master.row_upper.tolist() == [3.0]
    assert parts.master.lower[2:].tolist() == [0.0, 0.0]
    assert parts.master.upper[2:].tolist() == [7.0, 7.0]
    for at, block in enumerate(parts.blocks):
        assert block.coupled == 1
        assert (block.own.row_lower[-1], block.own.row_upper[-1]) == (-np.inf, 0.0)
        last = block.links.rows == block.rows.size - 1
        assert block.links.columns[last].tolist() == [2 + at]
        assert block.links.values[last].tolist() == [-1.0]


def test_links_and_points_by_hand() -> None:
    parts = split(shop())
    block = parts.blocks[1]
    point = np.array([3.0, 0.0, 0.0, 5.0])
    assert block.links.at(point).tolist() == [3.0, -5.0]
    assert block.links.back(np.array([2.0, 0.5]), 4).tolist() == [2.0, 0.0, 0.0, -0.5]
    values = parts.assembled(point, [np.array([1.0]), np.array([7.0])])
    assert values.tolist() == [3.0, 0.0, 1.0, 7.0]


def test_alike_branches_have_alike_blocks() -> None:
    """Also where a disruption leaves nothing of a row: they can begin from each other's basis."""
    _, strike, quiet = split(forked_arrays(limited=False)).blocks
    assert strike.own.shape[:2] == quiet.own.shape[:2]
