"""The value at risk and the excesses of a point, put at their least for what its courses cost.

A solver that stops at a gap, or that last minimised something else, leaves them anywhere above it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.outcome import Outcome

RISK = ("value_at_risk", "excess", "spent")
"""Decisions of ``formulation.risk``."""


def tightened(arrays: Arrays, outcome: Outcome) -> Outcome:
    """The outcome with the same plan and its least risk; any other outcome as it is."""
    if outcome.values is None or not all(name in arrays.decisions for name in RISK):
        return outcome
    edge, excess, spent = (arrays.decisions[name].span for name in RISK)
    values = outcome.values.copy()
    rows = arrays.constraints["tail_excess"]
    costs = np.zeros(rows.size)
    for at in range(rows.size):
        entries = slice(*arrays.starts[rows.start + at : rows.start + at + 2])
        columns = arrays.columns_of[entries]
        own = (columns >= spent.start) & (columns < spent.stop)
        costs[at] = arrays.values[entries][own] @ values[columns[own]]
    weight, dearer = arrays.aims["cost"][0][edge].sum(), arrays.aims["cost"][0][excess]
    values[edge] = _least_edge(costs, dearer, float(weight))
    values[excess] = np.maximum(costs - values[edge], 0.0)
    before, after = (float(arrays.cost @ point) for point in (outcome.values, values))
    if after > before or outcome.objective is None:
        return outcome
    return replace(outcome, values=values, objective=outcome.objective + after - before)


def _least_edge(costs: Floats, dearer: Floats, weight: float) -> float:
    """The edge at which ``weight``·edge + Σ ``dearer``·max(cost − edge, 0) is least.

    It is the greatest cost beyond which the courses weigh ``weight`` or more.
    """
    order = np.argsort(-costs, kind="stable")
    reached = np.cumsum(dearer[order]) >= weight * (1.0 - 1e-12)
    return float(costs[order][np.argmax(reached)])
