"""Subsidies and the budgets from which they are paid."""

from __future__ import annotations

from optimizer.data.columns import REQUIRED, Table, identifier, number, refer, text
from optimizer.data.tables.shared import AREA, table, window

PER = ("capex", "capacity", "activity", "energy")

CHAPTER: tuple[Table, ...] = (
    table(
        "subsidies",
        "What others pay towards building and running; a plan may take less than is offered.",
        identifier("subsidy", "name"),
        text("programme", "programme that pays it (empty: one of its own)"),
        refer("area", AREA, "facilities in this country or bloc (empty: any)", optional=True),
        refer("site", "sites", "facilities at this site (empty: any)", optional=True),
        refer("facility", "facilities", "this facility (empty: any)", optional=True),
        refer("stage", "stages", "processes of this stage (empty: any)", optional=True),
        refer("rung", "rungs", "processes of this rung (empty: any)", optional=True),
        refer("process", "processes", "this process (empty: any)", optional=True),
        text(
            "per",
            "capex: a fraction of the capital spent; capacity: money for each unit a year that is "
            "added; activity: money for each unit of activity; energy: money for each unit of "
            "battery energy that the activity supports (throughput times energy_per_unit of the "
            "rung)",
            default=REQUIRED,
            choices=PER,
        ),
        number("rate", "1 or money/unit", "how much of it, or for each"),
        *window(),
    ),
    table(
        "subsidy_budgets",
        "Most that is paid over some periods, undiscounted.",
        identifier("budget", "name"),
        text("programme", "what this programme pays (empty: all of them)"),
        refer("area", AREA, "what is paid in this country or bloc (empty: any)", optional=True),
        *window(),
        number("amount", "money", "over all periods of the window together"),
    ),
)
