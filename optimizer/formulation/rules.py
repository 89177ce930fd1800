r"""Rules: what law asks of the plan, kept or missed at a price (recourse).

All kinds of rules are one linear family: ``data.network.counted`` says what each counts, and how
much every unit of it adds. Quotas, bans and permissions are not here but in ``trade``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.breach = pyo.Var(
        m.breakable,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=breach_bounds,
        doc="by how much a rule is missed",
    )
    constraint(m, m.duties, rule=rule_kept)
    book.cost("breach", "rules", breach)


def breach_bounds(m: Any, p: Any, n: Any) -> tuple[float, Any]:
    r"""A rule is missed only where it is in force.

    ```math
    0 \le \mathbf{breach}_{pn} \le \mathit{breach\_max}_{pn}
        \qquad \forall p \in \mathit{breakable}, n \in \mathit{moments}
    ```
    """
    return 0, m.breach_max[p, n]


def capacity_counted(m: Any, x: Any) -> Any:
    """Throughput that capacity added, less that closed, could have at the duty's moment."""
    return total(
        m.binding[x] * m.worth_of_plant[e] * m.years[n] * m.added[v]
        for n in m.duty_moment[x]
        for e in m.plants_counted[x]
        for f in m.plant_of[e]
        for v in m.online[f, n]
    ) - total(
        m.binding[x] * m.worth_of_plant[e] * m.years[n] * m.step_capacity[f, n] * m.closed[k]
        for n in m.duty_moment[x]
        for e in m.plants_counted[x]
        for f in m.plant_of[e]
        for k in m.closed_at[f, n]
    )


def rule_kept(m: Any, x: Any) -> Any:
    r"""What a rule counts, and by how much it is missed, is at least what it demands.

    ```math
    \mathit{binding}_x \sum_{n \in \mathit{duty\_moment}_x} \Big(
    \sum_{e \in \mathit{uses\_counted}_x} \sum_{o \in \mathit{uses\_of}_e}
    \mathit{worth\_of\_uses}_e \, \mathbf{activity}_{on} +
    \sum_{e \in \mathit{deliveries\_counted}_x} \sum_{v \in \mathit{deliveries\_of}_e}
    \mathit{worth\_of\_deliveries}_e \, \mathbf{served}_{vn} +
    \sum_{e \in \mathit{imports\_counted}_x} \sum_{s \in \mathit{imports\_of}_e}
    \mathit{worth\_of\_imports}_e \, \mathbf{flow}_{sn} +
    \sum_{e \in \mathit{returns\_counted}_x} \sum_{r \in \mathit{return\_counted}_e}
    \mathit{worth\_of\_return}_{en} \, \mathbf{collected}_{rn} +
    \sum_{e \in \mathit{plants\_counted}_x} \sum_{f \in \mathit{plant\_of}_e}
    \mathit{worth\_of\_plant}_e \, \mathit{years}_n \big( \sum_{v \in \mathit{online}_{fn}}
    \mathbf{added}_v - \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{step\_capacity}_{fn}
    \mathbf{closed}_k \big) + \sum_{p \in \mathit{breach\_of}_x} \mathbf{breach}_{pn} \Big)
    \ge \mathit{demanded}_x \qquad \forall x \in \mathit{duties}
    ```

    Why one family: a share of at least a level is ``over - level * under >= 0``, which is linear;
    a rule that says at most is the same with the other sign. Where nobody is bound the row stays,
    empty, so that alike branches have alike rows.
    """
    return (
        total(
            m.binding[x] * m.worth_of_uses[e] * m.activity[o, n]
            for n in m.duty_moment[x]
            for e in m.uses_counted[x]
            for o in m.uses_of[e]
        )
        + total(
            m.binding[x] * m.worth_of_deliveries[e] * m.served[v, n]
            for n in m.duty_moment[x]
            for e in m.deliveries_counted[x]
            for v in m.deliveries_of[e]
        )
        + total(
            m.binding[x] * m.worth_of_imports[e] * m.flow[s, n]
            for n in m.duty_moment[x]
            for e in m.imports_counted[x]
            for s in m.imports_of[e]
        )
        + total(
            m.binding[x] * m.worth_of_return[e, n] * m.collected[r, n]
            for n in m.duty_moment[x]
            for e in m.returns_counted[x]
            for r in m.return_counted[e]
        )
        + capacity_counted(m, x)
        + total(m.binding[x] * m.breach[p, n] for n in m.duty_moment[x] for p in m.breach_of[x])
        >= m.demanded[x]
    )


def breach(m: Any, n: Any) -> Any:
    r"""The price of what is missed.

    ```math
    \sum_{p \in \mathit{breakable}} \mathit{breach\_price}_p \, \mathbf{breach}_{pn}
    ```
    """
    return total(m.breach_price[p] * m.breach[p, n] for p in m.breakable)
