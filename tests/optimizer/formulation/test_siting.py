"""Siting, read as text in the chain: a line may be built in either year, a hall in the first."""

from tests.small.chain import chain_arrays
from tests.small.equations import bounds, charge, equation


def test_build_bounds() -> None:
    assert bounds(chain_arrays(), "build[line@2026]") == "0 <= build[line@2026] <= 2"
    assert bounds(chain_arrays(), "build[hall@2025]") == "0 <= build[hall@2025] <= 1"


def test_a_build_that_comes_online_too_late_is_no_choice() -> None:
    """Decided in 2026, the hall would be ready in 2027."""
    labels = [label for (label,) in chain_arrays().decisions["build"].labels()]
    assert labels == ["line@2025", "line@2026", "hall@2025"]


def test_added_at_least() -> None:
    text = equation(chain_arrays(), "added_at_least[line@2025]")
    assert text == "- 2 build[line@2025] + added[line@2025] >= 0"


def test_added_at_most() -> None:
    text = equation(chain_arrays(), "added_at_most[line@2025]")
    assert text == "- 6 build[line@2025] + added[line@2025] <= 0"


def test_builds_in_all() -> None:
    text = equation(chain_arrays(), "builds_in_all[line]")
    assert text == "build[line@2025] + build[line@2026] <= 2"


def test_one_alternative() -> None:
    text = equation(chain_arrays(), "one_alternative[german]")
    assert text == "build[line@2025] + build[line@2026] + build[hall@2025] <= 1"


def test_capex() -> None:
    assert charge(chain_arrays(), "capex", "2025") == (
        "10 build[line@2025] + 20 build[hall@2025] + 5 added[line@2025] + 4 added[hall@2025]"
    )


def test_subsidy() -> None:
    """A fifth of the line's capex; the hall has none."""
    text = charge(chain_arrays(), "subsidy", "2025")
    assert text == "- 2 build[line@2025] - added[line@2025]"


def test_end_value() -> None:
    """Of its ten years the line has served two: 0.8 · 0.8 · capex; the hall one of twenty."""
    assert charge(chain_arrays(), "end_value", "2025") == (
        "- 6.4 build[line@2025] - 19 build[hall@2025] - 3.2 added[line@2025] - 3.8 added[hall@2025]"
    )
