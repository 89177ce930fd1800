"""Partners: who may plan together."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, refer, text
from optimizer.data.tables.shared import AREA, table

CHAPTER: tuple[Table, ...] = (
    table(
        "partners",
        "Who may plan together, each a country or bloc; coalitions of them are compared.",
        identifier("partner", "name"),
        text("name", "name for people"),
        refer("area", AREA, "country or bloc"),
        refer(
            "lever",
            "levers",
            "pulled in every coalition that it is in: brings its own demand and plants in (empty: "
            "they are in the tables)",
            optional=True,
        ),
    ),
)
