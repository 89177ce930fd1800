"""Time to survive: how long something may fail before any energy is lost.

Simchi-Levi et al., Interfaces 45 (2015), 375–390, make the length of the failure a variable of the
linear program. Here the least energy missing is a convex function of the length within a period,
for there bounds and sides are linear in it; multipliers give a line below it, so Newton's method
from the end of the period comes down to the longest length with nothing lost, exactly, in a few
steps and without another row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve.bounds import dual_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.solve.outage import Change
    from optimizer.solve.stress import Loaded, Solved

STEPS = 60
NEAR = 1e-6
"""Days; a step that is smaller ends the search."""
ALMOST = 1.0 - 1e-9
"""Just before the end of a period, where what has no limit is not yet shut."""


@dataclass(frozen=True)
class Search:
    """What a failure of any length loses, by a program that minimises the energy missing.

    ``at`` is the change that a failure of so many days makes; ``enough`` the energy that may be
    missing; ``slack`` what counts as nothing.
    """

    loaded: Loaded
    at: Callable[[float], Change]
    enough: float
    slack: float

    def tried(self, days: float) -> tuple[bool, Solved | None]:
        """Whether so many days can be borne, and the answer to them (``None``: there is none)."""
        found = self.loaded.after(self.at(days))
        return found is not None and found.objective <= self.enough + self.slack, found

    def crossing(self, begin: float, days: float, found: Solved) -> float | None:
        """Where the line that multipliers prove, from ``begin`` to ``days``, leaves ``enough``."""
        start = dual_bound(self.at(begin).applied(self.loaded.arrays), found.multipliers)
        if not np.isfinite(start) or found.objective <= start:
            return None
        part = (self.enough - start) / (found.objective - start)
        return begin + (days - begin) * min(max(part, 0.0), 1.0)


def time_to_survive(search: Search, ends: Sequence[float]) -> float | None:
    """Longest failure, in days, that loses nothing; ``None``: one to the end of the horizon.

    ``ends``: days from the strike to the end of each period. Where something is shut only by a
    whole period without it, the end of that period is told: any shorter failure is borne.

    Raises:
        SolverError: a result could not be proved.
    """
    if search.tried(ends[-1])[0]:
        return None
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) // 2
        if search.tried(ends[middle])[0]:
            low = middle + 1
        else:
            high = middle
    return _within(search, ends[low - 1] if low else 0.0, ends[low])


def _within(search: Search, begin: float, end: float) -> float:
    """The same within a period, at whose begin nothing is lost and at whose end something is."""
    high = begin + (end - begin) * ALMOST
    borne, found = search.tried(high)
    if borne:
        return end
    low = begin
    for _ in range(STEPS):
        crossing = None if found is None else search.crossing(begin, high, found)
        days = (low + high) / 2.0 if crossing is None else crossing
        if high - days < NEAR:
            return days
        borne, next_found = search.tried(days)
        if not borne:
            high, found = days, next_found
        elif crossing is None:
            low = days
        else:
            return days
    return low
