r"""Opening: some lanes carry only once they have been opened, for a price (here-and-now).

Decides ``opened``, once for all moments and branches; limits the flows that shipping decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.opened = pyo.Var(m.openings, within=pyo.Binary, doc="whether the lane is opened")
    constraint(m, m.gated, m.moments, rule=opened_before_used)
    constraint(m, m.limited_openings, m.moments, rule=opened_before_loaded)
    book.cost("opening", "opening", opening, over="periods", weight="discount")


def opened_before_used(m: Any, s: Any, n: Any) -> Any:
    r"""Only an opened lane carries, and of each commodity no more than can be of use.

    ```math
    \mathbf{flow}_{sn} \le \sum_{a \in \mathit{opening\_of}_s} \mathit{most\_of\_use}_{sn} \,
    \mathbf{opened}_a
        \qquad \forall s \in \mathit{gated}, n \in \mathit{moments}
    ```

    Why this factor: it is the least of what the shipment, its lane and a quota allow, of what can
    gather at the origin, and of what can go on from the destination; no constant is invented, and
    where all of these are without limit the checker asks for a capacity. Goods that go round in a
    circle are not counted: they cost and change nothing, so that the cheapest plan is the same.
    """
    return m.flow[s, n] - total(m.most_of_use[s, n] * m.opened[a] for a in m.opening_of[s]) <= 0


def opened_before_loaded(m: Any, a: Any, n: Any) -> Any:
    r"""All that an opened lane carries weighs no more than it can carry; others carry nothing.

    ```math
    \sum_{s \in \mathit{carried\_on}_a} \mathit{tonnes}_s \, \mathbf{flow}_{sn}
    \le \mathit{lane\_room}_{an} \, \mathbf{opened}_a
        \qquad \forall a \in \mathit{limited\_openings}, n \in \mathit{moments}
    ```

    Why beside the other: where commodities share a lane, neither follows from the other.
    """
    return (
        total(m.tonnes[s] * m.flow[s, n] for s in m.carried_on[a]) - m.lane_room[a, n] * m.opened[a]
        <= 0
    )


def opening(m: Any, t: Any) -> Any:
    r"""The cost of opening, once, in the first period.

    ```math
    \sum_{a \in \mathit{openings}} \mathit{opening\_cost}_{at} \, \mathbf{opened}_a
    ```
    """
    return total(m.opening_cost[a, t] * m.opened[a] for a in m.openings)
