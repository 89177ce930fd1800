"""What fraction disruptions leave, by thing and moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.data.instance import Instance
from optimizer.data.network.accounts import bare, pairs_of
from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.problem import Floats

Row = dict[str, Any]


@dataclass(frozen=True)
class Remaining:
    """Fractions left, each of shape things × moments, in the order of the tables."""

    of_facility: Floats
    of_operation: Floats
    of_supply: Floats
    of_contract: Floats
    of_lane: Floats
    of_shipment: Floats


@dataclass(frozen=True)
class _Places:
    """Who is where: what a row of disruptions is matched against."""

    country_of_site: dict[str, str]
    blocs: dict[str, set[str]]

    def within(self, country: str, area: str) -> bool:
        """Whether a country is in a country or bloc; an empty area holds all."""
        return area in ("", country) or country in self.blocs.get(area, ())


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
    things = {name: _things(instance, name, where) for name in names}
    for row in instance.table("disruptions").iter_rows(named=True):
        low, high = calendar.window(row["first_period"], row["last_period"])
        struck = [
            n for n, m in enumerate(calendar.moments)
            if low <= m.period <= high
            and (row["scenario"] == TRUNK or row["scenario"] in calendar.lineage(m.scenario))
        ]
        for name in names:
            hit = [at for at, thing in enumerate(things[name]) if _hits(row, name, thing, where)]
            if hit and struck:
                left[name][np.ix_(hit, struck)] *= row["remaining"]
    return Remaining(*(left[name] for name in names))


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
            row["abroad"] = where.country_of_site[row["destination"]] != row["country"]
            row["passes"] = passed.get(row["lane"], set())
    return rows


def _hits(row: Row, name: str, thing: Row, where: _Places) -> bool:
    kind, target, only = row["kind"], row["target"], row["commodity"]
    if only and kind in ("country", "lane"):
        if name != "shipments" or thing["commodity"] != only:
            return False
        if kind == "lane":
            return bool(thing["lane"] == target)
        return bool(thing["abroad"]) and where.within(thing["country"], target)
    match kind:
        case "country":
            return name in _AT_SITES and where.within(thing["country"], target)
        case "site":
            return name in _AT_SITES and thing["from"] == target
        case "facility":
            return name == "facilities" and thing["facility"] == target
        case "lane":
            return name == "lanes" and thing["lane"] == target
        case "chokepoint":
            return name == "lanes" and target in thing["passes"]
        case "stage" | "rung":
            return (
                name == "operations" and thing[kind] == target
                and where.within(thing["country"], row["country"])
            )
        case _:
            return (
                name == "shipments" and thing["commodity"] == target and thing["abroad"]
                and where.within(thing["country"], row["country"])
            )


_AT_SITES = ("facilities", "supplies", "contracts", "lanes")
