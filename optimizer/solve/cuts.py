"""What a block says of the master's columns: cuts, each made of multipliers by weak duality.

For any multipliers π of a block's rows A x + T y within their sides, and any x within its bounds,

    cost · x ≥ Σ_i (π_i · lower_i if π_i > 0 else π_i · upper_i)
             + Σ_j (d_j · lower_j if d_j > 0 else d_j · upper_j) − (Tᵀ π) · y,    d = cost − Aᵀ π,

so a cut holds whatever the solver says of its multipliers, and holds again after the sides, bounds
or links of the block have changed, computed anew. Without the cost the left side is 0: then the cut
says which y leave the block a point (Farkas). See: Van Slyke and Wets, L-shaped linear programs
(1969); Birge and Louveaux, A multicut algorithm (1988).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.bounds import DUST, reduced_costs

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers
    from optimizer.solve.blocks import Block


@dataclass(frozen=True, eq=False)
class Cut:
    """``cost of the block (or 0) ≥ constant + slope · master[columns]``, for all masters.

    ``priced``: about the cost (in the block's own scale); else about what leaves it a point.
    """

    multipliers: Floats
    priced: bool
    constant: float
    columns: Integers
    slope: Floats

    def at(self, point: Floats) -> float:
        """The right side at a point of the master."""
        return self.constant + float(self.slope @ point[self.columns])


def cut_of(block: Block, multipliers: Floats, width: int, *, priced: bool) -> Cut | None:
    """The cut that multipliers prove, for a master of ``width`` columns; ``None``: nothing."""
    own = block.own
    pi = np.where(
        np.isfinite(np.where(multipliers > 0, own.row_lower, own.row_upper)), multipliers, 0.0
    )
    cost = own.cost if priced else np.zeros_like(own.cost)
    reduced = reduced_costs(own, cost, pi)
    end = np.where(reduced > 0, own.lower, own.upper)
    missing = ~np.isfinite(end)
    size = np.abs(cost).max(initial=0.0) if priced else np.abs(pi).max(initial=0.0)
    if np.any(missing & (np.abs(reduced) > DUST * max(1.0, float(size)))):
        return None
    side = np.where(pi > 0, own.row_lower, own.row_upper)
    used = pi != 0.0
    constant = float(pi[used] @ side[used]) + float(reduced[~missing] @ end[~missing])
    slope = -block.links.back(pi, width)
    columns = np.flatnonzero(slope)
    return Cut(multipliers, priced, constant, columns, slope[columns])


def proven(block: Block, cut: Cut, width: int) -> bool:
    """Whether a cut is what its multipliers prove, or weaker."""
    again = cut_of(block, cut.multipliers, width, priced=cut.priced)
    if again is None or not np.array_equal(again.columns, cut.columns):
        return False
    near = 1e-9 * max(1.0, float(np.abs(again.slope).max(initial=0.0)))
    return bool(
        np.all(np.abs(again.slope - cut.slope) <= near)
        and cut.constant <= again.constant + 1e-9 * max(1.0, abs(again.constant))
    )
