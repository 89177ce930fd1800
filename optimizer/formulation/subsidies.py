r"""Subsidies: what others pay towards building (here-and-now) and towards running (recourse).

Decides how much of each is taken: ``granted`` on a vintage, ``paid`` on an operation at a moment.
It is money that industry need not pay; for the public it is a cost (docs/subsidies.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.granted = pyo.Var(m.grants, within=pyo.NonNegativeReals, doc="granted towards a build")
    m.paid = pyo.Var(m.premiums, m.moments, within=pyo.NonNegativeReals, doc="paid for what is run")
    constraint(m, m.grants, rule=grant_limit)
    constraint(m, m.premiums, m.moments, rule=premium_limit)
    constraint(m, m.budgets, m.finishes, rule=budget_limit)
    book.cost("grant", "subsidies", grant, over="periods", weight="discount")
    book.cost(
        "grant_left_over", "subsidies", grant_left_over, over="periods", weight="discount_at_end"
    )
    book.cost("premium", "subsidies", premium)


def grant_limit(m: Any, g: Any) -> Any:
    r"""A grant is at most its share of the capital spent, or its rate for the capacity added.

    ```math
    \mathbf{granted}_g \le \sum_{v \in \mathit{granted\_to}_g} \left( \mathit{grant\_share}_g
        \left( \mathit{fixed\_capex}_v \mathbf{build}_v + \mathit{unit\_capex}_v \mathbf{added}_v
        \right) + \mathit{grant\_per\_capacity}_g \mathbf{added}_v \right)
        \qquad \forall g \in \mathit{grants}
    ```
    """
    return m.granted[g] <= total(
        m.grant_share[g] * m.fixed_capex[v] * m.build[v]
        + m.grant_share[g] * m.unit_capex[v] * m.added[v]
        + m.grant_per_capacity[g] * m.added[v]
        for v in m.granted_to[g]
    )


def premium_limit(m: Any, e: Any, n: Any) -> Any:
    r"""A premium is at most its rate for what is run.

    ```math
    \mathbf{paid}_{en} \le \sum_{o \in \mathit{earned\_by}_e} \mathit{premium\_rate}_{en}
        \mathbf{activity}_{on} \qquad \forall e \in \mathit{premiums}, n \in \mathit{moments}
    ```
    """
    return m.paid[e, n] <= total(m.premium_rate[e, n] * m.activity[o, n] for o in m.earned_by[e])


def budget_limit(m: Any, b: Any, f: Any) -> Any:
    r"""On no course of events more is paid than the budget has.

    ```math
    \sum_{g \in \mathit{grants\_under}_b} \mathbf{granted}_g
        + \sum_{e \in \mathit{premiums\_under}_b} \sum_{n \in \mathit{spending\_at}_{bf}}
        \mathbf{paid}_{en} \le \mathit{budget}_b
        \qquad \forall b \in \mathit{budgets}, f \in \mathit{finishes}
    ```
    """
    return (
        total(m.granted[g] for g in m.grants_under[b])
        + total(m.paid[e, n] for e in m.premiums_under[b] for n in m.spending_at[b, f])
        <= m.budget[b]
    )


def grant(m: Any, t: Any) -> Any:
    r"""What is granted in the period of the decision.

    ```math
    - \sum_{g \in \mathit{granted\_in}_t} \mathbf{granted}_g
    ```
    """
    return -total(m.granted[g] for g in m.granted_in[t])


def grant_left_over(m: Any, t: Any) -> Any:
    r"""Of the value left at the end, what the grant bought is not industry's.

    ```math
    \sum_{g \in \mathit{granted\_in}_t} \mathit{grant\_left}_g \mathbf{granted}_g
    ```

    Why: else a build just before the end would be worth more than it cost.
    """
    return total(m.grant_left[g] * m.granted[g] for g in m.granted_in[t])


def premium(m: Any, n: Any) -> Any:
    r"""What is paid for what is run.

    ```math
    - \sum_{e \in \mathit{premiums}} \mathbf{paid}_{en}
    ```
    """
    return -total(m.paid[e, n] for e in m.premiums)
