r"""Burdens: what making, carrying and buying does beside, priced, charged at borders and limited.

Decides by how much a priced limit is exceeded (recourse). A limit by unit of energy is one on the
average of all energy served at its moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.exceeded = pyo.Var(
        m.forgiving,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=exceeded_bounds,
        doc="by how much a limit on a burden is exceeded",
    )
    constraint(m, m.ceilings, rule=burden_limit)
    book.cost("burden", "burdens", burden)
    book.cost("border", "burdens", border)
    book.cost("excess", "burdens", excess_paid)


def exceeded_bounds(m: Any, y: Any, n: Any) -> tuple[float, Any]:
    r"""A priced limit is exceeded only where it is in force.

    ```math
    0 \le \mathbf{exceeded}_{yn} \le \mathit{excess\_max}_{yn}
        \qquad \forall y \in \mathit{forgiving}, n \in \mathit{moments}
    ```
    """
    return 0, m.excess_max[y, n]


def burden_limit(m: Any, x: Any) -> Any:
    r"""What is caused, beyond what may be exceeded, is at most the limit.

    ```math
    \sum_{n \in \mathit{ceiling\_at}_x} \Big(
    \sum_{e \in \mathit{counted\_operations\_under}_x} \sum_{o \in \mathit{operations\_counted}_e}
    \mathit{burden\_of\_counted\_operations}_e \, \mathbf{activity}_{on} +
    \sum_{e \in \mathit{counted\_shipments\_under}_x} \sum_{s \in \mathit{shipments\_counted}_e}
    \mathit{burden\_of\_counted\_shipments}_e \, \mathbf{flow}_{sn} +
    \sum_{e \in \mathit{counted\_supplies\_under}_x} \sum_{u \in \mathit{supplies\_counted}_e}
    \mathit{burden\_of\_counted\_supplies}_e \, \mathbf{bought}_{un} +
    \sum_{e \in \mathit{counted\_contracts\_under}_x} \sum_{c \in \mathit{contracts\_counted}_e}
    \mathit{burden\_of\_counted\_contracts}_e \, \mathbf{taken}_{cn} -
    \sum_{v \in \mathit{servings}} \mathit{ceiling\_per\_energy}_x \, \mathbf{served}_{vn} -
    \sum_{y \in \mathit{forgiving\_as}_x} \mathbf{exceeded}_{yn} \Big) \le \mathit{ceiling}_x
    \qquad \forall x \in \mathit{ceilings}
    ```
    """
    return (
        total(
            m.burden_of_counted_operations[e] * m.activity[o, n]
            for n in m.ceiling_at[x]
            for e in m.counted_operations_under[x]
            for o in m.operations_counted[e]
        )
        + total(
            m.burden_of_counted_shipments[e] * m.flow[s, n]
            for n in m.ceiling_at[x]
            for e in m.counted_shipments_under[x]
            for s in m.shipments_counted[e]
        )
        + total(
            m.burden_of_counted_supplies[e] * m.bought[u, n]
            for n in m.ceiling_at[x]
            for e in m.counted_supplies_under[x]
            for u in m.supplies_counted[e]
        )
        + total(
            m.burden_of_counted_contracts[e] * m.taken[c, n]
            for n in m.ceiling_at[x]
            for e in m.counted_contracts_under[x]
            for c in m.contracts_counted[e]
        )
        - total(
            m.ceiling_per_energy[x] * m.served[v, n] for n in m.ceiling_at[x] for v in m.servings
        )
        - total(m.exceeded[y, n] for n in m.ceiling_at[x] for y in m.forgiving_as[x])
        <= m.ceiling[x]
    )


def burden(m: Any, n: Any) -> Any:
    r"""What causing burdens costs where they have a price.

    ```math
    \sum_{e \in \mathit{taxed\_operations}} \sum_{o \in \mathit{operations\_taxed}_e}
    \mathit{rate\_of\_taxed\_operations}_{en} \mathbf{activity}_{on} +
    \sum_{e \in \mathit{taxed\_shipments}} \sum_{s \in \mathit{shipments\_taxed}_e}
    \mathit{rate\_of\_taxed\_shipments}_{en} \mathbf{flow}_{sn} +
    \sum_{e \in \mathit{taxed\_supplies}} \sum_{u \in \mathit{supplies\_taxed}_e}
    \mathit{rate\_of\_taxed\_supplies}_{en} \mathbf{bought}_{un} +
    \sum_{e \in \mathit{taxed\_contracts}} \sum_{c \in \mathit{contracts\_taxed}_e}
    \mathit{rate\_of\_taxed\_contracts}_{en} \mathbf{taken}_{cn}
    ```
    """
    return (
        total(
            m.rate_of_taxed_operations[e, n] * m.activity[o, n]
            for e in m.taxed_operations
            for o in m.operations_taxed[e]
        )
        + total(
            m.rate_of_taxed_shipments[e, n] * m.flow[s, n]
            for e in m.taxed_shipments
            for s in m.shipments_taxed[e]
        )
        + total(
            m.rate_of_taxed_supplies[e, n] * m.bought[u, n]
            for e in m.taxed_supplies
            for u in m.supplies_taxed[e]
        )
        + total(
            m.rate_of_taxed_contracts[e, n] * m.taken[c, n]
            for e in m.taxed_contracts
            for c in m.contracts_taxed[e]
        )
    )


def border(m: Any, n: Any) -> Any:
    r"""What is paid at borders for what goods are taken to carry.

    ```math
    \sum_{e \in \mathit{charged\_shipments}} \sum_{s \in \mathit{shipments\_charged}_e}
    \mathit{rate\_of\_charged\_shipments}_{en} \mathbf{flow}_{sn}
    ```
    """
    return total(
        m.rate_of_charged_shipments[e, n] * m.flow[s, n]
        for e in m.charged_shipments
        for s in m.shipments_charged[e]
    )


def excess_paid(m: Any, n: Any) -> Any:
    r"""What exceeding limits costs.

    ```math
    \sum_{y \in \mathit{forgiving}} \mathit{excess\_price}_y \, \mathbf{exceeded}_{yn}
    ```
    """
    return total(m.excess_price[y] * m.exceeded[y, n] for y in m.forgiving)
