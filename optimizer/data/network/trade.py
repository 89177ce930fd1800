"""Tariffs, quotas, bans and permissions, matched to shipments and periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.disruptions import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats, Integers

Ends = list[tuple[str, str, str]]
"""Country of origin, country of destination and commodity of each shipment."""


@dataclass(frozen=True)
class Trade:
    """What trade rules do to shipments (× moments; ``extra_days``: × periods)."""

    allowed: NDArray[np.bool_]
    duty: Floats
    permit: Floats
    permit_days: Floats
    extra_days: Floats
    quotas: list[tuple[str, int, Integers, float]]


class Rules:
    """Matches rows with origin, destination, commodity and dates to shipments."""

    def __init__(self, instance: Instance, calendar: Calendar, ends: Ends) -> None:
        self._instance = instance
        self._calendar = calendar
        columns = zip(*ends, strict=True) if ends else ((), (), ())
        self._start, self._end, self._commodity = (np.array(c, dtype=object) for c in columns)
        self._abroad = self._start != self._end
        self._members = places(instance).blocs

    def rows(self, name: str) -> list[tuple[dict[str, Any], Integers, list[bool]]]:
        """Each row of a trade table, the shipments it covers, and the periods it is in force."""
        return [
            (row, self._covered(row), self._calendar.in_force(row["first_date"], row["last_date"]))
            for row in self._instance.table(name).iter_rows(named=True)
        ]

    def _covered(self, row: dict[str, Any]) -> Integers:
        covered = self._abroad.copy()
        if row["commodity"]:
            covered &= self._commodity == row["commodity"]
        if row["origin"]:
            covered &= self._within(self._start, row["origin"])
            covered &= ~self._within(self._end, row["origin"])
        if row["destination"]:
            covered &= self._within(self._end, row["destination"])
            covered &= ~self._within(self._start, row["destination"])
        return np.flatnonzero(covered)

    def _within(self, countries: NDArray[Any], area: str) -> NDArray[np.bool_]:
        found = np.zeros(countries.size, dtype=bool)
        for member in self._members.get(area, {area}):
            found |= countries == member
        return found


def match(instance: Instance, calendar: Calendar, ends: Ends) -> Trade:
    """Evaluate all trade tables."""
    rules = Rules(instance, calendar, ends)
    shape = (len(ends), len(calendar.periods))
    allowed, duty = np.ones(shape, dtype=bool), np.zeros(shape)
    value = dict(pairs_of(instance.table("commodities"), "commodity", "value_per_unit"))
    worth = np.array([value[commodity] for _, _, commodity in ends], dtype=float)
    for row, covered, when in rules.rows("tariffs"):
        by_unit = row["rate"] * worth[covered] + row["amount"]
        duty[np.ix_(covered, np.flatnonzero(when))] += by_unit[:, None]
    for _, covered, when in rules.rows("bans"):
        allowed[np.ix_(covered, np.flatnonzero(when))] = False
    permit, days = _permissions(instance, rules, ends, allowed)
    of = calendar.period_of
    quotas = [
        (f"{row['quota']}@{moment.label(calendar.periods)}", n, covered, row["quantity"])
        for row, covered, when in rules.rows("quotas")
        for n, moment in enumerate(calendar.moments)
        if when[moment.period] and covered.size
    ]
    return Trade(allowed[:, of], duty[:, of], permit[:, of], days[:, of], days, quotas)


def _permissions(
    instance: Instance, rules: Rules, ends: Ends, allowed: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Cost and days of the cheapest permission; shuts what needs one and has none."""
    strict = instance.table("commodities").filter(instance.table("commodities")["needs_permission"])
    strict_ones = set(strict["commodity"])
    needing = np.array([c in strict_ones and a != z for a, z, c in ends], dtype=bool)
    cost, days = np.full(allowed.shape, np.inf), np.full(allowed.shape, np.inf)
    for row, covered, when in rules.rows("permissions"):
        where = np.ix_(covered[needing[covered]], np.flatnonzero(when))
        old, slower = cost[where], days[where]
        better = (row["cost"] < old) | ((row["cost"] == old) & (row["days"] < slower))
        cost[where] = np.where(better, row["cost"], old)
        days[where] = np.where(better, row["days"], slower)
    none = np.isinf(cost)
    allowed &= ~(needing[:, None] & none)
    return np.where(none, 0.0, cost), np.where(none, 0.0, days)


def derive(b: Builder, trade: Trade) -> None:
    """Duties and permits per shipment; ``caps``: a quota in force at a moment."""
    over = ("shipments", "moments")
    b.add_parameter("duty", over, trade.duty, "money/unit", "sum of the tariffs that apply")
    b.add_parameter("permit", over, trade.permit, "money/unit", "cost of the permission used")
    b.add_set("caps", (q[0] for q in trade.quotas), "a quota in force at a moment")
    ids = np.arange(len(trade.quotas))
    b.add_relation(
        "cap_moment", "caps", "moments", (ids, [q[1] for q in trade.quotas]), "its moment"
    )
    covered = [q[2] for q in trade.quotas]
    members = np.concatenate([np.zeros(0, dtype=np.int64), *covered])
    b.add_relation(
        "capped",
        "caps",
        "shipments",
        (np.repeat(ids, [len(c) for c in covered]), members),
        "shipments that a quota covers",
    )
    years = b.parameters["years"].values
    b.add_parameter(
        "cap",
        "caps",
        [q[3] * years[q[1]] for q in trade.quotas],
        "unit",
        "most in all that the quota covers",
    )
