"""Shipping, read as text in the chain: two ways from China, one of them a period long."""

from optimizer.formulation import shipping
from tests.small.chain import chain_arrays, posted_by
from tests.small.equations import bounds, charge, equation


def test_flow_bounds() -> None:
    """Its own capacity; no limit; banned from 2026 on; without permission in 2025."""
    assert bounds(chain_arrays(), "flow[sea|cell,2025]") == "0 <= flow[sea|cell,2025] <= 8"
    assert bounds(chain_arrays(), "flow[sea|ore,2025]") == "0 <= flow[sea|ore,2025] <= inf"
    assert bounds(chain_arrays(), "flow[sea|ore,2026]") == "0 <= flow[sea|ore,2026] <= 0"
    assert bounds(chain_arrays(), "flow[back|spent,2025]") == "0 <= flow[back|spent,2025] <= 0"


def test_lane_limit() -> None:
    """In tonnes: both a GWh of cells and a kt of ore weigh a thousand."""
    text = equation(chain_arrays(), "lane_limit[sea,2025]")
    assert text == "1000 flow[sea|cell,2025] + 1000 flow[sea|ore,2025] <= 9000"


def test_moved() -> None:
    """The slow lane takes 200 of 365 days: what leaves in 2025 arrives in 2026, in each branch."""
    leaving = "commodity_balance[cn|cell,2025]"
    assert equation(posted_by(shipping), leaving) == (
        "- flow[sea|cell,2025] - flow[slow|cell,2025] = 0"
    )
    arriving = "commodity_balance[de|cell,embargo|2026]"
    assert equation(posted_by(shipping), arriving) == (
        "flow[sea|cell,embargo|2026] + flow[slow|cell,2025] + flow[polar|cell,embargo|2026] = 0"
    )


def test_transport() -> None:
    """By distance and handling 10 000 · 0.0001 + 0.5; its own; by the tonne."""
    assert charge(chain_arrays(), "transport", "2025") == (
        "1.5 flow[sea|cell,2025] + flow[sea|ore,2025] + 0.5 flow[slow|cell,2025]"
        " + 4 flow[polar|cell,2025] + 0.25 flow[back|spent,2025]"
    )


def test_in_transit() -> None:
    """Value · 0.073 / 365 · days; the papers take ten days more."""
    assert charge(chain_arrays(), "in_transit", "2026") == (
        "0.8 flow[sea|cell,2026] + 0.016 flow[sea|ore,2026] + 4 flow[slow|cell,2026]"
        " + 0.6 flow[polar|cell,2026] + 0.008 flow[back|spent,2026]"
    )
