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
    """One row per account and moment, from everything that was posted."""
    postings = tuple(book.balance)

    def commodity_balance(m: Any, k: Any, n: Any) -> Any:
        """All that was posted to an account at a moment adds up to nothing."""
        return sum(posting.rule(m, k, n) for posting in postings) == 0

    constraint(m, m.accounts, m.moments, rule=commodity_balance)
