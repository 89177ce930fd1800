"""Guarantees: which shortfalls they add up, and how much may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.disruptions import places

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Sets ``guarantees`` and ``surviving``, and what belongs to them.

    ``surviving`` has one member if there is a guarantee, else none: without guarantees nothing is
    decided about survival.
    """
    rows = list(instance.table("guarantees").iter_rows(named=True))
    names = b.add_set(
        "guarantees", (row["guarantee"] for row in rows), "what must be served"
    ).labels
    some = ("all",) if rows else ()
    b.add_set("surviving", some, "all guarantees together, if there are any")
    b.add_relation(
        "surviving_all",
        "guarantees",
        "surviving",
        (list(range(len(names))), [0] * len(names)),
        "the one member",
    )
    b.add_parameter("all_of_it", "surviving", 1.0, "1", "a share of one")
    where = places(instance)
    demands = list(dict.fromkeys(pairs_of(instance.table("demands"), "market", "segment")))
    who: list[tuple[int, int]] = []
    when: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        low, high = calendar.window(row["first_period"], row["last_period"])
        when += [
            (at, n)
            for n, m in enumerate(calendar.moments)
            if m.scenario == row["scenario"] and low <= m.period <= high
        ]
        who += [
            (at, d)
            for d, (market, _) in enumerate(demands)
            if where.within(where.country_of_site[market], row["area"])
        ]
    b.add_relation("guaranteed_to", "guarantees", "demands", _apart(who), "whose demand counts")
    b.add_relation("guaranteed_at", "guarantees", "moments", _apart(when), "when it holds")
    demand = b.parameters["demand"].values
    wanted = np.zeros(len(rows))
    for at in range(len(rows)):
        mine = np.ix_([d for g, d in who if g == at], [n for g, n in when if g == at])
        wanted[at] = demand[mine].sum()
    share = np.array([row["share"] for row in rows], dtype=float)
    b.add_parameter("guaranteed_demand", "guarantees", wanted, "energy", "wanted by whom it holds")
    b.add_parameter(
        "may_be_missing", "guarantees", (1.0 - share) * wanted, "energy", "of what is wanted"
    )


def _apart(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [p[0] for p in pairs], [p[1] for p in pairs]
