"""The tables of a small chain with every mechanism at work, whose plan the audit's tests judge.

Ningbo and Kobe make cells from ore and send them to Berlin, which builds a line of its own in 2025;
Kobe closes in 2027. What was sold comes back in Berlin and Paris and becomes ore again.
"""

from datetime import date
from typing import Any

Rows = list[tuple[Any, ...]]

YEARS = ("period start days", [(str(y), date(y, 1, 1), 365) for y in (2025, 2026, 2027)])

CHAIN: dict[str, tuple[str, Rows]] = {
    "parameters": ("parameter value", [("discount_rate", 0.1), ("in_transit_rate", 0.1)]),
    "countries": ("country name", [(c, c) for c in ("CHN", "JPN", "DEU", "FRA")]),
    "blocs": ("bloc country", [("EU", "DEU"), ("EU", "FRA")]),
    "periods": YEARS,
    "disruptions": (
        "disruption kind target first_period last_period remaining",
        [("typhoon", "country", "CHN", "2027", "2027", 0.8)],
    ),
    "levers": (
        "lever cost period pulled",
        [("accord", 3.0, "2026", True), ("school", 2.0, "", True), ("treaty", 5.0, "", False)],
    ),
    "subsidies": (
        "subsidy programme area rung process per rate first_period",
        [
            ("seed", "fund", "DEU", "", "", "capex", 0.1, ""),
            ("run", "fund", "EU", "celling", "", "energy", 0.5, "2026"),
            ("loop", "", "EU", "", "recover", "activity", 0.3, ""),
        ],
    ),
    "subsidy_budgets": ("budget programme area amount", [("purse", "fund", "EU", 4.5)]),
    "skills": ("skill name", [("fitter", "Fitters")]),
    "jobs": ("job skill rung country people", [("cells", "fitter", "celling", "DEU", 3.0)]),
    "workforce": ("skill area period people", [("fitter", "EU", "2025", 10.0)]),
    "trainings": (
        "training skill area cost days most",
        [("school", "fitter", "EU", 0.5, 365, 5.0)],
    ),
    "growth_limits": (
        "limit chemistry rung area start factor first_period",
        [
            ("new", "next", "", "EU", 3.0, 1.5, ""),
            ("lines", "", "celling", "DEU", 1.0, 2.0, "2027"),
        ],
    ),
    "learning": (
        "step rung process area threshold saving",
        [("hands", "celling", "", "EU", 2.0, 0.5), ("craft", "", "make", "", 8.0, 0.25)],
    ),
    "burdens": ("burden unit", [("co2", "t"), ("harm", "t")]),
    "burden_rates": (
        "rate burden kind target country amount",
        [
            ("making", "co2", "process", "make", "", 2.0),
            ("shipping", "co2", "mode", "ship", "", 0.00001),
            ("digging", "harm", "commodity", "ore", "CHN", 0.5),
        ],
    ),
    "burden_limits": (
        "limit burden per most price",
        [("cap", "harm", "year", 5.0, 7.0), ("top", "co2", "energy", 100.0, None)],
    ),
    "burden_prices": (
        "price_of burden area price first_period",
        [("tax", "co2", "EU", 3.0, "2026")],
    ),
    "border_charges": (
        "border_charge origin destination commodity first_date burden content price",
        [("carbon", "CHN", "EU", "cell", date(2026, 1, 1), "co2", 2.0, 0.25)],
    ),
    "rules": (
        "rule kind scope rung level price first_date",
        [("home", "made_share", "EU", "celling", 0.3, 6.0, date(2026, 1, 1))],
    ),
    "sites": (
        "site country",
        [("ningbo", "CHN"), ("kobe", "JPN"), ("berlin", "DEU"), ("paris", "FRA")],
    ),
    "commodities": (
        "commodity unit tonnes_per_unit value_per_unit needs_permission",
        [
            ("ore", "t", None, 10.0, False),
            ("cell", "GWh", 2.0, 100.0, False),
            ("spent", "t", None, 1.0, True),
            ("slag", "t", None, 0.0, False),
        ],
    ),
    "stages": ("stage order", [("cell", 1), ("recovery", 2)]),
    "rungs": (
        "rung stage energy_per_unit weight",
        [("celling", "cell", 1.0, 1.0), ("recovering", "recovery", 1.0, 0.0)],
    ),
    "processes": (
        "process rung activity_unit",
        [("make", "celling", "GWh"), ("recover", "recovering", "t")],
    ),
    "recipes": (
        "process commodity coefficient",
        [
            ("make", "ore", -2.0),
            ("make", "cell", 1.0),
            ("make", "slag", 0.5),
            ("recover", "spent", -1.0),
            ("recover", "ore", 0.8),
        ],
    ),
    "facilities": (
        "facility site unit fixed_cost minimum_use closable closing_cost",
        [
            ("ningbo-works", "ningbo", "GWh", 1.0, 0.2, False, 0.0),
            ("kobe-works", "kobe", "GWh", 2.0, 0.0, True, 5.0),
            ("berlin-works", "berlin", "GWh", 1.5, 0.0, False, 0.0),
            ("berlin-recovery", "berlin", "t", 0.5, 0.0, False, 0.0),
        ],
    ),
    "capacities": (
        "facility period capacity",
        [
            ("ningbo-works", "2025", 10.0),
            ("kobe-works", "2025", 4.0),
            ("berlin-recovery", "2025", 5.0),
        ],
    ),
    "operations": (
        "facility process variable_cost",
        [
            ("ningbo-works", "make", 3.0),
            ("kobe-works", "make", 4.0),
            ("berlin-works", "make", 5.0),
            ("berlin-recovery", "recover", 1.0),
        ],
    ),
    "expansions": (
        "expansion facility size_min size_max fixed_capex unit_capex lead_days last_period ramp "
        "max_builds life_years subsidy choose_one",
        [
            ("line", "berlin-works", 2.0, 6.0, 10.0, 5.0, 365, "2025", "slow", 2, 10.0, 0.2, "one"),
            ("hall", "berlin-works", 5.0, 8.0, 10.0, 5.0, 365, "", "slow", 1, 10.0, 0.0, "one"),
        ],
    ),
    "ramps": ("ramp age fraction", [("slow", 0, 0.5), ("slow", 1, 1.0)]),
    "supplies": (
        "supply site commodity",
        [
            ("ore-ningbo", "ningbo", "ore"),
            ("ore-kobe", "kobe", "ore"),
            ("ore-berlin", "berlin", "ore"),
        ],
    ),
    "supply_terms": (
        "supply period price quantity",
        [
            ("ore-ningbo", "2025", 1.0, 30.0),
            ("ore-kobe", "2025", 2.0, 8.0),
            ("ore-berlin", "2026", 3.0, None),
        ],
    ),
    "contracts": (
        "contract site commodity first_period fee price minimum maximum",
        [("deal", "berlin", "ore", "2026", 4.0, 2.0, 2.0, 6.0)],
    ),
    "disposals": (
        "site commodity cost",
        [
            ("ningbo", "slag", 0.1),
            ("kobe", "slag", 0.2),
            ("berlin", "slag", 0.3),
            ("berlin", "spent", 0.2),
        ],
    ),
    "sales": ("site commodity price quantity", [("berlin", "ore", 0.5, 10.0)]),
    "modes": ("mode cost_per_tkm handling_per_t", [("ship", 0.0001, 0.5), ("road", 0.0, 0.0)]),
    "lanes": (
        "lane origin destination mode distance_km days cost_per_t capacity_t opening_cost",
        [
            ("sea", "ningbo", "berlin", "ship", 10000.0, 40.0, None, 30.0, None),
            ("slow", "ningbo", "berlin", "ship", 10000.0, 200.0, 0.5, None, None),
            ("polar", "kobe", "berlin", "ship", 9000.0, 30.0, None, None, 3.0),
            ("truck", "paris", "berlin", "road", 1000.0, 1.0, 0.25, None, None),
        ],
    ),
    "shipments": (
        "lane commodity cost_per_unit capacity",
        [
            ("sea", "cell", None, 8.0),
            ("sea", "ore", None, None),
            ("slow", "cell", None, None),
            ("polar", "cell", 4.0, None),
            ("truck", "spent", None, None),
        ],
    ),
    "storages": (
        "site commodity capacity minimum initial final_minimum loss holding_cost final_value "
        "expansion_max expansion_cost",
        [("berlin", "cell", 3.0, 0.5, 1.0, 1.0, 0.1, 2.0, 20.0, 2.0, 3.0)],
    ),
    "arrivals": ("site commodity period quantity", [("berlin", "cell", "2025", 1.0)]),
    "segments": ("segment unit shortfall_penalty", [("cars", "GWh", 500.0)]),
    "chemistries": (
        "chemistry commodity energy_per_unit available_from eol_commodity eol_per_energy",
        [
            ("nmc", "cell", 1.0, None, "spent", 1.0),
            ("next", "cell", 2.0, date(2027, 3, 1), "", 0.0),
        ],
    ),
    "shares": (
        "segment chemistry market period minimum maximum",
        [("cars", "nmc", "", "2025", 0.5, 1.0), ("cars", "next", "", "2026", 0.0, 0.4)],
    ),
    "demands": (
        "market segment period energy",
        [
            ("berlin", "cars", "2025", 8.0),
            ("berlin", "cars", "2026", 9.0),
            ("berlin", "cars", "2027", 10.0),
        ],
    ),
    "lifetimes": ("segment age fraction", [("cars", 1, 0.1), ("cars", 2, 0.2)]),
    "collections": (
        "market segment period rate",
        [("berlin", "", "2025", 0.25), ("paris", "cars", "2025", 0.5)],
    ),
    "past_returns": (
        "market segment chemistry period energy",
        [("paris", "cars", "nmc", "2026", 4.0)],
    ),
    "tariffs": (
        "tariff origin destination commodity first_date rate amount",
        [("duty", "CHN", "EU", "cell", date(2026, 7, 1), 0.1, 1.0)],
    ),
    "quotas": ("quota origin destination commodity quantity", [("cap", "CHN", "EU", "cell", 9.0)]),
    "bans": ("ban origin commodity first_date", [("no-ore", "CHN", "ore", date(2026, 1, 1))]),
    "permissions": (
        "permission origin destination commodity first_date cost days",
        [
            ("papers", "FRA", "DEU", "spent", None, 0.3, 10.0),
            ("easy", "EU", "DEU", "spent", date(2027, 1, 1), 0.1, 0.0),
        ],
    ),
}
