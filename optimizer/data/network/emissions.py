"""Emissions: CO2 by the unit of what is run and of what is carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.shipping import carried, tonnes_per_unit

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.data.problem import Builder

KG_IN_T = 1000.0


def derive(b: Builder, instance: Instance) -> None:
    """Set ``co2_made`` by operation and ``co2_carried`` by shipment, in tonnes."""
    made = dict(pairs_of(instance.table("processes"), "process", "co2_t_per_unit"))
    processes = instance.table("operations")["process"]
    by_operation = np.array([float(made[p]) for p in processes])
    per_tkm = dict(pairs_of(instance.table("modes"), "mode", "co2_kg_per_tkm"))
    rows = carried(instance)
    per_t = [float(per_tkm[mode]) for mode in rows["mode"]]
    mass = np.nan_to_num(tonnes_per_unit(instance, rows["commodity"]))
    by_shipment = np.array(per_t) * rows["distance_km"].to_numpy() * mass / KG_IN_T
    b.add_parameter("co2_made", "operations", by_operation, "t/activity", "emitted by a process")
    b.add_parameter("co2_carried", "shipments", by_shipment, "t/unit", "emitted on the way")
