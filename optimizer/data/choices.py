"""Customers who do not insist: shares within which a chemistry can be left out.

Shares are of the energy served. Where the greatest shares of all others add up to less than the
whole, customers without the one chemistry could be served nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.moments import Calendar
from optimizer.data.tree import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance

Row = dict[str, Any]
ENOUGH = 1.0 - 1e-9


def unforced(instance: Instance, chemistry: str) -> Instance:
    """The instance in which nobody need buy ``chemistry``, and everybody may do without it.

    Its least shares are 0. In every period in which the greatest shares of the others that are
    there by then add up to less than 1, each grows in proportion until they do. Every plan of the
    instance is a plan of this one; where nothing changes, it is the same.
    """
    calendar = Calendar(instance)
    dates = pairs_of(instance.table("chemistries"), "chemistry", "available_from")
    there = {name: calendar.in_force(date, None) for name, date in dates}
    before: list[Row] = []
    after: list[Row] = []
    for at, held in _held(instance, calendar):
        before += held
        others = [r for r in held if r["chemistry"] != chemistry and there[r["chemistry"]][at]]
        all_ = sum(row["maximum"] for row in others)
        grows = 1.0 / all_ if 0.0 < all_ < ENOUGH else 1.0
        for row in held:
            own = row["chemistry"] == chemistry
            minimum = 0.0 if own else row["minimum"]
            maximum = row["maximum"] if own else min(1.0, row["maximum"] * grows)
            after.append({**row, "minimum": minimum, "maximum": maximum})
    if after == before:
        return instance
    schema = instance.table("shares").schema
    return replaced(instance, {"shares": pl.DataFrame(after, schema=schema)})


def _held(instance: Instance, calendar: Calendar) -> Iterator[tuple[int, list[Row]]]:
    """The position of each period, and the rows that hold in it for a segment and a market.

    Market "": for all markets that have no row of their own; a row of a market's own goes before.
    """
    order = calendar.position
    rows = sorted(instance.table("shares").iter_rows(named=True), key=lambda r: order[r["period"]])
    for segment, market in dict.fromkeys((row["segment"], row["market"]) for row in rows):
        general = [r for r in rows if (r["segment"], r["market"]) == (segment, "")]
        own = [r for r in rows if market and (r["segment"], r["market"]) == (segment, market)]
        for period, at in order.items():
            held = {r["chemistry"]: r for r in (*general, *own) if order[r["period"]] <= at}
            yield at, [{**row, "market": market, "period": period} for row in held.values()]
