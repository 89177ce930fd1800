"""Serving, read as text in the chain: two chemistries, the second from March 2026 on."""

from optimizer.formulation import serving
from tests.small.chain import chain_arrays, posted_by, the_chain
from tests.small.equations import bounds, charge, equation
from tests.small.instances import arrays_of, changed


def test_served_bounds() -> None:
    """Never more than the demand; nothing before the chemistry is there."""
    text = bounds(chain_arrays(), "served[de|cars|nmc,2025]")
    assert text == "0 <= served[de|cars|nmc,2025] <= 8"
    text = bounds(chain_arrays(), "served[de|cars|next,2025]")
    assert text == "0 <= served[de|cars|next,2025] <= 0"
    text = bounds(chain_arrays(), "served[de|cars|next,2026]")
    assert text == "0 <= served[de|cars|next,2026] <= 9"


def test_shortfall_bounds() -> None:
    text = bounds(chain_arrays(), "shortfall[de|cars,2025]")
    assert text == "0 <= shortfall[de|cars,2025] <= 8"


def test_without_a_price_nothing_may_be_missing() -> None:
    strict = changed(the_chain(), segments="segment unit shortfall_penalty\ncars GWh -")
    text = bounds(arrays_of(strict), "shortfall[de|cars,2025]")
    assert text == "0 <= shortfall[de|cars,2025] <= 0"


def test_demand_met() -> None:
    assert equation(chain_arrays(), "demand_met[de|cars,2025]") == (
        "served[de|cars|nmc,2025] + served[de|cars|next,2025] + shortfall[de|cars,2025] = 8"
    )


def test_share_at_least() -> None:
    """served ≥ 0.5 · (9 − shortfall)."""
    text = equation(chain_arrays(), "share_at_least[de|cars|nmc,2026]")
    assert text == "served[de|cars|nmc,2026] + 0.5 shortfall[de|cars,2026] >= 4.5"


def test_share_at_most() -> None:
    """served ≤ 0.4 · (9 − shortfall)."""
    text = equation(chain_arrays(), "share_at_most[de|cars|next,2026]")
    assert text == "served[de|cars|next,2026] + 0.4 shortfall[de|cars,2026] <= 3.6"


def test_delivered() -> None:
    """A GWh of the second chemistry needs half a unit of cells."""
    text = equation(posted_by(serving), "commodity_balance[de|cell,2026]")
    assert text == "- served[de|cars|nmc,2026] - 0.5 served[de|cars|next,2026] = 0"


def test_shortfall() -> None:
    assert charge(chain_arrays(), "shortfall", "2025") == "500 shortfall[de|cars,2025]"
