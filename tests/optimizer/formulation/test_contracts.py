"""Contracts, read as text in the chain: one deal, with a term from 2026 on."""

from optimizer.formulation import contracts
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import bounds, charge, equation


def test_taken_bounds() -> None:
    """Nothing before the term, six at most within."""
    assert bounds(chain_arrays(), "taken[deal,2025]") == "0 <= taken[deal,2025] <= 0"
    assert bounds(chain_arrays(), "taken[deal,2026]") == "0 <= taken[deal,2026] <= 6"


def test_least_take() -> None:
    """The embargo strikes a branch unforeseen, and releases from it."""
    text = equation(chain_arrays(), "least_take[deal,2026]")
    assert text == "- 2 signed[deal] + taken[deal,2026] >= 0"
    text = equation(chain_arrays(), "least_take[deal,embargo|2026]")
    assert text == "taken[deal,embargo|2026] >= 0"


def test_greatest_take() -> None:
    text = equation(chain_arrays(), "greatest_take[deal,2026]")
    assert text == "- 6 signed[deal] + taken[deal,2026] <= 0"


def test_entering() -> None:
    text = equation(posted_by(contracts), "commodity_balance[de|ore,2026]")
    assert text == "taken[deal,2026] = 0"


def test_payments() -> None:
    assert charge(chain_arrays(), "contract", "embargo|2026") == "2 taken[deal,embargo|2026]"


def test_fees() -> None:
    """The fee is due in the first period of the term, once for all branches."""
    assert charge(chain_arrays(), "contract", "2025") == "2 taken[deal,2025]"
    assert charge(chain_arrays(), "contract", "2026") == "4 signed[deal] + 2 taken[deal,2026]"
