r"""Serving: demand is met by chemistries within their shares, or missing at a price (recourse)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.served = pyo.Var(
        m.servings,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=served_bounds,
        doc="energy delivered by a chemistry",
    )
    m.shortfall = pyo.Var(
        m.demands,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=shortfall_bounds,
        doc="energy not delivered",
    )
    constraint(m, m.demands, m.moments, rule=demand_met)
    constraint(m, m.floored, m.moments, rule=share_at_least)
    constraint(m, m.roofed, m.moments, rule=share_at_most)
    book.enter("serving", delivered)
    book.cost("shortfall", "serving", shortfall)


def served_bounds(m: Any, v: Any, n: Any) -> tuple[float, Any]:
    r"""Nothing before the chemistry is there; never more than the demand.

    ```math
    0 \le \mathbf{served}_{vn} \le \mathit{served\_max}_{vn}
        \qquad \forall v \in \mathit{servings}, n \in \mathit{moments}
    ```
    """
    return 0, m.served_max[v, n]


def shortfall_bounds(m: Any, d: Any, n: Any) -> tuple[float, Any]:
    r"""All of the demand may be missing; none of it where demand must be met.

    ```math
    0 \le \mathbf{shortfall}_{dn} \le \mathit{shortfall\_max}_{dn}
        \qquad \forall d \in \mathit{demands}, n \in \mathit{moments}
    ```
    """
    return 0, m.shortfall_max[d, n]


def demand_met(m: Any, d: Any, n: Any) -> Any:
    r"""What is delivered and what is missing make up the demand.

    ```math
    \sum_{v \in \mathit{served\_by}_d} \mathbf{served}_{vn} +
    \mathbf{shortfall}_{dn} = \mathit{demand}_{dn}
        \qquad \forall d \in \mathit{demands}, n \in \mathit{moments}
    ```
    """
    return total(m.served[v, n] for v in m.served_by[d]) + m.shortfall[d, n] == m.demand[d, n]


def share_at_least(m: Any, w: Any, n: Any) -> Any:
    r"""A chemistry gets at least its least share of the energy served.

    ```math
    \mathbf{served}_{wn} + \sum_{d \in \mathit{demand\_of\_floored}_w} \mathit{share\_min}_{wn} \,
    \mathbf{shortfall}_{dn} \ge
    \sum_{d \in \mathit{demand\_of\_floored}_w} \mathit{share\_min}_{wn} \,
    \mathit{demand}_{dn} \qquad \forall w \in \mathit{floored}, n \in \mathit{moments}
    ```

    Why so: energy served is demand less shortfall, which is shorter than the sum over chemistries.
    """
    return m.served[w, n] + total(
        m.share_min[w, n] * m.shortfall[d, n] for d in m.demand_of_floored[w]
    ) >= total(m.share_min[w, n] * m.demand[d, n] for d in m.demand_of_floored[w])


def share_at_most(m: Any, w: Any, n: Any) -> Any:
    r"""A chemistry gets at most its greatest share of the energy served.

    ```math
    \mathbf{served}_{wn} + \sum_{d \in \mathit{demand\_of\_roofed}_w} \mathit{share\_max}_{wn} \,
    \mathbf{shortfall}_{dn} \le
    \sum_{d \in \mathit{demand\_of\_roofed}_w} \mathit{share\_max}_{wn} \,
    \mathit{demand}_{dn} \qquad \forall w \in \mathit{roofed}, n \in \mathit{moments}
    ```
    """
    return m.served[w, n] + total(
        m.share_max[w, n] * m.shortfall[d, n] for d in m.demand_of_roofed[w]
    ) <= total(m.share_max[w, n] * m.demand[d, n] for d in m.demand_of_roofed[w])


def delivered(m: Any, k: Any, n: Any) -> Any:
    r"""What is delivered leaves the market's account.

    ```math
    - \sum_{v \in \mathit{delivered\_from}_k} \mathit{units\_per\_energy}_v \, \mathbf{served}_{vn}
    ```
    """
    return -total(m.units_per_energy[v] * m.served[v, n] for v in m.delivered_from[k])


def shortfall(m: Any, n: Any) -> Any:
    r"""The price of what is missing.

    ```math
    \sum_{d \in \mathit{demands}} \mathit{penalty}_d \, \mathbf{shortfall}_{dn}
    ```
    """
    return total(m.penalty[d] * m.shortfall[d, n] for d in m.demands)
