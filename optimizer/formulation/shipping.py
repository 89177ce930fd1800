r"""Shipping: commodities move along lanes (recourse).

Decides ``flow``; posts to the accounts at both ends, and transport to the cost ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.flow = pyo.Var(
        m.shipments,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=flow_bounds,
        doc="amount sent on a lane",
    )
    constraint(m, m.limited_lanes, m.moments, rule=lane_limit)
    book.enter("shipping", moved)
    book.cost("transport", "shipping", transport)
    book.cost("in_transit", "shipping", in_transit)


def flow_bounds(m: Any, s: Any, n: Any) -> tuple[float, Any]:
    r"""A shipment's own capacity; zero where it is banned or its lane is shut.

    ```math
    0 \le \mathbf{flow}_{sn} \le \mathit{flow\_max}_{sn}
        \qquad \forall s \in \mathit{shipments}, n \in \mathit{moments}
    ```
    """
    return 0, m.flow_max[s, n]


def lane_limit(m: Any, a: Any, n: Any) -> Any:
    r"""All that a lane carries weighs no more than it can carry.

    ```math
    \sum_{s \in \mathit{carried\_on}_a} \mathit{tonnes}_s \, \mathbf{flow}_{sn}
    \le \mathit{lane\_room}_{an}
        \qquad \forall a \in \mathit{limited\_lanes}, n \in \mathit{moments}
    ```
    """
    return total(m.tonnes[s] * m.flow[s, n] for s in m.carried_on[a]) <= m.lane_room[a, n]


def moved(m: Any, k: Any, n: Any) -> Any:
    r"""What arrives, in the same period or after a lag, less what leaves.

    ```math
    \sum_{s \in \mathit{arriving}_k} \mathbf{flow}_{sn} +
    \sum_{s \in \mathit{arriving\_late}_k} \sum_{q \in \mathit{sent\_at}_{sn}} \mathbf{flow}_{sq} -
    \sum_{s \in \mathit{leaving}_k} \mathbf{flow}_{sn}
    ```
    """
    return (
        total(m.flow[s, n] for s in m.arriving[k])
        + total(m.flow[s, q] for s in m.arriving_late[k] for q in m.sent_at[s, n])
        - total(m.flow[s, n] for s in m.leaving[k])
    )


def transport(m: Any, n: Any) -> Any:
    r"""Carriage by the unit.

    ```math
    \sum_{s \in \mathit{shipments}} \mathit{carriage}_{sn} \, \mathbf{flow}_{sn}
    ```
    """
    return total(m.carriage[s, n] * m.flow[s, n] for s in m.shipments)


def in_transit(m: Any, n: Any) -> Any:
    r"""Interest on the value under way, by the exact days.

    ```math
    \sum_{s \in \mathit{shipments}} \mathit{waiting}_{sn} \, \mathbf{flow}_{sn}
    ```
    """
    return total(m.waiting[s, n] * m.flow[s, n] for s in m.shipments)
