"""Units of energy and money, as far as measures must compare them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.units import factor

if TYPE_CHECKING:
    from optimizer.data.instance import Instance

_MULTIPLES: dict[str, float] = {
    "": 1.0,
    "k": 1e3,
    "thousand": 1e3,
    "M": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "G": 1e9,
    "billion": 1e9,
}
_MONEY = re.compile(
    r"(?P<multiple>[A-Za-z]*?)[ _]?(?P<code>[A-Z]{3}|[€$¥£])(?P<rest>(?:[ _(\d].*)?)"
)


@dataclass(frozen=True)
class PerEnergy:
    """How an amount of money per energy of the instance is shown.

    ``factor`` turns money per energy unit of the instance into ``label``, such as ``USD/kWh``.
    """

    factor: float
    label: str


def energy_unit(instance: Instance) -> str:
    """The unit of battery energy that all segments share; ``energy`` where they differ."""
    units = sorted(set(instance.table("segments")["unit"]))
    return units[0] if len(units) == 1 else "energy"


def per_energy(instance: Instance) -> PerEnergy:
    """Money per kWh in whole currency where both units are understood, else per energy unit.

    ``MUSD`` and ``GWh``: 1 MUSD/GWh = 1 USD/kWh, so the factor is 1 and the label ``USD/kWh``.
    """
    unit = energy_unit(instance)
    kwh = kwh_in(unit)
    if kwh is None:
        return PerEnergy(1.0, f"{instance.currency}/{unit}")
    multiple, code = whole_currency(instance.currency)
    return PerEnergy(multiple / kwh, f"{code}/kWh")


def kwh_in(unit: str) -> float | None:
    """Kilowatt-hours in a unit of energy; ``None`` when it is none."""
    return factor(unit, "kWh", otherwise=0.0) or None


def whole_currency(currency: str) -> tuple[float, str]:
    """``(1e6, "USD")`` for ``MUSD`` or ``million USD``; ``(1, currency)`` when not understood."""
    match = _MONEY.fullmatch(currency.strip())
    if match is None or match["multiple"] not in _MULTIPLES:
        return 1.0, currency
    return _MULTIPLES[match["multiple"]], match["code"] + match["rest"]
