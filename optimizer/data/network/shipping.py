"""Shipments (lane × commodity): ends, lags, room and cost of carriage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.network.accounts import Account, bare, label, pairs_of
from optimizer.data.network.swings import swung
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.network.disruptions import Remaining
    from optimizer.data.network.moments import Calendar
    from optimizer.data.network.trade import Trade
    from optimizer.data.problem import Builder, Floats, Integers


def derive(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    remaining: Remaining,
    trade: Trade,
) -> None:
    """Set ``shipments`` and its relations to accounts; ``limited_lanes`` and their room."""
    table = carried(instance)
    b.add_set(
        "shipments",
        (label(*p) for p in pairs_of(table, "lane", "commodity")),
        "a commodity on a lane",
    )
    _ends(b, table, calendar, accounts, trade)
    tonnes = tonnes_per_unit(instance, table["commodity"])
    _costs(b, instance, calendar, table, tonnes, trade)
    _room(b, instance, table, tonnes, remaining, trade)


def carried(instance: Instance) -> pl.DataFrame:
    """Shipments with the columns of their lanes, in the order of the table."""
    table = instance.table("shipments").select(
        "lane", "commodity", "cost_per_unit", pl.col("capacity").alias("most")
    )
    lanes = bare(instance, "lanes")
    return table.join(lanes, on="lane", how="left", maintain_order="left")


def tonnes_per_unit(instance: Instance, names: pl.Series) -> Floats:
    """Mass of a unit of each named commodity; NaN where it has none."""
    mass = {}
    for name, unit, tonnes in zip(
        *(instance.table("commodities")[c] for c in ("commodity", "unit", "tonnes_per_unit")),
        strict=True,
    ):
        mass[name] = tonnes if tonnes is not None else factor(unit, "t", otherwise=np.nan)
    return np.array([mass[name] for name in names], dtype=float)


def _ends(
    b: Builder,
    table: pl.DataFrame,
    calendar: Calendar,
    accounts: Mapping[Account, int],
    trade: Trade,
) -> None:
    ids = np.arange(table.height)
    origin = np.array([accounts[a] for a in pairs_of(table, "origin", "commodity")], dtype=int)
    destination = np.array(
        [accounts[a] for a in pairs_of(table, "destination", "commodity")], dtype=int
    )
    b.add_relation("leaving", "accounts", "shipments", (origin, ids), "shipments that leave")
    days = table["days"].to_numpy()[:, None] + trade.extra_days
    spans = np.array(calendar.days, dtype=float)
    lags = np.floor(days / spans + 0.5).astype(int)
    prompt = ~lags.any(axis=1)
    b.add_relation(
        "arriving",
        "accounts",
        "shipments",
        (destination[prompt], ids[prompt]),
        "shipments that arrive in the period they leave",
    )
    b.add_relation(
        "arriving_late",
        "accounts",
        "shipments",
        (destination[~prompt], ids[~prompt]),
        "shipments under way for a period or more",
    )
    b.add_relation(
        "sent_at",
        ("shipments", "moments"),
        "moments",
        _sent(calendar, ids[~prompt], lags[~prompt]),
        "when what arrives at the moment was sent",
    )


def _sent(calendar: Calendar, late: Integers, lags: Integers) -> tuple[Integers, Integers]:
    """For late shipments (and their lags by period): shipment × moment, and when it was sent."""
    count, longest = len(calendar.moments), int(lags.max(initial=0))
    keys, members = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for n, path in enumerate(calendar.paths):
        for q in path:
            sent = calendar.moments[q].period
            under_way = calendar.moments[n].period - sent
            if under_way <= longest:
                due = late[lags[:, sent] == under_way]
                keys.append(due * count + n)
                members.append(np.full(due.size, q))
    return np.concatenate(keys), np.concatenate(members)


def _costs(
    b: Builder,
    instance: Instance,
    calendar: Calendar,
    table: pl.DataFrame,
    tonnes: Floats,
    trade: Trade,
) -> None:
    modes = table.join(bare(instance, "modes"), on="mode", how="left", maintain_order="left")
    own = table["cost_per_unit"].cast(pl.Float64).to_numpy()
    flat = table["cost_per_t"].cast(pl.Float64).to_numpy()
    by_mode = (modes["distance_km"] * modes["cost_per_tkm"] + modes["handling_per_t"]).to_numpy()
    per_tonne = np.where(np.isnan(flat), by_mode, flat)
    mass = np.where(np.isnan(tonnes) & (per_tonne == 0.0), 0.0, tonnes)
    unit_cost = np.where(np.isnan(own), mass * per_tonne, own)
    freight = swung(instance, calendar, "freight", pairs_of(table, "origin", "mode"))
    b.add_parameter(
        "carriage",
        ("shipments", "moments"),
        unit_cost[:, None] * freight,
        "money/unit",
        "cost of carriage",
    )
    values = dict(pairs_of(instance.table("commodities"), "commodity", "value_per_unit"))
    rates = dict(pairs_of(instance.table("parameters"), "parameter", "value"))
    rate = float(rates.get("in_transit_rate", 0.0))
    worth = np.array([values[c] for c in table["commodity"].to_list()], dtype=float)
    days = table["days"].to_numpy()[:, None] + trade.permit_days
    b.add_parameter(
        "waiting",
        ("shipments", "moments"),
        (worth * rate / 365.0)[:, None] * days,
        "money/unit",
        "cost of the value under way",
    )


def _room(
    b: Builder,
    instance: Instance,
    table: pl.DataFrame,
    tonnes: Floats,
    remaining: Remaining,
    trade: Trade,
) -> None:
    years = b.parameters["years"].values
    lanes = instance.table("lanes")
    at_lane = {name: at for at, name in enumerate(lanes["lane"].to_list())}
    lane = np.array([at_lane[name] for name in table["lane"].to_list()], dtype=int)
    own = remaining.of_shipment
    per_year = table["most"].cast(pl.Float64).fill_null(np.inf).to_numpy()[:, None]
    open_ = (own > 0) & (remaining.of_lane[lane] > 0) & trade.allowed
    with np.errstate(invalid="ignore"):
        # The lane's fraction also scales a shipment's own capacity.
        most = np.where(open_, per_year * years * own * remaining.of_lane[lane], 0.0)
    b.add_parameter("flow_max", ("shipments", "moments"), most, "unit", "most that may be sent")
    limited = [at for at, room in enumerate(lanes["capacity_t"].to_list()) if room is not None]
    names = lanes["lane"].to_list()
    b.add_set("limited_lanes", (names[at] for at in limited), "lanes with a capacity")
    rank = {at: r for r, at in enumerate(limited)}
    on = [(rank[at], s) for s, at in enumerate(lane) if at in rank]
    b.add_relation(
        "carried_on",
        "limited_lanes",
        "shipments",
        ([x[0] for x in on], [x[1] for x in on]),
        "shipments on a lane with a capacity",
    )
    used = np.zeros(table.height)
    for _, s in on:
        used[s] = tonnes[s]
    b.add_parameter("tonnes", "shipments", used, "t/unit", "mass, where the lane has a capacity")
    room = lanes["capacity_t"].cast(pl.Float64).to_numpy()[limited][:, None]
    b.add_parameter(
        "lane_room",
        ("limited_lanes", "moments"),
        room * years * remaining.of_lane[limited],
        "t",
        "most that the lane carries",
    )
