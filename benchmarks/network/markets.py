"""Markets of a generated network: demand and returns; purchases, stocks, disposals."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.network.chain import CHEMISTRIES

if TYPE_CHECKING:
    from benchmarks.network.places import Floats, Places

SEGMENTS = ("cars", "storage")


def demand_by_market(places: Places, draw: np.random.Generator) -> Floats:
    """GWh of the first quarter, markets × segments."""
    count = len(places.names["market"])
    return np.asarray(draw.lognormal(0.5, 0.6, (count, 1)) * np.array([[1.0, 0.35]]))


def tables(
    places: Places, periods: list[str], wanted: Floats, draw: np.random.Generator
) -> dict[str, pl.DataFrame]:
    """Everything at markets, and what enters, waits or leaves elsewhere."""
    return {
        **_demand(places, periods, wanted, draw),
        **_bought(places, periods, draw),
        **_stocks(places, wanted, draw),
        "disposals": _disposals(places),
    }


def _demand(
    places: Places, periods: list[str], wanted: Floats, draw: np.random.Generator
) -> dict[str, pl.DataFrame]:
    markets = places.names["market"]
    growth = 1.05 ** np.arange(len(periods))
    energy = wanted[:, :, None] * growth * draw.normal(1.0, 0.03, (*wanted.shape, len(periods)))
    keys = list(product(markets, SEGMENTS, periods))
    old = list(product(markets, SEGMENTS, CHEMISTRIES, periods))
    past = 0.03 * wanted[:, :, None, None] * growth[None, None, None, :]
    past = np.broadcast_to(past, (len(markets), 2, 2, len(periods)))
    middle = periods[len(periods) // 2]
    return {
        "demands": pl.DataFrame(
            keys, schema=["market", "segment", "period"], orient="row"
        ).with_columns(energy=np.round(energy.ravel(), 4)),
        "past_returns": pl.DataFrame(
            old, schema=["market", "segment", "chemistry", "period"], orient="row"
        ).with_columns(energy=np.round(past.ravel(), 5)),
        "shares": pl.DataFrame(
            [
                ("cars", "nmc", periods[0], 0.2, 0.8),
                ("cars", "lfp", periods[0], 0.1, 1.0),
                ("storage", "nmc", periods[0], 0.0, 0.3),
                ("storage", "lfp", periods[0], 0.5, 1.0),
            ],
            schema=["segment", "chemistry", "period", "minimum", "maximum"],
            orient="row",
        ),
        "collections": pl.DataFrame(
            {
                "market": [*markets, *markets] if middle != periods[0] else markets,
                "period": [periods[0]] * len(markets)
                + [middle] * (len(markets) if middle != periods[0] else 0),
            }
        ).with_columns(rate=pl.when(pl.col("period") == periods[0]).then(0.5).otherwise(0.7)),
    }


def _bought(
    places: Places, periods: list[str], draw: np.random.Generator
) -> dict[str, pl.DataFrame]:
    """Two price steps where iron phosphate and parts are used."""
    where = [(s, "iron-phosphate", 1.6) for s in places.names["material"]]
    where += [(s, "parts", 8.0) for s in places.names["cell"]]
    dear = draw.lognormal(0.0, 0.15, len(where))
    rows = [
        (
            f"{commodity}-{step}:{site}",
            site,
            commodity,
            step,
            price * dear[at] * (1.0 + 0.25 * step),
        )
        for at, (site, commodity, price) in enumerate(where)
        for step in (0, 1)
    ]
    most = [30.0 if step == 0 else None for _, _, _, step, _ in rows]
    return {
        "supplies": pl.DataFrame(
            {
                "supply": [r[0] for r in rows],
                "site": [r[1] for r in rows],
                "commodity": [r[2] for r in rows],
            }
        ),
        "supply_terms": pl.DataFrame(
            {
                "supply": [r[0] for r in rows],
                "period": [periods[0]] * len(rows),
                "price": np.round([r[4] for r in rows], 4),
            }
        ).with_columns(quantity=pl.Series(most, dtype=pl.Float64)),
    }


def _stocks(places: Places, wanted: Floats, draw: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Packs wait at markets, cathode and anode material at cell plants."""
    rows = [
        (m, f"pack-{c}", float(wanted[at].sum()))
        for at, m in enumerate(places.names["market"])
        for c in CHEMISTRIES
    ]
    rows += [
        (s, c, 5.0) for s in places.names["cell"] for c in ("cathode-nmc", "cathode-lfp", "anode")
    ]
    size = np.array([r[2] for r in rows]) * draw.uniform(0.5, 1.5, len(rows))
    return {
        "storages": pl.DataFrame(
            {
                "site": [r[0] for r in rows],
                "commodity": [r[1] for r in rows],
                "capacity": np.round(size, 3),
                "initial": np.round(0.4 * size, 3),
                "minimum": np.round(0.02 * size, 3),
                "loss": np.full(size.size, 0.01),
                "holding_cost": np.full(size.size, 0.5),
                "final_value": np.full(size.size, 2.0),
                "expansion_max": np.round(size, 3),
                "expansion_cost": np.full(size.size, 1.0),
            }
        ),
    }


def _disposals(places: Places) -> pl.DataFrame:
    rows = [(m, f"eol-{c}", 1.0) for m in places.names["market"] for c in CHEMISTRIES]
    rows += [
        (r, c, 1.5) for r in places.names["recycler"] for c in ("eol-nmc", "eol-lfp", "black-mass")
    ]
    return pl.DataFrame(rows, schema=["site", "commodity", "cost"], orient="row")
