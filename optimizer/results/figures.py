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


def percent(share: float | None, decimals: int = 1) -> str:
    """``71.4 %``; exactly nothing and exactly all as ``0 %`` and ``100 %``."""
    if share is None:
        return NOTHING
    value = 100.0 * share
    exact = min(abs(value), abs(value - 100.0)) < 1e-9
    # Adding 0.0 turns a negative zero, which rounding may leave, into a plain one.
    rounded = round(value, 0 if exact else decimals) + 0.0
    return f"{rounded:.{0 if exact else decimals}f} %".replace("-", "−")


def seconds(value: float | None) -> str:
    """``0.42 s``, ``12 s``, ``3 min 20 s``."""
    if value is None:
        return NOTHING
    if value < 120.0:
        return f"{number(value, 2)} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s"


def words(name: str) -> str:
    """A name of ours as words: ``raw_material`` becomes ``raw material``."""
    return name.replace("_", " ")


def bar(share: float, cap: float | None = None, width: int = 20) -> str:
    """A share as a bar of ``width`` characters, with a mark where ``cap`` lies."""
    filled = round(max(0.0, min(1.0, share)) * width)
    cells = ["█"] * filled + ["·"] * (width - filled)
    if cap is not None:
        at = min(width - 1, round(cap * width))
        cells[at] = "┃" if at < filled else "│"
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
