r"""Storage: commodities wait from period to period; room may be added at the start (both)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.room = pyo.Var(
        m.storages, within=pyo.NonNegativeReals, bounds=room_bounds, doc="room added at the start"
    )
    m.stock = pyo.Var(
        m.storages,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=stock_bounds,
        doc="what waits at the end of the period",
    )
    constraint(m, m.storages, m.moments, rule=room_limit)
    book.enter("storage", carried_over)
    book.cost("room", "storage", room, over="periods", weight="discount")
    book.cost("holding", "storage", holding)
    book.cost("final_stock", "storage", final_stock, weight="weight_at_end")


def room_bounds(m: Any, h: Any) -> tuple[float, Any]:
    r"""Room may be added up to a limit.

    ```math
    0 \le \mathbf{room}_{h} \le \mathit{room\_max}_{h} \qquad \forall h \in \mathit{storages}
    ```
    """
    return 0, m.room_max[h]


def stock_bounds(m: Any, h: Any, n: Any) -> tuple[Any, None]:
    r"""Safety stock always; at the end the final minimum too.

    ```math
    \mathbf{stock}_{hn} \ge \mathit{stock\_min}_{hn}
        \qquad \forall h \in \mathit{storages}, n \in \mathit{moments}
    ```
    """
    return m.stock_min[h, n], None


def room_limit(m: Any, h: Any, n: Any) -> Any:
    r"""What waits fits into the room.

    ```math
    \mathbf{stock}_{hn} \le \mathit{stock\_room}_h + \mathbf{room}_h
        \qquad \forall h \in \mathit{storages}, n \in \mathit{moments}
    ```
    """
    return m.stock[h, n] - m.room[h] <= m.stock_room[h]


def carried_over(m: Any, k: Any, n: Any) -> Any:
    r"""Stock before, less losses, and what the start gives; less the stock after.

    ```math
    \mathit{given}_{kn} + \sum_{h \in \mathit{kept\_in}_k} \Big( \sum_{q \in \mathit{before}_n}
        \mathit{kept}_{hn} \mathbf{stock}_{hq} - \mathbf{stock}_{hn} \Big)
    ```
    """
    return (
        total(m.kept[h, n] * m.stock[h, q] for h in m.kept_in[k] for q in m.before[n])
        - total(m.stock[h, n] for h in m.kept_in[k])
        + m.given[k, n]
    )


def room(m: Any, t: Any) -> Any:
    r"""Added room is paid in the first period.

    ```math
    \sum_{h \in \mathit{storages}} \mathit{room\_cost}_{ht} \, \mathbf{room}_h
    ```
    """
    return total(m.room_cost[h, t] * m.room[h] for h in m.storages)


def holding(m: Any, n: Any) -> Any:
    r"""Keeping the stock of the period's end.

    ```math
    \sum_{h \in \mathit{storages}} \mathit{holding\_cost}_h \mathit{years}_n \, \mathbf{stock}_{hn}
    ```
    """
    return total(m.holding_cost[h] * m.years[n] * m.stock[h, n] for h in m.storages)


def final_stock(m: Any, n: Any) -> Any:
    r"""Worth of the stock at the end (weighed at last moments only).

    ```math
    - \sum_{h \in \mathit{storages}} \mathit{final\_value}_h \, \mathbf{stock}_{hn}
    ```
    """
    return -total(m.final_value[h] * m.stock[h, n] for h in m.storages)
