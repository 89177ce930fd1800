"""A small chain with every mechanism at work, and a valid plan for it, both made by hand.

Ningbo and Kobe make cells from ore and send them to Berlin, which builds a line of its own in 2025;
Kobe closes in 2027. What was sold comes back in Berlin and Paris and becomes ore again.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from optimizer.audit import AuditReport, Check, audit
from optimizer.audit.case import Case
from optimizer.data.columns import Table
from optimizer.data.instance import Instance, schema
from optimizer.data.tables import TABLES
from optimizer.results.plan_tables import PLAN_TABLES

Rows = list[tuple[Any, ...]]
Tables = dict[str, pl.DataFrame]


def _frame(table: Table, columns: str, rows: Rows) -> pl.DataFrame:
    names = columns.split()
    kinds = schema(table)
    return pl.DataFrame(rows, schema={name: kinds[name] for name in names}, orient="row")


def an_instance(**tables: tuple[str, Rows]) -> Instance:
    """An instance of the given tables: ``name=("columns in one text", rows)``."""
    frames = {name: _frame(TABLES[name], *content) for name, content in tables.items()}
    return Instance.of("by-hand", frames)


def a_plan(**tables: Rows) -> Tables:
    """A plan of the given rows, all columns in their order; tables not named are empty."""
    return {
        name: _frame(table, " ".join(c.name for c in table.columns), tables.get(name, []))
        for name, table in PLAN_TABLES.items()
    }


def a_case(instance: Instance, plan: Mapping[str, pl.DataFrame]) -> Case:
    return Case.of(instance, plan, 1e-6)


def verdict(checks: Any, rule: str) -> Check:
    """The one check of that rule."""
    (found,) = [check for check in checks if check.rule == rule]
    return found


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

D = [1.1**-0.5, 1.1**-1.5, 1.1**-2.5]
END = 1.1**-3
AMOUNTS: dict[str, tuple[float, float, float]] = {
    # Term: amounts of 2025, 2026, 2027, each worked out by hand.
    "fixed_operation": (
        10 * 1.0 + 4 * 2.0 + 5 * 0.5,
        10 * 1.0 + 4 * 2.0 + 5 * 0.5 + 4 * 1.5,
        10 * 1.0 + 5 * 0.5 + 4 * 1.5,
    ),
    "variable_operation": (
        7 * 3.0 + 2 * 4.0,
        6.24 * 3 + 2 * 4 + 2 * 5 + 2 * 1,
        4.5 * 3 + 2.35 * 5 + 0.6 * 1,
    ),
    "raw_material": (17 * 1.0 + 4 * 2.0, 12.48 * 1 + 4 * 2 + 0.4 * 3, 9 * 1 + 1.22 * 3),
    "contract": (0.0, 4 + 2 * 2.0, 3 * 2.0),
    "transport": (
        5 * 3 + 3 * 1.5 + 2 * 1 + 2 * 4,
        5.24 * 3 + 1 * 1 + 2 * 4 + 2 * 0.25,
        4 * 3 + 0.5,
    ),
    "tariff": (0.0, 6.24 * 11, 4.5 * 11),
    "permission": (0.0, 2 * 0.3, 0.0),
    "in_transit": (6720 / 365, 4698.2 / 365, 2600 / 365),
    "holding": (2 * 1.4, 2 * 3.5, 2 * 2.0),
    "disposal": (
        3.5 * 0.1 + 1 * 0.2,
        3.12 * 0.1 + 1 * 0.2 + 1 * 0.3 + 0.1875 * 0.2,
        2.25 * 0.1 + 1.175 * 0.3,
    ),
    "sale": (-3 * 0.5, 0.0, 0.0),
    "shortfall": (0.5 * 500, 0.0, 0.0),
    "capex": (10 + 5 * 4.0, 0.0, 0.0),
    "subsidy": (-0.2 * 30, 0.0, 0.0),
    "closing": (0.0, 0.0, 5.0),
    "opening": (3.0, 0.0, 0.0),
    "room": (0.5 * 3, 0.0, 0.0),
    "burden": (0.0, 2 * 2.0 * 3, 2 * 2.35 * 3),
    "border": (0.0, 6.24 * 2 * 0.25, 4.5 * 2 * 0.25),
    "excess": ((17 * 0.5 - 5) * 7, (12.48 * 0.5 - 5) * 7, 0.0),
    "lever": (2.0, 3.0, 0.0),
}
AT_THE_END = {"end_value": ("2025", -0.8 * 30 * 0.8), "final_stock": ("2027", -20 * 2.0)}
PRESENT = {
    **{term: sum(a * d for a, d in zip(row, D, strict=True)) for term, row in AMOUNTS.items()},
    **{term: amount * END for term, (_, amount) in AT_THE_END.items()},
}
PERIODS = ("2025", "2026", "2027")


def _at(names: tuple[str, ...], *quantities: float) -> Rows:
    """Rows of a table by moment in the trunk, one quantity per year, zeros left out."""
    pairs = zip(PERIODS, quantities, strict=True)
    return [(*names, "", period, quantity) for period, quantity in pairs if quantity]


def the_chain_plan() -> Tables:
    costs = [
        (term, "", period, amount, amount * d)
        for term, row in AMOUNTS.items()
        for period, amount, d in zip(PERIODS, row, D, strict=True)
        if amount
    ]
    costs += [(t, "", period, amount, amount * END) for t, (period, amount) in AT_THE_END.items()]
    return a_plan(
        builds=[("line", "2025", 1.0, 4.0)],
        closures=[("kobe-works", "2027", 1.0)],
        signed=[("deal", 1.0)],
        opened=[("polar", 1.0)],
        room=[("berlin", "cell", 0.5)],
        activity=[
            *_at(("ningbo-works", "make"), 7.0, 6.24, 4.5),
            *_at(("kobe-works", "make"), 2.0, 2.0, 0.0),
            *_at(("berlin-works", "make"), 0.0, 2.0, 2.35),
            *_at(("berlin-recovery", "recover"), 0.0, 2.0, 0.6),
        ],
        flow=[
            *_at(("sea", "cell"), 5.0, 5.24, 4.0),
            *_at(("sea", "ore"), 3.0, 0.0, 0.0),
            *_at(("slow", "cell"), 2.0, 1.0, 0.5),
            *_at(("polar", "cell"), 2.0, 2.0, 0.0),
            *_at(("truck", "spent"), 0.0, 2.0, 0.0),
        ],
        stock=_at(("berlin", "cell"), 1.4, 3.5, 2.0),
        excesses=_at(("cap",), 17 * 0.5 - 5, 12.48 * 0.5 - 5, 0.0),
        bought=[
            *_at(("ore-ningbo",), 17.0, 12.48, 9.0),
            *_at(("ore-kobe",), 4.0, 4.0, 0.0),
            *_at(("ore-berlin",), 0.0, 0.4, 1.22),
        ],
        taken=_at(("deal",), 0.0, 2.0, 3.0),
        served=[
            *_at(("berlin", "cars", "nmc"), 7.5, 9.0, 7.0),
            *_at(("berlin", "cars", "next"), 0.0, 0.0, 3.0),
        ],
        shortfall=_at(("berlin", "cars"), 0.5, 0.0, 0.0),
        collected=[
            *_at(("berlin", "cars", "nmc"), 0.0, 0.25 * 7.5 * 0.1, 0.25 * (9 * 0.1 + 7.5 * 0.2)),
            *_at(("paris", "cars", "nmc"), 0.0, 0.5 * 4.0, 0.0),
        ],
        disposed=[
            *_at(("ningbo", "slag"), 3.5, 3.12, 2.25),
            *_at(("kobe", "slag"), 1.0, 1.0, 0.0),
            *_at(("berlin", "slag"), 0.0, 1.0, 1.175),
            *_at(("berlin", "spent"), 0.0, 0.1875, 0.0),
        ],
        sold=_at(("berlin", "ore"), 3.0, 0.0, 0.0),
        costs=costs,
        courses=[("", 1.0, sum(PRESENT.values()))],
    )


@pytest.fixture(scope="session")
def chain() -> Instance:
    """The small chain."""
    return an_instance(**CHAIN)


@pytest.fixture
def plan() -> Tables:
    """A valid plan of the chain."""
    return the_chain_plan()


@pytest.fixture
def changed_chain() -> Callable[..., Instance]:
    """The chain with whole tables replaced."""

    def change(**tables: tuple[str, Rows]) -> Instance:
        return an_instance(**{**CHAIN, **tables})

    return change


@pytest.fixture
def make_instance() -> Callable[..., Instance]:
    return an_instance


@pytest.fixture
def make_plan() -> Callable[..., Tables]:
    return a_plan


@pytest.fixture
def make_case() -> Callable[[Instance, Mapping[str, pl.DataFrame]], Case]:
    return a_case


@pytest.fixture
def check_of() -> Callable[[Any, str], Check]:
    return verdict


@pytest.fixture
def present_by_hand() -> dict[str, float]:
    """Present amount of every term of the chain's plan."""
    return dict(PRESENT)


@pytest.fixture
def report(chain: Instance, plan: Tables) -> AuditReport:
    return audit(chain, plan)
