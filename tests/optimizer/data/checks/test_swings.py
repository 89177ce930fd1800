"""Swings that do what their rows seem to say."""

from typing import Any

import pytest

from optimizer.data.checks import swings


def test_a_swing_by_nothing_is_said(bench: Any) -> None:
    row = bench.set("swings", {"swing": "spike"}, factor=1.0)
    assert bench.places(swings.effects) == [("swing.no_effect", "swings", row, "factor")]


@pytest.mark.parametrize(
    ("kind", "target", "country", "idle"),
    [
        ("demand", "cars", "", False),
        ("demand", "", "", False),
        ("demand", "cars", "EU", False),
        ("demand", "cars", "AUS", True),
        ("demand", "grid", "EU", True),
        ("price", "lithium", "JPN", False),
        ("price", "lithium", "EU", False),
        ("price", "lithium", "DEU", False),
        ("price", "cell", "", True),
        ("price", "", "CHN", True),
        ("cost", "refining", "CHN", False),
        ("cost", "refining", "JPN", True),
        ("cost", "", "AUS", False),
        ("freight", "sea", "AUS", False),
        ("freight", "road", "JPN", False),
        ("freight", "road", "EU", True),
    ],
)
def test_a_swing_of_what_is_not_there_is_said(
    bench: Any, kind: str, target: str, country: str, idle: bool
) -> None:
    row = bench.set("swings", {"swing": "spike"}, kind=kind, target=target, country=country)
    expected = [("swing.idle", "swings", row, "target")] if idle else []
    assert bench.places(swings.effects) == expected
