"""Buying, contracts, throwing away and selling."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, number, refer
from optimizer.data.tables.shared import table, window

CHAPTER: tuple[Table, ...] = (
    table(
        "supplies",
        "Price steps at which a commodity can be bought where it enters.",
        identifier("supply", "name of the step"),
        refer("site", "sites", "where it enters"),
        refer("commodity", "commodities", "what"),
    ),
    table(
        "supply_terms",
        "Price and most per year of a supply, from a period on.",
        refer("supply", "supplies", "supply", key=True),
        refer("period", "periods", "from this period on", key=True),
        number("price", "money/unit", "price", minimum=None),
        number("quantity", "unit/year", "most (empty: no limit)", default=None),
        by_scenario=True,
    ),
    table(
        "contracts",
        "Long-term offtake one may sign before the first period.",
        identifier("contract", "name"),
        refer("site", "sites", "where it enters"),
        refer("commodity", "commodities", "what"),
        *window(),
        number("fee", "money", "paid once, in the first period of the term", default=0.0),
        number("price", "money/unit", "price", minimum=None),
        number("minimum", "unit/year", "must be taken while signed", default=0.0),
        number("maximum", "unit/year", "most while signed"),
    ),
    table(
        "disposals",
        "Where a commodity may be thrown away, and what that costs.",
        refer("site", "sites", "where", key=True),
        refer("commodity", "commodities", "what", key=True),
        number("cost", "money/unit", "cost", default=0.0, minimum=None),
    ),
    table(
        "sales",
        "Where a commodity may be sold out of the system.",
        refer("site", "sites", "where", key=True),
        refer("commodity", "commodities", "what", key=True),
        number("price", "money/unit", "price"),
        number("quantity", "unit/year", "most (empty: no limit)", default=None),
    ),
)
