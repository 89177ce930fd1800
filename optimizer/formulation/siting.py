r"""Siting: where, when and how much capacity is added (here-and-now).

Decides ``build`` and ``added`` for every vintage (an expansion decided in a period); posts capex,
subsidy and end value. What the capacity is good for is in ``processing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.build = pyo.Var(
        m.vintages,
        within=pyo.NonNegativeIntegers,
        bounds=build_bounds,
        doc="how often the expansion is built in the period",
    )
    m.added = pyo.Var(m.vintages, within=pyo.NonNegativeReals, doc="capacity added")
    constraint(m, m.vintages, rule=added_at_least)
    constraint(m, m.vintages, rule=added_at_most)
    constraint(m, m.expansions, rule=builds_in_all)
    constraint(m, m.alternatives, rule=one_alternative)
    book.cost("capex", "siting", capex, over="periods", weight="discount")
    book.cost("subsidy", "siting", subsidy, over="periods", weight="discount")
    book.cost("end_value", "siting", end_value, over="periods", weight="discount_at_end")


def build_bounds(m: Any, v: Any) -> tuple[float, Any]:
    r"""A vintage is built at most as often as its expansion.

    ```math
    0 \le \mathbf{build}_{v} \le \mathit{most\_builds}_{v} \qquad \forall v \in \mathit{vintages}
    ```
    """
    return 0, m.most_builds[v]


def added_at_least(m: Any, v: Any) -> Any:
    r"""A build is at least as large as its least size.

    ```math
    \mathbf{added}_{v} \ge \mathit{size\_min}_{v} \, \mathbf{build}_{v}
        \qquad \forall v \in \mathit{vintages}
    ```
    """
    return m.added[v] - m.size_min[v] * m.build[v] >= 0


def added_at_most(m: Any, v: Any) -> Any:
    r"""Capacity is added only by building, and by no more than the greatest size a time.

    ```math
    \mathbf{added}_{v} \le \mathit{size\_max}_{v} \, \mathbf{build}_{v}
        \qquad \forall v \in \mathit{vintages}
    ```

    Why this factor: the greatest size is the physical limit of one build; no constant is invented.
    """
    return m.added[v] - m.size_max[v] * m.build[v] <= 0


def builds_in_all(m: Any, e: Any) -> Any:
    r"""Over all periods an expansion is built only so often.

    ```math
    \sum_{v \in \mathit{vintages\_of}_e} \mathbf{build}_{v} \le \mathit{max\_builds}_{e}
        \qquad \forall e \in \mathit{expansions}
    ```
    """
    return total(m.build[v] for v in m.vintages_of[e]) <= m.max_builds[e]


def one_alternative(m: Any, g: Any) -> Any:
    r"""Of a group of alternatives one is built, once, or none.

    ```math
    \sum_{v \in \mathit{choices}_g} \mathbf{build}_{v} \le 1
        \qquad \forall g \in \mathit{alternatives}
    ```
    """
    return total(m.build[v] for v in m.choices[g]) <= 1


def spent_on(m: Any, v: Any) -> Any:
    """Capital cost of a vintage before subsidy."""
    return m.fixed_capex[v] * m.build[v] + m.unit_capex[v] * m.added[v]


def capex(m: Any, t: Any) -> Any:
    r"""Capital spent in the period of the decision.

    ```math
    \sum_{v \in \mathit{decided\_in}_t} \left( \mathit{fixed\_capex}_v \mathbf{build}_v
        + \mathit{unit\_capex}_v \mathbf{added}_v \right)
    ```
    """
    return total(spent_on(m, v) for v in m.decided_in[t])


def subsidy(m: Any, t: Any) -> Any:
    r"""The part of it that others pay.

    ```math
    - \sum_{v \in \mathit{decided\_in}_t} \mathit{subsidy\_rate}_v \left( \mathit{fixed\_capex}_v
        \mathbf{build}_v + \mathit{unit\_capex}_v \mathbf{added}_v \right)
    ```
    """
    return -total(m.subsidy_rate[v] * spent_on(m, v) for v in m.decided_in[t])


def end_value(m: Any, t: Any) -> Any:
    r"""What the capacity is still worth when the horizon ends: straight-line over its life.

    ```math
    - \sum_{v \in \mathit{decided\_in}_t} \mathit{value\_left}_v \left( \mathit{fixed\_capex}_v
        \mathbf{build}_v + \mathit{unit\_capex}_v \mathbf{added}_v \right)
    ```

    Why: without it nothing would be built near the end.
    """
    return -total(m.value_left[v] * spent_on(m, v) for v in m.decided_in[t])
