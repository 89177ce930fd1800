"""Learning: what is made often is made cheaper."""

from __future__ import annotations

from optimizer.data.columns import Table, identifier, number, refer
from optimizer.data.tables.shared import AREA, table

CHAPTER: tuple[Table, ...] = (
    table(
        "learning",
        "Steps of learning curves: from so much made on, each further unit costs less. The steps "
        "of a rung or process add; one of the two is named.",
        identifier("step", "name"),
        refer("rung", "rungs", "plants of this rung learn together", optional=True),
        refer("process", "processes", "or those that run this process", optional=True),
        refer("area", AREA, "plants in this country or bloc (empty: all)", optional=True),
        number("threshold", "amount", "throughput of all earlier periods from which on it holds"),
        number("saving", "money/amount", "what each unit of throughput then costs less"),
    ),
)
