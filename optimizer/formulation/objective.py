"""Objectives: expected discounted cost, or another aim. Closes the cost ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.errors import FormulationError
from optimizer.formulation.notation import Rule, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Cost, Ledgers


def weighed(cost: Cost) -> Rule:
    """The cost's part of the objective: its rule, weighed over its set."""

    def part(m: Any) -> Any:
        weight = getattr(m, cost.weight)
        return total(weight[n] * cost.rule(m, n) for n in getattr(m, cost.over))

    return part


def parts_of(book: Ledgers, objective: str) -> tuple[Cost, ...]:
    """What an objective adds up: all costs, with risk where it counts, or the aim of that name.

    ``expected_cost`` is all costs, whether risk counts or not.

    Raises:
        FormulationError: no mechanism has posted such an aim.
    """
    if objective == "cost":
        return tuple(book.averse or book.costs)
    if objective == "expected_cost":
        return tuple(book.costs)
    found = tuple(aim for aim in book.aims if aim.term == objective)
    if not found:
        raise FormulationError(f"no mechanism posts the aim {objective!r}")
    return found


def close(m: pyo.AbstractModel, book: Ledgers, objective: str) -> None:
    r"""Close the cost ledger: all costs, each weighed over its set, are as small as can be.

    ```math
    \min \; \sum_{\text{costs } c} \; \sum_{n \in \text{over}_c} \text{weight}_{cn} \, c_n
    ```

    The weight is probability times discount for what happens at moments (`weight`), and the
    discount of the period for what is decided once for all scenarios (`discount`). Other aims, such
    as exposure, are weighed by probability alone (`chance`).
    """
    parts = tuple(weighed(cost) for cost in parts_of(book, objective))

    def value(m: Any) -> Any:
        return sum(part(m) for part in parts)

    m.objective = pyo.Objective(rule=value, sense=pyo.minimize)
