r"""Strengthening: rows that tighten the relaxation and never move the optimum.

Here-and-now and recourse. A link says of one decision alone what others say of many together: it is
at most what it could ever be, times whether anything is built (or signed) that makes it possible.
Factors come from ``data.network.bounds``. Location without them is weak: a fraction of a plant
serves all customers. Source: Krarup and Pruzan, European Journal of Operational Research 12 (1983),
36–81, on strong formulations of location; here for capacities, periods and recipes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, _book: Ledgers) -> None:
    """Add the links; no decisions, nothing is posted."""
    constraint(m, m.plant_links, rule=plant_link)
    constraint(m, m.operation_links, rule=operation_link)
    constraint(m, m.flow_links, rule=flow_link)
    constraint(m, m.serving_links, rule=serving_link)
    constraint(m, m.use_links, rule=use_link)
    constraint(m, m.take_links, rule=take_link)


def plant_link(m: Any, x: Any) -> Any:
    r"""Beyond old capacity a plant runs only if something is built, and at most as is of use.

    ```math
    \sum_{f \in \mathit{plant\_linked}_x} \sum_{o \in \mathit{running}_f}
    \sum_{n \in \mathit{plant\_moment}_x} \mathit{capacity\_use}_o \, \mathbf{activity}_{on} \le
    \mathit{plant\_base}_x + \sum_{y \in \mathit{plant\_terms\_of}_x}
    \sum_{v \in \mathit{plant\_vintage}_y} \mathit{plant\_factor}_y \, \mathbf{build}_v
        \qquad \forall x \in \mathit{plant\_links}
    ```

    Why valid: without a build only the base is there; one build lets through all that is of use.
    """
    return (
        total(
            m.capacity_use[o] * m.activity[o, n]
            for f in m.plant_linked[x]
            for o in m.running[f]
            for n in m.plant_moment[x]
        )
        - total(
            m.plant_factor[y] * m.build[v] for y in m.plant_terms_of[x] for v in m.plant_vintage[y]
        )
        <= m.plant_base[x]
    )


def operation_link(m: Any, x: Any) -> Any:
    r"""The same for one of several operations that share a plant.

    ```math
    \sum_{o \in \mathit{operation\_linked}_x} \sum_{n \in \mathit{operation\_moment}_x}
    \mathbf{activity}_{on} \le \mathit{operation\_base}_x +
    \sum_{y \in \mathit{operation\_terms\_of}_x} \sum_{v \in \mathit{operation\_vintage}_y}
    \mathit{operation\_factor}_y \, \mathbf{build}_v \qquad \forall x \in \mathit{operation\_links}
    ```
    """
    return (
        total(m.activity[o, n] for o in m.operation_linked[x] for n in m.operation_moment[x])
        - total(
            m.operation_factor[y] * m.build[v]
            for y in m.operation_terms_of[x]
            for v in m.operation_vintage[y]
        )
        <= m.operation_base[x]
    )


def flow_link(m: Any, x: Any) -> Any:
    r"""What only new plants make is shipped only if one is built, and at most as much as is taken.

    ```math
    \sum_{s \in \mathit{flow\_linked}_x} \sum_{n \in \mathit{flow\_moment}_x} \mathbf{flow}_{sn} \le
    \mathit{flow\_base}_x + \sum_{y \in \mathit{flow\_terms\_of}_x}
    \sum_{v \in \mathit{flow\_vintage}_y} \mathit{flow\_factor}_y \, \mathbf{build}_v
        \qquad \forall x \in \mathit{flow\_links}
    ```
    """
    return (
        total(m.flow[s, n] for s in m.flow_linked[x] for n in m.flow_moment[x])
        - total(
            m.flow_factor[y] * m.build[v] for y in m.flow_terms_of[x] for v in m.flow_vintage[y]
        )
        <= m.flow_base[x]
    )


def serving_link(m: Any, x: Any) -> Any:
    r"""What only new plants make is delivered only if one is built, and at most as much as wanted.

    ```math
    \sum_{d \in \mathit{serving\_linked}_x} \sum_{n \in \mathit{serving\_moment}_x}
    \mathbf{served}_{dn} \le \mathit{serving\_base}_x + \sum_{y \in \mathit{serving\_terms\_of}_x}
    \sum_{v \in \mathit{serving\_vintage}_y} \mathit{serving\_factor}_y \, \mathbf{build}_v
        \qquad \forall x \in \mathit{serving\_links}
    ```
    """
    return (
        total(m.served[d, n] for d in m.serving_linked[x] for n in m.serving_moment[x])
        - total(
            m.serving_factor[y] * m.build[v]
            for y in m.serving_terms_of[x]
            for v in m.serving_vintage[y]
        )
        <= m.serving_base[x]
    )


def use_link(m: Any, x: Any) -> Any:
    r"""What only new plants make is used only if one is built.

    ```math
    \sum_{e \in \mathit{use\_linked}_x} \sum_{o \in \mathit{operation\_of}_e}
    \sum_{n \in \mathit{use\_moment}_x} \mathbf{activity}_{on} \le
    \mathit{use\_base}_x + \sum_{y \in \mathit{use\_terms\_of}_x}
    \sum_{v \in \mathit{use\_vintage}_y} \mathit{use\_factor}_y \, \mathbf{build}_v
        \qquad \forall x \in \mathit{use\_links}
    ```
    """
    return (
        total(
            m.activity[o, n]
            for e in m.use_linked[x]
            for o in m.operation_of[e]
            for n in m.use_moment[x]
        )
        - total(m.use_factor[y] * m.build[v] for y in m.use_terms_of[x] for v in m.use_vintage[y])
        <= m.use_base[x]
    )


def take_link(m: Any, x: Any) -> Any:
    r"""A signed contract is taken at most as far as what it gives can be used.

    ```math
    \sum_{c \in \mathit{take\_linked}_x} \sum_{n \in \mathit{take\_moment}_x}
    \mathbf{taken}_{cn} \le \sum_{c \in \mathit{take\_linked}_x}
    \mathit{take\_factor}_x \, \mathbf{signed}_c \qquad \forall x \in \mathit{take\_links}
    ```
    """
    return (
        total(m.taken[c, n] for c in m.take_linked[x] for n in m.take_moment[x])
        - total(m.take_factor[x] * m.signed[c] for c in m.take_linked[x])
        <= 0
    )
