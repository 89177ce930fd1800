"""What may fail: every country, site, lane, chokepoint, stage, ... of an instance, in turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.data import outages
from optimizer.data.network.struck import Struck
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Integers

TABLE_OF = {**outages.TABLE_OF, "commodity": "commodities"}
"""Kinds of disruptions and the table that lists what each may strike."""

IN_COUNTRY = ("stage", "rung", "commodity")
"""Kinds that may strike in one country alone: written ``country-stage`` and so on."""

KINDS = (*TABLE_OF, *(f"country-{kind}" for kind in IN_COUNTRY))
"""All kinds of failures, as asked for."""

USUAL = ("country", "stage", "country-stage", "chokepoint")
"""Kinds that are tried unless others are asked for."""


@dataclass(frozen=True)
class Failure:
    """Something that fails alone: the cells of a row of ``disruptions``, and what they strike."""

    kind: str
    target: str
    country: str = ""
    struck: Mapping[str, Integers] = field(default_factory=dict, compare=False, repr=False)

    @property
    def row(self) -> dict[str, Any]:
        """``kind``, ``target``, ``country`` and ``commodity`` of the row."""
        kind = self.kind.removeprefix("country-")
        return {"kind": kind, "target": self.target, "country": self.country, "commodity": ""}

    @property
    def name(self) -> str:
        """``CHN``, ``suez`` or ``CHN refining``."""
        return f"{self.country} {self.target}".strip()


def failures(instance: Instance, kinds: Iterable[str] = USUAL) -> tuple[Failure, ...]:
    """All failures of some kinds that strike anything, those of a kind together.

    Raises:
        SettingsError: there is no such kind.
    """
    asked = tuple(kinds)
    if unknown := [kind for kind in asked if kind not in KINDS]:
        raise SettingsError(
            f"kind = {', '.join(map(repr, unknown))}: must be one of {', '.join(KINDS)}"
        )
    strikes = Struck(instance)
    found = []
    for kind in asked:
        for target, country in _targets(instance, kind):
            failure = Failure(kind, target, country)
            if struck := strikes.by(failure.row):
                found.append(Failure(kind, target, country, struck))
    return tuple(found)


def _targets(instance: Instance, kind: str) -> Iterator[tuple[str, str]]:
    what = kind.removeprefix("country-")
    table = TABLE_OF[what]
    names = instance.table(table)[instance.table(table).columns[0]].to_list()
    if kind == what:
        yield from ((name, "") for name in names)
        return
    countries = instance.table("countries")["country"].to_list()
    yield from ((name, country) for country in countries for name in names)
