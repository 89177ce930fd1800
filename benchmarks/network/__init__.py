"""A seeded generator of battery-like networks, from mine to recovery, of any size.

Same shape and seed, same instance, on any machine.
"""

from __future__ import annotations

import itertools
from datetime import date

import numpy as np
import polars as pl

from benchmarks.network import chain, lanes, markets, places, plants, trade
from benchmarks.network.shape import Shape, shape_of, with_sites
from optimizer.data.instance import Instance

__all__ = ["Shape", "network", "shape_of", "with_sites"]


def network(shape: Shape, seed: int = 0) -> Instance:
    """An instance of that shape: valid, feasible (a shortfall has a price), and its plan audits."""
    draw = np.random.default_rng(seed)
    where = places.scattered(shape, draw)
    makes = plants.materials(where)
    time = _periods(shape.periods)
    names = time["period"].to_list()
    wanted = markets.demand_by_market(where, draw)
    tables = {
        "periods": time,
        **chain.tables(),
        **where.tables(),
        **plants.tables(where, makes, names, 4.0 * float(wanted.sum()), draw),
        **lanes.tables(where, shape, makes, draw),
        **markets.tables(where, names, wanted, draw),
        **trade.tables(names, shape.scenarios),
    }
    name = f"network-{sum(shape.sites.values())}x{shape.periods}x{shape.origins}-seed{seed}"
    return Instance.of(name, tables, title="A generated battery-like network", currency="MEUR")


def _periods(count: int) -> pl.DataFrame:
    """Quarters from 2025 on."""
    starts = [date(2025 + q // 4, 1 + 3 * (q % 4), 1) for q in range(count + 1)]
    return pl.DataFrame(
        {
            "period": [f"{s.year}-Q{(s.month + 2) // 3}" for s in starts[:-1]],
            "start": starts[:-1],
            "days": [(b - a).days for a, b in itertools.pairwise(starts)],
        }
    )
