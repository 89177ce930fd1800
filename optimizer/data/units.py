"""Conversion of units: common ones by a table, others by pint; money and time stay as they are.

Pint is imported only for a unit that the table does not hold. Two of its readings would be traps
here and are mended: ``kt`` is a kilotonne, not a knot, and ``ton`` (its short ton) is not a unit.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

_GRAMS = {"mg": 1e-3, "g": 1.0, "kg": 1e3, "t": 1e6, "kt": 1e9, "Mt": 1e12, "Gt": 1e15}
_WATT_HOURS = {"Wh": 1.0, "kWh": 1e3, "MWh": 1e6, "GWh": 1e9, "TWh": 1e12}
_PIECES = {"1": 1.0, "piece": 1.0, "pieces": 1.0, "pack": 1.0, "packs": 1.0}
_COMMON: dict[str, tuple[str, float]] = {
    unit: (dimension, size)
    for dimension, sizes in (("mass", _GRAMS), ("energy", _WATT_HOURS), ("count", _PIECES))
    for unit, size in sizes.items()
}

# Only names, small powers, products and quotients reach pint, which would compute anything.
_FACTOR = r"[A-Za-zµ_]+(?:(?:\^|\*\*)?[1-9])?"
_WRITTEN = re.compile(rf"{_FACTOR}(?:\s*[*/]\s*{_FACTOR}){{0,4}}")
_AMBIGUOUS = re.compile(r"(?<!metric_)tons?\b")


@cache
def _registry() -> UnitRegistry[float]:
    import pint

    registry: UnitRegistry[float] = pint.UnitRegistry(on_redefinition="ignore")
    registry.define("kilotonne = 1000 * metric_ton = kt")
    return registry


def _spelt_out(unit: str) -> str:
    """``m3`` as ``m**3``, which is how pint wants it."""
    return re.sub(r"([A-Za-zµ])([1-9])", r"\1**\2", unit)


@cache
def dimension(unit: str) -> str:
    """What a unit measures: ``mass``, ``energy``, ``count``, ``volume``, or pint's name for it.

    Empty when the unit is not known.
    """
    if unit in _COMMON:
        return _COMMON[unit][0]
    if not _WRITTEN.fullmatch(unit) or _AMBIGUOUS.search(unit):
        return ""
    try:
        found = str(_registry().Unit(_spelt_out(unit)).dimensionality)
    except Exception:  # pint raises whatever its tokenizer raises
        return ""
    named = {
        "[mass]": "mass",
        "[mass] * [length] ** 2 / [time] ** 2": "energy",
        "[length] ** 3": "volume",
        "dimensionless": "count",
    }
    return named.get(found, found)


@cache
def factor(unit: str, to: str, otherwise: float | None = None) -> float:
    """How many ``to`` one ``unit`` is.

    ``otherwise`` is returned when the two do not measure the same kind of thing, or are unknown.

    Raises:
        ValueError: they do not fit and there is no ``otherwise``.
    """
    if unit == to:
        return 1.0
    if unit in _COMMON and to in _COMMON:
        (kind, size), (other_kind, other_size) = _COMMON[unit], _COMMON[to]
        if kind == other_kind:
            return size / other_size
    elif dimension(unit) and dimension(unit) == dimension(to):
        one = _registry().Quantity(1.0, _spelt_out(unit))
        return float(one.to(_spelt_out(to)).magnitude)
    if otherwise is not None:
        return otherwise
    raise ValueError(f"{unit!r} cannot be turned into {to!r}")
