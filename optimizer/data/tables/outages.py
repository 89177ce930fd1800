"""How often what fails: rates from which courses of events are sampled."""

from __future__ import annotations

from optimizer.data.columns import Table, fraction, identifier, integer
from optimizer.data.tables import places
from optimizer.data.tables.shared import table

_DISRUPTIONS = next(t for t in places.CHAPTER if t.name == "disruptions")

CHAPTER: tuple[Table, ...] = (
    table(
        "outage_rates",
        "How often what fails, independently of all else: what scenarios are sampled from. "
        "A plan that samples nothing does not read it.",
        identifier("outage", "name"),
        *(_DISRUPTIONS.column(name) for name in ("kind", "target", "country", "commodity")),
        fraction(
            "annual_probability", "chance that it begins within a year in which it is not under way"
        ),
        integer(
            "days",
            "days",
            "how long it lasts, from the first day of a period",
            minimum=1,
            maximum=36600,
        ),
        fraction("remaining", "fraction that still works meanwhile"),
    ),
)
