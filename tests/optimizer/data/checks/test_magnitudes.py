"""Values far from their fellows."""

from typing import Any

import pytest

from optimizer.data.checks.magnitudes import magnitudes


@pytest.mark.parametrize("factor", [1e-5, 1e5])
def test_a_demand_in_another_unit_is_suspicious(bench: Any, factor: float) -> None:
    keys = {"market": "tokyo", "segment": "cars", "period": "2026"}
    row = bench.set("demands", keys, energy=1.25 * factor)
    assert bench.places(magnitudes) == [("value.suspicious", "demands", row, "energy")]


def test_other_things_are_no_fellows(bench: Any) -> None:
    """Cells are worth tens of times more per unit than the rest, but count in GWh."""
    bench.set("commodities", {"commodity": "cell"}, value_per_unit=1e11)
    assert bench.places(magnitudes) == []


def test_few_rows_say_nothing_about_what_is_usual(bench: Any) -> None:
    bench.set("modes", {"mode": "road"}, cost_per_tkm=1e7)
    assert bench.places(magnitudes) == []


def test_capacities_are_compared_within_the_unit_of_their_facility(bench: Any) -> None:
    row = bench.set("capacities", {"facility": "pilbara-mine"}, capacity=1e8)
    assert bench.places(magnitudes) == [("value.suspicious", "capacities", row, "capacity")]


def test_zero_is_not_a_magnitude(bench: Any) -> None:
    bench.set("capacities", {"facility": "pilbara-mine"}, capacity=0.0)
    assert bench.places(magnitudes) == []
