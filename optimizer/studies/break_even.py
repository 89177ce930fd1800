"""At which metal price, gate fee, use or subsidy recycling pays: each plant, and the whole loop.

By the unit, each plant's account is worked out at market prices and at the plan's own
(``recycling_prices``). For the loop, and for plants that are named, all is planned anew: the price
or the fee at which a plan in which it runs costs no more than any in which it does not is found by
``solve.tipping``, which proves that just before it the opposite holds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.force import in_force
from optimizer.results.restore import design_columns
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve import whole
from optimizer.solve.compile import compiled
from optimizer.solve.tipping import UnreachedError
from optimizer.solve.watch import Watch, unwatched
from optimizer.studies.break_even_told import told
from optimizer.studies.gains import gains, saved
from optimizer.studies.recycling_prices import Loop, economics, mean_prices, prices_at
from optimizer.studies.turning import LOOP, STAGES, BreakEvenSettings, Case, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.data.instance import Instance
    from optimizer.results.write import Results
    from optimizer.solve.arrays import Arrays
    from optimizer.studies.study import Study


@dataclass(frozen=True, eq=False)
class Found:
    """What was found; ``market`` and ``own`` as ``recycling_prices.economics`` gives them."""

    instance: Instance
    asked: BreakEvenSettings
    build: BuildSettings
    settings: SolveSettings
    plan: Results
    market: pl.DataFrame
    own: pl.DataFrame
    running: dict[str, float]
    gains: pl.DataFrame
    turns: tuple[Turn, ...]
    saved: pl.DataFrame
    seconds: float


def break_even(
    instance: Instance,
    asked: BreakEvenSettings | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """At which prices, fees, use and subsidies recycling pays.

    Raises:
        SettingsError: a stage, plant or metal is not there.
        UnreachedError: the instance has no plan, or none was found in time.
    """
    return told(found(instance, asked, build, settings, watch))


def found(
    instance: Instance,
    asked: BreakEvenSettings | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Found:
    """The same as numbers; arguments and errors as for ``break_even``."""
    asked, settings = asked or BreakEvenSettings(), settings or SolveSettings()
    build = replace(build or BuildSettings(), objective="cost", then=None)
    began = time.perf_counter()
    instance = in_force(instance, build)
    loop = Loop.of(instance, asked.stages)
    formulation = formulated(instance, build)
    problem, arrays = formulation.problem, compiled(formulation)
    fast = replace(settings, method="ipx") if _wants_ipx(arrays, build, settings) else settings
    outcome = whole.solve(arrays, build, fast, watch)
    if outcome.values is None or outcome.objective is None:
        raise UnreachedError(outcome.reason)
    values = outcome.values
    case = Case(instance, asked, build, settings, watch, problem, arrays, loop)
    plan = case.results(values, outcome.bound)
    prices = prices_at(problem, arrays, values[design_columns(arrays)], settings)
    own = None if prices is None else mean_prices(problem, prices)
    turns = [case.turn(what, values, kind) for what in case.things() for kind in ("metals", "fee")]
    return Found(
        instance,
        asked,
        build,
        settings,
        plan,
        economics(instance, loop),
        economics(instance, loop, own or {}),
        case.running(values),
        pl.DataFrame() if prices is None else gains(case, values, prices),
        tuple(turns),
        _saved(case, turns),
        time.perf_counter() - began,
    )


def _saved(case: Case, turns: Iterable[Turn]) -> pl.DataFrame:
    """What the loop saves; of no rows where it was not planned anew."""
    for turn in turns:
        if turn.what == LOOP and turn.tip is not None:
            free, forced = turn.tip.free.values, turn.tip.forced.values
            return saved(case, free, forced) if turn.runs else saved(case, forced, free)
    return pl.DataFrame()


def _wants_ipx(arrays: Arrays, build: BuildSettings, settings: SolveSettings) -> bool:
    """A large linear program takes the simplex method from nothing minutes."""
    return build.relax and settings.method == "choose" and arrays.cost.size >= whole.LARGE


__all__ = ["STAGES", "BreakEvenSettings", "Found", "Turn", "break_even", "found"]
