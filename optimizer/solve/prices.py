"""Prices of rows: multipliers of the linear program whose whole numbers stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.highs import InPlace
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays


@dataclass(frozen=True)
class Prices:
    """Of a plan whose whole numbers stay as they are.

    ``rows``: by how much the objective rises when the side of a row that binds is raised by one
    (per unit of the row; for expected cost: present money). ``columns``: the same for bounds of
    columns. ``objective``: best value with these whole numbers, ``values`` the point.
    """

    objective: float
    values: Floats
    rows: Floats
    columns: Floats

    def by_label(self, arrays: Arrays, family: str) -> dict[str, float]:
        """Multipliers of a family of constraints, by the label of its index."""
        if family not in arrays.constraints:
            return {}
        own = arrays.constraints[family]
        found = self.rows[own.start : own.start + own.size]
        return {
            "|".join(labels): float(price)
            for labels, price in zip(own.labels(), found, strict=True)
        }


def prices(arrays: Arrays, values: Floats, settings: SolveSettings) -> Prices | None:
    """Prices at a point: its whole numbers are fixed, all else is free to be better.

    ``None`` where that linear program could not be solved in the time of ``settings``. Where
    several multipliers prove the same optimum, these are one choice of them: a price then holds
    to one side only.

    Raises:
        SolverError: the solver refuses the problem.
    """
    fixed = fixed_at(arrays, values)
    program = InPlace(fixed, settings)
    if program.run(settings.time_limit) is not StopReason.OPTIMAL:
        return None
    row = np.repeat(np.arange(fixed.row_lower.size), np.diff(fixed.starts))
    used = np.bincount(fixed.columns_of, fixed.values * program.multipliers[row], fixed.cost.size)
    return Prices(program.objective, program.values, program.multipliers, fixed.cost - used)


def fixed_at(arrays: Arrays, values: Floats) -> Arrays:
    """The linear program in which all whole-number columns have the (rounded) values given."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[arrays.integer] = upper[arrays.integer] = np.round(values[arrays.integer])
    return replace(arrays, lower=lower, upper=upper, integer=np.zeros_like(arrays.integer))
