"""Markets: segments, chemistries and their shares, demand, lifetimes, collection, past sales."""

from __future__ import annotations

from math import erf, sqrt
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule
from instances.generators.demand import (
    EU_MARKETS,
    JAPAN_MARKET,
    SEGMENTS,
    YEARS,
    demand_prov,
    market_shares,
    wanted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.book import Book
    from instances.generators.chain import Chain
    from instances.generators.demand import World
    from instances.generators.facts import Facts

PENALTY = {"mass-market": 500.0, "premium": 600.0, "storage": 400.0}
"""MUSD per GWh not served: four to six times the price of a pack."""

_EARLY, _MIDDLE, _LATE = "2025", "2028", "2032"
_SHARES = {
    # (segment, battery): {from: (least, most)}
    ("mass-market", "811"): {"2025": (0.20, 0.70), "2028": (0.10, 0.60), "2032": (0.05, 0.50)},
    ("mass-market", "622"): {"2025": (0.05, 0.40), "2028": (0.02, 0.25), "2032": (0.0, 0.12)},
    ("mass-market", "lfp"): {"2025": (0.10, 0.30), "2027": (0.15, 0.42), "2029": (0.20, 0.55),
                             "2032": (0.25, 0.65)},
    ("mass-market", "sodium"): {"2026": (0.0, 0.02), "2028": (0.005, 0.05), "2031": (0.01, 0.10),
                                "2034": (0.02, 0.15)},
    ("mass-market", "solid"): {"2031": (0.0, 0.03), "2034": (0.0, 0.08)},
    ("premium", "811"): {"2025": (0.50, 0.90), "2029": (0.40, 0.90), "2033": (0.30, 0.90)},
    ("premium", "622"): {"2025": (0.05, 0.40), "2029": (0.0, 0.20)},
    ("premium", "lfp"): {"2025": (0.0, 0.15), "2028": (0.0, 0.25), "2032": (0.0, 0.35)},
    ("premium", "solid"): {"2028": (0.002, 0.02), "2030": (0.01, 0.06), "2032": (0.02, 0.12),
                           "2034": (0.04, 0.25)},
    ("storage", "lfp"): {"2025": (0.75, 1.0), "2029": (0.60, 1.0)},
    ("storage", "811"): {"2025": (0.0, 0.20), "2029": (0.0, 0.05)},
    ("storage", "sodium"): {"2026": (0.01, 0.06), "2029": (0.03, 0.20), "2032": (0.06, 0.35)},
}  # fmt: skip
_JAPAN_SHARES = {
    ("mass-market", "lfp"): {"2025": (0.05, 0.25), "2029": (0.10, 0.40), "2032": (0.15, 0.50)},
    ("premium", "solid"): {"2028": (0.01, 0.08), "2030": (0.04, 0.15), "2032": (0.07, 0.30),
                           "2034": (0.10, 0.45)},
}  # fmt: skip

_LIFE = {"mass-market": (13.0, 3.2), "premium": (13.0, 3.2), "storage": (15.0, 3.0)}
_OLDEST = 22

_COLLECTION = {
    "JPN": {"2025": 0.20, "2027": 0.25, "2029": 0.30, "2031": 0.35, "2033": 0.40},
    "EU": {"2025": 0.60, "2027": 0.65, "2029": 0.70, "2031": 0.78, "2033": 0.85},
}

_SOLD_EARLIER = {"EU": (2012, 0.62), "JPN": (2011, 0.9)}
"""First year of past sales, and each earlier year's sales over the next one's: judged."""


def write_markets(book: Book, facts: Facts, chain: Chain, world: World) -> None:
    """Everything about serving demand and about what comes back."""
    for segment, name in SEGMENTS.items():
        book.add(
            "segments",
            judged("Four to six times the price of a pack, so used only in need"),
            segment=segment,
            name=name,
            unit="GWh",
            shortfall_penalty=PENALTY[segment],
        )
    for battery in chain.batteries.values():
        book.add(
            "chemistries",
            battery.prov,
            chemistry=battery.key,
            name=battery.name,
            commodity=f"pack_{battery.key}",
            energy_per_unit=1.0,
            available_from=battery.first_date or None,
            eol_commodity=f"eol_{battery.key}",
            eol_per_energy=battery.pack_mass,
        )
    _write_shares(book)
    for (market, segment, year), energy in wanted(world, market_shares(facts)).items():
        book.add(
            "demands",
            demand_prov(market, segment),
            market=market,
            segment=segment,
            period=str(year),
            energy=energy,
        )
    _write_lifetimes(book)
    _write_collection(book)
    _write_past(book, facts)


def _write_collection(book: Book) -> None:
    kept = judged("Take-back is free and due by law; part of the cars leave the Union or the books")
    sold = judged(
        "Four fifths of used electric cars leave Japan (table 08); some are kept from 2027 on"
    )
    for market in (*EU_MARKETS, JAPAN_MARKET):
        home = market == JAPAN_MARKET
        for period, rate in _COLLECTION["JPN" if home else "EU"].items():
            why = sold if home else kept
            book.add("collections", why, market=market, segment="", period=period, rate=rate)


def _write_shares(book: Book) -> None:
    why = judged("Around the mixes of table 04 (MIX and LFP), first years of table 13")
    local = judged("Japanese makers favour nickel and push solid-state cells (table 13)")
    for (segment, chemistry), steps in _SHARES.items():
        for period, (least, most) in steps.items():
            book.add(
                "shares",
                why,
                segment=segment,
                chemistry=chemistry,
                market="",
                period=period,
                minimum=least,
                maximum=most,
            )
    for (segment, chemistry), steps in _JAPAN_SHARES.items():
        for period, (least, most) in steps.items():
            book.add(
                "shares",
                local,
                segment=segment,
                chemistry=chemistry,
                market=JAPAN_MARKET,
                period=period,
                minimum=least,
                maximum=most,
            )


def lifetime(segment: str) -> dict[int, float]:
    """Part that retires by age: a normal distribution in whole years."""
    mean, spread = _LIFE[segment]

    def until(age: float) -> float:
        return 0.5 * (1 + erf((age - mean) / spread / sqrt(2)))

    return {age: until(age + 0.5) - until(age - 0.5) for age in range(3, _OLDEST + 1)}


def _write_lifetimes(book: Book) -> None:
    for segment in SEGMENTS:
        mean, spread = _LIFE[segment]
        prov = judged(
            f"Normal about {mean:.0f} years, standard deviation {spread:g}; accidents within"
        )
        for age, part in lifetime(segment).items():
            if part > 5e-4:
                book.add("lifetimes", prov, segment=segment, chemistry="", age=age, fraction=part)


def past_sales(facts: Facts, region: str) -> dict[int, float]:
    """GWh of vehicle batteries sold by year before the horizon, from registrations."""
    name = "EU27" if region == "EU" else "Japan"
    pack = facts.value(
        "06",
        measure="average BEV pack, " + ("Europe" if region == "EU" else "Japan (with kei cars)"),
    )
    plug = facts.value("06", measure="average PHEV pack")
    sales = {}
    for year in range(2020, 2024):
        pure, mixed = (
            facts.value(
                "06",
                measure=f"EV sales, Cars, {kind}",
                region=name,
                scenario="Historical",
                year=str(year),
            )
            for kind in ("BEV", "PHEV")
        )
        # Packs of 2020 were an eighth smaller.
        sales[year] = (pure * pack + mixed * plug) / 1e6 * (1 - 0.04 * (2023 - year))
    sales[2024] = (
        facts.value("06", measure="EV battery demand", region="EU27", scenario="Historical")
        if region == "EU"
        else sales[2023] * 0.9
    )
    first, factor = _SOLD_EARLIER[region]
    for year in range(2019, first - 1, -1):
        sales[year] = factor * sales[year + 1]
    return dict(sorted(sales.items()))


def past_returns(facts: Facts, region: str) -> Mapping[int, float]:
    """GWh of past sales that reach end of life, by year of the horizon."""
    sales, part = past_sales(facts, region), lifetime("mass-market")
    return {
        year: sum(energy * part.get(year - sold, 0.0) for sold, energy in sales.items())
        for year in YEARS
    }


def _write_past(book: Book, facts: Facts) -> None:
    prov = rule("Registrations of table 06 times pack size and lifetimes; before 2020 cast back")
    shares = market_shares(facts)
    union, japan = past_returns(facts, "EU"), past_returns(facts, "JPN")
    for year in YEARS:
        for market in (*EU_MARKETS, JAPAN_MARKET):
            whole = japan[year] if market == JAPAN_MARKET else shares[market] * union[year]
            for segment, part in (("mass-market", 0.6), ("premium", 0.4)):
                # Sold before 2025 was mostly NMC of middling nickel content.
                book.add(
                    "past_returns",
                    prov,
                    market=market,
                    segment=segment,
                    chemistry="622",
                    period=str(year),
                    energy=part * whole,
                )
