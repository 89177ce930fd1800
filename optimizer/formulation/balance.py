r"""Balance: what enters an account leaves it.

Closes the commodity ledger; never edited to add a family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.formulation.notation import constraint

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from optimizer.formulation.ledger import Ledgers


def close(m: pyo.AbstractModel, book: Ledgers) -> None:
    r"""Close the commodity ledger: all that was posted to an account at a moment adds up to zero.

    ```math
    \sum_{\text{postings } p} p_{kn} = 0
        \qquad \forall k \in \mathit{accounts}, n \in \mathit{moments}
    ```

    Why: nothing vanishes and nothing comes from nowhere; there is no free disposal.
    """
    postings = tuple(book.balance)

    def commodity_balance(m: Any, k: Any, n: Any) -> Any:
        """All that was posted to an account at a moment adds up to nothing."""
        return sum(posting.rule(m, k, n) for posting in postings) == 0

    constraint(m, m.accounts, m.moments, rule=commodity_balance)
