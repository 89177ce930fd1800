"""What may happen to the real instances: courses of events, and outage rates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from instances.generators.events import (
    Event,
    Rate,
    Strike,
    Swing,
    chances,
    left,
    raised,
    row_of,
    write_rates,
    write_scenarios,
)

if TYPE_CHECKING:
    from instances.generators.book import Book
    from instances.generators.facts import Facts

BEGINS = "2028"
"""What is decided in 2025 and 2026 works by then, and eight years are left to recover."""

STAGES = ("mining", "refining", "precursor", "cathode", "anode", "cell", "pack")
NICKEL_OUT = ("nickel_mhp", "nickel_matte", "nickel_sulfate", "cobalt_sulfate")
AT_HOME = "written on the plants, so that users at home lose as much"
ASIA = ("CHN", "JPN", "KOR")


def write_courses(book: Book, facts: Facts) -> None:
    """Scenarios, disruptions, swings and outage rates of ``japan-eu``."""
    events = (*_controls(facts), *_straits(facts), *_at_large(facts), *_markets(facts))
    write_scenarios(book, facts, events, BEGINS, chances(facts, events))
    write_rates(book, facts, RATES, 365)


def _lost(facts: Facts, event: str, span: float = 365.0) -> float:
    """What the event of that row leaves of a period of so many days."""
    row = row_of(facts, event)
    return left(float(row["scenario_capacity_loss"]), float(row["scenario_duration_days"]), span)


def _controls(facts: Facts) -> tuple[Event, ...]:
    """Exports that governments hold back."""
    permits, licences = _lost(facts, "D07"), _lost(facts, "D09")
    return (
        Event(
            "graphite-permits",
            "China's permits for graphite are slow again",
            "D07",
            tuple(Strike("rung", f"{r}-graphite", permits, "CHN") for r in ("mining", "refining")),
            note=AT_HOME,
        ),
        Event(
            "announcement-58",
            "China's licences for anodes, precursor and LFP are withheld",
            "D09",
            tuple(
                Strike("rung", rung, licences, "CHN")
                for rung in ("anode", "precursor-nickel", "cathode-nickel-free")
            ),
            note=AT_HOME,
        ),
        Event(
            "cobalt-ban",
            "Congo bans cobalt exports, then rations them for two years",
            "D10",
            (
                Strike("rung", "mining-cobalt", _lost(facts, "D10"), "COD"),
                Strike(
                    "rung",
                    "mining-cobalt",
                    _lost(facts, "D11"),
                    "COD",
                    first="2029",
                    last="2030",
                    row="D11",
                ),
            ),
            note="2029 and 2030: the quota of D11",
        ),
        Event(
            "nickel-stop",
            "Indonesia stops exports of nickel",
            "D12",
            tuple(Strike("commodity", good, 0.0, "IDN") for good in NICKEL_OUT),
            note="D12 stopped ore, which is banned already; here intermediates and salts",
        ),
        Event(
            "china-embargo",
            "China lets nothing out for a year",
            "D27",
            (Strike("country", "CHN", 0.0),),
        ),
    )


def _straits(facts: Facts) -> tuple[Event, ...]:
    """Passages that close; what leaves by sea costs more meanwhile."""
    red_sea = raised(2.33, float(row_of(facts, "D03")["scenario_duration_days"]))
    hormuz = raised(1.59, float(row_of(facts, "D04")["scenario_duration_days"]))
    return (
        Event(
            "red-sea",
            "Ships go round the Cape for a year",
            "D03",
            (Strike("chokepoint", "suez", 0.0), Strike("chokepoint", "babalmandab", 0.0)),
            tuple(Swing("freight", red_sea, "sea", country) for country in ASIA),
            note="freight from Asia at 2.33 times for 270 days",
        ),
        Event(
            "hormuz",
            "Hormuz closes: sulphur for leaching runs short, freight rises",
            "D05",
            (
                Strike("rung", "refining-nickel-intermediate", _lost(facts, "D05"), "IDN"),
                Strike("rung", "mining-cobalt", _lost(facts, "D05"), "COD"),
            ),
            (Swing("freight", hormuz, "sea", row="D04"),),
            note="freight (D04) at 1.59 times for 120 days",
        ),
        Event(
            "malacca",
            "Ships go round Malacca for a year",
            "",
            (Strike("chokepoint", "malacca", 0.0),),
            note="No such event on record; detours by Sunda cost days",
        ),
        Event(
            "taiwan-strait",
            "The Taiwan Strait is blocked, a third of a year of Chinese exports lost",
            "D26",
            (Strike("chokepoint", "taiwan", 0.0), Strike("country", "CHN", _lost(facts, "D26"))),
        ),
    )


def _at_large(facts: Facts) -> tuple[Event, ...]:
    """What no government decides."""
    power, closures = _lost(facts, "D06"), _lost(facts, "D15")
    return (
        Event(
            "sichuan-power",
            "Three dry summers ration power in Sichuan",
            "D06",
            tuple(
                Strike("rung", rung, power, "CHN", last="2030")
                for rung in ("refining-lithium", "anode")
            ),
            note="three years in a row are judged",
        ),
        Event(
            "pandemic",
            "Plants close everywhere as China's did in 2020",
            "D15",
            tuple(Strike("stage", stage, closures) for stage in STAGES),
            note="China's loss taken for all countries",
        ),
    )


def _markets(facts: Facts) -> tuple[Event, ...]:
    """Demand and prices."""

    def world(case: str) -> float:
        rows = facts.rows("06b", measure="battery demand, all uses", region="World", scenario=case)
        return next(float(r["value"]) for r in rows if r["target_year"] == "2030")

    mckinsey = facts.prov(facts.rows("06b", scenario="further acceleration")[0])
    prices = facts.rows("05", item="lithium carbonate, battery grade, US annual average")
    by_year = {row["year"][:4]: float(row["value"]) for row in prices}
    why = "World in 2030 (McKinsey): {} over 3,910 GWh"
    return (
        Event(
            "demand-boom",
            "Demand as in McKinsey's further acceleration",
            swings=(
                Swing(
                    "demand",
                    world("further acceleration") / world("base"),
                    last="2035",
                    confidence="computed",
                ),
            ),
            note=why.format("5,200"),
            prov=mckinsey,
        ),
        Event(
            "demand-bust",
            "Demand as in McKinsey's fading momentum",
            swings=(
                Swing(
                    "demand",
                    world("fading momentum") / world("base"),
                    last="2035",
                    confidence="computed",
                ),
            ),
            note=why.format("3,300"),
            prov=mckinsey,
        ),
        Event(
            "lithium-spike",
            "Lithium costs what it cost in 2022 and 2023",
            swings=(
                Swing(
                    "cost",
                    by_year["2022"] / by_year["2021"],
                    "mining-lithium",
                    confidence="computed",
                ),
                Swing(
                    "cost",
                    by_year["2023"] / by_year["2021"],
                    "mining-lithium",
                    first="2029",
                    confidence="computed",
                ),
            ),
            note="USGS: 63,700 and 39,000 over 11,700 USD/t; on what mining costs, as a rent",
            prov=facts.prov(prices[0]),
        ),
    )


RATES = {
    "D03": Rate("chokepoint", "babalmandab"),
    "D26": Rate("chokepoint", "taiwan"),
    "D05": Rate("rung", "refining-nickel-intermediate", "IDN"),
    "D06": Rate("rung", "refining-lithium", "CHN"),
    "D07": Rate("rung", "refining-graphite", "CHN"),
    "D09": Rate("rung", "anode", "CHN"),
    "D10": Rate("rung", "mining-cobalt", "COD"),
    "D12": Rate("rung", "mining-nickel", "IDN"),
    "D14": Rate("rung", "cell", "CHN"),
    "D15": Rate("country", "CHN"),
    # Of the world's 290 kt of lithium in 2025, China mined 62 (USGS).
    "D18": Rate("rung", "mining-lithium", "CHN", 290 / 62),
    "D19": Rate("rung", "mining-manganese", "AUS"),
    "D20": Rate("rung", "mining-graphite", "MOZ"),
    "D22": Rate("rung", "cell", "JPN"),
}
"""What a row of table 12 strikes, of those that name something here."""


MINI_BEGINS = "2029-30"
MINI_RATES = {
    key: RATES[key]
    for key in ("D03", "D06", "D07", "D09", "D14", "D15", "D18", "D20", "D22", "D26")
}


def write_mini_courses(book: Book, facts: Facts) -> None:
    """Three courses of ``japan-eu-mini``, in periods of two years, and its outage rates."""
    span = 730.0
    embargo = left(1.0, 365.0, span)
    boom = next(event for event in _markets(facts) if event.key == "demand-boom")
    (swing,) = boom.swings
    events = (
        Event(
            "china-embargo",
            "China lets nothing out for one year of the two",
            "D27",
            (Strike("country", "CHN", embargo),),
        ),
        Event(
            "graphite-licences",
            "China withholds licences for graphite and anodes",
            "D09",
            tuple(
                Strike("rung", rung, _lost(facts, "D09", span), "CHN")
                for rung in ("mining-graphite", "refining-graphite", "anode")
            ),
        ),
        replace(boom, swings=(replace(swing, last="2033-34"),)),
    )
    write_scenarios(book, facts, events, MINI_BEGINS, chances(facts, events))
    write_rates(book, facts, MINI_RATES, 730)


def write_embargo_courses(book: Book, facts: Facts) -> None:
    """What may yet happen to ``graphite-embargo``: it lasts to the end of the year."""
    lasts = Event(
        "embargo-lasts",
        "The embargo lasts to the end of the year",
        "D09",
        tuple(
            Strike(
                "commodity",
                row["target"],
                row["remaining"],
                "CHN",
                last="2026-12",
                why="Judged: as deep as before",
            )
            for row in book.rows("disruptions")
        ),
    )
    write_scenarios(book, facts, (lasts,), "2026-07", chances(facts, (lasts,)))
