"""A first instance to change: small, commented, sound, and with a decision in it.

Lithium ore from Australia is refined in China, or in Japan once a refinery is built there; a plant
in Japan makes cells and can be enlarged; cells are sold in Japan, come back as used batteries and
are disposed of or recycled. All figures are made up, and every row says so (``confidence`` is
``example``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from optimizer.data.instance import Instance, schema
from optimizer.data.package import write_package
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Rows: TypeAlias = "list[dict[str, Any]]"

_YEARS = (2026, 2027, 2028, 2029, 2030)

_PLACES: dict[str, Rows] = {
    "parameters": [
        {"parameter": "discount_rate", "value": 0.05, "note": "money later is worth less"}
    ],
    "countries": [
        {"country": "AUS", "name": "Australia"},
        {"country": "CHN", "name": "China"},
        {"country": "JPN", "name": "Japan"},
    ],
    "periods": [
        {
            "period": str(year),
            "start": date(year, 1, 1),
            "days": (date(year + 1, 1, 1) - date(year, 1, 1)).days,
        }
        for year in _YEARS
    ],
    "sites": [
        {"site": "hedland", "name": "Port Hedland", "country": "AUS",
         "latitude": -20.3, "longitude": 118.6, "note": "ore enters here"},
        {"site": "shanghai", "name": "Shanghai", "country": "CHN",
         "latitude": 31.2, "longitude": 121.5, "note": "ore is refined here"},
        {"site": "osaka", "name": "Osaka", "country": "JPN",
         "latitude": 34.7, "longitude": 135.5, "note": "cells are made and sold here"},
    ],
}  # fmt: skip

_THINGS: dict[str, Rows] = {
    "commodities": [
        {"commodity": "ore", "unit": "kt", "value_per_unit": 0.9e6},
        {"commodity": "lithium", "name": "lithium carbonate", "unit": "kt",
         "value_per_unit": 12e6},
        {"commodity": "other-materials", "unit": "kt", "value_per_unit": 10e6,
         "note": "everything else in a cell, bought in Japan"},
        {"commodity": "cell", "unit": "GWh", "tonnes_per_unit": 4000.0, "value_per_unit": 80e6},
        {"commodity": "used-battery", "unit": "kt"},
        {"commodity": "waste", "unit": "kt", "note": "tailings, scrap and residues"},
    ],
    "stages": [
        {"stage": "refining", "order": 1},
        {"stage": "cells", "order": 2},
        {"stage": "recovery", "order": 3},
    ],
    "rungs": [
        {"rung": "refining", "stage": "refining", "unit": "kt", "energy_per_unit": 1.6667},
        {"rung": "cells", "stage": "cells", "unit": "GWh", "energy_per_unit": 1.0},
        {"rung": "recovery", "stage": "recovery", "unit": "kt", "energy_per_unit": 0.25,
         "weight": 0.0, "note": "weight 0: does not count in exposure"},
    ],
    "processes": [
        {"process": "refine", "rung": "refining", "activity_unit": "kt"},
        {"process": "make-cells", "rung": "cells", "activity_unit": "GWh"},
        {"process": "recycle", "rung": "recovery", "activity_unit": "kt"},
    ],
    "recipes": [
        {"process": "refine", "commodity": "ore", "coefficient": -8.0, "note": "used: negative"},
        {"process": "refine", "commodity": "lithium", "coefficient": 1.0, "note": "made: positive"},
        {"process": "refine", "commodity": "waste", "coefficient": 7.0},
        {"process": "make-cells", "commodity": "lithium", "coefficient": -0.6},
        {"process": "make-cells", "commodity": "other-materials", "coefficient": -3.8},
        {"process": "make-cells", "commodity": "cell", "coefficient": 1.0},
        {"process": "make-cells", "commodity": "waste", "coefficient": 0.4},
        {"process": "recycle", "commodity": "used-battery", "coefficient": -1.0},
        {"process": "recycle", "commodity": "lithium", "coefficient": 0.12},
        {"process": "recycle", "commodity": "waste", "coefficient": 0.88},
    ],
}  # fmt: skip

_PLANTS: dict[str, Rows] = {
    "facilities": [
        {"facility": "shanghai-refinery", "site": "shanghai", "unit": "kt", "fixed_cost": 0.5e6},
        {"facility": "osaka-refinery", "site": "osaka", "unit": "kt", "fixed_cost": 1e6,
         "note": "no capacity yet: see expansions"},
        {"facility": "osaka-cells", "site": "osaka", "unit": "GWh", "fixed_cost": 4e6},
        {"facility": "osaka-recycling", "site": "osaka", "unit": "kt", "fixed_cost": 0.5e6},
    ],
    "capacities": [
        {"facility": "shanghai-refinery", "period": "2026", "capacity": 10.0,
         "note": "from 2026 on, until a later row"},
        {"facility": "osaka-cells", "period": "2026", "capacity": 6.0},
    ],
    "operations": [
        {"facility": "shanghai-refinery", "process": "refine", "variable_cost": 2e6},
        {"facility": "osaka-refinery", "process": "refine", "variable_cost": 3.5e6},
        {"facility": "osaka-cells", "process": "make-cells", "variable_cost": 12e6},
        {"facility": "osaka-recycling", "process": "recycle", "variable_cost": 0.4e6},
    ],
    "expansions": [
        {"expansion": "osaka-cells-2", "facility": "osaka-cells", "size_min": 2.0, "size_max": 10.0,
         "fixed_capex": 60e6, "unit_capex": 50e6, "lead_days": 365, "subsidy": 0.2},
        {"expansion": "osaka-refinery-1", "facility": "osaka-refinery", "size_min": 1.0,
         "size_max": 8.0, "fixed_capex": 20e6, "unit_capex": 15e6, "lead_days": 365},
        {"expansion": "osaka-recycling-1", "facility": "osaka-recycling", "size_min": 1.0,
         "size_max": 10.0, "fixed_capex": 2e6, "unit_capex": 1e6, "lead_days": 365},
    ],
    "supplies": [
        {"supply": "hedland-ore", "site": "hedland", "commodity": "ore"},
        {"supply": "japan-other", "site": "osaka", "commodity": "other-materials"},
    ],
    "supply_terms": [
        {"supply": "hedland-ore", "period": "2026", "price": 0.9e6, "quantity": 200.0},
        {"supply": "japan-other", "period": "2026", "price": 10e6,
         "note": "empty quantity: no limit"},
    ],
    "disposals": [
        {"site": "shanghai", "commodity": "waste", "cost": 0.02e6},
        {"site": "osaka", "commodity": "waste", "cost": 0.05e6},
        {"site": "osaka", "commodity": "used-battery", "cost": 0.6e6},
    ],
}  # fmt: skip

_MOVES: dict[str, Rows] = {
    "modes": [{"mode": "sea", "cost_per_tkm": 0.01, "handling_per_t": 20.0}],
    "lanes": [
        {"lane": "hedland-shanghai", "origin": "hedland", "destination": "shanghai", "mode": "sea",
         "distance_km": 6400.0, "days": 12.0},
        {"lane": "hedland-osaka", "origin": "hedland", "destination": "osaka", "mode": "sea",
         "distance_km": 7000.0, "days": 13.0},
        {"lane": "shanghai-osaka", "origin": "shanghai", "destination": "osaka", "mode": "sea",
         "distance_km": 1500.0, "days": 4.0},
    ],
    "shipments": [
        {"lane": "hedland-shanghai", "commodity": "ore"},
        {"lane": "hedland-osaka", "commodity": "ore"},
        {"lane": "shanghai-osaka", "commodity": "lithium"},
    ],
}  # fmt: skip

_SALES: dict[str, Rows] = {
    "segments": [
        {"segment": "cars", "unit": "GWh", "shortfall_penalty": 500e6,
         "note": "empty penalty: demand must be served"},
    ],
    "chemistries": [
        {"chemistry": "standard", "commodity": "cell",
         "eol_commodity": "used-battery", "eol_per_energy": 4.0},
    ],
    "shares": [{"segment": "cars", "chemistry": "standard", "period": "2026"}],
    "demands": [
        {"market": "osaka", "segment": "cars", "period": str(year), "energy": energy}
        for year, energy in zip(_YEARS, (4.0, 6.0, 8.0, 10.0, 12.0), strict=True)
    ],
    "lifetimes": [
        {"segment": "cars", "age": 2, "fraction": 0.3},
        {"segment": "cars", "age": 3, "fraction": 0.7},
    ],
    "collections": [{"market": "osaka", "period": "2026", "rate": 0.6}],
}  # fmt: skip

_README = """# {title}

A small battery chain to start from; all figures are made up. Lithium ore from Australia is refined
in Shanghai, or in Osaka once a refinery is built there; cells are made, sold and taken back in
Osaka.

What is to be decided: whether and when to enlarge the cell plant and to build a refinery and a
recycling plant (`expansions.csv`), where to refine (`operations.csv`), and how much demand to leave
unserved at the price in `segments.csv`. The cheapest plan refines in China; limit the exposure to
China, and the refinery in Osaka is worth building.

- `datapackage.json` names the tables and carries the currency and the format version.
- Every table is a CSV file: UTF-8, decimal points, dates as 2026-01-31, `true` or `false`.
- A column that is left out, or a cell that is left empty, has the default of the data dictionary.
- `source`, `year`, `confidence` and `note` say where a row comes from.

Change a cell, check, and solve again.
"""


def example(name: str) -> Instance:
    """The instance that ``new`` writes."""
    rows = _PLACES | _THINGS | _PLANTS | _MOVES | _SALES
    tables = {table: _frame(table, listed) for table, listed in rows.items()}
    licences = {"licenses": [{"name": "CC0-1.0", "title": "Creative Commons Zero v1.0"}]}
    return Instance.of(name, tables, title=name, currency="EUR", metadata=licences)


def _frame(table: str, rows: Rows) -> pl.DataFrame:
    types = schema(TABLES[table])
    columns = {name: types[name] for name in types if any(name in row for row in rows)}
    marked: Mapping[str, Any] = columns | {"confidence": types["confidence"]}
    return pl.DataFrame([{**row, "confidence": "example"} for row in rows], schema=marked)


def new(name: str, folder: Path) -> Instance:
    """Writes the example as a data package into ``folder``, with a README, and returns it.

    Raises:
        FileExistsError: ``folder`` is there and not empty; nothing is overwritten.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    instance = example(name)
    write_package(instance, folder)
    (folder / "README.md").write_text(_README.format(title=name), encoding="utf-8")
    return instance
