"""A failure the long way: a branch with rows of ``disruptions``, formulated and solved anew.

The branch takes all of the probability from the strike on. What the plan decided, and what happened
before, is held by its bounds; rows about nothing else are not asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.data.instance import Instance
from optimizer.data.tree import extended
from optimizer.results.plan import Plan
from optimizer.results.restore import design_columns, point_of
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.outcome import Outcome
from tests.small.instances import EXACT

BRANCH = "the-failure"


def rebuilt(
    instance: Instance, plan: Plan, period: str, rows: Sequence[dict[str, Any]], course: str = ""
) -> Arrays:
    """The problem of the branch; ``rows`` are cells of ``disruptions`` but name and scenario."""
    branch = {"scenario": BRANCH, "parent": course, "from_period": period, "probability": 1.0}
    named = [
        {"disruption": f"{BRANCH}-{at}", "scenario": BRANCH, **row} for at, row in enumerate(rows)
    ]
    worse = extended(instance, {"scenarios": [branch], "disruptions": named})
    formulation = formulated(worse, BuildSettings(strengthening=False, scenarios="all"))
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, plan)
    open_ = np.zeros(arrays.cost.size, dtype=bool)
    for family in arrays.decisions.values():
        if family.size and family.over[-1].name == "moments":
            flags = [label.startswith(BRANCH) for label in family.over[-1].labels]
            open_[family.span] = np.broadcast_to(flags, family.shape).ravel()
    assert not open_[design_columns(arrays)].any()
    row = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    asked = np.bincount(row[open_[arrays.columns_of]], minlength=arrays.row_lower.size) > 0
    return replace(
        arrays,
        lower=np.where(open_, arrays.lower, point),
        upper=np.where(open_, arrays.upper, point),
        integer=np.zeros_like(arrays.integer),
        row_lower=np.where(asked, arrays.row_lower, -np.inf),
        row_upper=np.where(asked, arrays.row_upper, np.inf),
    )


def missing(arrays: Arrays) -> np.ndarray[Any, np.dtype[np.float64]]:
    """An objective: energy missing in the branch."""
    cost = np.zeros(arrays.cost.size)
    family = arrays.decisions["shortfall"]
    flags = [label.startswith(BRANCH) for label in family.over[-1].labels]
    cost[family.span] = np.broadcast_to(flags, family.shape).ravel()
    return cost


def cheapest(arrays: Arrays) -> tuple[float, float] | None:
    """Least cost, and the least energy missing at it; ``None`` where nothing keeps the rows."""
    found = _solved(arrays)
    if found.objective is None:
        return None
    slack = 1e-7 * max(1.0, abs(found.objective))
    short = replace(arrays.holding("cost", found.objective + slack), cost=missing(arrays), offset=0)
    least = _solved(short)
    assert least.objective is not None
    return found.objective, least.objective


def fullest(arrays: Arrays) -> tuple[float, float] | None:
    """Least energy missing, and the least cost at it; ``None`` where nothing keeps the rows."""
    short = replace(arrays, cost=missing(arrays), offset=0.0)
    found = _solved(short)
    if found.objective is None:
        return None
    named = replace(short, aims={"missing": (short.cost, 0.0), **arrays.aims})
    held = named.holding("missing", found.objective + 1e-9)
    least = _solved(held.aimed("cost"))
    assert least.objective is not None
    return least.objective, found.objective


def _solved(arrays: Arrays) -> Outcome:
    return highs.solve(arrays, EXACT)
