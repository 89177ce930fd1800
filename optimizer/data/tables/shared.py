"""What tables have in common."""

from __future__ import annotations

from optimizer.data.columns import Column, Table, date, identifier, integer, refer, text

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


def table(
    name: str, description: str, *columns: Column, required: bool = False, by_scenario: bool = False
) -> Table:
    """A table with its columns, a scenario column where it may differ by one, and provenance."""
    scenario = (SCENARIO,) if by_scenario else ()
    return Table(name, description, (*columns, *scenario, *PROVENANCE), required, by_scenario)


def window() -> tuple[Column, Column]:
    """First and last period in which something may happen."""
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


def trade_scope(what: str) -> tuple[Column, ...]:
    """Name, from where, to where, of what and when: what every trade rule says."""
    return (
        identifier(what, f"name of the {what}"),
        refer("origin", AREA, "exporting country or bloc (empty: any other)", optional=True),
        refer("destination", AREA, "importing country or bloc (empty: any other)", optional=True),
        refer("commodity", "commodities", "commodity it covers (empty: all)", optional=True),
        date("first_date", "first day in force (empty: always was)"),
        date("last_date", "last day in force (empty: no end)"),
    )
