"""People: who is needed, who is there, and who can be trained."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, integer, number, refer, text
from optimizer.data.tables.shared import AREA, table, window

CHAPTER: tuple[Table, ...] = (
    table(
        "skills",
        "Groups of people who can do the same work.",
        identifier("skill", "name"),
        text("name", "name for people"),
    ),
    table(
        "jobs",
        "People whom new capacity needs, from when it is online; several rows add.",
        identifier("job", "name"),
        refer("skill", "skills", "who is needed"),
        refer("rung", "rungs", "plants that do work of this rung (empty: any)", optional=True),
        refer("country", AREA, "in this country or bloc (empty: everywhere)", optional=True),
        number("people", "people per unit/year", "for each unit of capacity a year"),
    ),
    table(
        "workforce",
        "Skilled people who are free for new plants, from a period on. Where no row names the "
        "country of a plant, or its bloc, people do not bind it.",
        refer("skill", "skills", "skill", key=True),
        refer("area", AREA, "country or bloc in which they can work", key=True),
        refer("period", "periods", "from which period on", key=True),
        number("people", "people", "how many, in all"),
    ),
    table(
        "trainings",
        "Programmes that train people, and exchanges that send them.",
        identifier("training", "name"),
        text("name", "name for people"),
        refer("skill", "skills", "what they can do afterwards"),
        refer("area", AREA, "where they work afterwards, as workforce has it"),
        number("cost", "money/people", "for each"),
        integer("days", "days", "until they can work", default=0, minimum=0, maximum=3660),
        number("most", "people/year", "places (empty: no limit)", default=None),
        *window(),
    ),
)
