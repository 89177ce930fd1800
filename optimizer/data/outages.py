"""Outages to be survived: which there are, and instances in which plans must have an answer.

An outage is a branch of probability 0 that leaves the trunk at the strike and ends with the outage;
what it asks is a row of ``guarantees`` for each of its periods, so that a longer one asks for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from optimizer.data.network.moments import Calendar
from optimizer.data.tree import extended
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.data.instance import Instance

TABLE_OF = {
    "country": "countries",
    "site": "sites",
    "facility": "facilities",
    "lane": "lanes",
    "chokepoint": "chokepoints",
    "stage": "stages",
    "rung": "rungs",
}
"""What may be lost (a country, or a bloc where it is named), and the table that lists it."""
KINDS = tuple(TABLE_OF)
WHOLE = 0.99
"""An outage of so much of a period counts as one of all of it: a year of 366 days is a year."""


@dataclass(frozen=True)
class Survive:
    """What plans must survive.

    ``what``: kinds of things, ``country``, or some of them, ``country=CHN,IDN``, but nothing named
    in ``spared``; each is lost alone, or with ``pairs`` each two of them together as well.
    ``share``: of the demand of every
    period of an outage, 0 to 1, in each of ``areas`` (countries or blocs; none: all markets
    together). ``strikes``: periods in which outages begin (none: the middle of the horizon).
    ``length``: days (``None``: the period of the strike). ``remaining``: what the lost thing still
    does, 0 to 1.
    """

    what: tuple[str, ...] = ("country",)
    share: float = 0.9
    strikes: tuple[str, ...] = ()
    length: float | None = None
    remaining: float = 0.0
    pairs: bool = False
    areas: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("share", "remaining"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise SettingsError(f"{name} = {getattr(self, name)!r}: must be from 0 to 1")
        if self.length is not None and not self.length > 0.0:
            raise SettingsError(f"length = {self.length!r}: must be days, more than 0")
        if not self.what:
            raise SettingsError("survive: say what, such as country or country=CHN,IDN")
        for text in self.what:
            if text.partition("=")[0] not in KINDS:
                raise SettingsError(f"survive = {text!r}: must begin with {', '.join(KINDS)}")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Outage:
    """Things that are lost together, from a period on: ``lost`` are pairs of kind and target.

    ``left``: what remains of them, by name of each period of the outage, in order.
    """

    lost: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, float], ...]

    @property
    def name(self) -> str:
        """``country:CHN/2030``, ``country:CHN+country:IDN/2030``: the scenario that it becomes."""
        return f"{'+'.join(f'{kind}:{target}' for kind, target in self.lost)}/{self.strike}"

    @property
    def strike(self) -> str:
        """The period in which it begins."""
        return self.left[0][0]

    @property
    def end(self) -> str:
        """The last period of it."""
        return self.left[-1][0]


def outages(instance: Instance, survive: Survive) -> tuple[Outage, ...]:
    """All outages of an instance that are asked for, by strike, single ones first.

    A country without a site has nothing to lose and is passed over. A market's own country is as
    good as any other: it loses its plants and what it sends out, not what it receives.

    Raises:
        SettingsError: a thing or a period that the instance does not have.
    """
    calendar = Calendar(instance)
    things = [thing for text in survive.what for thing in _things(instance, text)]
    things = [thing for thing in dict.fromkeys(things) if thing[1] not in survive.spared]
    lost: list[tuple[tuple[str, str], ...]] = [(thing,) for thing in things]
    lost += combinations(things, 2) if survive.pairs else []
    strikes = survive.strikes or (calendar.periods[len(calendar.periods) // 2],)
    for strike in strikes:
        if strike not in calendar.position:
            known = f"{calendar.periods[0]} to {calendar.periods[-1]}"
            raise SettingsError(f"strike = {strike!r}: no such period; there are {known}")
    return tuple(
        Outage(together, _left(calendar, strike, survive))
        for strike in dict.fromkeys(strikes)
        for together in lost
    )


def _things(instance: Instance, text: str) -> list[tuple[str, str]]:
    kind, _, named = text.partition("=")
    known = instance.table(TABLE_OF[kind])[kind].to_list()
    if not named:
        if kind == "country":
            placed = set(instance.table("sites")["country"])
            known = [country for country in known if country in placed]
        return [(kind, target) for target in known]
    if kind == "country":
        known = [*known, *instance.table("blocs")["bloc"].unique(maintain_order=True)]
    targets = [name.strip() for name in named.split(",")]
    if unknown := [name for name in targets if name not in known]:
        raise SettingsError(f"survive = {text!r}: no {kind} is called {', '.join(unknown)}")
    return [(kind, target) for target in targets]


def _left(calendar: Calendar, strike: str, survive: Survive) -> tuple[tuple[str, float], ...]:
    """What is left in each period: less for as many of its days as the outage lasts."""
    first = calendar.position[strike]
    days = float(calendar.days[first]) if survive.length is None else survive.length
    left = []
    for period, size in zip(calendar.periods[first:], calendar.days[first:], strict=True):
        part = min(days / size, 1.0)
        part = 1.0 if part >= WHOLE else part
        left.append((period, 1.0 - (1.0 - survive.remaining) * part))
        days -= size
        if days <= (1.0 - WHOLE) * size:
            break
    return tuple(left)


def facing(instance: Instance, struck: Iterable[Outage], survive: Survive) -> Instance:
    """The instance with a branch for each outage and what its plans must serve there."""
    rows: dict[str, list[dict[str, Any]]] = {"scenarios": [], "disruptions": [], "guarantees": []}
    for outage in struck:
        rows["scenarios"].append(
            {
                "scenario": outage.name,
                "parent": "",
                "from_period": outage.strike,
                "probability": 0.0,
                "last_period": outage.end,
            }
        )
        for (period, left), (kind, target) in (
            (part, thing) for part in outage.left for thing in outage.lost
        ):
            rows["disruptions"].append(
                {
                    "disruption": f"{outage.name}/{period}/{kind}:{target}",
                    "scenario": outage.name,
                    "kind": kind,
                    "target": target,
                    "first_period": period,
                    "last_period": period,
                    "remaining": left,
                }
            )
        rows["guarantees"] += [
            {
                "guarantee": f"{outage.name}/{period}" + (f"/{area}" if area else ""),
                "scenario": outage.name,
                "area": area,
                "share": survive.share,
                "first_period": period,
                "last_period": period,
            }
            for period, _ in outage.left
            for area in survive.areas or ("",)
        ]
    return extended(instance, rows)
