"""How a solve ended: why it stopped, and how good the point in hand is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.data.problem import Floats


class StopReason(StrEnum):
    """Why the solver stopped. Each says what may be relied on."""

    OPTIMAL = "optimal_within_gap"
    """The point is within the asked gap of the best possible; bound and gap are proven."""
    INFEASIBLE = "infeasible"
    """No plan keeps all rules; there is no point."""
    UNBOUNDED = "unbounded"
    """The objective has no least value; there is no point to trust."""
    INFEASIBLE_OR_UNBOUNDED = "infeasible_or_unbounded"
    """One of the two; the solver did not find out which."""
    TIME_LIMIT = "time_limit"
    """Time ran out; a point, if there is one, is feasible, and the bound is proven."""
    CANCELLED = "cancelled"
    """Someone asked to stop; a point, if there is one, is feasible, and the bound is proven."""
    MEMORY_LIMIT = "memory_limit"
    """Memory ran out; as for time."""
    NUMERICAL_TROUBLE = "numerical_trouble"
    """The solver gave up; rely on nothing that an audit does not confirm."""


class PointQuality(StrEnum):
    """How good the point in hand is."""

    NONE = "none"
    """There is no point."""
    FEASIBLE = "feasible"
    """It keeps all rules within tolerances."""
    OPTIMAL = "optimal"
    """It is also within the asked gap of the best possible."""


@dataclass(frozen=True)
class Outcome:
    """The end of a solve; ``values`` holds a number per column, or is ``None`` without a point."""

    reason: StopReason
    point: PointQuality
    objective: float | None
    bound: float | None
    seconds: float
    nodes: int
    values: Floats | None = None

    @property
    def gap(self) -> float | None:
        """Relative distance of bound from objective, over the larger of objective and 1e-9."""
        if self.objective is None or self.bound is None:
            return None
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float, bound: float) -> float:
    """Distance of bound from objective, over the larger of the objective's size and 1e-9."""
    return abs(objective - bound) / max(abs(objective), 1e-9)
