r"""Returns: what was sold comes back by cohort and enters where it was sold (recourse)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions and constraints."""
    m.collected = pyo.Var(
        m.returning, m.moments, within=pyo.NonNegativeReals, doc="end-of-life batteries that enter"
    )
    constraint(m, m.returning, m.moments, rule=cohorts_return)
    book.enter("returns", entering)


def cohorts_return(m: Any, r: Any, n: Any) -> Any:
    r"""What is collected is a part of every earlier cohort, the plan's own and older ones.

    ```math
    \mathbf{collected}_{rn} = \mathit{collected\_past}_{rn} + \sum_{z \in \mathit{pasts\_of}_n}
    \sum_{q \in \mathit{past\_moment}_z} \sum_{v \in \mathit{sold\_as}_r}
    \mathit{return\_rate}_{rz} \, \mathbf{served}_{vq}
    \qquad \forall r \in \mathit{returning}, n \in \mathit{moments}
    ```

    Why linear: the rate is the collection rate times the fraction retiring at that age, both given.
    """
    return (
        m.collected[r, n]
        - total(
            m.return_rate[r, z] * m.served[v, q]
            for z in m.pasts_of[n]
            for q in m.past_moment[z]
            for v in m.sold_as[r]
        )
        == m.collected_past[r, n]
    )


def entering(m: Any, k: Any, n: Any) -> Any:
    r"""What is collected enters.

    ```math
    \sum_{r \in \mathit{collected\_into}_k} \mathbf{collected}_{rn}
    ```
    """
    return total(m.collected[r, n] for r in m.collected_into[k])
