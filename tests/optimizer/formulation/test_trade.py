"""Trade, read as text in the chain: a quota on cells from China, and from mid 2026 a duty."""

from tests.small.chain import chain_arrays
from tests.small.equations import charge, equation


def test_quota_limit() -> None:
    text = equation(chain_arrays(), "quota_limit[cap@embargo|2026]")
    assert text == "flow[sea|cell,embargo|2026] + flow[slow|cell,embargo|2026] <= 9"


def test_tariff() -> None:
    """0.1 · 100 + 1 a GWh, in force on 184 of the days of 2026; nothing for cells from Japan."""
    assert charge(chain_arrays(), "tariff", "2025") == "0"
    text = charge(chain_arrays(), "tariff", "2026")
    assert text == "11 flow[sea|cell,2026] + 11 flow[slow|cell,2026]"


def test_permission() -> None:
    assert charge(chain_arrays(), "permission", "2025") == "0"
    assert charge(chain_arrays(), "permission", "2026") == "0.3 flow[back|spent,2026]"
