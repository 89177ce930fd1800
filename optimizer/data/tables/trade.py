"""Tariffs, quotas, bans and permissions."""

from __future__ import annotations

from optimizer.data.columns import Table, number
from optimizer.data.tables.shared import table, trade_scope

CHAPTER: tuple[Table, ...] = (
    table(
        "tariffs",
        "Duties on what crosses a border.",
        *trade_scope("tariff"),
        number("rate", "1", "of the customs value", default=0.0, maximum=50.0),
        number("amount", "money/unit", "per unit", default=0.0),
    ),
    table(
        "quotas",
        "Most that may cross.",
        *trade_scope("quota"),
        number("quantity", "unit/year", "most, in all that it covers"),
    ),
    table("bans", "What may not cross.", *trade_scope("ban")),
    table(
        "permissions",
        "Where commodities that need permission may cross.",
        *trade_scope("permission"),
        number("cost", "money/unit", "papers, notification, insurance", default=0.0),
        number("days", "days", "delay", default=0.0, maximum=3660),
    ),
)
