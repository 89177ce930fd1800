"""The whole problem at once: one objective, or one and then another among the nearly best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import decomposed, dive, highs, large
from optimizer.solve.cleanest import asleep, cleanest
from optimizer.solve.crew import Threads
from optimizer.solve.outcome import Outcome, PointQuality, StopReason
from optimizer.solve.rounding import settled
from optimizer.solve.tail import tightened
from optimizer.solve.watch import Watch, unwatched

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import BuildSettings, SolveSettings
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.decomposed import Hire

LARGE = 10_000
"""Columns from which diving comes before branch and bound (docs/decisions/0005-dive.md)."""

UNPROVEN = {
    StopReason.OPTIMAL, StopReason.TIME_LIMIT, StopReason.CANCELLED, StopReason.MEMORY_LIMIT
}  # fmt: skip
"""Ends after which a plan that is known still stands."""

ROUNDING = 1e-9
"""Whole numbers further off than this are put right by fixing them and solving what is left."""

SLACK = 1e-8
"""A row broken by more is put right so, too: branch and bound lets rows be off by 1e-6, which the
audit need not forgive where amounts are small."""


def solve(
    arrays: Arrays,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch = unwatched,
    start: Floats | None = None,
    known: Floats | None = None,
    hire: Hire = Threads,
) -> Outcome:
    """Minimise the first objective, then (where asked) the second within the tolerance.

    ``start``: a first point for branch and bound. ``known``: a plan that is known already (a value
    by column); the search is the same but for ending sooner, with what is at least as good.
    ``hire``: who answers for branches, where these are solved apart.

    The outcome is that of the last solve; its point keeps the first objective within
    ``tolerance`` of what was found. Of what it moves, it calls clean as much as can be.

    Raises:
        SolverError: the solver refuses the problem or fails.
    """
    outcome = _in_turn(arrays, build, settings, watch, start, known, hire)
    if outcome.values is None:
        return outcome
    values, objective = cleanest(arrays, outcome.values, settings), outcome.objective
    if (build.then or build.objective) == "pass_through":
        objective = arrays.value_of("pass_through", values)
    return replace(outcome, values=values, objective=objective)


def _in_turn(
    arrays: Arrays,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
    start: Floats | None,
    known: Floats | None,
    hire: Hire,
) -> Outcome:
    first = _one(arrays.aimed(build.objective), build, settings, watch, start, known, hire)
    if build.then is None or first.values is None:
        return first
    best = arrays.value_of(build.objective, first.values)
    most = best + build.tolerance * max(abs(best), 1e-9)
    second = arrays.holding(build.objective, most).aimed(build.then)
    left = replace(settings, time_limit=max(settings.time_limit - first.seconds, 1.0))
    outcome = _one(second, build, left, watch, first.values, None, hire)
    seconds = first.seconds + outcome.seconds
    if outcome.values is None:
        # The first point is always one of the second problem, whatever the solver made of it.
        value = arrays.value_of(build.then, first.values)
        return replace(
            outcome,
            point=PointQuality.FEASIBLE,
            objective=value,
            values=first.values,
            seconds=seconds,
        )
    return replace(outcome, seconds=seconds)


def _one(
    arrays: Arrays,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
    start: Floats | None,
    known: Floats | None,
    hire: Hire,
) -> Outcome:
    arrays = asleep(arrays)
    if known is not None and arrays.violation(known) > highs.KEPT:
        known = None
    outcome = _found(arrays, build, settings, watch, start, known, hire)
    return tightened(arrays, _no_worse(arrays, settings, outcome, known))


def _no_worse(
    arrays: Arrays, settings: SolveSettings, outcome: Outcome, known: Floats | None
) -> Outcome:
    """The outcome, with the known plan in the place of a dearer one, or of none."""
    if known is None or outcome.reason not in UNPROVEN:
        return outcome
    value = float(arrays.cost @ known) + arrays.offset
    if outcome.objective is not None and outcome.objective <= value:
        return outcome
    better = replace(outcome, point=PointQuality.FEASIBLE, objective=value, values=known)
    if better.gap is not None and better.gap <= settings.gap:
        return replace(better, reason=StopReason.OPTIMAL, point=PointQuality.OPTIMAL)
    return better


def _found(
    arrays: Arrays,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
    start: Floats | None,
    known: Floats | None,
    hire: Hire,
) -> Outcome:
    if settings.decompose == "branches" or (
        settings.decompose == "choose" and start is None and decomposed.pays(arrays)
    ):
        return decomposed.solve(arrays, settings, watch, relax=build.relax, hire=hire)
    if start is None and not build.relax and arrays.integer.any() and arrays.cost.size >= LARGE:
        if arrays.cost.size >= large.LARGE:
            return large.solve(arrays, settings, watch, known)
        return dive.solve(arrays, settings, watch, known)
    first = known if start is None and not build.relax else start
    outcome = highs.solve(arrays, settings, watch=watch, start=first, relax=build.relax)
    if build.relax:
        return outcome
    return put_right(arrays, settings, outcome)


def put_right(arrays: Arrays, settings: SolveSettings, outcome: Outcome) -> Outcome:
    """Whole numbers exactly whole and rows kept: whole numbers fixed, the rest solved again."""
    if outcome.values is None:
        return outcome
    whole = np.round(outcome.values)
    exact = bool(np.all(np.abs(outcome.values - whole)[arrays.integer] <= ROUNDING))
    broken = arrays.violation(outcome.values) if arrays.integer.any() else 0.0
    if exact and broken <= SLACK:
        return outcome
    again = highs.solve(settled(arrays, whole), settings)
    seconds = outcome.seconds + again.seconds
    if again.values is None or again.objective is None:
        return replace(outcome, seconds=seconds)
    if exact and arrays.violation(again.values) > broken:
        return replace(outcome, seconds=seconds)
    return replace(outcome, objective=again.objective, values=again.values, seconds=seconds)
