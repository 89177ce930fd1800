r"""Survival: in the courses of events that count, at least a guaranteed share is served.

An outage to be survived is a branch of probability 0, so the answer to it costs nothing by itself;
what costs is to be ready for it (recourse, and a share that is decided once).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add the guarantees, the least share of all, the aim and the measure."""
    m.least_share = pyo.Var(
        m.surviving,
        within=pyo.NonNegativeReals,
        bounds=least_share_bounds,
        doc="share that is served under every guarantee",
    )
    constraint(m, m.guarantees, rule=guaranteed_service)
    constraint(m, m.guarantees, rule=least_share_served)
    book.aim("unsurvived", "survival", unsurvived, over="surviving", weight="all_of_it")
    book.ratio("survival", "survival", unsurvived, everything, over="surviving")


def least_share_bounds(m: Any, x: Any) -> tuple[float, Any]:
    r"""A share of one is all.

    ```math
    0 \le \mathbf{least\_share}_x \le \mathit{all\_of\_it}_x \qquad \forall x \in \mathit{surviving}
    ```
    """
    return 0, m.all_of_it[x]


def guaranteed_service(m: Any, g: Any) -> Any:
    r"""Of the demand under a guarantee, no more is missing than may be.

    ```math
    \sum_{n \in \mathit{guaranteed\_at}_g} \sum_{d \in \mathit{guaranteed\_to}_g}
    \mathbf{shortfall}_{dn} \le \mathit{may\_be\_missing}_g \qquad \forall g \in \mathit{guarantees}
    ```

    Why so: what is served is demand less shortfall, so that the row is short.
    """
    return (
        total(m.shortfall[d, n] for n in m.guaranteed_at[g] for d in m.guaranteed_to[g])
        <= m.may_be_missing[g]
    )


def least_share_served(m: Any, g: Any) -> Any:
    r"""The least share is served under every guarantee.

    ```math
    \sum_{n \in \mathit{guaranteed\_at}_g} \sum_{d \in \mathit{guaranteed\_to}_g}
    \mathbf{shortfall}_{dn} + \sum_{x \in \mathit{surviving\_all}_g} \mathit{guaranteed\_demand}_g
    \, \mathbf{least\_share}_x \le \mathit{guaranteed\_demand}_g
    \qquad \forall g \in \mathit{guarantees}
    ```

    Why: with the aim it is the largest share that can be guaranteed; without, it is free to be 0.
    """
    return (
        total(m.shortfall[d, n] for n in m.guaranteed_at[g] for d in m.guaranteed_to[g])
        + total(m.guaranteed_demand[g] * m.least_share[x] for x in m.surviving_all[g])
        <= m.guaranteed_demand[g]
    )


def unsurvived(m: Any, x: Any) -> Any:
    r"""The part of demand that no guarantee could promise.

    ```math
    \mathit{all\_of\_it}_x - \mathbf{least\_share}_x
    ```
    """
    return m.all_of_it[x] - m.least_share[x]


def everything(m: Any, x: Any) -> Any:
    r"""All of demand, as a share.

    ```math
    \mathit{all\_of\_it}_x
    ```
    """
    return m.all_of_it[x]
