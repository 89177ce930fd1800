"""Holdings: where a commodity may wait; goods already under way at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.accounts import Account, label, pairs_of
from optimizer.data.network.buying import into
from optimizer.data.network.disruptions import freed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.network.disruptions import Remaining
    from optimizer.data.network.moments import Calendar
    from optimizer.data.problem import Builder


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    left: Remaining,
) -> None:
    """Set ``storages`` and what belongs to it; ``given`` of accounts without our doing."""
    table = instance.table("storages")
    b.add_set("storages", (label(*p) for p in pairs_of(table, "site", "commodity")), "holdings")
    into(b, instance, "storages", "kept_in", accounts, "the holding of an account")
    years = b.parameters["years"].values
    leaves = np.array(calendar.leaves)
    column = {
        name: table[name].to_numpy()[:, None]
        for name in (
            "capacity",
            "minimum",
            "initial",
            "final_minimum",
            "loss",
            "holding_cost",
            "final_value",
        )
    }
    over = ("storages", "moments")
    at_end = np.where(leaves, column["final_minimum"], 0.0)
    always = np.where(freed(calendar, left), 0.0, column["minimum"])
    b.add_parameter("stock_min", over, np.maximum(always, at_end), "unit", "least stock")
    b.add_parameter("stock_room", "storages", table["capacity"], "unit", "room that is there")
    b.add_parameter("kept", over, (1.0 - column["loss"]) ** years, "1", "fraction that is not lost")
    b.add_parameter(
        "holding_cost", "storages", table["holding_cost"], "money/unit/year", "of holding"
    )
    b.add_parameter(
        "final_value",
        "storages",
        table["final_value"],
        "money/unit",
        "worth of what is left at the end",
    )
    b.add_parameter(
        "room_max", "storages", table["expansion_max"], "unit", "room that may be added"
    )
    first_period = np.arange(len(calendar.periods)) == 0
    b.add_parameter(
        "room_cost",
        ("storages", "periods"),
        table["expansion_cost"].to_numpy()[:, None] * first_period,
        "money/unit",
        "of added room, in the first period",
    )
    moments = len(calendar.moments)
    given = np.zeros((len(accounts), moments))
    first = [n for n, m in enumerate(calendar.moments) if m.before < 0]
    for holding, account in enumerate(pairs_of(table, "site", "commodity")):
        kept = b.parameters["kept"].values[holding, first]
        given[accounts[account], first] += column["initial"][holding] * kept
    arrivals = instance.table("arrivals")
    for site, commodity, period, quantity in zip(
        *(arrivals[c] for c in ("site", "commodity", "period", "quantity")), strict=True
    ):
        due = [n for n, m in enumerate(calendar.moments) if m.period == calendar.position[period]]
        given[accounts[site, commodity], due] += quantity
    b.add_parameter(
        "given",
        ("accounts", "moments"),
        given,
        "unit",
        "initial stock that is not lost, and goods under way at the start",
    )
