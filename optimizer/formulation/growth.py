r"""Growth: what is new becomes much only step by step, from the moment before (recourse).

Limits what is served with a chemistry, or made by the plants of a rung, in an area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add constraints."""
    constraint(m, m.growing, rule=growth_limit)


def growth_limit(m: Any, g: Any) -> Any:
    r"""Served or made is at most a start, and what was a moment before, grown.

    ```math
    \sum_{n \in \mathit{growth\_at}_g} \Big(
    \sum_{v \in \mathit{growing\_servings}_g} \mathbf{served}_{vn} +
    \sum_{o \in \mathit{growing\_operations}_g} \mathit{throughput}_o \, \mathbf{activity}_{on}
    \Big) - \mathit{growth\_again}_g \sum_{q \in \mathit{growth\_from}_g} \Big(
    \sum_{v \in \mathit{growing\_servings}_g} \mathbf{served}_{vq} +
    \sum_{o \in \mathit{growing\_operations}_g} \mathit{throughput}_o \, \mathbf{activity}_{oq}
    \Big) \le \mathit{growth\_start}_g \qquad \forall g \in \mathit{growing}
    ```

    Why linear: growth is bounded by what was done, not by what might have been.
    """
    return (
        total(m.served[v, n] for n in m.growth_at[g] for v in m.growing_servings[g])
        + total(
            m.throughput[o] * m.activity[o, n]
            for n in m.growth_at[g]
            for o in m.growing_operations[g]
        )
        - total(
            m.growth_again[g] * m.served[v, q]
            for q in m.growth_from[g]
            for v in m.growing_servings[g]
        )
        - total(
            m.growth_again[g] * m.throughput[o] * m.activity[o, q]
            for q in m.growth_from[g]
            for o in m.growing_operations[g]
        )
        <= m.growth_start[g]
    )
