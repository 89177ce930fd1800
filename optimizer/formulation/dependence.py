r"""Dependence: how much of the chain runs in watched countries, as a limit or as an objective.

Exposure and stage share are ratios; as limits both are one linear family, whose coefficients
``data.network.dependence`` prepares: watched throughput less what the limit allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add the limits, the aim and the measures; dependence costs no money by itself."""
    constraint(m, m.limits, rule=dependence_limit)
    book.aim("exposure", "dependence", exposed_energy)
    book.ratio("exposure", "dependence", exposure, energy_served)
    book.ratio("stage_share", "dependence", watched_throughput, throughput, over="rungs")


def dependence_limit(m: Any, x: Any) -> Any:
    r"""Watched throughput stays within its part of all throughput, or of the energy served.

    ```math
    \sum_{n \in \mathit{limited\_moments}_x} \mathit{limit\_weight}_{xn} \Big(
    \sum_{o \in \mathit{limited\_operations}_x} \mathit{limit\_activity}_{xo} \,
    \mathbf{activity}_{on} -
    \sum_{v \in \mathit{limited\_servings}_x} \mathit{limit\_served}_x \,
    \mathbf{served}_{vn} \Big) \le 0
    \qquad \forall x \in \mathit{limits}
    ```
    """
    return (
        total(
            m.limit_weight[x, n] * m.limit_activity[x, o] * m.activity[o, n]
            for n in m.limited_moments[x]
            for o in m.limited_operations[x]
        )
        - total(
            m.limit_weight[x, n] * m.limit_served[x] * m.served[v, n]
            for n in m.limited_moments[x]
            for v in m.limited_servings[x]
        )
        <= 0
    )


def exposed_energy(m: Any, n: Any) -> Any:
    r"""Weighted energy that watched activity supports; missing energy counts as fully exposed.

    ```math
    \sum_{o \in \mathit{operations}} \mathit{watched\_energy}_o \, \mathbf{activity}_{on} +
    \sum_{d \in \mathit{demands}} \mathit{missing\_exposure}_d \, \mathbf{shortfall}_{dn}
    ```

    Why: minimised, it would else be best to deliver nothing.
    """
    return total(m.watched_energy[o] * m.activity[o, n] for o in m.operations) + total(
        m.missing_exposure[d] * m.shortfall[d, n] for d in m.demands
    )


def exposure(m: Any, x: Any) -> Any:
    r"""Weighted energy that watched activity supports over the horizon.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{o \in \mathit{operations}}
    \mathit{watched\_energy}_o \, \mathbf{activity}_{on}
    ```
    """
    return total(
        m.chance[n] * m.watched_energy[o] * m.activity[o, n]
        for n in m.moments
        for o in m.operations
    )


def energy_served(m: Any, x: Any) -> Any:
    r"""Energy served over the horizon, at the sum of the weights of all rungs.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{v \in \mathit{servings}}
    \mathit{weight\_of\_all}_x \, \mathbf{served}_{vn}
    ```
    """
    return total(
        m.chance[n] * m.weight_of_all[x] * m.served[v, n] for n in m.moments for v in m.servings
    )


def watched_throughput(m: Any, g: Any) -> Any:
    r"""Throughput of a rung in watched countries over the horizon.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{o \in \mathit{on\_rung}_g}
    \mathit{inside}_o \, \mathit{throughput}_o \, \mathbf{activity}_{on}
    ```
    """
    return total(
        m.chance[n] * m.inside[o] * m.throughput[o] * m.activity[o, n]
        for n in m.moments
        for o in m.on_rung[g]
    )


def throughput(m: Any, g: Any) -> Any:
    r"""Throughput of a rung over the horizon.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{o \in \mathit{on\_rung}_g}
    \mathit{throughput}_o \, \mathbf{activity}_{on}
    ```
    """
    return total(
        m.chance[n] * m.throughput[o] * m.activity[o, n] for n in m.moments for o in m.on_rung[g]
    )
