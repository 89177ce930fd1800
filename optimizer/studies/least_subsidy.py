"""The least subsidy with which industry's cheapest plan reaches a target.

Two answers, both proved (docs/subsidies.md). Whatever the scheme, at least cost(target) −
cost(free) must be paid, and a sum paid on condition that the target is met needs no more. One rate
for all, paid on what is built or run, is found by ``solve.tipping``.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.audit import subsidies as twin
from optimizer.audit.case import Case
from optimizer.data.force import in_force
from optimizer.data.tree import extended, replaced
from optimizer.errors import SettingsError
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.record import run_record
from optimizer.results.write import Results
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole as solver
from optimizer.solve.compile import compiled
from optimizer.solve.tipping import Question, Tipping, tipping
from optimizer.solve.watch import Watch, unwatched
from optimizer.studies.subsidy_told import told
from optimizer.studies.targets import ASKED, GUARANTEES, LIMITS, Domestic, Pay, opened
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.tipping import Corner
    from optimizer.studies.study import Study

EARNED = ("granted", "paid")
DOMESTIC = "domestic_"
SLACK = 1e-5
"""Part of a row by which a plan may pass it and still count as meeting it."""
ABOVE = 1.01
"""Part of the least rate at which whole builds are tried, so that it is not a tie."""
WHOLE_GAP = 0.01
"""Gap to which they are."""


@dataclass(frozen=True)
class Asked:
    """The target and the kind of payment.

    The target: the dependence limits of the build settings, ``domestic`` shares, and with
    ``guarantees`` those of the instance. ``pay``: what a rate is paid for; ``programme``: one of
    the instance's own, whose rates are scaled together. Neither: only the least sum is found.
    ``share``: of the least rate, at which the target is proved to be missed.
    """

    domestic: tuple[Domestic, ...] = ()
    guarantees: bool = False
    pay: tuple[Pay, ...] = ()
    programme: str = ""
    share: float = 0.99

    def __post_init__(self) -> None:
        if self.pay and self.programme:
            raise SettingsError("pay and programme exclude each other")
        if not 0.0 < self.share < 1.0:
            raise SettingsError(f"share = {self.share!r}: must lie between 0 and 1")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "domestic": [str(item) for item in self.domestic],
            "guarantees": self.guarantees,
            "pay": [[p.per, p.what, list(p.areas), p.weight] for p in self.pay],
            "programme": self.programme,
            "share": self.share,
        }


@dataclass(frozen=True, eq=False)
class Whole:
    """Industry's plan with whole builds, paid ``ABOVE`` the least rate of the relaxation.

    ``met``: whether it meets the target, of which it knows nothing; ``gap``: how close to the
    cheapest it is proved to be.
    """

    results: Results
    met: bool
    gap: float | None


@dataclass(frozen=True, eq=False)
class Found:
    """What was found: all money is present money of the instance's currency.

    ``free``: industry's cheapest plan; ``target``: the cheapest that meets the target; ``paid``:
    the plan at the least rate, with the payments in it (``None``: no rate was asked for or found).
    Where builds may be fractions these are no plans to be carried out, and no audit passes them;
    ``whole`` is one then.
    ``overspent``: budgets that the payments exceed: ``budget, paid, limit``.
    """

    instance: Instance
    asked: Asked
    build: BuildSettings
    settings: SolveSettings
    tipping: Tipping
    free: Results
    target: Results
    paid: Results | None
    rates: tuple[dict[str, Any], ...]
    overspent: pl.DataFrame
    seconds: float
    whole: Whole | None = None

    @property
    def lump(self) -> tuple[float, float]:
        """The least that any scheme pays lies between these."""
        free, forced = self.tipping.free, self.tipping.forced
        low = max(0.0, min(forced.bound, forced.cost) - free.cost)
        high = max(0.0, forced.cost - min(free.bound, free.cost))
        return low, high


def subsidy(
    instance: Instance,
    asked: Asked | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """The least subsidy that reaches the target, as a sum and as a rate; ``build.limits`` are it.

    Raises:
        SettingsError: there is no target, or it or what is paid for names what is not there.
        UnreachedError: there is no plan without the target or with it, or none in time.
    """
    return told(found(instance, asked, build, settings, watch))


def found(
    instance: Instance,
    asked: Asked | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Found:
    """The same as numbers and plans; arguments and errors as for ``subsidy``."""
    asked, settings = asked or Asked(), settings or SolveSettings()
    build = replace(build or BuildSettings(), objective="cost", then=None)
    if not (build.limits or asked.domestic or asked.guarantees):
        raise SettingsError("no target: give a limit on dependence, a domestic share or guarantees")
    if build.risk is not None:
        raise SettingsError(
            "industry's cheapest plan is that of least expected cost: no risk weight"
        )
    began = time.perf_counter()
    case = _Posed(in_force(instance, build), asked, build)
    what = Question(case.free, case.target, case.amount, build, settings, watch)
    tip = tipping(what) if case.rows else _only_sum(what)
    free = case.results(tip.free, 0.0, limited=False)
    target = case.results(tip.forced, 0.0, limited=True)
    paid, overspent = None, pl.DataFrame()
    if case.rows and tip.rate is not None and tip.above is not None:
        paid = case.results(tip.above, tip.rate, limited=True)
        overspent = case.overspent(paid.plan, tip.rate)
    rates = case.rated(tip.rate) if tip.rate is not None else ()
    whole = case.whole(tip.rate * ABOVE, settings, watch) if paid and tip.rate else None
    seconds = time.perf_counter() - began
    return Found(
        case.instance,
        asked,
        build,
        settings,
        tip,
        free,
        target,
        paid,
        rates,
        overspent,
        seconds,
        whole,
    )


def _only_sum(asked: Question) -> Tipping:
    """Without a rate: the two cheapest plans."""
    nothing = replace(asked, amount=np.zeros_like(asked.amount))
    tip = tipping(nothing)
    return replace(tip, rate=None, why="no rate was asked for") if tip.rate is None else tip


class _Posed:
    """The instance with the payments at unit rates, with the target and without."""

    def __init__(self, instance: Instance, asked: Asked, build: BuildSettings) -> None:
        self.instance, self._asked, self._build = instance, asked, build
        self.rows = self._asked_rows()
        posed = self._offering(1.0)
        formulation = formulated(posed, build)
        self._problem: Problem = formulation.problem
        arrays = compiled(formulation)
        families = (*LIMITS, *((GUARANTEES,) if asked.guarantees else ()))
        self._families = families
        self._own = self._asked_columns(arrays)
        cost, offset = arrays.aims["cost"]
        self.amount: Floats = np.where(self._own, -cost, 0.0)
        priceless = replace(
            arrays, aims={**arrays.aims, "cost": (np.where(self._own, 0.0, cost), offset)}
        )
        self._arrays = arrays
        self.target: Arrays = self._with_shares(self._problem, priceless)
        self.free = opened(self.target, self._of_target(self.target))

    def _with_shares(self, problem: Problem, arrays: Arrays) -> Arrays:
        for share in self._asked.domestic:
            arrays = share.row(problem, arrays)
        return arrays

    def _of_target(self, arrays: Arrays) -> tuple[str, ...]:
        """Names of the rows that are the target."""
        own = (name for name in arrays.constraints if name.startswith(DOMESTIC))
        return (*(name for name in self._families if name in arrays.constraints), *own)

    def _asked_rows(self) -> list[dict[str, Any]]:
        asked = self._asked
        if asked.programme:
            payer = pl.when(pl.col("programme") == "").then("subsidy").otherwise("programme")
            mine = self.instance.table("subsidies").filter(payer == asked.programme)
            if mine.is_empty():
                raise SettingsError(f"no subsidy is of a programme called {asked.programme}")
            return mine.to_dicts()
        rows: list[dict[str, Any]] = []
        for pay in asked.pay:
            rows += pay.rows(self.instance, len(rows) + 1)
        return rows

    def rated(self, rate: float) -> tuple[dict[str, Any], ...]:
        """The rows asked for, at a rate times their weight."""
        return tuple(row | {"rate": row["rate"] * rate} for row in self.rows)

    def _offering(self, rate: float, *, budgets: bool = False) -> Instance:
        """The instance with what is asked for at a rate; budgets that it would come under aside."""
        names = [row["subsidy"] for row in self.rows]
        subsidies = self.instance.table("subsidies")
        tables = {"subsidies": subsidies.filter(~pl.col("subsidy").is_in(names))}
        if self.rows and not budgets:
            payers = {"", *names, *(row["programme"] for row in self.rows)}
            purse = self.instance.table("subsidy_budgets")
            tables["subsidy_budgets"] = purse.filter(~pl.col("programme").is_in(sorted(payers)))
        offered = self.rated(rate) if rate else ()
        return extended(replaced(self.instance, tables), {"subsidies": offered})

    def _asked_columns(self, arrays: Arrays) -> Any:
        names = {row["subsidy"] for row in self.rows}
        own = np.zeros(arrays.cost.size, dtype=bool)
        for decision in EARNED:
            family = arrays.decisions[decision]
            mine = [label.split("|")[0] in names for label in family.over[0].labels]
            own[family.span] = np.repeat(mine, family.size // max(len(mine), 1))
        return own

    def results(self, corner: Corner, rate: float, *, limited: bool) -> Results:
        """A plan with payments at a rate, measured and audited."""
        instance = self._offering(rate)
        values = corner.values.copy()
        values[self._own] *= rate
        if not rate:
            values = values[~self._own]
        formulation = formulated(instance, self._build)
        problem, arrays = formulation.problem, compiled(formulation)
        build = self._build if limited else replace(self._build, limits=())
        tables = plan_tables(problem, arrays, values)
        plan = Plan(tables)
        measured = measures(instance, plan, build.watched, clean=build.keeps_clean)
        cost = arrays.value_of("cost", values)
        report = verdict(instance, plan, measured, build, cost)
        record = run_record(
            instance,
            settings={"build": build.as_dict(), "solve": {}},
            status="optimal",
            objective=cost,
            bound=corner.bound,
            gap=None,
            seconds={},
            more={"rate": rate},
        )
        return Results(Plan(tables, record), measured, report.as_json())

    def whole(self, rate: float, settings: SolveSettings, watch: Watch) -> Whole | None:
        """What industry plans at a rate where builds are whole and relaxation was asked for."""
        if not self._build.relax:
            return None
        instance, build = self._offering(rate), replace(self._build, relax=False)
        formulation = formulated(instance, build)
        problem = formulation.problem
        target = self._with_shares(problem, compiled(formulation))
        free = opened(target, self._of_target(target))
        near = replace(settings, gap=max(settings.gap, WHOLE_GAP))
        outcome = solver.solve(free, build, near, watch)
        if outcome.values is None:
            return None
        amounts, met = target.amounts(outcome.values), True
        for name in self._of_target(target):
            span = target.constraints[name].span
            slack = SLACK * np.maximum(1.0, np.abs(amounts[span]))
            met = met and bool(
                np.all(amounts[span] <= target.row_upper[span] + slack)
                and np.all(amounts[span] >= target.row_lower[span] - slack)
            )
        plan = Plan(plan_tables(problem, target, outcome.values))
        build = replace(build, limits=())
        measured = measures(instance, plan, build.watched, clean=build.keeps_clean)
        report = verdict(instance, plan, measured, build, target.value_of("cost", outcome.values))
        return Whole(Results(plan, measured, report.as_json()), met, outcome.gap)

    def overspent(self, plan: Plan, rate: float) -> pl.DataFrame:
        """Budgets that the payments exceed on some course: ``budget, paid, limit``."""
        instance = self._offering(rate, budgets=True)
        spent = twin.spent(Case.of(instance, plan.tables, 1e-6))
        worst = spent.group_by("budget", "limit").agg(pl.col("paid").max())
        return worst.filter(pl.col("paid") > pl.col("limit") * (1 + 1e-6)).select(
            "budget", "paid", "limit"
        )


__all__ = ["ASKED", "Asked", "Domestic", "Found", "Pay", "Whole", "found", "subsidy"]
