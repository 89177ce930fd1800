"""Levers: named changes of the tables that one may pull."""

from __future__ import annotations

from optimizer.data.columns import (
    REQUIRED,
    Table,
    boolean,
    identifier,
    integer,
    number,
    refer,
    text,
)
from optimizer.data.tables.shared import table

CHAPTER: tuple[Table, ...] = (
    table(
        "levers",
        "What might be done or agreed: each changes rows of other tables once it is pulled.",
        identifier("lever", "name"),
        text("name", "name for people"),
        number("cost", "money", "paid once where it is pulled", default=0.0),
        refer(
            "period",
            "periods",
            "period in which the cost falls due (empty: the first)",
            optional=True,
        ),
        boolean("pulled", "whether its changes are in the tables already"),
    ),
    table(
        "lever_changes",
        "The changes of a lever, one after another.",
        refer("lever", "levers", "lever", key=True),
        integer("step", "1", "order in which they are made", key=True),
        text("table", "table that is changed", default=REQUIRED),
        text(
            "change",
            "add: new rows; change: other values in rows that are there; drop: rows go, with all "
            "that names what they named",
            default=REQUIRED,
            choices=("add", "change", "drop"),
        ),
        text(
            "where",
            "which rows, such as 'country = KOR | JPN; period >= 2030'; with add: rows to copy "
            "(empty: none)",
        ),
        text("set", "what their columns say then, such as 'quantity = * 1.2; price = 40'"),
    ),
)
