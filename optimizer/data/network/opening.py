"""Lanes that must be opened, what that costs, and how much each shipment on them is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.passing import most_of_use
from optimizer.data.network.shipping import carried
from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Builder


def derive(b: Builder, instance: Instance) -> None:
    """Set ``openings``, lanes with an opening cost, and ``gated``, the shipments on them.

    Comes last: the factors of ``gated`` look at all that may enter and leave accounts.

    Raises:
        FormulationError: a shipment has no limit at all; the checker reports which.
    """
    lanes = instance.table("lanes")
    shut = lanes.filter(lanes["opening_cost"].is_not_null())
    openings = b.add_set("openings", shut["lane"], "lanes that must be opened")
    limited = [name for name in openings.labels if name in b.sets["limited_lanes"].position]
    b.add_set("limited_openings", limited, "lanes that must be opened and have a capacity")
    on = carried(instance)["lane"].to_list()
    gated = np.array([s for s, lane in enumerate(on) if lane in openings.position], dtype=np.int64)
    labels = [b.sets["shipments"].labels[s] for s in gated]
    b.add_set("gated", labels, "shipments on lanes that must be opened")
    b.add_relation(
        "opening_of",
        "gated",
        "openings",
        (np.arange(gated.size), [openings.position[on[s]] for s in gated]),
        "the lane that must be opened for it",
    )
    most = most_of_use(b.freeze(), gated)
    if endless := [labels[s] for s in np.flatnonzero(np.isinf(most).any(axis=1))]:
        raise FormulationError(f"nothing limits {', '.join(endless)}: state a capacity")
    b.add_parameter(
        "most_of_use", ("gated", "moments"), most, "unit", "most that can be of use on the lane"
    )
    first = np.arange(len(b.sets["periods"])) == 0
    b.add_parameter(
        "opening_cost",
        ("openings", "periods"),
        shut["opening_cost"].to_numpy()[:, None] * first,
        "money",
        "paid once, in the first period",
    )
