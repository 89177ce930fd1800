"""Storage, read as text in the chain: Germany holds cells, of which a tenth is lost a year."""

from optimizer.formulation import storage
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import bounds, charge, equation


def test_room_bounds() -> None:
    assert bounds(chain_arrays(), "room[de|cell]") == "0 <= room[de|cell] <= 2"


def test_stock_bounds() -> None:
    """Safety stock in 2025; the final minimum is higher, at the end of every branch."""
    name = "stock[de|cell,{}]"
    for moment, least in (("2025", "0.5"), ("2026", "0.75"), ("embargo|2026", "0.75")):
        at = name.format(moment)
        assert bounds(chain_arrays(), at) == f"{least} <= {at} <= inf"


def test_room_limit() -> None:
    text = equation(chain_arrays(), "room_limit[de|cell,2025]")
    assert text == "- room[de|cell] + stock[de|cell,2025] <= 3"


def test_carried_over() -> None:
    """At the start 0.9 of the initial stock and one GWh under way; then 0.9 of the stock before."""
    first = equation(posted_by(storage), "commodity_balance[de|cell,2025]")
    assert first == "- stock[de|cell,2025] = -1.9"
    later = equation(posted_by(storage), "commodity_balance[de|cell,embargo|2026]")
    assert later == "0.9 stock[de|cell,2025] - stock[de|cell,embargo|2026] = 0"


def test_room() -> None:
    assert charge(chain_arrays(), "room", "2025") == "3 room[de|cell]"
    assert charge(chain_arrays(), "room", "2026") == "0"


def test_holding() -> None:
    assert charge(chain_arrays(), "holding", "2025") == "2 stock[de|cell,2025]"


def test_final_stock() -> None:
    """Weighed at last moments only, so that the stock of 2025 is worth nothing by itself."""
    (part,) = (p for p in chain_arrays().costs if p.term == "final_stock")
    assert charge(chain_arrays(), "final_stock", "2026") == "- 20 stock[de|cell,2026]"
    assert part.weight.round(12).tolist() == [0.0, round(0.75 / 1.21, 12), round(0.25 / 1.21, 12)]
