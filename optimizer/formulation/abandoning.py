r"""Abandoning: what comes unasked after a strike that is only to be survived may be left to lie.

Why: a branch of probability 0 must have an answer, at least to serve nothing; goods that were on
their way to a plant that stands still, or come back to where nobody takes them, must not forbid it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add the decision and its limit; it costs nothing."""
    m.abandoned = pyo.Var(
        m.lying,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=abandoned_bounds,
        doc="what is left to lie",
    )
    constraint(m, m.lying, m.moments, rule=only_unasked)
    book.enter("abandoning", lost)


def abandoned_bounds(m: Any, u: Any, n: Any) -> tuple[float, Any]:
    r"""Nothing is left to lie but after a strike, in a branch of probability 0.

    ```math
    0 \le \mathbf{abandoned}_{un} \le \mathit{abandoned\_max}_{un}
        \qquad \forall u \in \mathit{lying}, n \in \mathit{moments}
    ```
    """
    return 0, m.abandoned_max[u, n]


def only_unasked(m: Any, u: Any, n: Any) -> Any:
    r"""No more than comes back, or was sent before anybody knew, or was under way at the start.

    ```math
    \mathbf{abandoned}_{un} - \sum_{r \in \mathit{unasked\_back}_u} \mathbf{collected}_{rn} -
    \sum_{s \in \mathit{unasked\_late}_u} \sum_{q \in \mathit{sent\_before}_{sn}}
    \mathbf{flow}_{sq} \le \mathit{unasked}_{un}
        \qquad \forall u \in \mathit{lying}, n \in \mathit{moments}
    ```
    """
    return (
        m.abandoned[u, n]
        - total(m.collected[r, n] for r in m.unasked_back[u])
        - total(m.flow[s, q] for s in m.unasked_late[u] for q in m.sent_before[s, n])
        <= m.unasked[u, n]
    )


def lost(m: Any, k: Any, n: Any) -> Any:
    r"""What is left to lie is lost.

    ```math
    - \sum_{u \in \mathit{lying\_at}_k} \mathbf{abandoned}_{un}
    ```
    """
    return -total(m.abandoned[u, n] for u in m.lying_at[k])
