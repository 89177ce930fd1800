"""Money per energy is shown per kWh in whole currency where both are understood."""

import polars as pl
import pytest

from optimizer.data.instance import Instance
from optimizer.results.measures.units import energy_unit, kwh_in, per_energy, whole_currency


def instance(currency: str, *units: str) -> Instance:
    segments = pl.DataFrame({"segment": [f"s{at}" for at, _ in enumerate(units)], "unit": units})
    return Instance.of("x", {"segments": segments}, currency=currency)


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        ("EUR", (1.0, "EUR")),
        ("MUSD", (1e6, "USD")),
        ("kEUR", (1e3, "EUR")),
        ("million USD", (1e6, "USD")),
        ("million USD (2024)", (1e6, "USD (2024)")),
        ("bn_EUR", (1e9, "EUR")),
        ("M€", (1e6, "€")),
        ("USD 2024", (1.0, "USD 2024")),
        ("points", (1.0, "points")),
        ("money", (1.0, "money")),
    ],
)
def test_whole_currency(currency, expected):
    assert whole_currency(currency) == expected


def test_per_energy():
    # 1 MUSD/GWh = 1e6 USD / 1e6 kWh; 1 EUR/MWh = 0.001 EUR/kWh.
    large = per_energy(instance("MUSD", "GWh"))
    assert (large.factor, large.label) == (1.0, "USD/kWh")
    small = per_energy(instance("EUR", "MWh"))
    assert (small.factor, small.label) == (0.001, "EUR/kWh")
    odd = per_energy(instance("EUR", "1"))
    assert (odd.factor, odd.label) == (1.0, "EUR/1")


def test_energy_unit_is_that_of_all_segments():
    assert energy_unit(instance("EUR", "GWh", "GWh")) == "GWh"
    assert energy_unit(instance("EUR", "GWh", "MWh")) == "energy"
    assert kwh_in("GWh") == 1e6
    assert kwh_in("energy") is None
    assert kwh_in("t") is None
