"""What may run or be idle, what is paid for it, and at which price or fee it turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from optimizer.errors import SettingsError
from optimizer.results.extract import plan_tables
from optimizer.results.measures import measures
from optimizer.results.plan import Plan
from optimizer.results.record import run_record
from optimizer.results.write import Results
from optimizer.solve.arrays import Family
from optimizer.solve.tipping import Question, Tipping, UnreachedError, tipping
from optimizer.verdict import verdict

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.watch import Watch
    from optimizer.studies.recycling_prices import Loop

STAGES = ("collection", "recovery")
DUST = 1e-7
Kind = Literal["metals", "fee"]


@dataclass(frozen=True)
class BreakEvenSettings:
    """What is asked.

    ``stages``: those of recycling. ``plants``: facilities for which all is planned anew, beside the
    whole loop (``loop``). ``metals``: elements whose price moves (empty: all). ``use``: how much of
    its capacity over the horizon a plant must run at least to count as running.
    """

    stages: tuple[str, ...] = STAGES
    plants: tuple[str, ...] = ()
    metals: tuple[str, ...] = ()
    loop: bool = True
    use: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 < self.use <= 1.0:
            raise SettingsError(f"use = {self.use!r}: must be above 0 and at most 1")

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "stages": list(self.stages),
            "plants": list(self.plants),
            "metals": list(self.metals),
            "loop": self.loop,
            "use": self.use,
        }


@dataclass(frozen=True, eq=False)
class Turn:
    """Where something begins to run, or ceases to.

    ``what``: a plant, or ``the loop``; ``runs``: whether it does now. ``kind``: ``metals`` (``at``
    is the factor on metal prices at which the other is as cheap) or ``fee`` (money more for each
    unit of feed; below 0: less). ``worth``: what the plan costs more without it, or with it, where
    it does not run. ``tip``: how it was found; ``None`` where there is no such plan.
    """

    what: str
    runs: bool
    kind: Kind
    at: float | None
    worth: float | None
    proved: bool
    why: str
    tip: Tipping | None


LOOP = "the loop"


@dataclass(frozen=True, eq=False)
class Case:
    """A problem, and what in it may run or be idle, and be paid for."""

    instance: Instance
    asked: BreakEvenSettings
    build: BuildSettings
    settings: SolveSettings
    watch: Watch
    problem: Problem
    arrays: Arrays
    loop: Loop

    def things(self) -> tuple[str, ...]:
        """What is planned anew."""
        known = {f for f, p in self.operations() if p in self.loop.processes}
        if unknown := [plant for plant in self.asked.plants if plant not in known]:
            raise SettingsError(
                f"no plant of the stages {', '.join(self.asked.stages)} is called "
                f"{', '.join(unknown)}; there are {', '.join(sorted(known))}"
            )
        return (*((LOOP,) if self.asked.loop else ()), *self.asked.plants)

    def turn(self, what: str, values: Floats, kind: Kind) -> Turn:
        """Where a plant or the loop turns from running to idle, or from idle to running."""
        runs = float(self.feed(what) @ values) > DUST
        amount = self._spent_on_metals() if kind == "metals" else self.feed(what)
        target = self._idle(what) if runs else self._running(what)
        # Idle comes as metals get cheaper or the fee less; running as they rise.
        earned = amount if runs == (kind == "metals") else -amount
        try:
            question = Question(self.arrays, target, earned, self.build, self.settings, self.watch)
            # Metals that cost nothing get no cheaper.
            free = runs and kind == "metals"
            tip = tipping(replace(question, most=1.0) if free else question)
        except UnreachedError as error:
            return Turn(what, runs, kind, None, None, False, f"{error.reason.value}", None)
        worth = tip.forced.cost - tip.free.cost
        if tip.rate is None:
            return Turn(what, runs, kind, None, worth, False, tip.why, tip)
        signed = -tip.rate if runs else tip.rate
        at = 1.0 + signed if kind == "metals" else signed
        return Turn(what, runs, kind, at, worth, tip.proved(0.99), tip.why, tip)

    def running(self, values: Floats) -> dict[str, float]:
        """Feed of each plant over the horizon, expected; those without any are left out."""
        family = self.arrays.decisions["activity"]
        done = values[family.span].reshape(family.shape) @ self.problem.values("chance")
        fed = self._fed()
        found: dict[str, float] = {}
        for o, (facility, process) in enumerate(self.operations()):
            if process in self.loop.processes and done[o] > DUST:
                found[facility] = found.get(facility, 0.0) + float(done[o] * fed[o])
        return found

    def results(self, values: Floats, bound: float | None) -> Results:
        """The plan as it is, audited."""
        plan = Plan(plan_tables(self.problem, self.arrays, values))
        measured = measures(self.instance, plan, self.build.watched, clean=self.build.keeps_clean)
        cost = self.arrays.value_of("cost", values)
        report = verdict(self.instance, plan, measured, self.build, cost)
        record = run_record(
            self.instance,
            settings={"build": self.build.as_dict(), "solve": self.settings.as_dict()},
            status="optimal",
            objective=cost,
            bound=bound,
            gap=None,
            seconds={},
        )
        return Results(Plan(plan.tables, record), measured, report.as_json())

    def operations(self) -> list[tuple[str, str]]:
        """Facility and process of each."""
        labels = self.problem.labels("operations")
        return [(f, p) for f, p in (label.split("|") for label in labels)]

    def _fed(self) -> Floats:
        """Units of feed of a unit of activity, by operation; 0 for what does not recycle."""
        rows = self.instance.table("recipes").select("process", "commodity", "coefficient")
        fed: dict[str, float] = {}
        for process, commodity, coefficient in rows.iter_rows():
            if commodity in self.loop.feeds and coefficient < 0.0:
                fed[process] = fed.get(process, 0.0) - coefficient
        mine = set(self.loop.processes)
        return np.array([fed.get(p, 0.0) * (p in mine) for _, p in self.operations()], dtype=float)

    def _mine(self, what: str) -> list[int]:
        """Operations of a plant, or of the whole loop."""
        return [
            o
            for o, (f, p) in enumerate(self.operations())
            if p in self.loop.processes and what in {LOOP, f}
        ]

    def feed(self, what: str) -> Floats:
        """Feed by column, each weighed as money is."""
        mine = np.zeros(len(self.operations()))
        mine[self._mine(what)] = 1.0
        column = np.zeros(self.arrays.cost.size)
        family = self.arrays.decisions["activity"]
        column[family.span] = np.outer(mine * self._fed(), self.problem.values("weight")).ravel()
        return column

    def _spent_on_metals(self) -> Floats:
        """What mines and sellers of metals are paid, less what metals are sold for, by column.

        A commodity counts by the element of which it has most (table ``contents``); cells, packs
        and what recycling is fed with are no metals.
        """
        main = self._main_elements()
        spent = np.zeros(self.arrays.cost.size)
        cost, _ = self.arrays.aims["cost"]
        supplies = dict(self.instance.table("supplies").select("supply", "commodity").iter_rows())
        for decision, commodity in (("bought", supplies.get), ("sold", _second)):
            family = self.arrays.decisions[decision]
            here = [commodity(label) in main for label in family.over[0].labels]
            spent[family.span] = np.repeat(here, family.shape[1]) * cost[family.span]
        mined = self._mined(main)
        family = self.arrays.decisions["activity"]
        here = [p in mined for _, p in self.operations()]
        spent[family.span] = np.repeat(here, family.shape[1]) * cost[family.span]
        return spent

    def _main_elements(self) -> dict[str, str]:
        delivered = set(self.instance.table("chemistries")["commodity"])
        rows = self.instance.table("contents").sort("tonnes", descending=True)
        main: dict[str, str] = {}
        for commodity, element in rows.select("commodity", "element").iter_rows():
            if commodity not in self.loop.feeds | delivered:
                main.setdefault(commodity, element)
        known = set(main.values())
        if unknown := [metal for metal in self.asked.metals if metal not in known]:
            raise SettingsError(
                f"no commodity is mainly {', '.join(unknown)}; there are {', '.join(sorted(known))}"
            )
        return {c: e for c, e in main.items() if not self.asked.metals or e in self.asked.metals}

    def _mined(self, main: dict[str, str]) -> set[str]:
        nature = self.instance.table("processes").filter(pl.col("draws_from_nature"))["process"]
        made = self.instance.table("recipes").filter(
            pl.col("process").is_in(nature.to_list()), pl.col("coefficient") > 0
        )
        return {p for p, c in made.select("process", "commodity").iter_rows() if c in main}

    def _idle(self, what: str) -> Arrays:
        """Nothing is fed to it, and nothing is built there."""
        upper = self.arrays.upper.copy()
        family = self.arrays.decisions["activity"]
        grid = upper[family.span].reshape(family.shape)
        grid[self._mine(what)] = 0.0
        upper[family.span] = grid.ravel()
        where = {self.operations()[o][0] for o in self._mine(what)}
        mixed = {f for f, p in self.operations() if p not in self.loop.processes}
        home = dict(self.instance.table("expansions").select("expansion", "facility").iter_rows())
        for decision in ("build", "added"):
            span = self.arrays.decisions[decision]
            labels = [label.rpartition("@")[0] for label in span.over[0].labels]
            shut = np.array([home[e] in where - mixed for e in labels], dtype=bool)
            upper[span.span] = np.where(shut, 0.0, upper[span.span])
        return replace(self.arrays, upper=upper)

    def _running(self, what: str) -> Arrays:
        """At least ``use`` of its capacity is used: of what it has, or of its least build."""
        line = np.zeros(self.arrays.cost.size)
        family = self.arrays.decisions["activity"]
        use = np.zeros(len(self.operations()))
        mine = self._mine(what)
        use[mine] = self.problem.values("capacity_use")[mine]
        line[family.span] = np.outer(use, self.problem.values("chance")).ravel()
        least = self.asked.use * self._capacity({self.operations()[o][0] for o in mine})
        columns = np.flatnonzero(line)
        arrays = self.arrays
        return replace(
            arrays,
            row_lower=np.append(arrays.row_lower, least),
            row_upper=np.append(arrays.row_upper, np.inf),
            starts=np.append(arrays.starts, arrays.starts[-1] + columns.size).astype(np.int32),
            columns_of=np.append(arrays.columns_of, columns).astype(np.int32),
            values=np.append(arrays.values, line[columns]),
            constraints=arrays.constraints | {"runs": Family("runs", (), arrays.row_lower.size)},
        )

    def _capacity(self, facilities: set[str]) -> float:
        """Work over the horizon of what is there, or, of one with nothing, of its least build."""
        chance = self.problem.values("chance")
        work = self.problem.values("step_capacity") * self.problem.values("working") @ chance
        there = dict(zip(self.problem.labels("facilities"), work, strict=True))
        total = sum(there[f] for f in facilities)
        if total > 0.0:
            return float(total)
        offered = self.instance.table("expansions").filter(pl.col("facility").is_in(facilities))
        years = float(self.problem.values("years") @ chance) / 2.0
        sizes = [row["size_min"] or row["size_max"] for row in offered.iter_rows(named=True)]
        return min(sizes, default=0.0) * years


def _second(label: str) -> str:
    return label.split("|")[1]
