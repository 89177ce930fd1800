r"""Levers: what has been pulled is paid for (here-and-now).

It decides nothing: which levers are pulled is settled before, and what they change is in the
tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import total

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add costs."""
    book.cost("lever", "levers", price_of_levers, over="periods", weight="discount")


def price_of_levers(m: Any, t: Any) -> Any:
    r"""The cost of all levers that are pulled, each in the period in which it falls due.

    ```math
    \sum_{l \in \mathit{levers}} \mathit{lever\_cost}_{lt}
    ```

    Why in the objective, though nothing is decided: a plan with a lever and one without are
    compared by their cost, which is honest only where the lever is paid for.
    """
    return total(m.lever_cost[k, t] for k in m.levers)
