r"""Closing: old capacity may be shut for good to save its fixed cost (here-and-now)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.closed = pyo.Var(
        m.closures, within=pyo.Binary, doc="whether the facility is closed in the period"
    )
    constraint(m, m.closures, rule=closed_for_good)
    book.cost("closing", "closing", closing, over="periods", weight="discount")


def closed_for_good(m: Any, k: Any) -> Any:
    r"""What was closed a period before stays closed.

    ```math
    \mathbf{closed}_{k} \ge \sum_{j \in \mathit{closed\_before}_k} \mathbf{closed}_{j}
        \qquad \forall k \in \mathit{closures}
    ```
    """
    return m.closed[k] - total(m.closed[j] for j in m.closed_before[k]) >= 0


def closing(m: Any, t: Any) -> Any:
    r"""The cost of closing, in the first period of being closed.

    ```math
    \sum_{k \in \mathit{closures\_in}_t} \mathit{closing\_cost}_k \left( \mathbf{closed}_k
        - \sum_{j \in \mathit{closed\_before}_k} \mathbf{closed}_j \right)
    ```
    """
    return total(m.closing_cost[k] * m.closed[k] for k in m.closures_in[t]) - total(
        m.closing_cost[k] * m.closed[j] for k in m.closures_in[t] for j in m.closed_before[k]
    )
