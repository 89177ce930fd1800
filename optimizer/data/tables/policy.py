"""Rules of law that are measured on what the plan does: shares, rates, capacities."""

from __future__ import annotations

from optimizer.data.columns import REQUIRED, Table, date, identifier, number, refer, text
from optimizer.data.tables.shared import AREA, table

KINDS = (
    "made_share",
    "bought_share",
    "recovery_rate",
    "collection_rate",
    "capacity",
    "capacity_share",
    "production",
)

CHAPTER: tuple[Table, ...] = (
    table(
        "rules",
        "Rules on what the plan does, in each period in which they are in force: a level that is "
        "kept, or missed at a price.",
        identifier("rule", "name"),
        text("title", "name for people"),
        text(
            "kind",
            "made_share: made by a stage at home, of what is delivered; bought_share: bought from "
            "one country, of what is used; recovery_rate: of the metal that a stage uses; "
            "collection_rate: of what reaches end of life; capacity and production: of a stage, "
            "by the year; capacity_share: of what is delivered",
            default=REQUIRED,
            choices=KINDS,
        ),
        refer("scope", AREA, "country or bloc that it binds (empty: all)", optional=True),
        refer("stage", "stages", "stage of the chain it is about", optional=True),
        refer("rung", "rungs", "only this rung of it", optional=True),
        text("element", "chemical elements counted, such as Li or Ni+Co (empty: throughput)"),
        refer("segment", "segments", "collection_rate: only this one (empty: all)", optional=True),
        refer(
            "origin",
            AREA,
            "made_share: where it is made (empty: in the scope); bought_share: from where (empty: "
            "each country outside the scope by itself)",
            optional=True,
        ),
        text(
            "sense",
            "whether the level is the least or the most",
            default="least",
            choices=("least", "most"),
        ),
        number(
            "level",
            "1 or unit/year",
            "share or rate; capacity, production: units of the rung, or tonnes of the elements",
            maximum=1e9,
        ),
        number(
            "price",
            "money/unit",
            "paid for each unit missed, tonnes of the elements or units of the rung or of energy "
            "(empty: it must be kept)",
            default=None,
        ),
        date("first_date", "first day in force (empty: always was)"),
        date("last_date", "last day in force (empty: no end)"),
        text("law", "act and article"),
    ),
)
