"""Burdens that something causes."""

from typing import Any

from optimizer.data.checks import burdens


def test_a_limit_or_a_price_on_what_nothing_causes_is_said(bench: Any) -> None:
    bench.add("burdens", burden="soot", unit="t")
    bench.add("burdens", burden="dust", unit="t")
    bench.add("burden_rates", rate="r", burden="dust", kind="rung", target="", amount=1.0)
    limit = bench.add("burden_limits", limit="cap", burden="soot", most=1.0)
    bench.add("burden_limits", limit="low", burden="dust", most=1.0)
    price = bench.add("burden_prices", price_of="tax", burden="soot", price=1.0)
    assert bench.places(burdens.causes) == [
        ("burden.uncaused", "burden_limits", limit, "burden"),
        ("burden.uncaused", "burden_prices", price, "burden"),
    ]


def test_buying_that_takes_a_burden_away_is_said(bench: Any) -> None:
    bench.add("burdens", burden="harm", unit="t")
    row = bench.add("burden_rates", rate="r", burden="harm", kind="commodity", amount=-1.0)
    assert bench.places(burdens.causes) == [("burden.credit", "burden_rates", row, "amount")]
