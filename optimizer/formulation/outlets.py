r"""Outlets: what is not wanted is thrown away, what others want is sold (recourse)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions and costs."""
    m.disposed = pyo.Var(m.disposals, m.moments, within=pyo.NonNegativeReals, doc="thrown away")
    m.sold = pyo.Var(
        m.sales,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=sold_bounds,
        doc="sold out of the system",
    )
    book.enter("outlets", gone)
    book.cost("disposal", "outlets", disposal)
    book.cost("sale", "outlets", sale)


def sold_bounds(m: Any, y: Any, n: Any) -> tuple[float, Any]:
    r"""Never more than the buyers want.

    ```math
    0 \le \mathbf{sold}_{yn} \le \mathit{sold\_max}_{yn}
        \qquad \forall y \in \mathit{sales}, n \in \mathit{moments}
    ```
    """
    return 0, m.sold_max[y, n]


def gone(m: Any, k: Any, n: Any) -> Any:
    r"""What is thrown away or sold leaves.

    ```math
    - \sum_{x \in \mathit{disposed\_from}_k} \mathbf{disposed}_{xn}
    - \sum_{y \in \mathit{sold\_from}_k} \mathbf{sold}_{yn}
    ```
    """
    return -total(m.disposed[x, n] for x in m.disposed_from[k]) - total(
        m.sold[y, n] for y in m.sold_from[k]
    )


def disposal(m: Any, n: Any) -> Any:
    r"""The cost of throwing away.

    ```math
    \sum_{x \in \mathit{disposals}} \mathit{disposal\_cost}_x \, \mathbf{disposed}_{xn}
    ```
    """
    return total(m.disposal_cost[x] * m.disposed[x, n] for x in m.disposals)


def sale(m: Any, n: Any) -> Any:
    r"""What sales bring in.

    ```math
    - \sum_{y \in \mathit{sales}} \mathit{sale\_price}_{yn} \, \mathbf{sold}_{yn}
    ```
    """
    return -total(m.sale_price[y, n] * m.sold[y, n] for y in m.sales)
