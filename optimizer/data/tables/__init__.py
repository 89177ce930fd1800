"""Every table and every column of an instance, declared once.

The checker, the descriptor of a data package, the JSON form, the workbook and the data dictionary
all follow from these declarations. Quantities of a commodity are in the commodity's own unit,
activity in the process's ``activity_unit``, money in the instance's ``currency``, battery energy in
the segment's ``unit``. Whatever is "per year" is scaled by the length of the period.

A *step* column (``period`` in ``capacities``, ``supply_terms``, ``shares``, ``collections``) holds
from that period on, until a later row of the same thing replaces it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.tables import (
    burdens,
    buying,
    growth,
    knowledge,
    learning,
    levers,
    moving,
    outages,
    partners,
    people,
    pillars,
    places,
    plants,
    policy,
    serving,
    subsidies,
    things,
    trade,
)
from optimizer.data.tables.shared import AREA, PROVENANCE, SCENARIO

if TYPE_CHECKING:
    from optimizer.data.columns import Table

__all__ = ["AREA", "FORMAT_VERSION", "PROVENANCE", "SCENARIO", "TABLES"]

FORMAT_VERSION = 1

TABLES: dict[str, Table] = {
    table.name: table
    for chapter in (
        places,
        things,
        plants,
        buying,
        moving,
        serving,
        trade,
        outages,
        levers,
        partners,
        pillars,
        subsidies,
        policy,
        burdens,
        knowledge,
        people,
        growth,
        learning,
    )
    for table in chapter.CHAPTER
}
"""All tables by name, in reading order."""
