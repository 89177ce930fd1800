"""Returns, read as text in the chain: half of the tenth that retires at age one is collected."""

from optimizer.formulation import returns
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import equation


def test_cohorts_return() -> None:
    """0.5 · 0.1 of what was sold in 2025, and 0.5 · 4 of older ones; in the branch, too."""
    assert equation(chain_arrays(), "cohorts_return[de|cars|nmc,embargo|2026]") == (
        "- 0.05 served[de|cars|nmc,2025] + collected[de|cars|nmc,embargo|2026] = 2"
    )


def test_entering() -> None:
    text = equation(posted_by(returns), "commodity_balance[de|spent,2026]")
    assert text == "collected[de|cars|nmc,2026] = 0"


def test_a_chemistry_of_which_nothing_comes_back_is_not_collected() -> None:
    labels = {label for label, _ in chain_arrays().decisions["collected"].labels()}
    assert labels == {"de|cars|nmc"}
