"""Entries that are kept small say the same as when they are written out one by one."""

import numpy as np
import pytest

from optimizer.solve.entries import Entries, Layout, added_up, in_one

# Rows are 2 × 3. The first axis runs through pairs (0, a), (0, b), (1, b): ragged. The second is
# the other free index, once from first to last.
RAGGED = Layout((2, 3), (0, 1), (2, 3), (np.array([0, 0, 1]), None), (3, 3))


def ragged(value=1.0, start=10, traced=()):
    """Column = start + 3·(a = 0, b = 1) + second index."""
    columns = (start + 3 * np.array([[0], [1], [1]]), np.array([[0, 1, 2]]))
    return Entries(RAGGED, np.full((1, 1), value), columns, None, traced)


def dense_matrix(entries, rows, columns):
    at = np.zeros(rows, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sum(e.layout.count for e in entries))])
    at[:] = starts[:-1]
    column, value = np.full(starts[-1], -1, dtype=np.int32), np.full(starts[-1], np.nan)
    for one in entries:
        one.fill(at, column, value)
    assert (at == starts[1:]).all(), "each row is filled to its end"
    found = np.zeros((rows, columns))
    for row in range(rows):
        for place in range(starts[row], starts[row + 1]):
            assert found[row, column[place]] == 0.0, "no column twice in a row"
            found[row, column[place]] = value[place]
    return found


def test_rows_count_and_rank_by_row():
    assert RAGGED.count.tolist() == [2, 2, 2, 1, 1, 1]
    rows, columns, values = ragged(2.0).flat()
    assert rows.tolist() == [0, 1, 2, 0, 1, 2, 3, 4, 5]
    assert columns.tolist() == [10, 11, 12, 13, 14, 15, 13, 14, 15]
    assert values.tolist() == [2.0] * 9


def test_filling_equals_writing_out():
    rows, columns, values = ragged(2.0, start=0).flat()
    by_hand = np.zeros((6, 6))
    by_hand[rows, columns] = values
    assert (dense_matrix([ragged(2.0, start=0)], 6, 6) == by_hand).all()


def test_two_terms_share_a_row_without_overwriting():
    found = dense_matrix([ragged(2.0, start=0), ragged(3.0, start=6)], 6, 12)
    assert found[0].tolist() == [2, 0, 0, 2, 0, 0, 3, 0, 0, 3, 0, 0]


def test_axes_may_come_in_another_order_than_free_indices():
    # Rows are 2 × 3, but the axis of the second index stands first.
    layout = Layout((2, 3), (1, 0), (3, 2), (None, None), (3, 2))
    turned = Entries(layout, np.array([[1.0], [2.0], [3.0]]), (np.array([[0], [1], [2]]),))
    rows, columns, values = turned.flat()
    assert rows.tolist() == [0, 3, 1, 4, 2, 5]
    assert (dense_matrix([turned], 6, 3)[rows, columns] == values).all()
    assert turned.by_row().tolist() == [1, 2, 3, 1, 2, 3]


def test_sums_over_whole_sets_rank_within_the_row():
    # One free index of 2, summed over a set of 3: each row has 3 entries.
    layout = Layout((2,), (0,), (2, 1), (None, None), (2, 3))
    entries = Entries(layout, np.array([[1.0, 2.0, 3.0]]), (np.array([[0, 1, 2]]),))
    assert layout.count.tolist() == [3, 3]
    assert dense_matrix([entries], 2, 3).tolist() == [[1, 2, 3], [1, 2, 3]]
    assert entries.by_row().tolist() == [6, 6]


def test_sum_by_row_of_a_ragged_constant():
    assert Entries(RAGGED, np.array([[1.0], [2.0], [4.0]])).by_row().tolist() == [3, 3, 3, 4, 4, 4]


def test_a_constant_has_no_columns():
    constant = Entries(RAGGED, np.ones((1, 1)))
    assert constant.flat()[1].size == 0
    with pytest.raises(TypeError, match="constant"):
        _ = constant.column


@pytest.mark.parametrize("dense", [None, (1, 0)])
def test_weighed_sum_by_column_with_and_without_the_short_cut(dense):
    # The decision is indexed (second axis, first axis): 3 × 2 columns from 5 on.
    layout = Layout((2,), (0,), (2, 1), (None, None), (2, 3))
    columns = (np.array([[5], [6]]), 2 * np.array([[0, 1, 2]]))
    value = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    total = np.zeros(12)
    entries = Entries(layout, value, columns, dense)
    entries.add_to(total, 5, (3, 2), np.array([1.0, 10.0]))
    assert total.tolist() == [0] * 5 + [1, 40, 2, 50, 3, 60] + [0]


def test_short_cut_sums_over_axes_the_decision_does_not_know():
    layout = Layout((2,), (0,), (2, 1), (None, None), (2, 3))
    entries = Entries(layout, np.ones((2, 3)), (np.array([[0, 1, 2]]),), (1,))
    total = np.zeros(3)
    entries.add_to(total, 0, (3,), np.array([1.0, 10.0]))
    assert total.tolist() == [11, 11, 11]


def test_parts_in_any_order_are_sorted_and_added_up():
    one = in_one([(np.array([1, 0, 1]), np.array([2, 1, 2]), np.array([1.0, 5.0, 3.0]))], 3)
    assert one.layout.count.tolist() == [0 + 1, 1, 0]
    assert dense_matrix([one], 3, 3).tolist() == [[0, 5, 0], [0, 0, 4], [0, 0, 0]]


def test_nothing_is_sorted_where_traces_prove_columns_apart():
    what = ((1,), (0,))
    left = ragged(traced=(((what, np.array([0, 1, 4])),),))
    right = ragged(traced=(((what, np.array([2, 5, 6])),),))
    assert added_up([left, right], 6) == [left, right]


@pytest.mark.parametrize("keys", [[2, 4, 6], [4, 4, 7]])
def test_columns_that_may_meet_or_repeat_are_added_up(keys):
    what = ((1,), (0,))
    left = ragged(1.0, 0, traced=(((what, np.array([0, 1, 4])),),))
    right = ragged(2.0, 0, traced=(((what, np.array(keys)),),))
    (one,) = added_up([left, right], 6)
    assert (dense_matrix([one], 6, 6) == dense_matrix([ragged(3.0, 0)], 6, 6)).all()


def test_axes_that_one_has_grown_from_may_prove_columns_apart():
    own, before = ((1, 2), (0, 1)), ((1,), (0,))
    left = ragged(traced=(((own, np.arange(3)), (before, np.array([7, 8]))),))
    right = ragged(traced=(((before, np.array([1, 2])),),))
    assert not left.meets(right)
