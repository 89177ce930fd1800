"""Ranges of what is not known."""

from typing import Any

import pytest

from optimizer.data.checks import knowledge


@pytest.mark.parametrize(
    ("low", "high", "wrong"),
    [(0.5, 1.5, False), (0.0, 1.0, False), (1.0, 1.0, False), (1.2, 0.8, True), (0.0, 0.0, True)],
)
def test_the_high_end_is_the_higher_one(bench: Any, low: float, high: float, wrong: bool) -> None:
    row = bench.add("ranges", range="r", unknown="u", low=low, high=high)
    expected = [("range.not_above", "ranges", row, "high")] if wrong else []
    assert bench.places(knowledge.ends) == expected


def test_what_is_sure_has_no_range_or_is_told_by_nobody_is_said(bench: Any) -> None:
    idle = bench.add("agreements", agreement="old")
    bench.add("agreements", agreement="new")
    sure = bench.add("unknowns", unknown="sure", agreement="new", chance=1.0)
    bench.add("ranges", range="r", unknown="sure", low=0.5, high=1.0)
    bare = bench.add("unknowns", unknown="bare", agreement="new", chance=0.5)
    assert bench.places(knowledge.effects) == [
        ("unknown.sure", "unknowns", sure, "chance"),
        ("unknown.without_range", "unknowns", bare, "unknown"),
        ("agreement.idle", "agreements", idle, "agreement"),
    ]
