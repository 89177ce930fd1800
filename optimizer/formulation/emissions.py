r"""Emissions: CO2 of what is run and of what is carried, for the energy served, as a measure.

Decides nothing and costs nothing; a front may be traced against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add the measure."""
    book.ratio("co2", "emissions", emitted, all_energy_served)


def emitted(m: Any, x: Any) -> Any:
    r"""CO2 over the horizon, in tonnes.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \Big( \sum_{o \in \mathit{operations}}
    \mathit{co2\_made}_o \, \mathbf{activity}_{on} + \sum_{s \in \mathit{shipments}}
    \mathit{co2\_carried}_s \, \mathbf{flow}_{sn} \Big)
    ```
    """
    return total(
        m.chance[n] * m.co2_made[o] * m.activity[o, n] for n in m.moments for o in m.operations
    ) + total(m.chance[n] * m.co2_carried[s] * m.flow[s, n] for n in m.moments for s in m.shipments)


def all_energy_served(m: Any, x: Any) -> Any:
    r"""Energy served over the horizon.

    ```math
    \sum_{n \in \mathit{moments}} \mathit{chance}_n \sum_{v \in \mathit{servings}}
    \mathbf{served}_{vn}
    ```
    """
    return total(m.chance[n] * m.served[v, n] for n in m.moments for v in m.servings)
