r"""Contracts: offtake signed before the first period, with take-or-pay (here-and-now, recourse)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from optimizer.formulation.notation import constraint, total

if TYPE_CHECKING:
    from optimizer.formulation.ledger import Ledgers


def declare(m: pyo.AbstractModel, book: Ledgers) -> None:
    """Add decisions, constraints and costs."""
    m.signed = pyo.Var(m.contracts, within=pyo.Binary, doc="whether the contract is signed")
    m.taken = pyo.Var(
        m.contracts,
        m.moments,
        within=pyo.NonNegativeReals,
        bounds=taken_bounds,
        doc="amount taken under the contract",
    )
    constraint(m, m.contracts, m.moments, rule=least_take)
    constraint(m, m.contracts, m.moments, rule=greatest_take)
    book.enter("contracts", entering)
    book.cost("contract", "contracts", payments)
    book.cost("contract", "contracts", fees, over="periods", weight="discount")


def taken_bounds(m: Any, c: Any, n: Any) -> tuple[float, Any]:
    r"""Never more than the contract's maximum.

    ```math
    0 \le \mathbf{taken}_{cn} \le \mathit{contract\_max}_{cn}
        \qquad \forall c \in \mathit{contracts}, n \in \mathit{moments}
    ```
    """
    return 0, m.contract_max[c, n]


def least_take(m: Any, c: Any, n: Any) -> Any:
    r"""A signed contract is taken at least to its minimum.

    ```math
    \mathbf{taken}_{cn} \ge \mathit{contract\_min}_{cn} \, \mathbf{signed}_c
        \qquad \forall c \in \mathit{contracts}, n \in \mathit{moments}
    ```
    """
    return m.taken[c, n] - m.contract_min[c, n] * m.signed[c] >= 0


def greatest_take(m: Any, c: Any, n: Any) -> Any:
    r"""Only a signed contract is taken, and at most to its maximum.

    ```math
    \mathbf{taken}_{cn} \le \mathit{contract\_max}_{cn} \, \mathbf{signed}_c
        \qquad \forall c \in \mathit{contracts}, n \in \mathit{moments}
    ```
    """
    return m.taken[c, n] - m.contract_max[c, n] * m.signed[c] <= 0


def entering(m: Any, k: Any, n: Any) -> Any:
    r"""What is taken enters.

    ```math
    \sum_{c \in \mathit{contracted\_by}_k} \mathbf{taken}_{cn}
    ```
    """
    return total(m.taken[c, n] for c in m.contracted_by[k])


def payments(m: Any, n: Any) -> Any:
    r"""Price times amount taken.

    ```math
    \sum_{c \in \mathit{contracts}} \mathit{contract\_price}_c \, \mathbf{taken}_{cn}
    ```
    """
    return total(m.contract_price[c] * m.taken[c, n] for c in m.contracts)


def fees(m: Any, t: Any) -> Any:
    r"""The fee, once, in the first period of the term.

    ```math
    \sum_{c \in \mathit{contracts}} \mathit{fee}_{ct} \, \mathbf{signed}_c
    ```
    """
    return total(m.fee[c, t] * m.signed[c] for c in m.contracts)
