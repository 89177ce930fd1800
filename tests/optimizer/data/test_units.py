"""Units and their conversion."""

import subprocess
import sys

import pytest

from optimizer.data.units import dimension, factor


@pytest.mark.parametrize(
    ("unit", "to", "expected"),
    [
        ("kt", "t", 1000.0),
        ("t", "kt", 0.001),
        ("kg", "kt", 1e-6),
        ("GWh", "MWh", 1000.0),
        ("kWh", "GWh", 1e-6),
        ("pack", "1", 1.0),
        ("GWh", "GJ", 3600.0),
        ("lb", "kg", 0.45359237),
        ("m3", "l", 1000.0),
        ("t/year", "kt/year", 0.001),
        ("anything", "anything", 1.0),
    ],
)
def test_factors(unit: str, to: str, expected: float) -> None:
    assert factor(unit, to) == pytest.approx(expected, rel=1e-12)


def test_common_units_agree_with_pint() -> None:
    for unit, other in [("kg", "pound"), ("Mt", "kilogram"), ("TWh", "joule"), ("mg", "ounce")]:
        assert factor(unit, other) * factor(other, unit) == pytest.approx(1.0, rel=1e-12)
    assert factor("Mt", "kilogram") == pytest.approx(1e9)
    assert factor("TWh", "joule") == pytest.approx(3.6e15)


@pytest.mark.parametrize("pair", [("kt", "GWh"), ("1", "t"), ("t LCE", "t"), ("t", "tonnes LCE")])
def test_what_does_not_fit(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="cannot be turned into"):
        factor(*pair)
    assert factor(*pair, -1.0) == -1.0


@pytest.mark.parametrize(
    ("unit", "measures"),
    [
        ("kt", "mass"),
        ("tonne", "mass"),
        ("metric_ton", "mass"),
        ("MWh", "energy"),
        ("GJ", "energy"),
        ("piece", "count"),
        ("m^3", "volume"),
        ("kt/year", "[mass] / [time]"),
        ("degC", "[temperature]"),
        ("", ""),
        ("ton", ""),
        ("kilotons", ""),
        ("t LCE", ""),
        ("%", ""),
        ("2**99", ""),
        ("9**9**9**9", ""),
        ("__import__('os')", ""),
    ],
)
def test_what_units_measure(unit: str, measures: str) -> None:
    assert dimension(unit) == measures


def test_pint_is_imported_only_for_uncommon_units() -> None:
    program = (
        "import sys; from optimizer.data.units import factor, dimension;"
        "factor('kt', 't'), factor('GWh', 'kt', 0.0), dimension('1');"
        "assert 'pint' not in sys.modules; factor('lb', 'kg'); assert 'pint' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
