"""Levers, read as text in the chain: two are pulled, one of them is paid in the second year."""

import pytest

from optimizer.run import solve
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import charge
from tests.small.instances import EXACT, changed


def test_price_of_levers() -> None:
    assert charge(chain_arrays(), "lever", "2025") == "2"
    assert charge(chain_arrays(), "lever", "2026") == "3"


def test_a_lever_costs_its_price_and_nothing_else() -> None:
    """3 of 2026 at 10 % are discounted by a year and a half, 2 of 2025 by half a year."""
    chain = the_chain()
    free = changed(chain, levers=chain.table("levers").clear())
    dear, cheap = (solve(instance, settings=EXACT) for instance in (chain, free))
    assert dear.outcome.objective is not None
    assert cheap.outcome.objective is not None
    paid = dear.outcome.objective - cheap.outcome.objective
    assert paid == pytest.approx(2 * 1.1**-0.5 + 3 * 1.1**-1.5)
    assert dear.audit is not None
    assert dear.audit.passed
