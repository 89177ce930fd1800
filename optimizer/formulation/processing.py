r"""Processing: facilities turn commodities into others by recipe (recourse).

Decides ``activity``; posts what recipes make and use, and the cost of operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.activity = pyo.Var(
        m.operations,
        m.moments,
        within=pyo.NonNegativeReals,
        doc="units of a process run in a facility",
    )
    constraint(m, m.facilities, m.moments, rule=output_limit)
    constraint(m, m.struck, m.moments, rule=struck_limit)
    constraint(m, m.pressed, m.moments, rule=least_output)
    book.enter("processing", made)
    book.cost("variable_operation", "processing", variable_operation)
    book.cost("fixed_operation", "processing", fixed_operation)


def in_use(m: Any, f: Any, n: Any) -> Any:
    """Capacity that a facility's operations use."""
    return total(m.capacity_use[o] * m.activity[o, n] for o in m.running[f])


def that_works(m: Any, f: Any, n: Any) -> Any:
    """Capacity beyond the given one: new builds as far as ramped up, less what is closed."""
    return total(m.ramp[v, n] * m.added[v] for v in m.online[f, n]) - total(
        m.step_capacity[f, n] * m.closed[k] for k in m.closed_at[f, n]
    )


def output_limit(m: Any, f: Any, n: Any) -> Any:
    r"""Operations use no more capacity than is there and works.

    ```math
    \sum_{o \in \mathit{running}_f} \mathit{capacity\_use}_o \, \mathbf{activity}_{on} \le
    \mathit{working}_{fn} \Big( \mathit{step\_capacity}_{fn} +
    \sum_{v \in \mathit{online}_{fn}} \mathit{ramp}_{vn} \mathbf{added}_v -
    \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{step\_capacity}_{fn} \mathbf{closed}_k \Big)
    \qquad \forall f \in \mathit{facilities}, n \in \mathit{moments}
    ```
    """
    return in_use(m, f, n) - m.working[f, n] * that_works(m, f, n) <= (
        m.working[f, n] * m.step_capacity[f, n]
    )


def struck_limit(m: Any, s: Any, n: Any) -> Any:
    r"""Where a stage is struck, an operation in it gets only the fraction that is left.

    ```math
    \sum_{o \in \{s\}} \mathit{capacity\_use}_o \, \mathbf{activity}_{on} \le
    \sum_{f \in \mathit{home\_of\_struck}_s} \mathit{struck\_fraction}_{sn} \,
    \mathit{working}_{fn} \Big( \mathit{step\_capacity}_{fn} +
    \sum_{v \in \mathit{online}_{fn}} \mathit{ramp}_{vn} \mathbf{added}_v -
    \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{step\_capacity}_{fn} \mathbf{closed}_k \Big)
    \qquad \forall s \in \mathit{struck}, n \in \mathit{moments}
    ```
    """
    return m.capacity_use[s] * m.activity[s, n] - total(
        m.struck_fraction[s, n] * m.working[f, n] * that_works(m, f, n) for f in m.home_of_struck[s]
    ) <= total(
        m.struck_fraction[s, n] * m.working[f, n] * m.step_capacity[f, n]
        for f in m.home_of_struck[s]
    )


def least_output(m: Any, f: Any, n: Any) -> Any:
    r"""Some plants, unless closed, cannot run below a part of their capacity.

    ```math
    \sum_{o \in \mathit{running}_f} \mathit{capacity\_use}_o \, \mathbf{activity}_{on} +
    \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{spared}_{fn} \mathbf{closed}_k \ge
    \mathit{minimum\_use}_{fn} \, \mathit{working}_{fn} \Big( \mathit{step\_capacity}_{fn} +
    \sum_{v \in \mathit{online}_{fn}} \mathit{ramp}_{vn} \mathbf{added}_v -
    \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{step\_capacity}_{fn} \mathbf{closed}_k \Big)
    \qquad \forall f \in \mathit{pressed}, n \in \mathit{moments}
    ```

    Why ``spared``: it is the most that builds could be asked for, so closing asks for nothing.
    """
    least = m.minimum_use[f, n] * m.working[f, n]
    spared = total(m.spared[f, n] * m.closed[k] for k in m.closed_at[f, n])
    return in_use(m, f, n) + spared - least * that_works(m, f, n) >= least * m.step_capacity[f, n]


def made(m: Any, k: Any, n: Any) -> Any:
    r"""What recipes make in the account, less what they use.

    ```math
    \sum_{x \in \mathit{entries\_of}_k} \sum_{o \in \mathit{operation\_of}_x}
        \mathit{coefficient}_x \, \mathbf{activity}_{on}
    ```
    """
    return total(
        m.coefficient[x] * m.activity[o, n] for x in m.entries_of[k] for o in m.operation_of[x]
    )


def variable_operation(m: Any, n: Any) -> Any:
    r"""Operation by the unit of activity.

    ```math
    \sum_{o \in \mathit{operations}} \mathit{variable\_cost}_{on} \, \mathbf{activity}_{on}
    ```
    """
    return total(m.variable_cost[o, n] * m.activity[o, n] for o in m.operations)


def fixed_operation(m: Any, n: Any) -> Any:
    r"""Keeping capacity in place, whether it works or not; new builds count in full at once.

    ```math
    \sum_{f \in \mathit{facilities}} \mathit{fixed\_cost}_f \mathit{years}_n \Big(
    \mathit{step\_capacity}_{fn} + \sum_{v \in \mathit{online}_{fn}} \mathbf{added}_v -
    \sum_{k \in \mathit{closed\_at}_{fn}} \mathit{step\_capacity}_{fn} \mathbf{closed}_k \Big)
    ```
    """
    return (
        total(m.fixed_cost[f] * m.years[n] * m.step_capacity[f, n] for f in m.facilities)
        + total(
            m.fixed_cost[f] * m.years[n] * m.added[v] for f in m.facilities for v in m.online[f, n]
        )
        - total(
            m.fixed_cost[f] * m.years[n] * m.step_capacity[f, n] * m.closed[k]
            for f in m.facilities
            for k in m.closed_at[f, n]
        )
    )
