"""What partners know of each other only as ranges, and what they may agree to tell."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, number, refer, text
from optimizer.data.tables import places
from optimizer.data.tables.shared import table

_SWINGS = next(t for t in places.CHAPTER if t.name == "swings")

CHAPTER: tuple[Table, ...] = (
    table(
        "agreements",
        "What partners may agree to tell each other. A plan that asks for no value of sharing "
        "reads neither this nor the next two tables.",
        identifier("agreement", "name"),
        text("name", "name for people"),
        number("cost", "money", "of telling and of keeping it up, in present value", default=0.0),
    ),
    table(
        "unknowns",
        "What a partner knows and others know as a range only: it is low or high.",
        identifier("unknown", "name"),
        text("name", "name for people"),
        refer("agreement", "agreements", "agreement by which it would be told"),
        number("chance", "1", "chance that it is low", minimum=0.0, maximum=1.0, default=0.5),
    ),
    table(
        "ranges",
        "How far what the tables say may be off, where and from when on, both ends at once for "
        "all ranges of an unknown.",
        identifier("range", "name"),
        refer("unknown", "unknowns", "unknown it belongs to"),
        *(_SWINGS.column(n) for n in ("kind", "target", "country", "first_period", "last_period")),
        number("low", "1", "times what the tables say, where it is low", maximum=1000.0),
        number("high", "1", "times what the tables say, where it is high", maximum=1000.0),
    ),
)
