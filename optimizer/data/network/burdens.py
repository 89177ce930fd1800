"""Burdens: who causes how much of what, what that costs and what limits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import label, pairs_of
from optimizer.data.network.emissions import KG_IN_T
from optimizer.data.network.shipping import carried, tonnes_per_unit
from optimizer.data.network.struck import places
from optimizer.data.network.trade import Rules

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder, Floats

CAUSES = ("operations", "shipments", "supplies", "contracts")
"""Sets of what causes burdens."""
_CAUSED_BY = {
    "process": ("operations",),
    "rung": ("operations",),
    "mode": ("shipments",),
    "commodity": ("supplies", "contracts"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Thing:
    """What causes: where, and the name that a ``target`` may be, by kind of rate."""

    country: str
    names: dict[str, str]
    tkm: float = 0.0
    """Tonne-kilometres of a unit."""


class Causes:
    """All that causes burdens, and how much each unit of it causes."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._where = places(instance)
        self.things = {
            "operations": self._operations(),
            "shipments": self._shipments(),
            "supplies": self._bought("supplies"),
            "contracts": self._bought("contracts"),
        }

    def rates(self, burden: str) -> dict[str, Floats]:
        """A number for each of each set: burden by unit of activity, carried, bought."""
        rates = {name: np.zeros(len(things)) for name, things in self.things.items()}
        if burden == "co2":
            rates["operations"] += self._stated("processes", "process", "co2_t_per_unit")
            rates["shipments"] += self._stated("modes", "mode", "co2_kg_per_tkm") / KG_IN_T
        for row in self.instance.table("burden_rates").iter_rows(named=True):
            if row["burden"] != burden:
                continue
            for name in _CAUSED_BY[row["kind"]]:
                rates[name] += [
                    row["amount"] * self._hit(thing, row) for thing in self.things[name]
                ]
        rates["shipments"] *= [thing.tkm for thing in self.things["shipments"]]
        return rates

    def inside(self, name: str, area: str) -> Floats:
        """1 where a thing lies in an area, else 0."""
        return np.array(
            [self._where.within(thing.country, area) for thing in self.things[name]], dtype=float
        )

    def _hit(self, thing: Thing, row: Row) -> bool:
        named = row["target"] in ("", thing.names[row["kind"]])
        return named and self._where.within(thing.country, row["country"])

    def _stated(self, table: str, kind: str, column: str) -> Floats:
        values = dict(pairs_of(self.instance.table(table), kind, column))
        things = self.things["operations" if kind == "process" else "shipments"]
        return np.array([float(values[thing.names[kind]]) for thing in things], dtype=float)

    def _operations(self) -> list[Thing]:
        site = dict(pairs_of(self.instance.table("facilities"), "facility", "site"))
        rung = dict(pairs_of(self.instance.table("processes"), "process", "rung"))
        return [
            Thing(self._where.country_of_site[site[f]], {"process": p, "rung": rung[p]})
            for f, p in pairs_of(self.instance.table("operations"), "facility", "process")
        ]

    def _shipments(self) -> list[Thing]:
        rows = carried(self.instance)
        tkm = rows["distance_km"].to_numpy() * np.nan_to_num(
            tonnes_per_unit(self.instance, rows["commodity"])
        )
        return [
            Thing(self._where.country_of_site[origin], {"mode": mode}, float(each))
            for (origin, mode), each in zip(pairs_of(rows, "origin", "mode"), tkm, strict=True)
        ]

    def _bought(self, table: str) -> list[Thing]:
        return [
            Thing(self._where.country_of_site[site], {"commodity": commodity})
            for site, commodity in pairs_of(self.instance.table(table), "site", "commodity")
        ]


def derive(b: Builder, instance: Instance, calendar: Calendar) -> None:
    """Sets of what is taxed, what pays at a border, and what is limited when."""
    causes = Causes(instance)
    rates = {name: causes.rates(name) for name in instance.table("burdens")["burden"]}
    _taxes(b, causes, rates, calendar)
    _borders(b, instance, calendar)
    _ceilings(b, causes, rates, calendar)


def _when(calendar: Calendar, row: Row) -> Floats:
    """1 at moments of the row's window, else 0."""
    low, high = calendar.window(row["first_period"], row["last_period"])
    return np.array([low <= moment.period <= high for moment in calendar.moments], dtype=float)


def _taxes(
    b: Builder, causes: Causes, rates: dict[str, dict[str, Floats]], calendar: Calendar
) -> None:
    prices = list(causes.instance.table("burden_prices").iter_rows(named=True))
    for name in CAUSES:
        tax = np.zeros((len(causes.things[name]), len(calendar.moments)))
        for row in prices:
            each = rates[row["burden"]][name] * causes.inside(name, row["area"]) * row["price"]
            tax += each[:, None] * _when(calendar, row)
        _some(b, "taxed", name, tax, "money/unit", "what it causes, priced")


def _borders(b: Builder, instance: Instance, calendar: Calendar) -> None:
    country = places(instance).country_of_site
    rows = carried(instance)
    ends = [
        (country[origin], country[destination], commodity)
        for origin, destination, commodity in pairs_of(rows, "origin", "destination", "commodity")
    ]
    charge = np.zeros((rows.height, len(calendar.moments)))
    for row, covered, in_force in Rules(instance, calendar, ends).rows("border_charges"):
        when = [in_force[moment.period] for moment in calendar.moments]
        charge[np.ix_(covered, np.flatnonzero(when))] += row["content"] * row["price"]
    _some(b, "charged", "shipments", charge, "money/unit", "paid for what it is taken to carry")


def _some(b: Builder, word: str, name: str, values: Floats, unit: str, doc: str) -> None:
    """Those of a set that have any value, under their labels, with the values."""
    some = np.flatnonzero(values.any(axis=1))
    labels = b.sets[name].labels
    b.add_set(f"{word}_{name}", (labels[at] for at in some), f"{name} with a {word} burden")
    b.add_relation(f"{name}_{word}", f"{word}_{name}", name, (np.arange(some.size), some), "it")
    b.add_parameter(
        f"rate_of_{word}_{name}", (f"{word}_{name}", "moments"), values[some], unit, doc
    )


def _ceilings(
    b: Builder, causes: Causes, rates: dict[str, dict[str, Floats]], calendar: Calendar
) -> None:
    limits = list(causes.instance.table("burden_limits").iter_rows(named=True))
    moments = b.sets["moments"].labels
    found = [
        (at, n)
        for at, row in enumerate(limits)
        for n in np.flatnonzero(_when(calendar, row)).tolist()
    ]
    b.add_set(
        "ceilings",
        (label(limits[at]["limit"], moments[n]) for at, n in found),
        "a limit on a burden at a moment",
    )
    ids, when = np.arange(len(found)), [n for _, n in found]
    b.add_relation("ceiling_at", "ceilings", "moments", (ids, when), "its moment")
    for name in CAUSES:
        _counted(b, causes, rates, name, limits, [at for at, _ in found])
    years = b.parameters["years"].values
    rows = [limits[at] for at, _ in found]
    yearly = np.array([row["per"] == "year" for row in rows], dtype=bool)
    most = np.array([row["most"] for row in rows], dtype=float)
    lasting = years[when] if found else np.zeros(0)
    b.add_parameter("ceiling", "ceilings", np.where(yearly, most * lasting, 0.0), "unit", "most")
    b.add_parameter(
        "ceiling_per_energy", "ceilings", np.where(yearly, 0.0, most), "unit/energy", "most"
    )
    _forgiving(b, calendar, limits, found)


def _forgiving(
    b: Builder, calendar: Calendar, limits: list[Row], ceilings: list[tuple[int, int]]
) -> None:
    """Limits that may be exceeded at a price."""
    priced = [at for at, row in enumerate(limits) if row["price"] is not None]
    b.add_set("forgiving", (limits[at]["limit"] for at in priced), "limits that have a price")
    place = {at: y for y, at in enumerate(priced)}
    pairs = [(x, place[at]) for x, (at, _) in enumerate(ceilings) if at in place]
    b.add_relation(
        "forgiving_as",
        "ceilings",
        "forgiving",
        ([x for x, _ in pairs], [y for _, y in pairs]),
        "it",
    )
    most = np.array([_when(calendar, limits[at]) for at in priced]).reshape(
        len(priced), len(calendar.moments)
    )
    b.add_parameter(
        "excess_max", ("forgiving", "moments"), np.where(most > 0, np.inf, 0.0), "unit", "most"
    )
    price = [limits[at]["price"] for at in priced]
    b.add_parameter("excess_price", "forgiving", price, "money/unit", "for what exceeds it")


def _counted(
    b: Builder,
    causes: Causes,
    rates: dict[str, dict[str, Floats]],
    name: str,
    limits: list[Row],
    of: list[int],
) -> None:
    """What counts under each limit: pairs of a limit and a thing that causes its burden there."""
    labels = b.sets[name].labels
    pairs: list[tuple[int, int]] = []
    amounts: list[float] = []
    for at, row in enumerate(limits):
        each = rates[row["burden"]][name] * causes.inside(name, row["area"])
        for thing in np.flatnonzero(each):
            pairs.append((at, int(thing)))
            amounts.append(float(each[thing]))
    counted = f"counted_{name}"
    b.add_set(
        counted, (label(limits[at]["limit"], labels[thing]) for at, thing in pairs), "under a limit"
    )
    b.add_relation(
        f"{name}_counted", counted, name, (np.arange(len(pairs)), [p[1] for p in pairs]), "it"
    )
    under: dict[int, list[int]] = {}
    for pair, (at, _) in enumerate(pairs):
        under.setdefault(at, []).append(pair)
    keys = [x for x, at in enumerate(of) for _ in under.get(at, [])]
    members = [pair for at in of for pair in under.get(at, [])]
    b.add_relation(f"{counted}_under", "ceilings", counted, (keys, members), "what it limits")
    b.add_parameter(f"burden_of_{counted}", counted, amounts, "unit/unit", "caused by a unit")
