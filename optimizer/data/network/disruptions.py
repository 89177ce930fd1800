"""What fraction disruptions leave, by thing and moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.network.struck import THINGS, Struck, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats

__all__ = ["Remaining", "places", "remaining"]


@dataclass(frozen=True)
class Remaining:
    """Fractions left, each of shape things × moments, in the order of the tables.

    ``obliged`` is 1 by moment, and 0 once a disruption has struck a branch unforeseen: from then on
    nobody has to keep a least use or a least take (force majeure).
    """

    of_facility: Floats
    of_operation: Floats
    of_supply: Floats
    of_contract: Floats
    of_lane: Floats
    of_shipment: Floats
    obliged: Floats


def freed(calendar: Calendar, left: Remaining) -> NDArray[np.bool_]:
    """By moment: whether obligations are off in a branch that is only to be survived.

    There, with probability 0, no minimum stock need be kept, and what comes unasked may lie.
    """
    chance = np.array([moment.probability for moment in calendar.moments])
    off: NDArray[np.bool_] = (left.obliged == 0.0) & (chance == 0.0)
    return off


def remaining(instance: Instance, calendar: Calendar) -> Remaining:
    """Multiply the rows of ``disruptions`` out."""
    moments = len(calendar.moments)
    left = {name: np.ones((instance.table(name).height, moments)) for name in THINGS}
    obliged = np.ones(moments)
    rows = instance.table("disruptions")
    strikes = Struck(instance) if rows.height else None
    for row in rows.iter_rows(named=True):
        low, high = calendar.window(row["first_period"], row["last_period"])
        struck = [
            n
            for n, m in enumerate(calendar.moments)
            if low <= m.period <= high
            and (row["scenario"] == TRUNK or row["scenario"] in calendar.lineage(m.scenario))
        ]
        for name, hit in strikes.by(row).items() if strikes and struck else ():
            left[name][hit[:, None], struck] *= row["remaining"]
        if row["scenario"] != TRUNK:
            obliged[_from_then_on(calendar, row["scenario"], low)] = 0.0
    return Remaining(
        of_facility=left["facilities"],
        of_operation=left["operations"],
        of_supply=left["supplies"],
        of_contract=left["contracts"],
        of_lane=left["lanes"],
        of_shipment=left["shipments"],
        obliged=obliged,
    )


def _from_then_on(calendar: Calendar, scenario: str, first: int) -> list[int]:
    """Moments of a branch and its descendants from a period on."""
    return [
        n
        for n, m in enumerate(calendar.moments)
        if m.period >= first and scenario in calendar.lineage(m.scenario)
    ]
