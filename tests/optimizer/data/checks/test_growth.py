"""Limits on growth."""

from typing import Any

from optimizer.data.checks import growth


def test_a_limit_is_about_one_thing(bench: Any) -> None:
    bench.add("growth_limits", limit="a", chemistry="nmc", start=1.0, factor=2.0)
    nothing = bench.add("growth_limits", limit="b", start=1.0, factor=2.0)
    both = bench.add(
        "growth_limits", limit="c", chemistry="nmc", rung="cell", start=1.0, factor=2.0
    )
    assert bench.places(growth.subjects) == [
        ("growth.nothing", "growth_limits", nothing, "chemistry"),
        ("growth.both", "growth_limits", both, "rung"),
    ]


def test_what_can_never_begin_is_said(bench: Any) -> None:
    never = bench.add("growth_limits", limit="a", chemistry="nmc", start=0.0, factor=2.0)
    bench.add(
        "growth_limits", limit="b", chemistry="nmc", start=0.0, factor=2.0, first_period="2026"
    )
    bench.add("growth_limits", limit="ban", chemistry="nmc", start=0.0, factor=0.0)
    assert bench.places(growth.subjects) == [("growth.never", "growth_limits", never, "start")]
