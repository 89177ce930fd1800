"""What it would cost to lower one label of a measure a little, in a plan that stands.

Whole numbers stay as they are, so what is left is a linear program: with the label's limit a step
below what it is, the multiplier of the limit is the slope there. Each label by itself.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import highs
from optimizer.solve.outcome import StopReason
from optimizer.solve.ratio import denominator
from optimizer.solve.rounding import settled
from optimizer.solve.watch import unwatched
from optimizer.solve.whole import LARGE

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

STEP = 0.01
"""How much lower: a percentage point."""

GIVEN_UP = 1e-7
"""So small a part of a label's denominator is none."""


@dataclass(frozen=True)
class Slope:
    """What lowering one label costs.

    ``share``: what the label has now. ``cost``: money more for a step of ``STEP``, the whole
    numbers kept (``None``: it cannot be had so). ``marginal``: money for one more unit of the
    measure at the end of the step, from the multiplier (``None`` also where the step is had by
    giving the label up: there is nothing left to have a share in).
    """

    label: str
    share: float
    cost: float | None
    marginal: float | None


def slopes(
    arrays: Arrays, measure: str, values: Floats, settings: SolveSettings
) -> tuple[Slope, ...]:
    """The slope of each label that is above a step, cheapest first; last those that have no way.

    Raises:
        SolverError: the solver fails.
    """
    base = settled(arrays, np.round(values))
    before = _optimum(base, settings)
    if before is None:
        return ()
    now = arrays.ratios[measure].at(values)
    chosen = [k for k in range(now.size) if now[k] > STEP]
    with ThreadPoolExecutor(max_workers=settings.threads) as pool:
        found = list(
            pool.map(lambda k: _slope(base, measure, k, float(now[k]), before, settings), chosen)
        )
    return tuple(sorted(found, key=lambda s: np.inf if s.cost is None else s.cost))


def _slope(
    base: Arrays,
    measure: str,
    label: int,
    now: float,
    before: highs.LinearProgram,
    settings: SolveSettings,
) -> Slope:
    ratio = base.ratios[measure]
    name = ratio.over.labels[label]
    limited = base.within(measure, now - STEP)
    row = limited.constraints[f"within_{measure}"].start + label
    upper = np.full(limited.row_upper.size, np.inf)
    upper[: base.row_upper.size] = base.row_upper
    upper[row] = limited.row_upper[row]
    after = _optimum(replace(limited, row_upper=upper), settings)
    if after is None:
        return Slope(name, now, None, None)
    weights = denominator(base, measure, label)
    below = float(weights @ after.values)
    given_up = below <= GIVEN_UP * float(weights @ before.values)
    price = None if given_up else -float(after.multipliers[row]) * below
    return Slope(name, now, max(after.objective - before.objective, 0.0), price)


def _optimum(arrays: Arrays, settings: SolveSettings) -> highs.LinearProgram | None:
    """The program, solved, if it has a plan."""
    program = highs.LinearProgram(arrays, settings)
    if arrays.cost.size >= LARGE:
        program.use("ipx")
    now = time.perf_counter()
    reason = program.run(now + settings.time_limit, now, unwatched)
    return program if reason is StopReason.OPTIMAL else None
