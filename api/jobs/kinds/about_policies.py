"""Kinds that ask what may be done: levers, partners, agreements, prices, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

import optimizer
from api.jobs.kinds.kind import Members
from api.jobs.kinds.reading import study

if TYPE_CHECKING:
    from api.jobs.studying import Asked
    from optimizer import Study, Survive

LIMIT = {"measure": "exposure", "watched": ["CHN"], "limit": 0.5}


class Survival(Members):
    """Outages in which survival is measured, as a ``guarantee`` names them."""

    what: list[str] = Field(["country"], min_length=1, max_length=50)
    strikes: list[str] = Field([], max_length=200)


class Value(Members):
    """``levers`` to value: each alone, all together, and with ``subsets`` every set of them.

    ``survive``: also how much energy is lost in outages (null: not).
    """

    levers: list[str] = Field(min_length=1, max_length=50)
    subsets: bool = False
    survive: Survival | None = None


class Partners(Members):
    """``among`` which partners of the instance coalitions are formed (none: all).

    ``survive``: also how much energy is lost in outages (null: not).
    """

    among: list[str] = Field([], max_length=50)
    survive: Survival | None = None


class Chemistries(Members):
    """``among`` which chemistries each is forbidden in turn (none: all that are sold).

    ``levers`` that are pulled in turn (null: all that bring a chemistry or let plants learn).
    """

    among: list[str] = Field([], max_length=50)
    levers: list[str] | None = Field(None, max_length=50)


class Pillars(Members):
    """``only`` which pillars of the instance are compared with the plan without them (none: all).

    ``survive``: also how much energy is lost in outages (null: not).
    """

    only: list[str] = Field([], max_length=50)
    survive: Survival | None = None


class BreakEven(Members):
    """``stages`` of recycling; ``plants`` for which all is planned anew, beside the ``loop``.

    ``metals`` whose price moves (none: all); ``use``: the part of its capacity that a plant must
    run at least to count as running.
    """

    stages: list[str] = Field(["collection", "recovery"], min_length=1, max_length=50)
    plants: list[str] = Field([], max_length=50)
    metals: list[str] = Field([], max_length=50)
    loop: bool = True
    use: float = Field(0.5, gt=0, le=1)


class Subsidy(Members):
    """The target, beside the limits of ``build``, and what a rate is paid for.

    ``domestic`` shares such as ``JP+EU:cell=0.5@2030``; ``guarantees``: those of the instance.
    ``pay``: such as ``energy:cell@JP+EU``; or ``programme``, one of the instance's own. ``share``
    of the least rate, at which the target is proved to be missed.
    """

    domestic: list[str] = Field([], max_length=50)
    guarantees: bool = False
    pay: list[str] = Field([], max_length=50)
    programme: str = ""
    share: float = Field(0.99, gt=0, lt=1)


def _survive(asked: Survival | None) -> Survive | None:
    if asked is None:
        return None
    return optimizer.Survive(what=tuple(asked.what), strikes=tuple(asked.strikes))


def _value(asked: Asked) -> Study:
    own = asked.own(Value)
    return optimizer.value(
        asked.instance,
        tuple(own.levers),
        asked.build,
        asked.solve,
        asked.watch,
        subsets=own.subsets,
        survive=_survive(own.survive),
    )


def _partners(asked: Asked) -> Study:
    own = asked.own(Partners)
    among, survive = tuple(own.among), _survive(own.survive)
    return optimizer.partners_study(
        asked.instance, among, asked.build, asked.solve, asked.watch, survive=survive
    )


def _chemistries(asked: Asked) -> Study:
    own = asked.own(Chemistries)
    levers = None if own.levers is None else tuple(own.levers)
    return optimizer.chemistries(
        asked.instance, tuple(own.among), levers, asked.build, asked.solve, asked.watch
    )


def _pillars(asked: Asked) -> Study:
    own = asked.own(Pillars)
    only, survive = tuple(own.only), _survive(own.survive)
    return optimizer.pillars_study(
        asked.instance, only, asked.build, asked.solve, asked.watch, survive=survive
    )


def _sharing(asked: Asked) -> Study:
    return optimizer.sharing(asked.instance, asked.build, asked.solve, asked.watch)


def _break_even(asked: Asked) -> Study:
    own = asked.own(BreakEven)
    settings = optimizer.BreakEvenSettings(
        tuple(own.stages), tuple(own.plants), tuple(own.metals), loop=own.loop, use=own.use
    )
    return optimizer.break_even(asked.instance, settings, asked.build, asked.solve, asked.watch)


def _subsidy(asked: Asked) -> Study:
    own = asked.own(Subsidy)
    settings = optimizer.SubsidySettings(
        domestic=tuple(optimizer.Domestic.parse(text) for text in own.domestic),
        guarantees=own.guarantees,
        pay=tuple(optimizer.Pay.parse(text) for text in own.pay),
        programme=own.programme,
        share=own.share,
    )
    return optimizer.subsidy(asked.instance, settings, asked.build, asked.solve, asked.watch)


KINDS = (
    study(
        "value",
        "what levers are worth, alone and together",
        _value,
        own=Value,
        build=True,
        solve={"gap": 0.002, "time_limit": 900.0},
        example={"instance": "toy-dependence", "value": {"levers": ["robots", "kiln"]}},
    ),
    study(
        "partners",
        "what coalitions cost, what each partner adds, and whether all stay together",
        _partners,
        own=Partners,
        build=True,
        solve={"gap": 0.005, "time_limit": 900.0},
        example={"instance": "japan-eu-mini", "partners": {"among": ["japan", "eu"]}},
    ),
    study(
        "chemistries",
        "what each chemistry is worth, and how it shifts dependence",
        _chemistries,
        own=Chemistries,
        build=True,
        solve={"gap": 0.002, "time_limit": 900.0},
        example={"instance": "japan-eu-mini", "chemistries": {"among": ["lfp"]}},
    ),
    study(
        "pillars",
        "what the pillars of an agreement buy: in money, dependence and survival",
        _pillars,
        own=Pillars,
        build=True,
        solve={"gap": 0.005, "time_limit": 900.0},
        example={"instance": "japan-eu-mini", "pillars": {"only": ["rules"]}},
    ),
    study(
        "sharing",
        "what it is worth that partners tell each other what they know",
        _sharing,
        build=True,
        solve={"gap": 0.001, "time_limit": 900.0},
        example={"instance": "japan-eu-mini", "build": {"scenarios": "none"}},
    ),
    study(
        "break-even",
        "at which prices, fees, use and subsidies recycling pays",
        _break_even,
        own=BreakEven,
        build=True,
        solve={"gap": 0.0001, "time_limit": 900.0},
        example={"instance": "toy-loop", "break-even": {"stages": ["recovery"]}},
    ),
    study(
        "subsidy",
        "the least subsidy that reaches a target, as a sum and as a rate",
        _subsidy,
        own=Subsidy,
        build=True,
        solve={"gap": 0.0001, "time_limit": 900.0},
        example={
            "instance": "toy-dependence",
            "build": {"limits": [LIMIT]},
            "subsidy": {"pay": ["energy:refining"]},
        },
    ),
)
"""A new kind is one more entry; see ``reading.study``."""
