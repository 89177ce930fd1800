"""Outlets, read as text in the chain: slag and spent cells are thrown away, ore is sold."""

from optimizer.formulation import outlets
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import bounds, charge, equation


def test_sold_bounds() -> None:
    assert bounds(chain_arrays(), "sold[jp|ore,2025]") == "0 <= sold[jp|ore,2025] <= 10"


def test_gone() -> None:
    thrown = equation(posted_by(outlets), "commodity_balance[de|spent,2025]")
    assert thrown == "- disposed[de|spent,2025] = 0"
    sold = equation(posted_by(outlets), "commodity_balance[jp|ore,2025]")
    assert sold == "- sold[jp|ore,2025] = 0"


def test_disposal() -> None:
    assert charge(chain_arrays(), "disposal", "2025") == (
        "0.1 disposed[cn|slag,2025] + 0.2 disposed[jp|slag,2025]"
        " + 0.3 disposed[de|slag,2025] + 0.4 disposed[de|spent,2025]"
    )


def test_sale() -> None:
    assert charge(chain_arrays(), "sale", "2025") == "- 0.5 sold[jp|ore,2025]"
