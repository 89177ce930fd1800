"""Sourcing, read as text in the chain: Japan buys in two steps, Germany from 2026 on."""

from optimizer.formulation import sourcing
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import bounds, charge, equation


def test_bought_bounds() -> None:
    """Four a year, of which a typhoon leaves 0.8; no limit; not yet on offer."""
    assert bounds(chain_arrays(), "bought[ore-jp,2026]") == "0 <= bought[ore-jp,2026] <= 3.2"
    assert bounds(chain_arrays(), "bought[dear-jp,2026]") == "0 <= bought[dear-jp,2026] <= inf"
    assert bounds(chain_arrays(), "bought[ore-de,2025]") == "0 <= bought[ore-de,2025] <= 0"


def test_entering() -> None:
    text = equation(posted_by(sourcing), "commodity_balance[jp|ore,2025]")
    assert text == "bought[ore-jp,2025] + bought[dear-jp,2025] = 0"


def test_raw_material() -> None:
    assert charge(chain_arrays(), "raw_material", "2025") == (
        "bought[ore-cn,2025] + 2 bought[ore-jp,2025] + 6 bought[dear-jp,2025]"
    )
