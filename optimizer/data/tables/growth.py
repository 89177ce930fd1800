"""Growth: how fast what is new can become much."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, number, refer
from optimizer.data.tables.shared import AREA, table, window

CHAPTER: tuple[Table, ...] = (
    table(
        "growth_limits",
        "How fast a chemistry, or the plants of a rung, can grow; one of the two is named.",
        identifier("limit", "name"),
        refer("chemistry", "chemistries", "whose energy served is limited", optional=True),
        refer("rung", "rungs", "or the rung whose throughput is limited", optional=True),
        refer(
            "area",
            AREA,
            "served in markets, or made in plants, of this country or bloc (empty: everywhere)",
            optional=True,
        ),
        number("start", "amount/year", "possible whatever was before, in energy or the rung's"),
        number("factor", "1", "how many times what it was a year before, on top"),
        *window(),
    ),
)
