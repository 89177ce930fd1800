"""A plan held along one course of events: what was decided before a period stands.

Here-and-now decisions stand as the plan has them, also those of later periods: they are decided
once, for all scenarios. What was done before the strike stands too, for nobody foresaw it. Limits
on dependence are not asked of the recourse: in an emergency one takes what there is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.force import in_force
from optimizer.data.network.moments import Calendar
from optimizer.data.tree import along, courses
from optimizer.errors import SettingsError
from optimizer.results.record import own_build
from optimizer.results.restore import point_of
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve.compile import compiled
from optimizer.solve.outage import Outages, released
from optimizer.solve.window import Window, between, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Integers, Problem
    from optimizer.results.plan import Plan
    from optimizer.solve.arrays import Arrays

OPEN = BuildSettings(strengthening=False, scenarios="all")
"""How the problem of one course is built: nothing is left out of it and nothing is limited."""


@dataclass(frozen=True)
class HeldPlan:
    """A plan on a course, from a period on open.

    ``tree`` is the instance with the scenarios that the plan reckons with, ``instance`` that of the
    course alone; ``point`` the plan, a number by column of ``arrays``;
    ``part`` the window from the period to the end of the horizon.
    """

    tree: Instance
    plan: Plan
    instance: Instance
    problem: Problem
    arrays: Arrays
    point: Floats
    part: Window
    course: str
    period: str

    @cached_property
    def recourse(self) -> Arrays:
        """The program of what is open, when nobody is obliged any more: force majeure.

        Energy may be missing everywhere, also where the instance forbids it (``unpriced``): a
        failure does not ask.
        """
        free = released(self.part.arrays)
        upper = free.upper.copy()
        upper[self.short[self.unpriced]] = np.inf
        return replace(free, upper=upper)

    @cached_property
    def short(self) -> Integers:
        """Columns of the window that are energy missing, demands × moments of the window."""
        span = self.arrays.decisions["shortfall"].span
        at = self.part.column_at[span]
        return at[at >= 0]

    @cached_property
    def wanted(self) -> Floats:
        """Energy wanted, demands × moments of the window."""
        family = self.arrays.decisions["shortfall"]
        here = (self.part.column_at[family.span] >= 0).reshape(family.shape)
        demand = self.problem.values("demand")
        return demand[here].reshape(family.shape[0], -1)

    @cached_property
    def unpriced(self) -> NDArray[np.bool_]:
        """Of the columns of ``short``, whether the instance forbids it, so that it has no price."""
        forbidden = self.part.arrays.upper[self.short] <= 0.0
        return np.asarray(forbidden & (self.wanted.ravel() > 0.0))

    @cached_property
    def outages(self) -> Outages:
        """What failures take from the window."""
        return Outages(self.problem, self.arrays, self.part)

    @cached_property
    def days(self) -> list[int]:
        """Days of each period."""
        return self.instance.table("periods").sort("start")["days"].to_list()

    @property
    def first(self) -> int:
        """Position of the period among all."""
        return self.problem.sets["periods"].position[self.period]


def held_plan(
    instance: Instance, plan: Plan, period: str | None = None, course: str | None = None
) -> HeldPlan:
    """Put a plan into the problem of a course and open it from a period on.

    ``period``: the middle one of the horizon unless given. ``course``: the scenario in which it
    ends; unless given, the one in which nothing branches off, else the most probable.

    Raises:
        SettingsError: there is no such period or course.
        PlanError: the plan is not one of this instance.
    """
    tree = in_force(instance, own_build(plan))
    scenario = _course(tree, course)
    periods = tree.table("periods").sort("start")["period"].to_list()
    if period is not None and period not in periods:
        raise SettingsError(f"period = {period!r}: must be one of {', '.join(periods)}")
    chosen = period or periods[len(periods) // 2]
    _require_known(tree, scenario, periods[: periods.index(chosen)])
    sure = along(tree, scenario)
    formulation = formulated(sure, OPEN)
    arrays = compiled(formulation)
    point = point_of(formulation.problem, arrays, plan)
    part = window(arrays, point, between(formulation.problem, chosen))
    return HeldPlan(tree, plan, sure, formulation.problem, arrays, point, part, scenario, chosen)


def _require_known(tree: Instance, scenario: str, before: list[str]) -> None:
    """The plan must say what happens on the course in all periods before."""
    calendar = Calendar(tree)
    line = calendar.lineage(scenario)
    known = {calendar.periods[m.period] for m in calendar.moments if m.scenario in line}
    if unknown := [period for period in before if period not in known]:
        raise SettingsError(
            f"course = {scenario!r}: the plan does not say what happens on it in {unknown[0]}; "
            "name an earlier period"
        )


def _course(tree: Instance, asked: str | None) -> str:
    known = courses(tree)
    names = [course.scenario for course in known]
    if asked is None:
        return "" if "" in names else max(known, key=lambda course: course.probability).scenario
    if asked not in names:
        there = ", ".join(name or "(none)" for name in names)
        raise SettingsError(f"course = {asked!r}: the plan reckons with {there}")
    return asked
