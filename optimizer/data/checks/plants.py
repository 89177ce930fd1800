"""Plants, contracts and stores whose figures do not contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.findings import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_SIZES = error("expansion.sizes", "less than size_min, {size_min}", "Swap the two.")
_NO_SIZE = warning("expansion.no_size", "nothing can be added", "Write the greatest size.")
_TAKE = error("contract.bounds", "less than the minimum, {minimum}", "Swap the two.")
_INITIAL = error("storage.initial", "more than the room, {room}", "Enlarge capacity.")
_CROWDED = warning(
    "storage.crowded",
    "more than the capacity, {capacity}; only with added room",
    "Enlarge capacity, if the room is there.",
)
_MINIMUM = error("storage.minimum", "more than the room, {room}", "Enlarge capacity.")
_FINAL = error("storage.final_minimum", "more than the room, {room}", "Enlarge capacity.")
_NO_OPERATION = warning(
    "facility.no_operation", "can run no process", "Add a row for it to operations."
)
_NO_CAPACITY = warning(
    "facility.no_capacity",
    "has no capacity and no way to get any",
    "Add a row for it to capacities or expansions.",
)
_FREE = warning("operation.free", "uses no capacity, so nothing limits it", "Write capacity_use.")
_UNUSED = warning("process.unused", "no facility can run it", "Add it to operations, or delete it.")
_NO_TERMS = warning(
    "supply.no_terms", "has no price, so nothing can be bought", "Add supply_terms."
)


def builds(view: View) -> Iterator[Finding]:
    """The least size of a build is not above the greatest."""
    rows = view["expansions"]
    swapped = rows.filter(pl.col("size_min") > pl.col("size_max"))
    yield from view.say(_SIZES, "expansions", swapped, "size_max")
    yield from view.say(_NO_SIZE, "expansions", rows.filter(pl.col("size_max") == 0), "size_max")


def contracts(view: View) -> Iterator[Finding]:
    """What must be taken is not more than what may be."""
    swapped = view["contracts"].filter(pl.col("minimum") > pl.col("maximum"))
    yield from view.say(_TAKE, "contracts", swapped, "maximum")


def storages(view: View) -> Iterator[Finding]:
    """What is stored, at the start, always or at the end, has room."""
    rows = view["storages"].with_columns(room=pl.col("capacity") + pl.col("expansion_max"))
    for rule, column in (
        (_INITIAL, "initial"),
        (_MINIMUM, "minimum"),
        (_FINAL, "final_minimum"),
    ):
        above = pl.col(column) > pl.col("room")
        yield from view.say(rule, "storages", rows.filter(above), column)
        crowded = rows.filter(pl.col(column) > pl.col("capacity"), ~above)
        yield from view.say(_CROWDED, "storages", crowded, column)


def idle(view: View) -> Iterator[Finding]:
    """Facilities can do something, and processes and supplies are of use."""
    facilities = view["facilities"]
    operations = view["operations"]
    without = ~pl.col("facility").is_in(operations["facility"].drop_nulls().to_list())
    yield from view.say(_NO_OPERATION, "facilities", facilities.filter(without), "facility")
    sized = {
        *view["capacities"].filter(pl.col("capacity") > 0)["facility"],
        *view["expansions"].filter(pl.col("size_max") > 0)["facility"],
    } - {None}
    empty = facilities.filter(~pl.col("facility").is_in(sorted(sized)))
    yield from view.say(_NO_CAPACITY, "facilities", empty, "facility")
    free = operations.filter(pl.col("capacity_use") == 0)
    yield from view.say(_FREE, "operations", free, "capacity_use")
    run = operations["process"].drop_nulls().to_list()
    unused = view["processes"].filter(~pl.col("process").is_in(run))
    yield from view.say(_UNUSED, "processes", unused, "process")
    priced = view["supply_terms"]["supply"].drop_nulls().to_list()
    dead = view["supplies"].filter(~pl.col("supply").is_in(priced))
    yield from view.say(_NO_TERMS, "supplies", dead, "supply")
