"""A chain small enough to reckon by hand: nickel salt from China and Finland, cells in Germany."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from optimizer.data.instance import Instance
from optimizer.results.measures import Measures, View, measures
from optimizer.results.plan import Plan
from optimizer.results.write import Results

Rows = list[dict[str, Any]]


def table(columns: str, *rows: tuple[Any, ...]) -> pl.DataFrame:
    """A table from a line of column names and its rows."""
    return pl.DataFrame(list(rows), schema=columns.split(), orient="row")


def by_year(key: dict[str, Any], quantity: str, values: dict[str, float]) -> Rows:
    """One row per year, on the trunk."""
    return [{**key, "scenario": "", "period": year, quantity: v} for year, v in values.items()]


def instance_tables() -> dict[str, pl.DataFrame]:
    return {
        "parameters": table("parameter value", ("discount_rate", 0.1)),
        "countries": table(
            "country name",
            ("CHN", "China"),
            ("FIN", "Finland"),
            ("DEU", "Germany"),
            ("JPN", "Japan"),
        ),
        "blocs": table("bloc country", ("EU", "DEU"), ("EU", "FIN")),
        "periods": table(
            "period start days",
            ("2025", date(2025, 1, 1), 365),
            ("2026", date(2026, 1, 1), 365),
            ("2027", date(2027, 1, 1), 365),
        ),
        "sites": table(
            "site name country latitude longitude",
            ("shanghai", "Shanghai", "CHN", 31.2, 121.5),
            ("kokkola", "Kokkola", "FIN", 63.8, 23.1),
            ("berlin", "Berlin", "DEU", 52.5, 13.4),
            ("osaka", "", "JPN", 34.7, 135.5),
        ),
        "commodities": table(
            "commodity name unit tonnes_per_unit value_per_unit",
            ("ore", "nickel ore", "kt", None, 1.0),
            ("salt", "nickel salt", "kt", None, 20.0),
            ("pack", "battery pack", "GWh", 5000.0, 100.0),
            ("spent", "spent pack", "kt", None, 0.0),
            ("black", "black mass", "kt", None, 5.0),
            ("slag", "slag", "kt", None, 0.0),
        ),
        "contents": table(
            "commodity element tonnes",
            ("salt", "Ni", 220.0),
            ("pack", "Ni", 400.0),
            ("black", "Ni", 100.0),
            ("slag", "Ni", 5.0),
        ),
        "stages": table(
            "stage name order",
            ("refining", "refining", 2),
            ("cell", "cells", 3),
            ("recovery", "recovery", 4),
        ),
        "rungs": table(
            "rung stage unit energy_per_unit weight",
            ("refining-nickel", "refining", "kt", 0.5, 1.0),
            ("cell", "cell", "GWh", 1.0, 1.0),
            ("leaching", "recovery", "kt", 0.0, 0.0),
        ),
        "processes": table(
            "process rung throughput activity_unit co2_t_per_unit",
            ("refine", "refining-nickel", 1.0, "kt", 10.0),
            ("make_pack", "cell", 1.0, "GWh", 1000.0),
            ("shred", "", 1.0, "kt", 0.0),
            ("leach", "leaching", 1.0, "kt", 0.0),
        ),
        "recipes": table(
            "process commodity coefficient",
            ("refine", "ore", -2.0),
            ("refine", "salt", 1.0),
            ("make_pack", "salt", -2.0),
            ("make_pack", "pack", 1.0),
            ("shred", "spent", -1.0),
            ("shred", "black", 0.4),
            ("leach", "black", -1.0),
            ("leach", "salt", 0.5),
            ("leach", "slag", 0.3),
        ),
        "facilities": table(
            "facility site name unit closable",
            ("ref_chn", "shanghai", "Shanghai refinery", "kt", False),
            ("ref_fin", "kokkola", "", "kt", False),
            ("ref_jpn", "osaka", "", "kt", True),
            ("cells", "berlin", "Berlin cells", "GWh", False),
            ("recycler", "berlin", "", "kt", False),
        ),
        "capacities": table(
            "facility period capacity",
            ("ref_chn", "2025", 20.0),
            ("ref_jpn", "2025", 3.0),
            ("cells", "2025", 8.0),
            ("cells", "2026", 10.0),
            ("recycler", "2025", 7.0),
        ),
        "operations": table(
            "facility process capacity_use",
            ("ref_chn", "refine", 1.0),
            ("ref_fin", "refine", 1.0),
            ("ref_jpn", "refine", 1.0),
            ("cells", "make_pack", 1.0),
            ("recycler", "shred", 1.0),
            ("recycler", "leach", 0.0),
        ),
        "expansions": table(
            "expansion facility size_min size_max fixed_capex unit_capex lead_days ramp subsidy",
            ("fin_new", "ref_fin", 2.0, 10.0, 100.0, 20.0, 365, "slow", 0.1),
        ),
        "ramps": table("ramp age fraction", ("slow", 0, 0.8), ("slow", 1, 1.0)),
        "supplies": table("supply site commodity", ("ore_chn", "shanghai", "ore")),
        "supply_terms": table("supply period price", ("ore_chn", "2025", 4.0)),
        "contracts": table(
            "contract site commodity fee price maximum",
            ("ore_deal", "kokkola", "ore", 5.0, 4.5, 10.0),
        ),
        **_moving_tables(),
        **_market_tables(),
    }


def _moving_tables() -> dict[str, pl.DataFrame]:
    return {
        "modes": table(
            "mode name cost_per_tkm handling_per_t co2_kg_per_tkm".replace(" name", ""),
            ("sea", 1e-7, 1e-5, 0.01),
            ("rail", 1e-6, 1e-5, 0.02),
        ),
        "lanes": table(
            "lane origin destination mode distance_km cost_per_t opening_cost",
            ("sh_be", "shanghai", "berlin", "sea", 20000.0, None, None),
            ("ko_be", "kokkola", "berlin", "rail", 1500.0, 0.001, 7.0),
        ),
        "chokepoints": table("chokepoint name", ("malacca", "Strait of Malacca"), ("suez", "")),
        "lane_chokepoints": table("lane chokepoint", ("sh_be", "malacca"), ("sh_be", "suez")),
        "shipments": table(
            "lane commodity cost_per_unit", ("sh_be", "salt", None), ("ko_be", "salt", None)
        ),
        "storages": table(
            "site commodity capacity expansion_max expansion_cost",
            ("berlin", "salt", 1.0, 5.0, 2.0),
        ),
    }


def _market_tables() -> dict[str, pl.DataFrame]:
    return {
        "segments": table(
            "segment name unit shortfall_penalty", ("ev", "electric cars", "GWh", 50.0)
        ),
        "chemistries": table(
            "chemistry commodity energy_per_unit eol_commodity eol_per_energy",
            ("nmc", "pack", 1.0, "spent", 5.0),
        ),
        "shares": table("segment chemistry period", ("ev", "nmc", "2025")),
        "demands": table(
            "market segment period energy",
            ("berlin", "ev", "2025", 4.0),
            ("berlin", "ev", "2026", 6.0),
            ("berlin", "ev", "2027", 5.5),
        ),
        "lifetimes": table("segment age fraction", ("ev", 1, 0.1), ("ev", 2, 0.5)),
        "collections": table("market period rate", ("berlin", "2025", 0.5)),
        "past_returns": table(
            "market segment chemistry period energy", ("berlin", "ev", "nmc", "2025", 1.0)
        ),
    }


def plan_tables() -> dict[str, pl.DataFrame]:
    years = ("2025", "2026", "2027")

    def yearly(key: dict[str, str], quantity: str, *values: float) -> Rows:
        return by_year(key, quantity, {y: v for y, v in zip(years, values, strict=True) if v})

    def run(facility: str, process: str, *values: float) -> Rows:
        return yearly({"facility": facility, "process": process}, "activity", *values)

    served = {"market": "berlin", "segment": "ev", "chemistry": "nmc"}
    rows: dict[str, Rows] = {
        "builds": [{"expansion": "fin_new", "period": "2025", "count": 1.0, "added": 5.0}],
        "closures": [{"facility": "ref_jpn", "period": "2026", "closed": 1.0}],
        "signed": [{"contract": "ore_deal", "signed": 1.0}],
        "opened": [{"lane": "ko_be", "opened": 1.0}],
        "room": [{"site": "berlin", "commodity": "salt", "added": 1.5}],
        "activity": [
            *run("ref_chn", "refine", 7.5, 7.8, 4.7),
            *run("ref_fin", "refine", 0.0, 4.0, 4.0),
            *run("cells", "make_pack", 4.0, 6.0, 5.0),
            *run("recycler", "shred", 2.5, 1.0, 6.5),
            *run("recycler", "leach", 1.0, 0.4, 2.6),
        ],
        "flow": [
            *yearly({"lane": "sh_be", "commodity": "salt"}, "quantity", 7.5, 7.8, 4.7),
            *yearly({"lane": "ko_be", "commodity": "salt"}, "quantity", 0.0, 4.0, 4.0),
        ],
        "stock": yearly({"site": "berlin", "commodity": "salt"}, "quantity", 0.0, 0.5, 0.0),
        "bought": yearly({"supply": "ore_chn"}, "quantity", 15.0, 15.6, 9.4),
        "taken": yearly({"contract": "ore_deal"}, "quantity", 0.0, 8.0, 8.0),
        "served": yearly(served, "energy", 4.0, 6.0, 5.0),
        "shortfall": yearly({"market": "berlin", "segment": "ev"}, "energy", 0.0, 0.0, 0.5),
        "collected": yearly(served, "quantity", 2.5, 1.0, 6.5),
        "costs": [
            *_cost("raw_material", 60.0, 62.4, 37.6),
            *_cost("capex", 200.0, 0.0, 0.0),
            *_cost("subsidy", -20.0, 0.0, 0.0),
            *_cost("transport", 15.075, 19.678, 13.447),
            *_cost("shortfall", 0.0, 0.0, 25.0),
        ],
    }
    return {name: pl.DataFrame(given) for name, given in rows.items()}


def _cost(term: str, *amounts: float) -> Rows:
    """Rows of a cost term: present = amount · 1.1 to the power of minus (0.5, 1.5, 2.5)."""
    return [
        {
            "term": term,
            "scenario": "",
            "period": str(2025 + at),
            "amount": amount,
            "present": amount * 1.1 ** -(at + 0.5),
        }
        for at, amount in enumerate(amounts)
        if amount
    ]


@pytest.fixture(scope="session")
def chain() -> Instance:
    """The small chain; money in millions of dollars, energy in GWh."""
    return Instance.of("small-chain", instance_tables(), title="A small chain", currency="MUSD")


@pytest.fixture(scope="session")
def chain_plan() -> Plan:
    """A plan of it, with a record as a solve would leave one."""
    record = {
        "instance": {"name": "small-chain", "digest": "0" * 64},
        "status": "optimal_within_gap",
        "objective": 377.1,
        "bound": 377.0,
        "gap": 0.0003,
        "seconds": {"check": 0.1, "solve": 0.5},
    }
    return Plan(plan_tables(), record)


@pytest.fixture(scope="session")
def view(chain: Instance, chain_plan: Plan) -> View:
    return View(chain, chain_plan)


@pytest.fixture(scope="session")
def branching() -> View:
    """Two years; from 2026 on a boom of probability 0.25: 4 GWh, then 4 or 8."""
    tables = instance_tables()
    tables["periods"] = tables["periods"].head(2)
    tables["demands"] = tables["demands"].head(2)
    tables["scenarios"] = table(
        "scenario parent from_period probability", ("boom", "", "2026", 0.25)
    )
    key = {"market": "berlin", "segment": "ev", "chemistry": "nmc"}
    served = [
        {**key, "scenario": "", "period": "2025", "energy": 4.0},
        {**key, "scenario": "", "period": "2026", "energy": 4.0},
        {**key, "scenario": "boom", "period": "2026", "energy": 8.0},
    ]
    costs = [
        {"term": "capex", "scenario": "", "period": "2026", "amount": 10.0, "present": 9.0},
        {"term": "raw_material", "scenario": "", "period": "2026", "amount": 20.0, "present": 13.0},
        {
            "term": "raw_material",
            "scenario": "boom",
            "period": "2026",
            "amount": 40.0,
            "present": 9.0,
        },
    ]
    plan = Plan({"served": pl.DataFrame(served), "costs": pl.DataFrame(costs)})
    return View(Instance.of("tree", tables, currency="MUSD"), plan)


@pytest.fixture(scope="session")
def measured(chain: Instance, chain_plan: Plan) -> Measures:
    return measures(chain, chain_plan)


@pytest.fixture(scope="session")
def results(chain_plan: Plan, measured: Measures) -> Results:
    """Plan, measures and a short audit."""
    kept = {"family": "balance", "rule": "balance closes", "rows": 12, "passed": True}
    return Results(chain_plan, measured, {"passed": True, "checks": [kept]})


@pytest.fixture(scope="session")
def without_china(chain: Instance) -> Measures:
    """A dearer plan in which Finland refines all: 28 kt instead of 8."""
    tables = plan_tables()
    fin, chn = pl.col("facility") == "ref_fin", pl.col("facility") == "ref_chn"
    more = [
        {
            "facility": "ref_fin",
            "process": "refine",
            "scenario": "",
            "period": period,
            "activity": kt,
        }
        for period, kt in (("2025", 7.5), ("2026", 11.8), ("2027", 8.7))
    ]
    tables["activity"] = pl.concat([tables["activity"].filter(~fin & ~chn), pl.DataFrame(more)])
    tables["builds"] = tables["builds"].with_columns(added=pl.lit(10.0))
    extra = {"term": "capex", "scenario": "", "period": "2026", "amount": 50.0, "present": 40.0}
    tables["costs"] = pl.concat([tables["costs"], pl.DataFrame([extra])])
    return measures(chain, Plan(tables))


@pytest.fixture(scope="session")
def nothing(chain: Instance) -> Measures:
    """Measures of a plan that does nothing."""
    return measures(chain, Plan())
