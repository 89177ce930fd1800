"""How much battery energy is wanted, by market, segment and year; and the world's, for scaling."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from instances.generators.book import judged, rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.facts import Facts, Prov

YEARS = tuple(range(2025, 2036))

SEGMENTS = {
    "mass-market": "Mass-market cars and vans",
    "premium": "Premium and large cars, lorries",
    "storage": "Stationary storage",
}

PREMIUM_SHARE = {2025: 0.38, 2030: 0.33, 2035: 0.30}
"""Share of premium and large vehicles in vehicle energy: judged, falling as LFP cars grow."""

STORAGE_EU = {2025: 28.0, 2030: 70.0, 2035: 115.0}
STORAGE_JAPAN = {2025: 3.0, 2030: 10.0, 2035: 18.0}
"""Stationary GWh a year, judged: the Union keeps about a sixth of the 400 GWh world of 2030."""

EU_MARKETS = {
    # market site: (country, share of the Union's demand or None where registrations tell)
    "stuttgart": ("DEU", "Germany", None),
    "paris": ("FRA", "France", None),
    "gothenburg": ("SWE", "Sweden", None),
    "ghent": ("BEL", "", 0.33),
    "turin": ("ITA", "", 0.17),
    "barcelona": ("ESP", "", 0.16),
    "tychy": ("POL", "", 0.10),
    "bratislava": ("SVK", "", 0.24),
}
"""Ghent stands for Benelux, Denmark and Ireland, Barcelona for Iberia, Bratislava for the rest."""

JAPAN_MARKET = "nagoya"


def between(points: Mapping[int, float], year: float) -> float:
    """A line through ``points``; flat outside."""
    years = sorted(points)
    if year <= years[0]:
        return points[years[0]]
    for low, high in pairwise(years):
        if year <= high:
            part = (year - low) / (high - low)
            return points[low] + part * (points[high] - points[low])
    return points[years[-1]]


@dataclass(frozen=True)
class World:
    """Demand of the Union and Japan, and the share of the world's plants they can reach."""

    union: Mapping[int, float]
    japan: Mapping[int, float]
    world: Mapping[int, float]
    china: Mapping[int, float]

    def vehicles(self, year: int) -> float:
        """GWh a year for vehicles, both together."""
        return between(self.union, year) + between(self.japan, year)

    def both(self, year: int) -> float:
        """GWh a year for vehicles and storage, both together."""
        return self.vehicles(year) + between(STORAGE_EU, year) + between(STORAGE_JAPAN, year)

    def reach_world(self, year: int) -> float:
        """Share of the world's batteries that Japan and the Union want."""
        return self.both(year) / between(self.world, year)

    def reach_beyond_china(self, year: int) -> float:
        """The same, of the batteries wanted outside China."""
        return self.both(year) / (between(self.world, year) - between(self.china, year))


def read_world(facts: Facts) -> World:
    """Demand from tables 06 and 06b."""

    def central(region: str, year: int) -> float:
        row = facts.rows(
            "06", measure="EV battery demand", region=region, scenario="central", year=str(year)
        )
        return float(row[0]["value"])

    world_now = facts.rows("06", measure="Li-ion battery demand, all uses", region="World")[0]
    world_then = facts.rows(
        "06b", measure="battery demand, all uses", region="World", scenario="base"
    )
    then = next(float(r["value"]) for r in world_then if r["target_year"] == "2030")
    late = facts.rows("06b", measure="EV battery demand", region="World", scenario="SNE 2023")[0]
    low = facts.rows("06b", measure="EV battery demand (vehicle sales)", region="Japan")
    japan = {
        int(r["target_year"]): float(r["value"]) for r in low if "2030" not in r["target_year"]
    }
    middle = [float(r["value"]) for r in low if r["target_year"] == "2030"]
    storage_2035 = 700.0
    return World(
        {year: central("EU27", year) for year in (2025, 2030, 2035)},
        {**japan, 2030: sum(middle) / len(middle)},
        {2025: float(world_now["value"]), 2030: then, 2035: float(late["value"]) + storage_2035},
        {
            2025: 0.45 * float(world_now["value"]),
            2030: 0.40 * then,
            2035: 0.36 * (5300.0 + storage_2035),
        },
    )


def market_shares(facts: Facts) -> dict[str, float]:
    """Each European market's share, by registrations of 2023 where the table has the country."""

    def energy(region: str) -> float:
        def cars(kind: str) -> float:
            return facts.value(
                "06",
                measure=f"EV sales, Cars, {kind}",
                region=region,
                scenario="Historical",
                year="2023",
            )

        return 65 * cars("BEV") + 17 * cars("PHEV")

    union = energy("EU27")
    known = {m: energy(name) / union for m, (_, name, share) in EU_MARKETS.items() if share is None}
    rest = 1.0 - sum(known.values())
    return {
        market: known[market] if share is None else rest * share
        for market, (_, _, share) in EU_MARKETS.items()
    }


def wanted(world: World, shares: Mapping[str, float]) -> dict[tuple[str, str, int], float]:
    """GWh by market, segment and year."""
    found: dict[tuple[str, str, int], float] = {}
    areas = [(m, share, world.union, STORAGE_EU) for m, share in shares.items()]
    areas.append((JAPAN_MARKET, 1.0, world.japan, STORAGE_JAPAN))
    for market, share, vehicles, storage in areas:
        for year in YEARS:
            energy = share * between(vehicles, year)
            premium = between(PREMIUM_SHARE, year)
            found[market, "mass-market", year] = energy * (1 - premium)
            found[market, "premium", year] = energy * premium
            found[market, "storage", year] = share * between(storage, year)
    return found


def demand_prov(market: str, segment: str) -> Prov:
    """Where a demand comes from."""
    if segment == "storage":
        return judged("A sixth of the stationary 400 GWh of 2030 (table 06), split as vehicles are")
    if market == JAPAN_MARKET:
        return judged("Table 06b: 6 GWh in 2025, middle of 30 to 57 in 2030, 95 in 2035")
    return rule("Table 06, EU27 central, by registrations of 2023; split by segment judged")
