"""Whom a disruption strikes: a row of ``disruptions`` against all things of an instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.data.network.accounts import bare, pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Integers

Row: TypeAlias = "Mapping[str, Any]"
Flags: TypeAlias = NDArray[np.bool_]

THINGS = ("facilities", "operations", "supplies", "contracts", "lanes", "shipments")
"""Tables whose rows a disruption may strike."""


@dataclass(frozen=True)
class Places:
    """Who is where: countries of sites and members of blocs."""

    country_of_site: dict[str, str]
    blocs: dict[str, set[str]]

    def members(self, area: str) -> set[str]:
        """The countries of a country or bloc."""
        return {area} | self.blocs.get(area, set())

    def within(self, country: str, area: str) -> bool:
        """Whether a country is in a country or bloc; an empty area holds all."""
        return area == "" or country in self.members(area)


def places(instance: Instance) -> Places:
    """Countries of sites and members of blocs."""
    blocs: dict[str, set[str]] = {}
    for bloc, country in pairs_of(instance.table("blocs"), "bloc", "country"):
        blocs.setdefault(bloc, set()).add(country)
    return Places(dict(pairs_of(instance.table("sites"), "site", "country")), blocs)


class Struck:
    """Answers, for any row of ``disruptions``, which things of an instance it strikes."""

    def __init__(self, instance: Instance) -> None:
        self._where = places(instance)
        self._things = {name: _things(instance, name, self._where) for name in THINGS}

    def by(self, row: Row) -> dict[str, Integers]:
        """Positions of what a row strikes, by table of ``THINGS``; tables it spares are left out.

        ``row``: ``kind``, ``target``, ``country`` and ``commodity``, the last two empty for none.
        """
        narrowed = bool(row["commodity"]) and row["kind"] in _NARROWED
        found = {}
        for name in ("shipments",) if narrowed else _STRUCK[row["kind"]]:
            hit = np.flatnonzero((_narrowed if narrowed else _hit)(row, self._things[name]))
            if hit.size:
                found[name] = hit
        return found


@dataclass(frozen=True)
class _Column:
    """A column of names: the position of each row's name among the distinct ones."""

    codes: Integers
    code: dict[str, int]

    @classmethod
    def of(cls, values: Sequence[str | None]) -> _Column:
        code: dict[str, int] = {}
        codes = [code.setdefault(value or "", len(code)) for value in values]
        return cls(np.array(codes, dtype=np.int64), code)

    def equal(self, name: str) -> Flags:
        """Whether it is this name."""
        return np.equal(self.codes, self.code.get(name, -1))

    def among(self, names: Iterable[str]) -> Flags:
        """Whether it is one of these names."""
        known = np.zeros(len(self.code) + 1, dtype=bool)
        known[[self.code.get(name, -1) for name in names]] = True
        known[-1] = False
        return known[self.codes]


@dataclass(frozen=True)
class _Things:
    """The rows of a table with what disruptions ask about: sites, countries, stage, passages."""

    where: Places
    columns: dict[str, _Column]
    abroad: Flags
    passing: dict[str, list[int]]

    def within(self, area: str, column: str = "country") -> Flags:
        """Whether it lies in a country or bloc; an empty area holds all."""
        names = self.columns[column]
        return names.among(self.where.members(area)) if area else np.full(names.codes.size, True)

    def crossing_out(self, area: str) -> Flags:
        """Whether it leaves a country or bloc; with an empty area, any country."""
        return self.within(area) & self.abroad & ~(self.within(area, "to") & bool(area))

    def through(self, chokepoint: str) -> Flags:
        """Whether it passes a chokepoint."""
        flags = np.zeros(self.abroad.size, dtype=bool)
        flags[self.passing.get(chokepoint, [])] = True
        return flags


def _things(instance: Instance, name: str, where: Places) -> _Things:
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
    named: dict[str, list[str]] = {
        column: table[column].to_list()
        for column in ("facility", "lane", "stage", "rung", "commodity")
        if column in table.columns
    }
    named["from"] = table["site" if "site" in table.columns else "origin"].to_list()
    named["country"] = [where.country_of_site[site] for site in named["from"]]
    passing: dict[str, list[int]] = {}
    if "destination" in table.columns:
        named["to"] = [where.country_of_site[site] for site in table["destination"].to_list()]
        passing = _passing(instance, named["lane"])
    ends = zip(named["country"], named.get("to", named["country"]), strict=True)
    abroad = np.array([a != b for a, b in ends], dtype=bool)
    return _Things(where, {c: _Column.of(v) for c, v in named.items()}, abroad, passing)


def _passing(instance: Instance, lanes: list[str]) -> dict[str, list[int]]:
    """Positions of what passes each chokepoint."""
    of_lane: dict[str, list[str]] = {}
    for lane, point in pairs_of(instance.table("lane_chokepoints"), "lane", "chokepoint"):
        of_lane.setdefault(lane, []).append(point)
    found: dict[str, list[int]] = {}
    for at, lane in enumerate(lanes):
        for point in of_lane.get(lane, ()):
            found.setdefault(point, []).append(at)
    return found


def _narrowed(row: Row, things: _Things) -> Flags:
    """Shipments of one commodity: on a lane, or out of a country."""
    target = row["target"]
    where = (
        things.columns["lane"].equal(target)
        if row["kind"] == "lane"
        else things.crossing_out(target)
    )
    return where & things.columns["commodity"].equal(row["commodity"])


def _hit(row: Row, things: _Things) -> Flags:
    return _IS_STRUCK[row["kind"]](row["target"], row["country"], things)


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

_IS_STRUCK: dict[str, Callable[[str, str, _Things], Flags]] = {
    "country": lambda target, _, things: (
        things.crossing_out(target) if "to" in things.columns else things.within(target)
    ),
    "site": lambda target, _, things: things.columns["from"].equal(target),
    "facility": lambda target, _, things: things.columns["facility"].equal(target),
    "lane": lambda target, _, things: things.columns["lane"].equal(target),
    "chokepoint": lambda target, _, things: things.through(target),
    "stage": lambda target, area, things: (
        things.columns["stage"].equal(target) & things.within(area)
    ),
    "rung": lambda target, area, things: things.columns["rung"].equal(target) & things.within(area),
    "commodity": lambda target, area, things: (
        things.columns["commodity"].equal(target) & things.crossing_out(area)
    ),
}
