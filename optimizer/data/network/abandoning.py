"""What comes unasked in a branch that is only to be survived, and may be left where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.bounds import owner, pairs
from optimizer.data.network.disruptions import freed

if TYPE_CHECKING:
    from optimizer.data.network.disruptions import Remaining
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder


def derive(b: Builder, calendar: Calendar, left: Remaining) -> None:
    """Set ``lying`` (accounts to which something may come unasked), and what belongs to it.

    Only moments count at which obligations are off in a branch of probability 0.
    """
    problem = b.freeze()
    free = freed(calendar, left)
    count = free.size
    keys, sent = pairs(problem, "sent_at")
    shipment, arrives = np.divmod(keys, max(count, 1))
    before = free[arrives] & ~free[sent]
    shipment, arrives, sent = shipment[before], arrives[before], sent[before]
    late_to = owner(problem, "arriving_late", "shipments")
    back_to = owner(problem, "collected_into", "returning")
    given = problem.values("given")
    reached = np.zeros(problem.size("accounts"), dtype=bool)
    reached[late_to[shipment]] = True
    reached[back_to] = bool(free.any())
    reached |= (given[:, free] > 0.0).any(axis=1)
    chosen = np.flatnonzero(reached)
    place = np.full(reached.size, -1)
    place[chosen] = np.arange(chosen.size)
    labels = problem.labels("accounts")
    b.add_set("lying", (labels[k] for k in chosen), "accounts to which goods may come unasked")
    b.add_relation(
        "lying_at", "accounts", "lying", (chosen, np.arange(chosen.size)), "what may lie there"
    )
    late = np.unique(shipment)
    b.add_relation(
        "unasked_late", "lying", "shipments", (place[late_to[late]], late), "that bring it late"
    )
    b.add_relation(
        "sent_before",
        ("shipments", "moments"),
        "moments",
        (shipment * count + arrives, sent),
        "when it was sent, not knowing",
    )
    back = np.flatnonzero(place[back_to] >= 0)
    b.add_relation(
        "unasked_back", "lying", "returning", (place[back_to[back]], back), "that come back to it"
    )
    over = ("lying", "moments")
    b.add_parameter(
        "unasked", over, given[chosen], "unit", "under way at the start, and first stock"
    )
    b.add_parameter(
        "abandoned_max", over, np.where(free, np.inf, 0.0), "unit", "none but where it is allowed"
    )
