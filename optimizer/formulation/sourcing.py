r"""Sourcing: commodities are bought in price steps where they enter (recourse)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions and costs; the most of a step is the bound of its decision."""
    m.bought = pyo.Var(
        m.supplies,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=bought_bounds,
        doc="amount bought at a price step",
    )
    book.enter("sourcing", entering)
    book.cost("raw_material", "sourcing", raw_material)


def bought_bounds(m: Any, s: Any, n: Any) -> tuple[float, Any]:
    r"""A step gives no more than it holds.

    ```math
    0 \le \mathbf{bought}_{sn} \le \mathit{bought\_max}_{sn}
        \qquad \forall s \in \mathit{supplies}, n \in \mathit{moments}
    ```
    """
    return 0, m.bought_max[s, n]


def entering(m: Any, k: Any, n: Any) -> Any:
    r"""What is bought enters.

    ```math
    \sum_{s \in \mathit{supplied\_by}_k} \mathbf{bought}_{sn}
    ```
    """
    return total(m.bought[s, n] for s in m.supplied_by[k])


def raw_material(m: Any, n: Any) -> Any:
    r"""Price times amount; rising steps make the supply curve convex.

    ```math
    \sum_{s \in \mathit{supplies}} \mathit{price}_{sn} \, \mathbf{bought}_{sn}
    ```
    """
    return total(m.price[s, n] * m.bought[s, n] for s in m.supplies)
