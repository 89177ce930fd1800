"""How many times what the tables say is wanted, paid or there: by thing and moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.network.struck import places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Floats


def swung(
    instance: Instance,
    calendar: Calendar,
    kind: str,
    things: Iterable[tuple[str, str | frozenset[str]]],
) -> Floats:
    """The factor on each thing in each moment, 1 where nothing swings.

    ``kind``: one of the table's. ``things``: the site and the name, or names, that a ``target`` may
    be: market and segment, site and commodity, site and rungs, origin and mode. The result has a
    row for each and a column for each moment. Several swings of the same thing
    multiply; those of a scenario hold in all that descend from it.
    """
    listed = list(things)
    factors = np.ones((len(listed), len(calendar.moments)))
    rows = instance.table("swings").filter(pl.col("kind") == kind)
    if rows.is_empty():
        return factors
    where = places(instance)
    country = [where.country_of_site[site] for site, _ in listed]
    lineages = {m.scenario: calendar.lineage(m.scenario) for m in calendar.moments}
    for row in rows.iter_rows(named=True):
        hit = [
            at
            for at, (_, name) in enumerate(listed)
            if _meant(row["target"], name) and where.within(country[at], row["country"])
        ]
        low, high = calendar.window(row["first_period"], row["last_period"])
        when = [
            n
            for n, moment in enumerate(calendar.moments)
            if low <= moment.period <= high and row["scenario"] in lineages[moment.scenario]
        ]
        factors[np.ix_(hit, when)] *= row["factor"]
    return factors


def _meant(target: str, name: str | frozenset[str]) -> bool:
    return not target or (target == name if isinstance(name, str) else target in name)
