"""Levers that are pulled, and when what they cost falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Builder


def derive(b: Builder, instance: Instance) -> None:
    """Set ``levers``, those pulled, with their cost in the period in which it falls due."""
    rows = instance.table("levers")
    rows = rows.filter(rows["pulled"])
    levers = b.add_set("levers", rows["lever"], "levers that are pulled")
    order = b.sets["periods"].position
    due = [order[period] if period else 0 for period in rows["period"]]
    cost = np.zeros((len(levers), len(order)))
    cost[np.arange(len(levers)), due] = rows["cost"].to_numpy()
    b.add_parameter("lever_cost", ("levers", "periods"), cost, "money", "paid in that period")
