"""Lanes, what they carry and pass, and where things wait."""

from __future__ import annotations

from optimizer.data.columns import Table, fraction, identifier, number, refer, text
from optimizer.data.tables.shared import table

CHAPTER: tuple[Table, ...] = (
    table(
        "modes",
        "Ways to carry.",
        identifier("mode", "name"),
        number("cost_per_tkm", "money/t/km", "carriage", default=0.0),
        number("handling_per_t", "money/t", "loading, unloading, papers", default=0.0),
        number("co2_kg_per_tkm", "kg/t/km", "emission", default=0.0),
    ),
    table(
        "lanes",
        "Directed transport options from one site to another.",
        identifier("lane", "name"),
        refer("origin", "sites", "from"),
        refer("destination", "sites", "to"),
        refer("mode", "modes", "by"),
        text("route", "by way of, such as Suez or Cape"),
        number("distance_km", "km", "length", default=0.0, maximum=100_000),
        number("days", "days", "door to door", default=0.0, maximum=3660),
        number(
            "cost_per_t",
            "money/t",
            "carriage (empty: from the mode and the distance)",
            default=None,
        ),
        number("capacity_t", "t/year", "most, all commodities (empty: no limit)", default=None),
        number(
            "opening_cost", "money", "paid once to use it at all (empty: it is open)", default=None
        ),
    ),
    table(
        "chokepoints",
        "Straits and canals.",
        identifier("chokepoint", "name"),
        text("name", "name for people"),
    ),
    table(
        "lane_chokepoints",
        "Chokepoints that a lane passes.",
        refer("lane", "lanes", "lane", key=True),
        refer("chokepoint", "chokepoints", "chokepoint", key=True),
    ),
    table(
        "shipments",
        "Which commodities a lane carries.",
        refer("lane", "lanes", "lane", key=True),
        refer("commodity", "commodities", "commodity", key=True),
        number(
            "cost_per_unit",
            "money/unit",
            "carriage (empty: the lane's cost per tonne)",
            default=None,
        ),
        number("capacity", "unit/year", "most (empty: no limit)", default=None),
    ),
    table(
        "storages",
        "Where a commodity may wait.",
        refer("site", "sites", "where", key=True),
        refer("commodity", "commodities", "what", key=True),
        number("capacity", "unit", "room", default=0.0),
        number("minimum", "unit", "safety stock at every period's end", default=0.0),
        number("initial", "unit", "stock at the start", default=0.0),
        number("final_minimum", "unit", "stock at the end, at least", default=0.0),
        fraction("loss", "lost per year", default=0.0),
        number("holding_cost", "money/unit/year", "on the stock at the period's end", default=0.0),
        number("final_value", "money/unit", "worth of what is left at the end", default=0.0),
        number("expansion_max", "unit", "room that may be added at the start", default=0.0),
        number("expansion_cost", "money/unit", "per unit of added room", default=0.0),
    ),
    table(
        "arrivals",
        "Goods already under way at the start.",
        refer("site", "sites", "where they arrive", key=True),
        refer("commodity", "commodities", "what", key=True),
        refer("period", "periods", "when", key=True),
        number("quantity", "unit", "how much"),
    ),
)
