r"""Trade: duties, permits and quotas on what crosses borders (recourse).

Bans and missing permissions are bounds of ``flow``; they are decided in ``data.network.trade``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add constraints and costs on the flows that shipping decides."""
    constraint(m, m.caps, rule=quota_limit)
    book.cost("tariff", "trade", tariff)
    book.cost("permission", "trade", permission)


def quota_limit(m: Any, c: Any) -> Any:
    r"""All that a quota covers stays within it, at each moment it is in force.

    ```math
    \sum_{s \in \mathit{capped}_c} \sum_{n \in \mathit{cap\_moment}_c} \mathbf{flow}_{sn}
    \le \mathit{cap}_c
        \qquad \forall c \in \mathit{caps}
    ```
    """
    return total(m.flow[s, n] for s in m.capped[c] for n in m.cap_moment[c]) <= m.cap[c]


def tariff(m: Any, n: Any) -> Any:
    r"""Duty by the unit: rate times customs value, plus the specific amount.

    ```math
    \sum_{s \in \mathit{shipments}} \mathit{duty}_{sn} \, \mathbf{flow}_{sn}
    ```
    """
    return total(m.duty[s, n] * m.flow[s, n] for s in m.shipments)


def permission(m: Any, n: Any) -> Any:
    r"""Papers of what may cross only with permission.

    ```math
    \sum_{s \in \mathit{shipments}} \mathit{permit}_{sn} \, \mathbf{flow}_{sn}
    ```
    """
    return total(m.permit[s, n] * m.flow[s, n] for s in m.shipments)
