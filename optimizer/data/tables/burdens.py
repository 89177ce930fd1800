"""Burdens: what making and carrying does to climate, land and people, and what limits it."""

from __future__ import annotations

from optimizer.data.columns import REQUIRED, Table, identifier, number, refer, text
from optimizer.data.tables.shared import AREA, table, trade_scope, window

KINDS = ("process", "rung", "mode", "commodity")
PER = ("energy", "year")

CHAPTER: tuple[Table, ...] = (
    table(
        "burdens",
        "What is counted along the chain. One called co2 begins with co2_t_per_unit of processes "
        "and co2_kg_per_tkm of modes; its rates come on top.",
        identifier("burden", "name"),
        text("name", "name for people"),
        text("unit", "unit in which it is counted", default=REQUIRED),
    ),
    table(
        "burden_rates",
        "How much of a burden something causes; several of the same thing add.",
        identifier("rate", "name"),
        refer("burden", "burdens", "what it causes"),
        text(
            "kind",
            "process, rung: by unit of activity; mode: by tonne and km; commodity: by unit bought, "
            "in price steps or by contract",
            default=REQUIRED,
            choices=KINDS,
        ),
        text("target", "which process, rung, mode or commodity (empty: all)"),
        refer(
            "country",
            AREA,
            "only in this country or bloc; mode: on what leaves it (empty: everywhere)",
            optional=True,
        ),
        number("amount", "unit/activity", "in the burden's unit; below 0: a credit", minimum=None),
    ),
    table(
        "burden_limits",
        "Most of a burden that may be caused, in each period of a window.",
        identifier("limit", "name"),
        refer("burden", "burdens", "what is limited"),
        refer("area", AREA, "what is caused there (empty: everywhere)", optional=True),
        text(
            "per",
            "energy: by unit of battery energy served, to all markets; year: by the year",
            default="energy",
            choices=PER,
        ),
        number("most", "unit/energy", "or unit/year"),
        number(
            "price", "money/unit", "paid for what exceeds it (empty: nothing may)", default=None
        ),
        *window(),
    ),
    table(
        "burden_prices",
        "What causing a burden costs.",
        identifier("price_of", "name"),
        refer("burden", "burdens", "what is paid for"),
        refer("area", AREA, "what is caused there (empty: everywhere)", optional=True),
        number("price", "money/unit", "for a unit of the burden"),
        *window(),
    ),
    table(
        "border_charges",
        "What is paid at a border for the burden that goods are taken to carry.",
        *trade_scope("border_charge"),
        refer("burden", "burdens", "what is paid for"),
        number("content", "unit/unit", "burden that a unit of the commodity is taken to carry"),
        number("price", "money/unit", "for a unit of the burden, beyond what was paid at home"),
    ),
)
