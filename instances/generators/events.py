"""Courses of events and outage rates, from the table of disruptions (12).

Events are yearly at the finest, periods may be longer: what an event leaves of a capacity in a
period is ``left``, by what it raises a price ``raised``. A lane has no capacity of which a part
could be left, so an export stop that does not fill the year is written on the plants that make the
good, and a strait is shut for the year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from instances.generators.book import judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from instances.generators.book import Book
    from instances.generators.facts import Facts, Prov

YEAR = 365.0

NO_ROW = {"malacca": 0.01, "demand-boom": 0.1, "demand-bust": 0.1, "lithium-spike": 0.1}
"""Yearly chances of events that table 12 does not have: judged, once in a hundred or ten years."""


@dataclass(frozen=True)
class Strike:
    """A row of ``disruptions``; ``remaining`` as a fraction of the period."""

    kind: str
    target: str
    remaining: float
    country: str = ""
    last: str = ""
    """Last period struck; the first of the branch unless it is named."""
    first: str = ""
    row: str = ""
    """Row of table 12 that it follows, if not that of its event."""
    why: str = ""
    """Its note, where it does not follow from the row by the days it lasts."""


@dataclass(frozen=True)
class Swing:
    """A row of ``swings``."""

    kind: str
    factor: float
    target: str = ""
    country: str = ""
    last: str = ""
    first: str = ""
    confidence: str = "estimate"
    row: str = ""
    """Row of table 12 that it follows, if not that of its event."""


@dataclass(frozen=True)
class Event:
    """A course of events: what it is called, which row of table 12 it follows, what it does."""

    key: str
    name: str
    row: str = ""
    strikes: tuple[Strike, ...] = ()
    swings: tuple[Swing, ...] = ()
    note: str = ""
    prov: Prov | None = field(default=None, compare=False)


def left(loss: float, days: float, span: float = YEAR) -> float:
    """Fraction of a period's capacity that an event leaves: ``1 - loss · days / span``.

    ``loss``: of the capacity, while it lasts; ``days``: how long; ``span``: days of the period.
    """
    return 1.0 - loss * min(days, span) / span


def raised(peak: float, days: float, span: float = YEAR) -> float:
    """Mean of a period's price over the usual one, at ``peak`` times it for so many days."""
    return 1.0 + (peak - 1.0) * min(days, span) / span


def row_of(facts: Facts, event: str) -> dict[str, str]:
    """The row of table 12 of that id."""
    return facts.rows("12", event_id=event)[0]


def yearly_chance(facts: Facts, event: Event) -> float:
    """Chance that the event begins in a year: of its row, or judged."""
    if not event.row:
        return NO_ROW[event.key]
    return float(row_of(facts, event.row)["scenario_annual_probability"])


def chances(facts: Facts, events: Iterable[Event]) -> dict[str, float]:
    """Chance of each branch: that any of the events begins in the year, split like theirs.

    ``(1 - Π(1 - p)) · p / Σ p``: what is left to the trunk is the chance that none does.
    """
    yearly = {event.key: yearly_chance(facts, event) for event in events}
    some = 1.0 - math.prod(1.0 - p for p in yearly.values())
    return {key: some * p / sum(yearly.values()) for key, p in yearly.items()}


def write_scenarios(
    book: Book,
    facts: Facts,
    events: tuple[Event, ...],
    begins: str,
    chance: Mapping[str, float],
) -> None:
    """Branches of the trunk that begin together, none of them planned for unless asked."""
    for event in events:
        prov = _prov(facts, event)
        why = f"Chance judged: {yearly_chance(facts, event):g} a year"
        book.add(
            "scenarios",
            prov.but("estimate", why + (f"; {event.note}" if event.note else "")),
            scenario=event.key,
            from_period=begins,
            probability=chance[event.key],
            name=event.name,
            planned=False,
        )
        for number, strike in enumerate(event.strikes, 1):
            book.add(
                "disruptions",
                prov.but("estimate", _loss(facts, event, strike)),
                disruption=f"{event.key}/{number}",
                scenario=event.key,
                kind=strike.kind,
                target=strike.target,
                country=strike.country,
                remaining=strike.remaining,
                **_window(strike, begins),
            )
        for number, swing in enumerate(event.swings, 1):
            own = facts.prov(row_of(facts, swing.row)) if swing.row else prov
            book.add(
                "swings",
                own.but(swing.confidence, event.note),
                swing=f"{event.key}/{number}",
                scenario=event.key,
                kind=swing.kind,
                target=swing.target,
                country=swing.country,
                factor=swing.factor,
                **_window(swing, begins),
            )


def _window(row: Strike | Swing, begins: str) -> dict[str, str]:
    first = row.first or begins
    return {"first_period": first, "last_period": row.last or first}


def _prov(facts: Facts, event: Event) -> Prov:
    if event.prov is not None:
        return event.prov
    return facts.prov(row_of(facts, event.row)) if event.row else judged(event.note)


def _loss(facts: Facts, event: Event, strike: Strike) -> str:
    """How a strike follows from its row."""
    name = strike.row or event.row
    if strike.why or not name:
        return strike.why or event.note
    row = row_of(facts, name)
    loss, days = float(row["scenario_capacity_loss"]), row["scenario_duration_days"]
    shut = "; shut for the year, as a lane has no capacity of which a part could be left"
    said = f"{name}: {loss:g} lost for {days} days (judged)"
    return said + (shut if strike.kind == "chokepoint" else "")


@dataclass(frozen=True)
class Rate:
    """What a row of table 12 strikes; ``part``: its loss there, over the loss it states."""

    kind: str
    target: str
    country: str = ""
    part: float = 1.0


def write_rates(book: Book, facts: Facts, rates: Mapping[str, Rate], span: int) -> None:
    """``outage_rates`` of rows of table 12; a strait is shut for a period of ``span`` days."""
    for event, rate in rates.items():
        row = row_of(facts, event)
        strait = rate.kind == "chokepoint"
        why = f"{event}: {row['event']}; chance and loss judged"
        book.add(
            "outage_rates",
            facts.prov(row).but("estimate", why + ("; shut for a period" if strait else "")),
            outage=f"{event.lower()}-{rate.target}",
            kind=rate.kind,
            target=rate.target,
            country=rate.country,
            annual_probability=float(row["scenario_annual_probability"]),
            days=span if strait else int(row["scenario_duration_days"]),
            remaining=0.0 if strait else 1.0 - rate.part * float(row["scenario_capacity_loss"]),
        )
