"""Kinds that ask about plans of earlier jobs and give a study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pydantic import Field

import optimizer
from api.jobs.kinds.kind import About, Members
from api.jobs.kinds.reading import study

if TYPE_CHECKING:
    from api.jobs.studying import Asked
    from optimizer import Study

Failing = Literal[
    "country", "site", "facility", "lane", "chokepoint", "stage", "rung", "commodity",
    "country-stage", "country-rung", "country-commodity",
]  # fmt: skip
JOB = "01a20a315a59c8ea52b0b9fba9695dfa"
OTHER = "01a20a315a59c8ea52b0b9fba9695dfb"
"""Stand for ids of jobs in examples."""


class Stress(Members):
    """What fails, one by one, in a fixed plan.

    ``kinds`` of failures; all strike at the start of the period ``strike`` (null: the middle one)
    and work again after ``days``, ``remaining`` of it meanwhile. The answer minimises ``first``
    cost, or what is missing. ``course``: the scenario in which the course of events ends (null:
    the one in which nothing branches off). ``survive``: also how long each failure can be borne
    (null: where the problem is small).
    """

    kinds: list[Failing] = Field(
        ["country", "stage", "country-stage", "chokepoint"], min_length=1, max_length=20
    )
    strike: str | None = None
    days: float = Field(365.0, gt=0, le=1e6)
    remaining: float = Field(0.0, ge=0, lt=1)
    first: Literal["cost", "shortfall"] = "cost"
    course: str | None = None
    survive: bool | None = None


class Courses(Members):
    """Which courses of events the plan meets: ``planned``, ``all``, ``none``, or names."""

    scenarios: str | list[str] = "all"


class Regret(Members):
    """Courses to compare plans on; ``own``: compare the best plan of each course, too."""

    scenarios: str | list[str] = "all"
    own: bool = False


class Evaluate(Members):
    """How a plan is carried out in fresh samples.

    ``samples`` courses drawn with ``seed``; ``tail``: the dearest are what is left of the chance
    beyond it; ``confidence`` of the intervals; ``replications`` samples of ``size`` courses each
    for the estimate of the optimality gap (0: none).
    """

    samples: int = Field(200, ge=2, le=100_000)
    seed: int = Field(0, ge=0, le=2**31 - 1)
    tail: float = Field(0.95, ge=0, lt=1)
    confidence: float = Field(0.95, gt=0, lt=1)
    replications: int = Field(0, ge=0, le=1000)
    size: int = Field(20, ge=1, le=10_000)


class Attribute(Members):
    """Countries or blocs; null: those that were watched in the solve."""

    watched: list[str] | None = Field(None, min_length=1, max_length=300)


class Audit(Members):
    """``tolerance``: relative violation that is forgiven."""

    tolerance: float = Field(1e-6, ge=0, le=1)


def _stress(asked: Asked) -> Study:
    own = asked.own(Stress)
    settings = optimizer.StressSettings(
        kinds=tuple(own.kinds),
        strike=own.strike,
        days=own.days,
        remaining=own.remaining,
        first=own.first,
        course=own.course,
        threads=asked.solve.threads,
        survive=own.survive,
    )
    return optimizer.stress(asked.instance, asked.plan.plan, settings, asked.watch)


def _courses(asked: Asked) -> Study:
    which = _which(asked.own(Courses).scenarios)
    plan = asked.plan.plan
    return optimizer.course_study(asked.instance, plan, which, asked.solve, asked.watch)


def _regret(asked: Asked) -> Study:
    own = asked.own(Regret)
    plans = {name: results.plan for name, results in asked.plans.items()}
    which = _which(own.scenarios)
    return optimizer.regret(asked.instance, plans, which, asked.solve, asked.watch, own=own.own)


def _which(scenarios: str | list[str]) -> Literal["planned", "all", "none"] | tuple[str, ...]:
    """The courses in the words of the library."""
    if isinstance(scenarios, str) and scenarios in {"planned", "all", "none"}:
        return scenarios  # type: ignore[return-value]  # one of these words
    return tuple(scenarios.split(",")) if isinstance(scenarios, str) else tuple(scenarios)


def _evaluate(asked: Asked) -> Study:
    settings = optimizer.EvaluateSettings(**asked.own(Evaluate).model_dump())
    plan = asked.plan.plan
    return optimizer.evaluate(asked.instance, plan, settings, asked.solve, asked.watch)


def _attribute(asked: Asked) -> Study:
    plan = asked.plan.plan
    own = optimizer.own_build(plan)
    watched = frozenset(asked.own(Attribute).watched or own.watched)
    return optimizer.attribution(optimizer.in_force(asked.instance, own), plan, watched)


def _footprint(asked: Asked) -> Study:
    plan = asked.plan.plan
    return optimizer.footprint(optimizer.in_force(asked.instance, optimizer.own_build(plan)), plan)


def _audit(asked: Asked) -> Study:
    return optimizer.audit_study(asked.instance, asked.plan, asked.own(Audit).tolerance)


def _explain(asked: Asked) -> Study:
    plan = asked.plan.plan
    own = optimizer.own_build(plan)
    return optimizer.explain(optimizer.in_force(asked.instance, own), plan, own, asked.solve)


def _compare(asked: Asked) -> Study:
    return optimizer.comparison(asked.plans)


KINDS = (
    study(
        "stress",
        "everything closed in turn, and what a plan can still do",
        _stress,
        own=Stress,
        about=About.PLAN,
        solve={"time_limit": 900.0},
        example={"of": JOB, "stress": {"kinds": ["country", "chokepoint"], "days": 180}},
    ),
    study(
        "courses",
        "what a plan meets on each course of events, none of which it foresaw",
        _courses,
        own=Courses,
        about=About.PLAN,
        solve={"gap": 0.0, "time_limit": 600.0},
        example={"of": JOB, "courses": {"scenarios": "all"}},
    ),
    study(
        "regret",
        "plans against courses of events: what each costs beyond the best plan for it",
        _regret,
        own=Regret,
        about=About.PLANS,
        example={"of": {"cheap": JOB, "capped": OTHER}, "regret": {"own": True}},
    ),
    study(
        "evaluate",
        "what a plan costs in samples of events that it was not made for",
        _evaluate,
        own=Evaluate,
        about=About.PLAN,
        solve={"gap": 0.001},
        example={"of": JOB, "evaluate": {"samples": 100, "seed": 7}},
    ),
    study(
        "attribute",
        "what part of a plan's deliveries passed through watched countries",
        _attribute,
        own=Attribute,
        about=About.PLAN,
        example={"of": JOB, "attribute": {"watched": ["CHN"]}},
    ),
    study(
        "footprint",
        "what a plan does to climate, land and people, and what each delivered unit carries",
        _footprint,
        about=About.PLAN,
        example={"of": JOB},
    ),
    study(
        "audit",
        "every limit and every cost of a plan recomputed from the tables alone",
        _audit,
        own=Audit,
        about=About.PLAN,
        example={"of": JOB},
    ),
    study(
        "explain",
        "what limits a plan, and what each limit costs",
        _explain,
        about=About.PLAN,
        example={"of": JOB},
    ),
    replace(
        study(
            "compare",
            "plans side by side: cost by term, dependence by stage, what is built",
            _compare,
            about=About.PLANS,
            example={"of": [JOB, OTHER]},
        ),
        least=2,
    ),
)
"""A new kind is one more entry; see ``reading.study``."""
