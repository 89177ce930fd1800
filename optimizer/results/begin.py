"""A plan that is known, as a first point of a search: of the same problem or one much like it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.results.plan import PlanError
from optimizer.results.restore import design_columns, design_of, with_design
from optimizer.solve import highs
from optimizer.solve.cleanest import asleep
from optimizer.solve.whole import LARGE, ROUNDING

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Problem
    from optimizer.results.plan import Plan
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.watch import Watch


def begun_from(
    problem: Problem, arrays: Arrays, plan: Plan, settings: SolveSettings, watch: Watch
) -> Floats | None:
    """The here-and-now decisions of ``plan`` with the best of all the rest: a value by column.

    ``arrays`` are aimed at what is minimised. ``None`` where the plan names what the problem does
    not have, or no such point keeps its rules: then the search begins without.
    """
    try:
        design = design_of(problem, arrays, plan)
    except PlanError:
        return None
    columns = design_columns(arrays)
    design = np.where(arrays.integer[columns], np.round(design), design)
    design = np.clip(design, arrays.lower[columns], arrays.upper[columns])
    method: Any = "ipx" if arrays.cost.size >= LARGE else "choose"
    fixed = with_design(asleep(arrays), design)
    values = highs.solve(fixed, replace(settings, method=method, log=False), watch=watch).values
    if values is None:
        return None
    whole = np.round(values)
    if np.any(np.abs(values - whole)[arrays.integer] > ROUNDING):
        return None
    return np.where(arrays.integer, whole, values)
