"""Pillars: what an agreement rests on, put together from levers, laws, partners and promises."""

from __future__ import annotations

from optimizer.data.columns import REQUIRED, Table, fraction, identifier, refer, text
from optimizer.data.tables.shared import table

KINDS = ("lever", "before", "policy", "partner", "agreement")

CHAPTER: tuple[Table, ...] = (
    table(
        "pillars",
        "What an agreement rests on: each is compared with the plan without it. No plan reads "
        "this table or the next.",
        identifier("pillar", "name"),
        text("name", "name for people"),
        fraction(
            "share",
            "part of demand that is served all the same after the loss of any one country (empty: "
            "nothing is promised)",
            default=None,
        ),
    ),
    table(
        "pillar_parts",
        "What a pillar is made of.",
        refer("pillar", "pillars", "pillar", key=True),
        text(
            "kind",
            "lever: is pulled; before: a lever that is pulled in the plan it is compared with; "
            "policy: a pack of rules put in force; partner: joins those at home; agreement: what "
            "is told each other, worth what it takes off the cost of not knowing",
            default=REQUIRED,
            choices=KINDS,
            key=True,
        ),
        text("target", "which lever, pack, partner or agreement", default=REQUIRED, key=True),
    ),
)
