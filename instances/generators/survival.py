"""A lever that holds a plan to serving most of its demand without China, for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from instances.generators.book import Book

LEVER, YEAR, SHARE = "serve-without-china", "2030", 0.6
SCENARIO = "without-china"


def write_survival_lever(book: Book) -> None:
    """A branch that nobody expects (probability 0), what it strikes, and what is served in it."""
    why = judged("What is to be survived, and how well, is for those who ask to say")
    percent = f"{100 * SHARE:.0f} %"
    name = f"{percent} of demand is served in {YEAR} though China lets nothing out"
    book.add("levers", why, lever=LEVER, name=name)
    window = f"scenario = {SCENARIO}"
    changes = (
        (
            "scenarios",
            f"{window}; from_period = {YEAR}; last_period = {YEAR}; probability = 0; "
            f"name = China lets nothing out in {YEAR}; planned = true",
        ),
        (
            "disruptions",
            f"disruption = {SCENARIO}; {window}; kind = country; target = CHN; "
            f"first_period = {YEAR}; last_period = {YEAR}; remaining = 0",
        ),
        ("guarantees", f"guarantee = {SCENARIO}; {window}; share = {SHARE:g}"),
    )
    for step, (table, values) in enumerate(changes, 1):
        book.add(
            "lever_changes",
            why,
            lever=LEVER,
            step=step,
            table=table,
            change="add",
            where="",
            set=values,
        )
