"""What fraction disruptions leave, by thing and moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.data.network.accounts import bare, pairs_of
from optimizer.data.network.moments import TRUNK, Calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats

Row = dict[str, Any]


@dataclass(frozen=True)
class Remaining:
    """Fractions left, each of shape things × moments, in the order of the tables.

    ``obliged`` is 1 by moment, and 0 once a disruption has struck a branch unforeseen: from then on
    nobody has to keep a least use or a least take (force majeure).
    """

    of_facility: Floats
    of_operation: Floats
    of_supply: Floats
    of_contract: Floats
    of_lane: Floats
    of_shipment: Floats
    obliged: Floats


@dataclass(frozen=True)
class _Places:
    """Who is where: what a row of disruptions is matched against."""

    country_of_site: dict[str, str]
    blocs: dict[str, set[str]]

    def within(self, country: str, area: str) -> bool:
        """Whether a country is in a country or bloc; an empty area holds all."""
        return area in ("", country) or country in self.blocs.get(area, ())

    def crosses_out(self, lane: Row, area: str) -> bool:
        """Whether a lane leaves a country or bloc; with an empty area, any country."""
        inside = bool(area) and self.within(lane["to"], area)
        return self.within(lane["country"], area) and lane["to"] != lane["country"] and not inside


def places(instance: Instance) -> _Places:
    """Countries of sites and members of blocs."""
    blocs: dict[str, set[str]] = {}
    for bloc, country in pairs_of(instance.table("blocs"), "bloc", "country"):
        blocs.setdefault(bloc, set()).add(country)
    return _Places(dict(pairs_of(instance.table("sites"), "site", "country")), blocs)


def remaining(instance: Instance, calendar: Calendar) -> Remaining:
    """Multiply the rows of ``disruptions`` out."""
    where = places(instance)
    moments = len(calendar.moments)
    names = ("facilities", "operations", "supplies", "contracts", "lanes", "shipments")
    left = {name: np.ones((instance.table(name).height, moments)) for name in names}
    obliged = np.ones(moments)
    rows = instance.table("disruptions")
    asked = names if rows.height else ()
    things = {name: _things(instance, name, where) for name in asked}
    for row in rows.iter_rows(named=True):
        low, high = calendar.window(row["first_period"], row["last_period"])
        struck = [
            n
            for n, m in enumerate(calendar.moments)
            if low <= m.period <= high
            and (row["scenario"] == TRUNK or row["scenario"] in calendar.lineage(m.scenario))
        ]
        for name in names:
            hit = [at for at, thing in enumerate(things[name]) if _hits(row, name, thing, where)]
            if hit and struck:
                left[name][np.ix_(hit, struck)] *= row["remaining"]
        if row["scenario"] != TRUNK:
            obliged[_from_then_on(calendar, row["scenario"], low)] = 0.0
    return Remaining(
        of_facility=left["facilities"],
        of_operation=left["operations"],
        of_supply=left["supplies"],
        of_contract=left["contracts"],
        of_lane=left["lanes"],
        of_shipment=left["shipments"],
        obliged=obliged,
    )


def _from_then_on(calendar: Calendar, scenario: str, first: int) -> list[int]:
    """Moments of a branch and its descendants from a period on."""
    return [
        n
        for n, m in enumerate(calendar.moments)
        if m.period >= first and scenario in calendar.lineage(m.scenario)
    ]


def _things(instance: Instance, name: str, where: _Places) -> list[Row]:
    """The rows of a table with what disruptions ask about: site, countries, stage, passages."""
    table = bare(instance, name)
    if name == "operations":
        rungs = instance.table("rungs").select("rung", "stage")
        table = (
            table.join(bare(instance, "facilities"), on="facility", maintain_order="left")
            .join(bare(instance, "processes"), on="process", how="left", maintain_order="left")
            .join(rungs, on="rung", how="left", maintain_order="left")
        )
    if name == "shipments":
        lanes = bare(instance, "lanes")
        table = table.join(lanes, on="lane", how="left", maintain_order="left")
    passed: dict[str, set[str]] = {}
    for lane, point in pairs_of(instance.table("lane_chokepoints"), "lane", "chokepoint"):
        passed.setdefault(lane, set()).add(point)
    rows = list(table.iter_rows(named=True))
    for row in rows:
        row["from"] = row.get("site", row.get("origin", ""))
        row["country"] = where.country_of_site[row["from"]]
        if "destination" in row:
            row["to"] = where.country_of_site[row["destination"]]
            row["passes"] = passed.get(row["lane"], set())
    return rows


def _hits(row: Row, name: str, thing: Row, where: _Places) -> bool:
    """Whether a row of disruptions strikes a thing of the table ``name``."""
    kind = row["kind"]
    if row["commodity"] and kind in _NARROWED:
        return (
            name == "shipments"
            and thing["commodity"] == row["commodity"]
            and (
                thing["lane"] == row["target"]
                if kind == "lane"
                else where.crosses_out(thing, row["target"])
            )
        )
    return name in _STRUCK[kind] and _IS_STRUCK[kind](row, thing, where)


_NARROWED = ("country", "lane")
"""Kinds that, with a commodity, strike only its shipments."""

_AT_SITES = ("facilities", "supplies", "contracts", "lanes")
_STRUCK: dict[str, tuple[str, ...]] = {
    "country": _AT_SITES,
    "site": _AT_SITES,
    "facility": ("facilities",),
    "lane": ("lanes",),
    "chokepoint": ("lanes",),
    "stage": ("operations",),
    "rung": ("operations",),
    "commodity": ("shipments",),
}

_IS_STRUCK: dict[str, Callable[[Row, Row, _Places], bool]] = {
    "country": lambda row, thing, where: (
        where.crosses_out(thing, row["target"])
        if "to" in thing
        else where.within(thing["country"], row["target"])
    ),
    "site": lambda row, thing, _: thing["from"] == row["target"],
    "facility": lambda row, thing, _: thing["facility"] == row["target"],
    "lane": lambda row, thing, _: thing["lane"] == row["target"],
    "chokepoint": lambda row, thing, _: row["target"] in thing["passes"],
    "stage": lambda row, thing, where: (
        thing["stage"] == row["target"] and where.within(thing["country"], row["country"])
    ),
    "rung": lambda row, thing, where: (
        thing["rung"] == row["target"] and where.within(thing["country"], row["country"])
    ),
    "commodity": lambda row, thing, where: (
        thing["commodity"] == row["target"] and where.crosses_out(thing, row["country"])
    ),
}
