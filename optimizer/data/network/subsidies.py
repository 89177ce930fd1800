"""Subsidies: which builds and which operations earn them, and which budgets pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import label, pairs_of
from optimizer.data.network.struck import places

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

ON_BUILDS = ("capex", "capacity")
Row = dict[str, Any]


class Scope:
    """What a row of ``subsidies`` is about."""

    def __init__(self, instance: Instance) -> None:
        """Read places and stages from ``instance``."""
        self._where = places(instance)
        self.site = dict(pairs_of(instance.table("facilities"), "facility", "site"))
        self.rung = dict(pairs_of(instance.table("processes"), "process", "rung"))
        self._stage = dict(pairs_of(instance.table("rungs"), "rung", "stage"))
        self.operations = list(pairs_of(instance.table("operations"), "facility", "process"))

    def lies_in(self, facility: str, area: str) -> bool:
        """Whether ``facility`` stands in ``area``: a country or a bloc of them."""
        return self._where.within(self._where.country_of_site[self.site[facility]], area)

    def has_place(self, row: Row, facility: str) -> bool:
        """Whether ``facility`` is within ``row``'s area, site and facility."""
        return (
            self.lies_in(facility, row["area"])
            and row["site"] in {"", self.site[facility]}
            and row["facility"] in {"", facility}
        )

    def has_process(self, row: Row, process: str) -> bool:
        """Whether ``process`` is within ``row``'s process, rung and stage."""
        rung = self.rung[process]
        return (
            row["process"] in {"", process}
            and row["rung"] in {"", rung}
            and row["stage"] in {"", self._stage.get(rung, "")}
        )

    def builders(self, row: Row) -> set[str]:
        """Facilities whose builds earn it: they run a process that it is about."""
        return {
            f for f, p in self.operations if self.has_place(row, f) and self.has_process(row, p)
        }

    def runs(self, row: Row) -> list[int]:
        """Operations that earn it."""
        return [
            o
            for o, (f, p) in enumerate(self.operations)
            if self.has_place(row, f) and self.has_process(row, p)
        ]


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Sets ``grants`` (on builds) and ``premiums`` (on activity), their rates and their budgets."""
    rows = list(instance.table("subsidies").iter_rows(named=True))
    scope = Scope(instance)
    granted = _grants(b, instance, calendar, scope, [r for r in rows if r["per"] in ON_BUILDS])
    paid = _premiums(b, instance, calendar, scope, [r for r in rows if r["per"] not in ON_BUILDS])
    _budgets(b, instance, calendar, scope, granted, paid)


def _grants(
    b: Builder, instance: Instance, calendar: Calendar, scope: Scope, rows: list[Row]
) -> list[tuple[Row, str, int]]:
    """The subsidy, facility and period of each grant."""
    offered = {row["expansion"]: row for row in instance.table("expansions").iter_rows(named=True)}
    labels = b.sets["vintages"].labels
    vintages = [
        (offered[e], calendar.position[t]) for e, _, t in (v.rpartition("@") for v in labels)
    ]
    found: list[tuple[Row, int]] = []
    for row in rows:
        low, high = calendar.window(row["first_period"], row["last_period"])
        here = scope.builders(row)
        found += [
            (row, v)
            for v, (build, decided) in enumerate(vintages)
            if build["facility"] in here and low <= decided <= high
        ]
    b.add_set(
        "grants", (label(r["subsidy"], labels[v]) for r, v in found), "a subsidy on a vintage"
    )
    ids, which = np.arange(len(found)), [v for _, v in found]
    decided = [vintages[v][1] for v in which]
    b.add_relation("granted_to", "grants", "vintages", (ids, which), "the vintage")
    b.add_relation("granted_in", "periods", "grants", (decided, ids), "grants of a period")
    rates = np.array([r["rate"] for r, _ in found], dtype=float)
    of_capex = np.array([r["per"] == "capex" for r, _ in found], dtype=bool)
    b.add_parameter("grant_share", "grants", np.where(of_capex, rates, 0.0), "1", "of the capex")
    b.add_parameter(
        "grant_per_capacity",
        "grants",
        np.where(of_capex, 0.0, rates),
        "money per unit/year",
        "rate",
    )
    left = np.array([_left(calendar, *vintages[v]) for v in which], dtype=float)
    b.add_parameter("grant_left", "grants", left, "1", "fraction of the life left at the end")
    return [(r, vintages[v][0]["facility"], vintages[v][1]) for r, v in found]


def _left(calendar: Calendar, build: Row, decided: int) -> float:
    """The part of a build's life that is left when the horizon ends."""
    used = calendar.elapsed[-1] - calendar.elapsed[calendar.online(decided, build["lead_days"])]
    return max(0.0, 1.0 - float(used) / float(build["life_years"]))


def _premiums(
    b: Builder, instance: Instance, calendar: Calendar, scope: Scope, rows: list[Row]
) -> list[tuple[Row, str]]:
    """The subsidy and facility of each premium."""
    found = [(row, o) for row in rows for o in scope.runs(row)]
    labels = b.sets["operations"].labels
    b.add_set(
        "premiums", (label(r["subsidy"], labels[o]) for r, o in found), "a subsidy on an operation"
    )
    b.add_relation(
        "earned_by", "premiums", "operations", (np.arange(len(found)), [o for _, o in found]), "it"
    )
    supports = supported(instance, scope)
    period_of = np.array(calendar.period_of)
    rate: Floats = np.zeros((len(found), period_of.size))
    for at, (row, o) in enumerate(found):
        low, high = calendar.window(row["first_period"], row["last_period"])
        each = row["rate"] * (supports[o] if row["per"] == "energy" else 1.0)
        rate[at] = np.where((period_of >= low) & (period_of <= high), each, 0.0)
    b.add_parameter(
        "premium_rate", ("premiums", "moments"), rate, "money/activity", "for each unit of activity"
    )
    return [(row, scope.operations[o][0]) for row, o in found]


def supported(instance: Instance, scope: Scope) -> Floats:
    """Battery energy that a unit of each operation supports; 0 where its process is on no rung."""
    energy = dict(pairs_of(instance.table("rungs"), "rung", "energy_per_unit"))
    through = dict(pairs_of(instance.table("processes"), "process", "throughput"))
    return np.array(
        [through[p] * energy.get(scope.rung[p], 0.0) for _, p in scope.operations], dtype=float
    )


def _budgets(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    scope: Scope,
    granted: list[tuple[Row, str, int]],
    paid: list[tuple[Row, str]],
) -> None:
    """A budget holds on every course of events, of which the last moment is a ``finish``."""
    rows = list(instance.table("subsidy_budgets").iter_rows(named=True))
    b.add_set("budgets", (row["budget"] for row in rows), "budgets of subsidies")
    followed = {moment.before for moment in calendar.moments}
    ends = [n for n in range(len(calendar.moments)) if n not in followed]
    labels = b.sets["moments"].labels
    b.add_set("finishes", (labels[n] for n in ends), "last moments of all courses")
    inside: list[tuple[int, int]] = []
    earned: list[tuple[int, int]] = []
    times: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        low, high = calendar.window(row["first_period"], row["last_period"])
        inside += [
            (at, g)
            for g, (r, f, t) in enumerate(granted)
            if low <= t <= high and _pays(row, r) and scope.lies_in(f, row["area"])
        ]
        earned += [
            (at, e)
            for e, (r, f) in enumerate(paid)
            if _pays(row, r) and scope.lies_in(f, row["area"])
        ]
        times += [
            (at * len(ends) + k, n)
            for k, end in enumerate(ends)
            for n in calendar.paths[end]
            if low <= calendar.moments[n].period <= high
        ]
    b.add_relation("grants_under", "budgets", "grants", _apart(inside), "grants that it pays")
    b.add_relation("premiums_under", "budgets", "premiums", _apart(earned), "premiums that it pays")
    b.add_relation(
        "spending_at", ("budgets", "finishes"), "moments", _apart(times), "of a course, in it"
    )
    b.add_parameter("budget", "budgets", [row["amount"] for row in rows], "money", "most paid")


def _pays(budget: Row, subsidy: Row) -> bool:
    return budget["programme"] in {"", subsidy["programme"] or subsidy["subsidy"]}


def _apart(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [p[0] for p in pairs], [p[1] for p in pairs]
