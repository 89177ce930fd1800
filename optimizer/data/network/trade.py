"""Tariffs, quotas, bans and permissions, matched to shipments and periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.disruptions import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

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
    quotas: list[tuple[str, int, list[int], float]]


class Rules:
    """Matches rows with origin, destination, commodity and dates to shipments."""

    def __init__(self, instance: Instance, calendar: Calendar, ends: Ends) -> None:
        self._instance = instance
        self._calendar = calendar
        self._ends = ends
        self._members = places(instance).blocs

    def rows(self, name: str) -> list[tuple[dict[str, Any], list[int], list[bool]]]:
        """Each row of a trade table, the shipments it covers, and the periods it is in force."""
        return [
            (row, self._covered(row), self._calendar.in_force(row["first_date"], row["last_date"]))
            for row in self._instance.table(name).iter_rows(named=True)
        ]

    def _covered(self, row: dict[str, Any]) -> list[int]:
        sources, targets = self._area(row["origin"]), self._area(row["destination"])
        return [
            s
            for s, (start, end, commodity) in enumerate(self._ends)
            if row["commodity"] in ("", commodity)
            and start != end
            and (sources is None or (start in sources and end not in sources))
            and (targets is None or (end in targets and start not in targets))
        ]

    def _area(self, name: str) -> set[str] | None:
        if not name:
            return None
        return self._members.get(name, {name})


def match(instance: Instance, calendar: Calendar, ends: Ends) -> Trade:
    """Evaluate all trade tables."""
    rules = Rules(instance, calendar, ends)
    shape = (len(ends), len(calendar.periods))
    allowed, duty = np.ones(shape, dtype=bool), np.zeros(shape)
    worth = dict(
        zip(
            *(instance.table("commodities")[c] for c in ("commodity", "value_per_unit")),
            strict=True,
        )
    )
    for row, covered, when in rules.rows("tariffs"):
        for s in covered:
            duty[s] += np.array(when) * (row["rate"] * worth[ends[s][2]] + row["amount"])
    for _, covered, when in rules.rows("bans"):
        allowed[np.ix_(np.array(covered, dtype=np.int64), np.flatnonzero(when))] = False
    permit, days = _permissions(instance, rules, ends, allowed)
    of = calendar.period_of
    quotas = [
        (f"{row['quota']}@{n}", n, covered, row["quantity"])
        for row, covered, when in rules.rows("quotas")
        for n, period in enumerate(of)
        if when[period] and covered
    ]
    return Trade(allowed[:, of], duty[:, of], permit[:, of], days[:, of], days, quotas)


def _permissions(
    instance: Instance, rules: Rules, ends: Ends, allowed: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Cost and days of the cheapest permission; shuts what needs one and has none."""
    strict = instance.table("commodities").filter(instance.table("commodities")["needs_permission"])
    needing = set(strict["commodity"])
    best: dict[tuple[int, int], tuple[float, float]] = {}
    for row, covered, when in rules.rows("permissions"):
        for s in covered:
            for period in np.flatnonzero(when).tolist():
                offer = (row["cost"], row["days"])
                best[s, period] = min(best.get((s, period), offer), offer)
    cost, days = np.zeros(allowed.shape), np.zeros(allowed.shape)
    for s, (start, end, commodity) in enumerate(ends):
        if commodity not in needing or start == end:
            continue
        for period in range(allowed.shape[1]):
            if (s, period) in best:
                cost[s, period], days[s, period] = best[s, period]
            else:
                allowed[s, period] = False
    return cost, days


def derive(b: Builder, trade: Trade, days: Floats) -> None:
    """Duties, permits and cost of time per shipment; ``caps``: a quota in force at a moment.

    ``days`` are the lanes' own, by shipment.
    """
    over = ("shipments", "moments")
    b.add_parameter("duty", over, trade.duty, "money/unit", "sum of the tariffs that apply")
    b.add_parameter("permit", over, trade.permit, "money/unit", "cost of the permission used")
    tied_up = b.parameters["tied_up"].values[:, None]
    b.add_parameter(
        "waiting",
        over,
        tied_up * (days[:, None] + trade.permit_days),
        "money/unit",
        "cost of the value under way",
    )
    b.add_set("caps", (q[0] for q in trade.quotas), "a quota in force at a moment")
    ids = np.arange(len(trade.quotas))
    b.add_relation(
        "cap_moment", "caps", "moments", (ids, [q[1] for q in trade.quotas]), "its moment"
    )
    pairs = [(c, s) for c, q in enumerate(trade.quotas) for s in q[2]]
    b.add_relation(
        "capped",
        "caps",
        "shipments",
        ([p[0] for p in pairs], [p[1] for p in pairs]),
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
