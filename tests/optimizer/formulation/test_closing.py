"""Closing, read as text in the chain: only the works in Japan may be closed."""

from tests.small.chain import chain_arrays
from tests.small.equations import charge, equation


def test_closed_for_good() -> None:
    text = equation(chain_arrays(), "closed_for_good[works-jp@2026]")
    assert text == "- closed[works-jp@2025] + closed[works-jp@2026] >= 0"


def test_closing() -> None:
    """Paid in the first period of being closed only."""
    assert charge(chain_arrays(), "closing", "2025") == "5 closed[works-jp@2025]"
    assert charge(chain_arrays(), "closing", "2026") == (
        "- 5 closed[works-jp@2025] + 5 closed[works-jp@2026]"
    )


def test_only_what_is_closable_has_the_choice() -> None:
    labels = [label for (label,) in chain_arrays().decisions["closed"].labels()]
    assert labels == ["works-jp@2025", "works-jp@2026"]
