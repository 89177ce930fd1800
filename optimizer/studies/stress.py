"""The stress test of a fixed plan: everything closed in turn, and what can still be done."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from optimizer.errors import SettingsError
from optimizer.settings import SolveSettings
from optimizer.solve.highs import LARGE
from optimizer.solve.outage import Blow, fraction_left
from optimizer.solve.stress import First, Loaded, Recourse, answers, spread
from optimizer.solve.survive import Search, time_to_survive
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.failures import USUAL, Failure, failures
from optimizer.studies.held_plan import HeldPlan, held_plan
from optimizer.studies.stress_told import told

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan
    from optimizer.solve.outage import Change
    from optimizer.solve.stress import Answer
    from optimizer.studies.study import Study

SLACK = 1e-7
"""Energy that counts as nothing lost, of all that is wanted."""


@dataclass(frozen=True)
class StressSettings:
    """What is closed, when and for how long.

    ``kinds``: of failures, tried one by one. ``strike``: the period at whose start they strike
    (``None``: the middle one). ``days`` until what is closed works again; ``remaining``: fraction
    that still works meanwhile. ``first``: what the answer minimises, ``cost`` (with the price of
    what is missing) or ``shortfall`` and then cost. ``course``: the scenario in which the course of
    events ends (``None``: the one in which nothing branches off). ``threads``: failures solved at a
    time. ``survive``: find out, too, how long each failure can be borne without losing energy
    (``None``: where the program has fewer than ``LARGE`` columns).
    """

    kinds: tuple[str, ...] = USUAL
    strike: str | None = None
    days: float = 365.0
    remaining: float = 0.0
    first: First = "cost"
    course: str | None = None
    threads: int = 2
    survive: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", tuple(self.kinds))
        if not self.kinds:
            raise SettingsError("kinds: must name at least one kind of failure")
        if not 0.0 < self.days <= 1e6:
            raise SettingsError(f"days = {self.days!r}: must be a number above 0, to 1e6")
        if not 0.0 <= self.remaining < 1.0:
            raise SettingsError(f"remaining = {self.remaining!r}: must be from 0 to below 1")
        if self.first not in get_args(First):
            raise SettingsError(f"first = {self.first!r}: must be cost or shortfall")
        if not 1 <= self.threads <= 256:
            raise SettingsError(f"threads = {self.threads!r}: must be from 1 to 256")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return plain | {"kinds": list(self.kinds)}


@dataclass(frozen=True)
class Stressed:
    """A plan, its failures and the answers to them, in the same order.

    ``undisturbed`` is the answer to a strike that takes nothing; lost energy and extra cost are
    beyond it. ``first`` may be ``shortfall`` though cost was asked for, where some demand that must
    be met has no price.
    """

    held: HeldPlan
    settings: StressSettings
    first: First
    undisturbed: Answer
    tried: tuple[Failure, ...]
    answers: tuple[Answer, ...]
    survived: tuple[float | None, ...] = ()
    """Time to survive of each failure, in days; ``None``: to the end of the horizon."""
    surviving: bool = False
    """Whether it was asked for."""

    def lost(self, answer: Answer) -> float | None:
        """Energy beyond what is missing undisturbed."""
        return _beyond(answer.short, self.undisturbed.short)

    def dearer(self, answer: Answer) -> float | None:
        """Present cost beyond the undisturbed one, with the price of what is missing."""
        return _beyond(answer.cost, self.undisturbed.cost)

    @property
    def complete(self) -> bool:
        """Whether all failures were tried."""
        asked = len(self.tried) if self.surviving else 0
        return len(self.answers) == len(self.tried) and len(self.survived) == asked


def _beyond(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value - base


def stressed(
    instance: Instance,
    plan: Plan,
    settings: StressSettings | None = None,
    watch: Watch = unwatched,
) -> Stressed:
    """Close everything in turn and find the best that can still be done.

    Raises:
        SettingsError: the instance has no such period, course or kind of failure.
        PlanError: the plan is not one of this instance.
        SolverError: the plan cannot be carried on from the strike, or a result not be proved.
    """
    settings = settings or StressSettings()
    watch(Progress("build", 0.0))
    held = held_plan(instance, plan, settings.strike, settings.course)
    tried = failures(held.instance, settings.kinds)
    first: First = "shortfall" if held.unpriced.any() else settings.first
    recourse = Recourse(held.recourse, held.short, SolveSettings(), first)
    changes = [_change(held, settings, failure, settings.days) for failure in tried]
    count = len(tried)

    def heard(done: int) -> bool:
        message = f"{done} of {count} failures"
        return watch(Progress("stress", 0.0, message=message, done=done, count=count))

    found = tuple(answers(recourse, changes, settings.threads, heard))
    survived: tuple[float | None, ...] = ()
    surviving = settings.survive
    if surviving is None:
        surviving = held.recourse.cost.size < LARGE
    if surviving and len(found) == count:
        survived = _survived(held, settings, tried, recourse.undisturbed.short or 0.0, watch)
    undisturbed = recourse.undisturbed
    return Stressed(held, settings, first, undisturbed, tried, found, survived, surviving)


def _change(held: HeldPlan, settings: StressSettings, failure: Failure, days: float) -> Change:
    left = fraction_left(held.days, held.first, days, settings.remaining)
    return held.outages.change([Blow(failure.struck, left)])


def _survived(
    held: HeldPlan,
    settings: StressSettings,
    tried: tuple[Failure, ...],
    enough: float,
    watch: Watch,
) -> tuple[float | None, ...]:
    """How long each failure loses no more than is missing undisturbed."""
    short = np.zeros(held.recourse.cost.size)
    short[held.short] = 1.0
    loaded = Loaded(replace(held.recourse, cost=short, offset=0.0), SolveSettings())
    ends = [float(end) for end in np.cumsum(held.days[held.first :])]
    slack = SLACK * max(1.0, float(held.wanted.sum()))

    def work(program: Loaded, failure: Failure) -> float | None:
        search = Search(program, partial(_change, held, settings, failure), enough, slack)
        return time_to_survive(search, ends)

    def heard(done: int) -> bool:
        message, count = f"{done} of {len(tried)} failures", len(tried)
        return watch(Progress("survive", 0.0, message=message, done=done, count=count))

    return tuple(spread(loaded, tried, work, settings.threads, heard))


def stress(
    instance: Instance,
    plan: Plan,
    settings: StressSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """The stress test as a study: ranks, losses by market, a country × stage matrix.

    Raises:
        SettingsError, PlanError, SolverError: as ``stressed``.
    """
    return told(stressed(instance, plan, settings, watch))
