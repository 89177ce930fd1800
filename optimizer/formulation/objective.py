"""Objectives: expected discounted cost, or exposure. Closes the cost ledger."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from optimizer.formulation.dependence import exposed_energy
from optimizer.formulation.ledger import Cost, Ledgers
from optimizer.formulation.notation import Rule, total

EXPOSURE = Cost("exposure", "dependence", "moments", "chance", exposed_energy)


def weighed(cost: Cost) -> Rule:
    """The cost's part of the objective: its rule, weighed over its set."""

    def part(m: Any) -> Any:
        weight = getattr(m, cost.weight)
        return total(weight[n] * cost.rule(m, n) for n in getattr(m, cost.over))

    return part


def parts_of(book: Ledgers, objective: str) -> tuple[Cost, ...]:
    """The costs that an objective (``cost`` or ``exposure``) adds up."""
    return tuple(book.costs) if objective == "cost" else (EXPOSURE,)


def close(m: pyo.AbstractModel, book: Ledgers, objective: str) -> None:
    r"""Close the cost ledger: all costs, each weighed over its set, are as small as can be.

    ```math
    \min \; \sum_{\text{costs } c} \; \sum_{n \in \text{over}_c} \text{weight}_{cn} \, c_n
    ```

    The weight is probability times discount for what happens at moments (`weight`), and the
    discount of the period for what is decided once for all scenarios (`discount`). Exposure, as an
    objective, is weighed by probability alone (`chance`).
    """
    parts = tuple(weighed(cost) for cost in parts_of(book, objective))

    def value(m: Any) -> Any:
        return sum(part(m) for part in parts)

    m.objective = pyo.Objective(rule=value, sense=pyo.minimize)
