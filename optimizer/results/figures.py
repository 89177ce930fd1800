"""Figures and names as people read them, in the summary and in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = "–"
"""Stands where a figure has no meaning."""


def number(value: float | None, digits: int = 3) -> str:
    """``1,234,567``, ``12.3``, ``0.00123``: thousands apart, at least ``digits`` significant."""
    if value is None:
        return NOTHING
    size = abs(value)
    if size >= 10 ** (digits - 1) or size == 0.0:
        return f"{value:,.0f}".replace("-", "−")
    if size < 1e-6:
        return f"{value:.1e}".replace("-", "−")
    decimals = digits - 1
    while size < 1.0:
        size *= 10.0
        decimals += 1
    if size >= 10.0:
        decimals -= len(f"{size:.0f}") - 1
    return f"{value:,.{max(decimals, 0)}f}".replace("-", "−")


def signed(value: float | None, digits: int = 3) -> str:
    """``number`` with its sign, for differences."""
    if value is None:
        return NOTHING
    return f"+{number(value, digits)}" if value > 0.0 else number(value, digits)


def short(value: float, digits: int = 6) -> str:
    """``number`` without zeros that say nothing: ``2,580``, ``12.5``."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def percent(share: float | None, decimals: int = 1) -> str:
    """``71.4 %``; ``0 %``, ``100 %`` for exactly nothing and all, ``≈0 %`` for nearly nothing."""
    if share is None:
        return NOTHING
    value = 100.0 * share
    exact = min(abs(value), abs(value - 100.0)) < 1e-9
    decimals = 0 if exact else decimals
    # Adding 0.0 turns a negative zero, which rounding may leave, into a plain one.
    rounded = round(value, decimals) + 0.0
    if rounded == 0.0 and not exact:
        return "≈0 %"
    return f"{rounded:.{decimals}f} %".replace("-", "−")


def points(difference: float | None) -> str:
    """A difference of shares in percentage points, ``−31 pp``; of an idle rung, that it is idle."""
    return "idle in one" if difference is None else f"{signed(100.0 * difference, 2)} pp"


def mass(tonnes: float | None) -> str:
    """``440 t``, ``25.6 kt``, ``3.20 Mt``."""
    if tonnes is None:
        return NOTHING
    for least, divisor, unit in ((1e6, 1e6, "Mt"), (1e4, 1e3, "kt")):
        if abs(tonnes) >= least:
            return f"{number(tonnes / divisor)} {unit}"
    return f"{number(tonnes)} t"


def seconds(value: float | None) -> str:
    """``0.42 s``, ``12 s``, ``3 min 20 s``."""
    if value is None:
        return NOTHING
    if value < 120.0:
        return f"{number(value, 2)} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"


def objective_unit(record: Mapping[str, Any], currency: str, energy_unit: str) -> str:
    """Unit of a record's objective and bound: money, or energy that depends on the watched."""
    asked = (record.get("settings") or {}).get("build") or {}
    return currency if asked.get("objective", "cost") == "cost" else energy_unit


def words(name: str) -> str:
    """A name of ours as words: ``raw_material`` becomes ``raw material``."""
    return name.replace("_", " ")


def bar(share: float, cap: float | None = None, width: int = 20) -> str:
    """A share as a bar of ``width`` characters; a mark where ``cap`` lies, bold when exceeded."""
    filled = round(max(0.0, min(1.0, share)) * width)
    cells = ["█"] * filled + ["·"] * (width - filled)
    if cap is not None:
        at = min(width - 1, round(cap * width))
        cells[at] = "┃" if share > cap + 1e-9 else "│"
    return "".join(cells)


def verdict(audit: Mapping[str, Any] | None) -> str:
    """What the audit says, in a few words."""
    if audit is None:
        return "not audited"
    checks = audit.get("checks") or []
    broken = sum(1 for check in checks if not check.get("passed", True))
    if audit.get("passed"):
        return f"passed, {len(checks)} rules kept"
    return f"FAILED, {broken} of {len(checks)} rules broken"
