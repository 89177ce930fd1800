r"""Risk: the mean cost of the dearest courses counts beside the expected cost.

Recourse. Added only where the risk weight λ is above 0; it closes over whatever costs mechanisms
have posted, so a new cost needs no edit here. Costs that are shared by all courses (posted over
periods) shift every course alike and stay in the objective as they are. Source: Rockafellar and
Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2 (2000), 21–41.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.errors import FormulationError
from optimizer.formulation.ledger import Cost
from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers

SURE = {"weight": "sure_weight", "weight_at_end": "sure_weight_at_end"}
"""Weights of costs at moments, and what they are once the moment has come."""

CALM = {"weight": "calm_weight", "weight_at_end": "calm_weight_at_end"}
"""The same, as much as the expected cost counts."""


def close(m: pyo.AbstractModel, book: Ledgers) -> None:
    r"""What a moment costs if it comes to it: all costs posted over moments, discounted.

    ```math
    \mathbf{spent}_n = \sum_{\text{costs } c \text{ over moments}} \mathit{sure\_weight}_n \, c_n
        \qquad \forall n \in \mathit{likely}
    ```

    Costs of the end of the horizon carry `sure_weight_at_end`. The objective becomes

    ```math
    \min \; \text{shared} + (1 - \lambda) \, \text{expected} + \lambda \, \mathbf{value\_at\_risk}
    + \sum_{r \in \mathit{courses}} \mathit{tail\_weight}_r \, \mathbf{excess}_r
    ```
    """
    once = [cost for cost in book.costs if cost.over != "moments"]
    at_moments = [cost for cost in book.costs if cost.over == "moments"]
    for cost in at_moments:
        _require_known(cost)

    def spending(m: Any, n: Any) -> Any:
        """What a moment costs if it comes to it."""
        parts = [getattr(m, SURE[cost.weight])[n] * cost.rule(m, n) for cost in at_moments]
        return sum(parts) - m.spent[n] == 0

    m.spent = pyo.Var(m.likely, within=pyo.Reals, doc="present cost of a moment if it comes to it")
    m.value_at_risk = pyo.Var(
        m.horizon, within=pyo.Reals, doc="cost that only the dearest courses exceed"
    )
    m.excess = pyo.Var(
        m.courses, within=pyo.NonNegativeReals, doc="cost of a course above the value at risk"
    )
    constraint(m, m.likely, rule=spending)
    constraint(m, m.courses, rule=tail_excess)
    book.averse = [
        *once,
        *(replace(cost, weight=CALM[cost.weight]) for cost in at_moments),
        *_tail(),
    ]


def tail_excess(m: Any, r: Any) -> Any:
    r"""A course exceeds the value at risk by no more than its excess.

    ```math
    \sum_{n \in \mathit{passing}_r} \mathbf{spent}_n - \sum_{h \in \mathit{horizon}}
    \mathbf{value\_at\_risk}_h \le \mathbf{excess}_r \qquad \forall r \in \mathit{courses}
    ```

    Why: at its least, the value at risk plus the mean excess over the tail's chance is the mean
    cost of the tail.
    """
    return (
        total(m.spent[n] for n in m.passing[r]) - total(m.value_at_risk[h] for h in m.horizon)
        <= m.excess[r]
    )


def edge(m: Any, h: Any) -> Any:
    r"""The value at risk counts with the risk weight.

    ```math
    \mathbf{value\_at\_risk}_h
    ```
    """
    return m.value_at_risk[h]


def beyond(m: Any, r: Any) -> Any:
    r"""What a course costs beyond it counts with the course's part of the tail.

    ```math
    \mathbf{excess}_r
    ```
    """
    return m.excess[r]


def _tail() -> tuple[Cost, Cost]:
    return (
        Cost("value_at_risk", "risk", "horizon", "risk_weight", edge),
        Cost("excess", "risk", "courses", "tail_weight", beyond),
    )


def _require_known(cost: Cost) -> None:
    if cost.weight not in SURE:
        raise FormulationError(
            f"the cost {cost.term!r} is weighed by {cost.weight!r} at moments; risk knows "
            f"{', '.join(SURE)}"
        )
