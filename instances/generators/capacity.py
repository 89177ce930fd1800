"""Facilities that exist: named plants merged by site, and the rest of each country's total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.generators.book import judged
from instances.generators.countries import COUNTRIES, EU
from instances.generators.demand import YEARS
from instances.generators.named import GROUP_NAMES, NICKEL_SHARE_CHINA, processes_of
from instances.generators.places import name_of
from instances.generators.plants import Plant
from instances.generators.reach import AVAILABILITY, ramped, reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from instances.generators.demand import World
    from instances.generators.facts import Facts, Prov
    from instances.generators.named import Named
    from instances.generators.places import Place


@dataclass(frozen=True)
class Total:
    """A country's capacity of a group, kt or GWh a year, and where its unnamed rest stands."""

    group: str
    country: str
    amount: float
    site: str
    prov: Prov


MINIMUM_USE = {
    "cell": 0.35,
    "cell-nickel": 0.35,
    "cathode-nickel": 0.2,
    "precursor": 0.2,
    "cobalt": 0.3,
    "nickel": 0.2,
    "manganese": 0.3,
}
"""Least use of plants in the Union and Japan: contracts with car makers and for feed; judged."""

CLOSING_COST = 60.0
"""MUSD per GWh/yr of a closed cell plant: support paid back, severance, penalties; judged."""


def country_totals(facts: Facts) -> list[Total]:
    """Published or computed totals that the named plants do not fill."""

    def table07(country: str, unit: str = "GWh/yr") -> tuple[float, Prov]:
        row = facts.rows(
            "07", stage="cell", site="all", country=country, status="operating", unit=unit
        )[0]
        return float(row["value"]), facts.prov(row)

    cells, source = table07("China")
    japan, japan_source = table07("Japan")
    lfp = facts.rows("07b", company="all", site="China total", stage="CAM")[0]
    sulfate = facts.rows("07b", company="all", site="China total", stage="manganese refining")[0]
    waste = facts.rows("07b", product="all", stage="recycling", country="China")[0]
    battery = facts.value("06", measure="Li-ion battery demand, all uses", region="World")
    anode = battery * 1.1 / 0.6
    world = judged(
        "World need of 1,591 GWh in 2025 at 60 % use of plants, times China's share of table 03"
    )
    return [
        Total("cell-nickel", "CHN", NICKEL_SHARE_CHINA * cells, "changzhou", source),
        Total("cell-lfp", "CHN", (1 - NICKEL_SHARE_CHINA) * cells, "hefei", source),
        Total("cell-nickel", "JPN", japan, "osaka", japan_source),
        Total("cathode-lfp", "CHN", float(lfp["value"]), "changsha", facts.prov(lfp)),
        Total("cathode-nickel", "CHN", 1500.0, "guiyang", world),
        Total("precursor", "CHN", 1500.0, "jingmen", world),
        Total("iron-phosphate", "CHN", 0.98 * float(lfp["value"]), "tongren", world),
        Total("anode-synthetic", "CHN", 0.95 * 0.8 * anode, "baotou", world),
        Total("anode-natural", "CHN", 0.95 * 0.2 * anode, "qingdao", world),
        Total("spheroidise", "CHN", 0.99 * 0.25 * anode, "luobei", world),
        Total("lithium", "CHN", 1500.0, "suining", world),
        Total("lithium-brine", "CHN", 130.0, "xining", world),
        Total("nickel", "CHN", 625.0 / 0.224, "quzhou", world),
        Total("cobalt", "CHN", 210.0 / 0.2096, "quzhou", world),
        Total("manganese", "CHN", float(sulfate["value"]), "tongren", facts.prov(sulfate)),
        Total("shred", "CHN", float(waste["value"]), "changsha", facts.prov(waste)),
        Total("hydro", "CHN", 0.43 * float(waste["value"]), "changsha", facts.prov(waste)),
    ]


_PACK_LINES = {
    # GWh a year by market, about half of what it will want in 2030: judged.
    "nagoya": 40.0, "stuttgart": 60.0, "paris": 25.0, "barcelona": 30.0, "tychy": 25.0,
    "bratislava": 40.0, "gothenburg": 12.0, "turin": 6.0, "ghent": 10.0,
}  # fmt: skip
_PACK_EXPORTS = (("shanghai", "CHN", 2550.0), ("ochang", "KOR", 60.0))
_SOLID_STATE = (
    # group, site, GWh or kt a year from a year on
    ("solid-electrolyte", "chiba", {"2027": 0.3, "2028": 1.0}),
    ("cell-solid", "kanda", {"2027": 0.5, "2028": 2.0, "2030": 3.0}),
    ("cell-solid", "daegu", {"2027": 0.3, "2029": 1.0}),
    ("solid-electrolyte", "daegu", {"2027": 0.2, "2029": 0.7}),
)


def _added(world: World, places: Mapping[str, Place]) -> list[Plant]:
    """Plants that the list lacks but the model needs: packs near the cars, sulfide lines."""

    def plant(group: str, site: str, title: str, steps: Mapping[str, float], prov: Prov) -> Plant:
        name = f"{title}, {name_of(site)}"
        processes = processes_of(group, site)
        return Plant(f"{group}-{site}", site, places[site].country, name, processes, steps, prov)

    near = judged("Pack lines stand by car plants; sized to about half of the market of 2030")
    abroad = judged("Chinese and Korean pack exports within reach")
    sulfide = judged("Idemitsu, Toyota and makers in Korea from table 13; pilot before 2027")
    found = [plant("pack", s, "Pack lines", {"2025": g}, near) for s, g in _PACK_LINES.items()]
    for site, country, gwh in _PACK_EXPORTS:
        steps = {str(y): AVAILABILITY * gwh * reach(world, country, "pack", y) for y in YEARS}
        found.append(plant("pack", site, "Pack exports", steps, abroad))
    for group, site, planned in _SOLID_STATE:
        found.append(plant(group, site, GROUP_NAMES[group].capitalize(), planned, sulfide))
    return found


def existing(
    facts: Facts, world: World, named: list[Named], places: Mapping[str, Place]
) -> list[Plant]:
    """All facilities with capacity, by key in order of first mention."""
    merged: dict[tuple[str, str], list[Named]] = {}
    for plant in named:
        if plant.status.startswith("operating"):
            merged.setdefault((plant.group, plant.site), []).append(plant)
    found = [_merged(world, group, site, parts) for (group, site), parts in merged.items()]
    for total in country_totals(facts):
        rest = total.amount - sum(
            p.amount
            for p in named
            if (p.group, p.country) == (total.group, total.country)
            and p.status.startswith("operating")
        )
        if rest > 0:
            found.append(_rest(world, total, rest))
    return found + _added(world, places)


def _merged(world: World, group: str, site: str, parts: list[Named]) -> Plant:
    country = parts[0].country
    steps = {
        year: AVAILABILITY
        * reach(world, country, group, year)
        * sum(p.amount * ramped(p.status, p.start, year) for p in parts)
        for year in YEARS
    }
    largest = max(parts, key=lambda p: p.amount)
    labels = ", ".join(dict.fromkeys(p.label for p in parts))
    whole = sum(p.amount for p in parts)
    note = f"{whole:.4g} a year named, times availability and reach"
    home = country in EU or country == "JPN"
    minimum = MINIMUM_USE.get(group, 0.0) if home else 0.0
    full = max(steps.values())
    closable = minimum > 0 and group.startswith("cell") and full >= 5
    key = f"{group}-{site}"
    return Plant(
        key,
        site,
        country,
        labels,
        processes_of(group, site),
        _changes(steps),
        largest.prov.but("computed", note),
        minimum,
        closable,
        CLOSING_COST * full if closable else 0.0,
    )


def _rest(world: World, total: Total, rest: float) -> Plant:
    steps = {
        year: AVAILABILITY * rest * reach(world, total.country, total.group, year) for year in YEARS
    }
    key = f"{total.group}-rest-{total.country.lower()}"
    note = (
        f"{total.amount:.4g} a year in the country less named plants, times availability and reach"
    )
    return Plant(
        key,
        total.site,
        total.country,
        f"Rest of {COUNTRIES[total.country].name}, {GROUP_NAMES[total.group]}",
        processes_of(total.group, f"rest-{total.country.lower()}"),
        _changes(steps),
        total.prov.but("computed", note),
    )


def _changes(steps: Mapping[int, float]) -> dict[str, float]:
    """Only the years in which capacity differs by a thousandth from the last one written."""
    kept: dict[str, float] = {}
    last = -1.0
    for year, amount in steps.items():
        if abs(amount - last) > 1e-3 * max(amount, 1e-9):
            kept[str(year)] = last = amount
    return kept
