"""Growth: which moments a limit binds, what it counts there, and what the moment before allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import label, pairs_of
from optimizer.data.network.struck import places

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder

Row = dict[str, Any]


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Set ``growing`` (a limit at a moment of its window), what it counts and what it allows."""
    found: list[tuple[Row, int]] = []
    for row in instance.table("growth_limits").iter_rows(named=True):
        low, high = calendar.window(row["first_period"], row["last_period"])
        found += [(row, n) for n, at in enumerate(calendar.period_of) if low <= at <= high]
    moments = b.sets["moments"].labels
    b.add_set(
        "growing", (label(row["limit"], moments[n]) for row, n in found), "a limit on growth, when"
    )
    ids, when = np.arange(len(found)), [n for _, n in found]
    b.add_relation("growth_at", "growing", "moments", (ids, when), "its moment")
    past = [(x, calendar.moments[n].before) for x, n in enumerate(when)]
    past = [(x, before) for x, before in past if before >= 0]
    b.add_relation(
        "growth_from",
        "growing",
        "moments",
        ([x for x, _ in past], [before for _, before in past]),
        "the moment before; none at the start",
    )
    _counted(b, instance, [row for row, _ in found])
    years = b.parameters["years"].values
    again = np.zeros(len(found))
    for x, before in past:
        now, then = float(years[when[x]]), float(years[before])
        # From middle to middle; amounts are those of whole periods, rates those of a year.
        again[x] = found[x][0]["factor"] ** ((now + then) / 2.0) * now / then
    b.add_parameter("growth_again", "growing", again, "1", "how many times that of the one before")
    start = np.array([row["start"] for row, _ in found], dtype=float)
    lasting = years[when] if found else np.zeros(0)
    b.add_parameter("growth_start", "growing", start * lasting, "amount", "whatever was before")


def _counted(b: Builder, instance: Instance, rows: list[Row]) -> None:
    """Relations ``growing_servings`` and ``growing_operations``."""
    where = places(instance)
    site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
    rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
    things: dict[str, list[tuple[str, str]]] = {"chemistry": [], "rung": []}
    for serving in b.sets["servings"].labels:
        market, _, chemistry = serving.split("|")
        things["chemistry"].append((where.country_of_site[market], chemistry))
    for facility, process in pairs_of(instance.table("operations"), "facility", "process"):
        things["rung"].append((where.country_of_site[site[facility]], rung[process]))
    for column, relation, member, doc in (
        ("chemistry", "growing_servings", "servings", "deliveries that it counts"),
        ("rung", "growing_operations", "operations", "operations that it counts"),
    ):
        pairs = [
            (x, at)
            for x, row in enumerate(rows)
            if row[column]
            for at, (country, name) in enumerate(things[column])
            if name == row[column] and where.within(country, row["area"])
        ]
        keys, members = [x for x, _ in pairs], [at for _, at in pairs]
        b.add_relation(relation, "growing", member, (keys, members), doc)
