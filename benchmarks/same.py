"""Whether two HiGHS objects hold the same problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-9


def difference(one: Any, other: Any, *, offset: bool = True) -> str | None:
    """The first thing in which two loaded problems differ; ``None`` when they are the same.

    Columns must come in the same order, rows need not. ``offset``: whether the constant of the
    objective must be the same too.
    """
    a, b = _Read(one.getLp()), _Read(other.getLp())
    if a.matrix.shape != b.matrix.shape:
        return f"shapes {a.matrix.shape} and {b.matrix.shape}"
    if a.matrix.nnz != b.matrix.nnz:
        return f"{a.matrix.nnz} and {b.matrix.nnz} non-zeros"
    first, second = a.rows_in_order(), b.rows_in_order()
    pairs = {name: (getattr(a, name), getattr(b, name)) for name in ("cost", "lower", "upper")}
    pairs["integer"] = (a.integer, b.integer)
    if offset:
        pairs["offset"] = (a.offset, b.offset)
    pairs["row_lower"] = (a.row_lower[first], b.row_lower[second])
    pairs["row_upper"] = (a.row_upper[first], b.row_upper[second])
    other_ones = [
        name
        for name, (mine, theirs) in pairs.items()
        if not np.allclose(mine, theirs, rtol=TOLERANCE, atol=TOLERANCE)
    ]
    if abs(a.matrix[first] - b.matrix[second]).max() > TOLERANCE:
        other_ones.append("matrix")
    return f"another {', '.join(other_ones)}" if other_ones else None


class _Read:
    """An ``HighsLp`` as arrays; the matrix by rows, without zeros."""

    def __init__(self, lp: Any) -> None:
        self.cost, self.offset = np.array(lp.col_cost_), np.array([lp.offset_])
        self.lower, self.upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
        self.row_lower, self.row_upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        whole = [str(kind).endswith("kInteger") for kind in lp.integrality_]
        self.integer = np.array(whole or [False] * lp.num_col_)
        held = lp.a_matrix_
        made = csr_matrix if str(held.format_).endswith("kRowwise") else csc_matrix
        shape = (lp.num_row_, lp.num_col_)
        self.matrix = csr_matrix(made((held.value_, held.index_, held.start_), shape=shape))
        self.matrix.eliminate_zeros()

    def rows_in_order(self) -> NDArray[np.int64]:
        """Rows sorted by a number that depends on all they hold, so that equal rows meet."""
        random = np.random.default_rng(7)
        finite = [
            np.nan_to_num(side, posinf=7.0, neginf=-7.0)
            for side in (self.row_lower, self.row_upper)
        ]
        number = self.matrix @ random.random(self.matrix.shape[1])
        number += finite[0] * random.random() + finite[1] * random.random()
        return np.argsort(np.round(number, 9), kind="stable")
