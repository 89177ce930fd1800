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
    """Add the limits; nothing is posted, dependence costs no money by itself."""
    constraint(m, m.limits, rule=dependence_limit)


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
