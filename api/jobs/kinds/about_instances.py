"""Kinds that ask about an instance and give a study: each a model of its members and an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

import optimizer
from api.jobs.kinds.kind import Members
from api.jobs.kinds.reading import study

if TYPE_CHECKING:
    from api.jobs.studying import Asked
    from optimizer import Study

Share = float
Lost = Literal["country", "site", "facility", "lane", "chokepoint", "stage", "rung"]


class Front(Members):
    """What is traced: ``points`` limits on ``measure``, evenly from ``from`` to ``to``.

    Without ``from`` they begin at what the cheapest plan has, without ``to`` they end at the least
    that there is. ``by_rung``: also what a percentage point less of each rung would cost.
    """

    measure: Literal["exposure", "stage_share", "pass_through", "survival", "co2"] = "exposure"
    points: int = Field(11, ge=2, le=200)
    start: float | None = Field(None, ge=0, alias="from")
    end: float | None = Field(None, ge=0, alias="to")
    by_rung: bool = True


class Guarantee(Members):
    """What is to be survived.

    ``what`` is lost, each thing alone: ``country``, ``site``, ``facility``, ``lane``,
    ``chokepoint``, ``stage``, ``rung``, or some of them, ``country=CHN,IDN``; with ``pairs`` each
    two together as well, but nothing named in ``spared``. ``share`` of the demand is served all
    the same in each of ``areas`` (none: all markets together), in every period of an outage.
    Outages begin in ``strikes`` (none: the middle period) and last ``length`` days (null: the
    period); ``remaining``: the fraction that still works.
    """

    what: list[str] = Field(["country"], min_length=1, max_length=50)
    share: float = Field(0.9, ge=0, le=1)
    strikes: list[str] = Field([], max_length=200)
    length: float | None = Field(None, gt=0)
    remaining: float = Field(0.0, ge=0, le=1)
    pairs: bool = False
    areas: list[str] = Field([], max_length=200)
    spared: list[str] = Field([], max_length=200)


def _front(asked: Asked) -> Study:
    own = asked.own(Front)
    settings = optimizer.FrontSettings(
        own.measure, own.points, own.start, own.end, by_rung=own.by_rung
    )
    return optimizer.front(asked.instance, settings, asked.build, asked.solve, asked.watch)


def _guarantee(asked: Asked) -> Study:
    own = asked.own(Guarantee)
    survive = optimizer.Survive(
        what=tuple(own.what),
        share=own.share,
        strikes=tuple(own.strikes),
        length=own.length,
        remaining=own.remaining,
        pairs=own.pairs,
        areas=tuple(own.areas),
        spared=tuple(own.spared),
    )
    return optimizer.guarantee(asked.instance, survive, asked.build, asked.solve, asked.watch)


def _worth(asked: Asked) -> Study:
    return optimizer.worth(asked.instance, asked.build, asked.solve, asked.watch)


def _check(asked: Asked) -> Study:
    return optimizer.check_study(asked.instance)


KINDS = (
    study(
        "front",
        "what less of a measure costs: the cheapest plan within each of several limits",
        _front,
        own=Front,
        build=True,
        solve={"time_limit": 900.0},
        example={"instance": "toy-dependence", "front": {"measure": "exposure", "points": 5}},
    ),
    study(
        "guarantee",
        "the cheapest plan that survives every outage of a list, and what that costs more",
        _guarantee,
        own=Guarantee,
        build=True,
        solve={"time_limit": 900.0},
        example={"instance": "toy-outage", "guarantee": {"what": ["country"], "share": 0.8}},
    ),
    study(
        "worth",
        "what planning for all courses of events saves, and what knowing the course would",
        _worth,
        build=True,
        solve={"gap": 0.001},
        example={"instance": "toy-hedge", "build": {"scenarios": "all"}},
    ),
    study(
        "check",
        "what is suspicious in an instance, each finding at its cell",
        _check,
        example={"instance": "toy-loop"},
    ),
)
"""A new kind is one more entry; see ``reading.study``."""
