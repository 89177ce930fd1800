"""Where and when: sources, countries, sites, periods, scenarios."""

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
from optimizer.data.tables.shared import AREA, table

CHAPTER: tuple[Table, ...] = (
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
    table(
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
    table(
        "countries",
        "Countries, by ISO 3166 alpha-3.",
        identifier("country", "alpha-3 code"),
        text("name", "name", default=REQUIRED),
        required=True,
    ),
    table(
        "blocs",
        "Named sets of countries (EU, JP, ...); one row per member.",
        identifier("bloc", "name of the bloc"),
        refer("country", "countries", "a member", key=True),
    ),
    table(
        "periods",
        "Time buckets in order; each begins the day after the one before it ends.",
        identifier("period", "name, such as 2025 or 2025-03"),
        date("start", "first day", default=REQUIRED),
        integer("days", "days", "length", minimum=1, maximum=36600),
        required=True,
    ),
    table(
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
        refer(
            "last_period",
            "periods",
            "with probability 0: the period with which the branch ends (empty: it runs on)",
            optional=True,
        ),
        boolean(
            "planned",
            "whether plans reckon with it unless told otherwise; false: only where it, or one "
            "that branches from it, is asked for",
            default=True,
        ),
    ),
    table(
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
    table(
        "swings",
        "Demand, prices, costs or what is there that are a multiple of what the tables say, when, "
        "in which scenario (empty: surely).",
        identifier("swing", "name"),
        refer(
            "scenario", "scenarios", "scenario it belongs to (empty: happens in all)", optional=True
        ),
        text(
            "kind",
            "what swings",
            default=REQUIRED,
            choices=("demand", "price", "cost", "freight", "capacity", "supply", "collection"),
        ),
        text(
            "target",
            "demand: a segment; price: a commodity bought and sold (contracts keep theirs); cost: "
            "the rung whose operations cost more; freight: a mode; capacity: a rung of plants in "
            "place; supply: a commodity on offer; collection: a segment (empty: all)",
        ),
        refer(
            "country",
            AREA,
            "only in this country or bloc; freight: on what leaves it (empty: everywhere)",
            optional=True,
        ),
        refer("first_period", "periods", "first period in which it swings"),
        refer("last_period", "periods", "last period in which it swings"),
        number("factor", "1", "times what the tables say", maximum=1000.0),
    ),
    table(
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
