"""The parts of a split problem put together again, to be compared with the whole."""

import numpy as np

from optimizer.solve.arrays import Arrays
from optimizer.solve.blocks import Split, split


def dense(arrays: Arrays) -> np.ndarray:
    """The matrix, zeros and all."""
    rows, columns, _ = arrays.shape
    matrix = np.zeros((rows, columns))
    row = np.repeat(np.arange(rows), np.diff(arrays.starts))
    np.add.at(matrix, (row, arrays.columns_of), arrays.values)
    return matrix


def _together(parts: Split) -> tuple[np.ndarray, ...]:
    """Matrix, sides, costs, bounds and whole numbers of the parts in the whole's order.

    A share is put in by the row that says what it bounds.
    """
    rows, columns, _ = parts.whole.shape
    shared = parts.columns.size
    matrix, sides = np.zeros((rows, columns)), np.full((2, rows), np.nan)
    price, ends = np.full(columns, np.nan), np.full((2, columns), np.nan)
    whole = np.zeros(columns, dtype=bool)
    master = dense(parts.master)
    matrix[np.ix_(parts.rows, parts.columns)] = master[:, :shared]
    sides[:, parts.rows] = parts.master.row_lower, parts.master.row_upper
    price[parts.columns] = parts.master.cost[:shared]
    ends[:, parts.columns] = parts.master.lower[:shared], parts.master.upper[:shared]
    whole[parts.columns] = parts.master.integer[:shared]
    for block in parts.blocks:
        own = block.rows.size - block.coupled
        matrix[np.ix_(block.rows, block.columns)] += dense(block.own)
        linked = block.links.columns < shared
        at = block.links.rows[linked], block.links.columns[linked]
        np.add.at(matrix, (block.rows[at[0]], parts.columns[at[1]]), block.links.values[linked])
        sides[:, block.rows[:own]] = block.own.row_lower[:own], block.own.row_upper[:own]
        price[block.columns] = block.own.cost / block.scale
        ends[:, block.columns] = block.own.lower, block.own.upper
    return matrix, sides, price, ends, whole


def compared(arrays: Arrays) -> Split:
    """The parts of a problem, which put together again are the problem."""
    parts = split(arrays)
    matrix, sides, price, ends, whole = _together(parts)
    np.testing.assert_allclose(matrix, dense(arrays), rtol=1e-12)
    np.testing.assert_array_equal(sides, [arrays.row_lower, arrays.row_upper])
    np.testing.assert_allclose(price, arrays.cost, rtol=1e-12)
    np.testing.assert_array_equal(ends, [arrays.lower, arrays.upper])
    np.testing.assert_array_equal(whole, arrays.integer)
    assert parts.master.offset == arrays.offset
    return parts
