"""Every table and every column of an instance, declared once.

The checker, the descriptor of a data package, the JSON form, the workbook and the data dictionary
all follow from these declarations. Quantities of a commodity are in the commodity's own unit,
activity in the process's ``activity_unit``, money in the instance's ``currency``, battery energy in
the segment's ``unit``. Whatever is "per year" is scaled by the length of the period.

A *step* column (``period`` in ``capacities``, ``supply_terms``, ``shares``, ``collections``) holds
from that period on, until a later row of the same thing replaces it.
"""

from __future__ import annotations

from optimizer.data.columns import (
    REQUIRED,
    Column,
    Kind,
    Table,
    boolean,
    date,
    fraction,
    identifier,
    integer,
    number,
    refer,
    text,
)

FORMAT_VERSION = 1

PROVENANCE: tuple[Column, ...] = (
    refer("source", "sources", "where the row comes from", optional=True),
    integer("year", "year", "year the fact is about", default=None, minimum=1900, maximum=2100),
    text(
        "confidence",
        "found: read at its source; computed: from found figures; recalled: from memory; "
        "estimate: judged; example: made up for teaching",
        choices=("", "found", "computed", "recalled", "estimate", "example"),
    ),
    text("note", "anything a reader should know"),
)

SCENARIO = refer(
    "scenario",
    "scenarios",
    "empty: holds everywhere; else overrides the same key there",
    key=True,
    optional=True,
)

AREA = ("countries", "blocs")


def _table(
    name: str, description: str, *columns: Column, required: bool = False, by_scenario: bool = False
) -> Table:
    scenario = (SCENARIO,) if by_scenario else ()
    return Table(name, description, (*columns, *scenario, *PROVENANCE), required, by_scenario)


def _window() -> tuple[Column, Column]:
    return (
        refer(
            "first_period",
            "periods",
            "first period it may happen (empty: the first)",
            optional=True,
        ),
        refer(
            "last_period", "periods", "last period it may happen (empty: the last)", optional=True
        ),
    )


def _trade_scope(what: str) -> tuple[Column, ...]:
    return (
        identifier(what, f"name of the {what}"),
        refer("origin", AREA, "exporting country or bloc (empty: any other)", optional=True),
        refer("destination", AREA, "importing country or bloc (empty: any other)", optional=True),
        refer("commodity", "commodities", "commodity it covers (empty: all)", optional=True),
        date("first_date", "first day in force (empty: always was)"),
        date("last_date", "last day in force (empty: no end)"),
    )


_WHERE_AND_WHEN: tuple[Table, ...] = (
    Table(
        "sources",
        "Where facts come from; every other table points here.",
        (
            identifier("source", "short name of the source"),
            text("citation", "author, title, year", default=REQUIRED),
            text("url", "address, where there is one"),
            text("licence", "terms under which the fact is carried"),
        ),
    ),
    _table(
        "parameters",
        "Numbers that hold for the whole instance.",
        Column(
            "parameter",
            Kind.TEXT,
            "discount_rate: per year, for present values; in_transit_rate: per year, cost of the "
            "value of goods under way",
            key=True,
            choices=("discount_rate", "in_transit_rate"),
        ),
        number("value", "1/year", "its value", maximum=10.0),
    ),
    _table(
        "countries",
        "Countries, by ISO 3166 alpha-3.",
        identifier("country", "alpha-3 code"),
        text("name", "name", default=REQUIRED),
        required=True,
    ),
    _table(
        "blocs",
        "Named sets of countries (EU, JP, ...); one row per member.",
        identifier("bloc", "name of the bloc"),
        refer("country", "countries", "a member", key=True),
    ),
    _table(
        "periods",
        "Time buckets in order; each begins the day after the one before it ends.",
        identifier("period", "name, such as 2025 or 2025-03"),
        date("start", "first day", default=REQUIRED),
        integer("days", "days", "length", minimum=1, maximum=36600),
        required=True,
    ),
    _table(
        "scenarios",
        "Courses of events; each branches from its parent at a period. No rows: one sure course.",
        identifier("scenario", "name"),
        refer(
            "parent",
            "scenarios",
            "scenario it branches from (empty: the common trunk)",
            optional=True,
        ),
        refer("from_period", "periods", "first period in which it differs"),
        fraction(
            "probability", "chance, given the parent; siblings and staying in the parent add to 1"
        ),
        text("name", "what happens"),
    ),
    _table(
        "disruptions",
        "Who keeps which fraction of its capacity, when, in which scenario (empty: surely).",
        identifier("disruption", "name"),
        refer(
            "scenario", "scenarios", "scenario it belongs to (empty: happens in all)", optional=True
        ),
        text(
            "kind",
            "what is struck",
            default=REQUIRED,
            choices=(
                "country",
                "site",
                "facility",
                "lane",
                "chokepoint",
                "stage",
                "rung",
                "commodity",
            ),
        ),
        text("target", "name of what is struck", default=REQUIRED),
        refer(
            "country",
            AREA,
            "only in this country or bloc, for stage, rung and commodity (empty: everywhere)",
            optional=True,
        ),
        refer(
            "commodity",
            "commodities",
            "only this commodity, for country and lane: its shipments "
            "leaving (empty: all, and all operations too)",
            optional=True,
        ),
        refer("first_period", "periods", "first period struck"),
        refer("last_period", "periods", "last period struck"),
        fraction("remaining", "fraction that still works"),
    ),
    _table(
        "sites",
        "Places in a country where things enter, leave, wait or are transformed.",
        identifier("site", "name"),
        text("name", "name for people"),
        refer("country", "countries", "where it lies"),
        number("latitude", "degree", "north positive", default=None, minimum=-90, maximum=90),
        number("longitude", "degree", "east positive", default=None, minimum=-180, maximum=180),
        required=True,
    ),
)

_THINGS: tuple[Table, ...] = (
    _table(
        "commodities",
        "Anything that moves or is transformed.",
        identifier("commodity", "name"),
        text("name", "name for people"),
        text("unit", "its unit, such as kt, t, GWh or 1", default=REQUIRED),
        number(
            "tonnes_per_unit",
            "t/unit",
            "mass (empty: from the unit, which is then one of mass)",
            default=None,
        ),
        number(
            "value_per_unit",
            "money/unit",
            "customs value; also tied up while under way",
            default=0.0,
        ),
        boolean("needs_permission", "crosses a border only where a row of permissions allows it"),
        required=True,
    ),
    _table(
        "contents",
        "Chemical elements within commodities.",
        refer("commodity", "commodities", "commodity", key=True),
        identifier("element", "symbol, such as Li"),
        number("tonnes", "t/unit", "tonnes of the element per unit of the commodity"),
    ),
    _table(
        "stages",
        "Rungs of the chain from mine to recovery, in order.",
        identifier("stage", "name"),
        text("name", "name for people"),
        integer("order", "1", "place in the chain"),
        required=True,
    ),
    _table(
        "rungs",
        "A stage, or one material within it: what dependence is measured on.",
        identifier("rung", "name, such as refining-lithium"),
        refer("stage", "stages", "stage it belongs to"),
        text("name", "name for people"),
        text("unit", "unit of throughput"),
        number(
            "energy_per_unit", "energy/unit", "battery energy supported by a unit of throughput"
        ),
        number("weight", "1", "weight in exposure", default=1.0),
    ),
    _table(
        "processes",
        "Recipes: what a unit of activity consumes and makes.",
        identifier("process", "name"),
        text("name", "name for people"),
        refer("rung", "rungs", "rung whose throughput it is (empty: none)", optional=True),
        number("throughput", "rung unit/activity", "throughput per unit of activity", default=1.0),
        text("activity_unit", "unit of activity, such as kt or GWh", default=REQUIRED),
        number("co2_t_per_unit", "t/activity", "direct and energy CO2", default=0.0, minimum=None),
        boolean("draws_from_nature", "takes mass from ground, air or water, as a mine does"),
    ),
    _table(
        "recipes",
        "Coefficients per unit of activity: made positive, used negative.",
        refer("process", "processes", "process", key=True),
        refer("commodity", "commodities", "commodity", key=True),
        number("coefficient", "unit/activity", "amount per unit of activity", minimum=None),
    ),
)

_PLANTS: tuple[Table, ...] = (
    _table(
        "facilities",
        "Plants: a capacity at a site, shared by the processes it can run.",
        identifier("facility", "name"),
        refer("site", "sites", "where"),
        text("name", "name for people"),
        text("unit", "unit of its capacity (per year)", default=REQUIRED),
        number("fixed_cost", "money/unit/year", "per unit of capacity in place", default=0.0),
        fraction("minimum_use", "least use of the capacity while it is kept", default=0.0),
        boolean("closable", "may be closed for good to save fixed cost"),
        number("closing_cost", "money", "paid once on closing", default=0.0),
    ),
    _table(
        "capacities",
        "Capacity that is there without our doing, from a period on; retirement is a lower row.",
        refer("facility", "facilities", "facility", key=True),
        refer("period", "periods", "from this period on", key=True),
        number("capacity", "unit/year", "capacity"),
        text("unit", "unit of the number (empty: the facility's)"),
        by_scenario=True,
    ),
    _table(
        "operations",
        "Which processes a facility can run, and at what cost.",
        refer("facility", "facilities", "facility", key=True),
        refer("process", "processes", "process", key=True),
        number(
            "variable_cost",
            "money/activity",
            "per unit of activity, without traded inputs",
            default=0.0,
            minimum=None,
        ),
        number("capacity_use", "unit/activity", "capacity used per unit of activity", default=1.0),
    ),
    _table(
        "expansions",
        "Ways to add capacity at a facility.",
        identifier("expansion", "name"),
        refer("facility", "facilities", "facility"),
        number("size_min", "unit/year", "least size of one build", default=0.0),
        number("size_max", "unit/year", "greatest size of one build"),
        number("fixed_capex", "money", "per build", default=0.0),
        number("unit_capex", "money per unit/year", "per unit of capacity", default=0.0),
        integer("lead_days", "days", "from decision to first output", default=0, maximum=36600),
        *_window(),
        integer("max_builds", "1", "builds over the horizon", default=1, minimum=1, maximum=1000),
        refer("ramp", "ramps", "ramp-up (empty: full at once)", optional=True),
        number(
            "life_years",
            "year",
            "useful life from first output",
            default=20.0,
            minimum=0.1,
            maximum=200,
        ),
        fraction("subsidy", "fraction of capex that others pay", default=0.0),
        text("choose_one", "name of a group of which at most one is built (empty: none)"),
    ),
    _table(
        "ramps",
        "Fraction of new capacity that works, by whole years since first output.",
        identifier("ramp", "name"),
        integer("age", "year", "whole years since first output", maximum=100, key=True),
        fraction("fraction", "works; the last row holds on"),
    ),
)

_BUYING: tuple[Table, ...] = (
    _table(
        "supplies",
        "Price steps at which a commodity can be bought where it enters.",
        identifier("supply", "name of the step"),
        refer("site", "sites", "where it enters"),
        refer("commodity", "commodities", "what"),
    ),
    _table(
        "supply_terms",
        "Price and most per year of a supply, from a period on.",
        refer("supply", "supplies", "supply", key=True),
        refer("period", "periods", "from this period on", key=True),
        number("price", "money/unit", "price", minimum=None),
        number("quantity", "unit/year", "most (empty: no limit)", default=None),
        by_scenario=True,
    ),
    _table(
        "contracts",
        "Long-term offtake one may sign before the first period.",
        identifier("contract", "name"),
        refer("site", "sites", "where it enters"),
        refer("commodity", "commodities", "what"),
        *_window(),
        number("fee", "money", "paid once, in the first period of the term", default=0.0),
        number("price", "money/unit", "price", minimum=None),
        number("minimum", "unit/year", "must be taken while signed", default=0.0),
        number("maximum", "unit/year", "most while signed"),
    ),
    _table(
        "disposals",
        "Where a commodity may be thrown away, and what that costs.",
        refer("site", "sites", "where", key=True),
        refer("commodity", "commodities", "what", key=True),
        number("cost", "money/unit", "cost", default=0.0, minimum=None),
    ),
    _table(
        "sales",
        "Where a commodity may be sold out of the system.",
        refer("site", "sites", "where", key=True),
        refer("commodity", "commodities", "what", key=True),
        number("price", "money/unit", "price"),
        number("quantity", "unit/year", "most (empty: no limit)", default=None),
    ),
)

_MOVING: tuple[Table, ...] = (
    _table(
        "modes",
        "Ways to carry.",
        identifier("mode", "name"),
        number("cost_per_tkm", "money/t/km", "carriage", default=0.0),
        number("handling_per_t", "money/t", "loading, unloading, papers", default=0.0),
        number("co2_kg_per_tkm", "kg/t/km", "emission", default=0.0),
    ),
    _table(
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
    _table(
        "chokepoints",
        "Straits and canals.",
        identifier("chokepoint", "name"),
        text("name", "name for people"),
    ),
    _table(
        "lane_chokepoints",
        "Chokepoints that a lane passes.",
        refer("lane", "lanes", "lane", key=True),
        refer("chokepoint", "chokepoints", "chokepoint", key=True),
    ),
    _table(
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
    _table(
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
    _table(
        "arrivals",
        "Goods already under way at the start.",
        refer("site", "sites", "where they arrive", key=True),
        refer("commodity", "commodities", "what", key=True),
        refer("period", "periods", "when", key=True),
        number("quantity", "unit", "how much"),
    ),
)

_SERVING: tuple[Table, ...] = (
    _table(
        "segments",
        "Kinds of demand.",
        identifier("segment", "name"),
        text("name", "name for people"),
        text("unit", "unit of energy, such as GWh", default=REQUIRED),
        number(
            "shortfall_penalty",
            "money/energy",
            "price of not serving (empty: must be served)",
            default=None,
        ),
    ),
    _table(
        "chemistries",
        "Variants of the battery that can serve demand.",
        identifier("chemistry", "name"),
        text("name", "name for people"),
        refer("commodity", "commodities", "what is delivered"),
        number("energy_per_unit", "energy/unit", "energy in a unit of it", default=1.0),
        date("available_from", "first day it can be sold (empty: now)"),
        refer("eol_commodity", "commodities", "what comes back (empty: nothing)", optional=True),
        number("eol_per_energy", "unit/energy", "how much of it per energy once sold", default=0.0),
    ),
    _table(
        "shares",
        "Chemistries that may serve a segment, and the bounds on their share, from a period on.",
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry", key=True),
        refer("market", "sites", "market (empty: all)", key=True, optional=True),
        refer("period", "periods", "from this period on", key=True),
        fraction("minimum", "of the energy served, at least", default=0.0),
        fraction("maximum", "of the energy served, at most", default=1.0),
    ),
    _table(
        "demands",
        "Battery energy wanted in a period.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment", key=True),
        refer("period", "periods", "in this period", key=True),
        number("energy", "energy", "in the whole period, not per year"),
        text("unit", "unit of the number (empty: the segment's)"),
        by_scenario=True,
    ),
    _table(
        "lifetimes",
        "Fraction of what was sold that reaches end of life, by age.",
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry (empty: any)", key=True, optional=True),
        integer("age", "year", "whole years since sale", maximum=100, key=True),
        fraction("fraction", "retires in the year of that age"),
    ),
    _table(
        "collections",
        "Fraction of what reaches end of life that is collected, from a period on.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment (empty: any)", key=True, optional=True),
        refer("period", "periods", "from this period on", key=True),
        fraction("rate", "collected"),
    ),
    _table(
        "past_returns",
        "Energy sold before the horizon that reaches end of life, before collection.",
        refer("market", "sites", "where", key=True),
        refer("segment", "segments", "segment", key=True),
        refer("chemistry", "chemistries", "chemistry", key=True),
        refer("period", "periods", "in this period", key=True),
        number("energy", "energy", "in the whole period"),
    ),
)

_TRADE: tuple[Table, ...] = (
    _table(
        "tariffs",
        "Duties on what crosses a border.",
        *_trade_scope("tariff"),
        number("rate", "1", "of the customs value", default=0.0, maximum=50.0),
        number("amount", "money/unit", "per unit", default=0.0),
    ),
    _table(
        "quotas",
        "Most that may cross.",
        *_trade_scope("quota"),
        number("quantity", "unit/year", "most, in all that it covers"),
    ),
    _table("bans", "What may not cross.", *_trade_scope("ban")),
    _table(
        "permissions",
        "Where commodities that need permission may cross.",
        *_trade_scope("permission"),
        number("cost", "money/unit", "papers, notification, insurance", default=0.0),
        number("days", "days", "delay", default=0.0, maximum=3660),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for group in (_WHERE_AND_WHEN, _THINGS, _PLANTS, _BUYING, _MOVING, _SERVING, _TRADE)
    for table in group
}
"""All tables by name, in reading order."""
