"""Plants: capacity, what runs in it, ways to add to it."""

from __future__ import annotations

from optimizer.data.columns import (
    REQUIRED,
    Table,
    boolean,
    fraction,
    identifier,
    integer,
    number,
    refer,
    text,
)
from optimizer.data.tables.shared import table, window

CHAPTER: tuple[Table, ...] = (
    table(
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
    table(
        "capacities",
        "Capacity that is there without our doing, from a period on; retirement is a lower row.",
        refer("facility", "facilities", "facility", key=True),
        refer("period", "periods", "from this period on", key=True),
        number("capacity", "unit/year", "capacity"),
        text("unit", "unit of the number (empty: the facility's)"),
        by_scenario=True,
    ),
    table(
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
    table(
        "expansions",
        "Ways to add capacity at a facility.",
        identifier("expansion", "name"),
        refer("facility", "facilities", "facility"),
        number("size_min", "unit/year", "least size of one build", default=0.0),
        number("size_max", "unit/year", "greatest size of one build"),
        number("fixed_capex", "money", "per build", default=0.0),
        number("unit_capex", "money per unit/year", "per unit of capacity", default=0.0),
        integer("lead_days", "days", "from decision to first output", default=0, maximum=36600),
        *window(),
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
    table(
        "ramps",
        "Fraction of new capacity that works, by whole years since first output.",
        identifier("ramp", "name"),
        integer("age", "year", "whole years since first output", maximum=100, key=True),
        fraction("fraction", "works; the last row holds on"),
    ),
)
