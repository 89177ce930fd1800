"""Plants of a generated network: what they make, what they hold today, how they may grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.network.chain import CHEMISTRIES, MINED, PER_GWH

if TYPE_CHECKING:
    from benchmarks.network.places import Floats, Places


@dataclass(frozen=True)
class _Group:
    """Plants of one kind: ``name`` prefixes facilities, ``need`` is a key of ``PER_GWH``."""

    name: str
    sites: list[str]
    need: str
    unit: str
    processes: tuple[str, ...]
    capex: float
    grows: bool = True


def materials(places: Places) -> dict[str, list[str]]:
    """The material of each mine and refinery: all three, in turn."""
    turn = list(MINED)
    return {
        kind: [turn[at % len(turn)] for at in range(len(places.names[kind]))]
        for kind in ("mine", "refinery")
    }


def _groups(places: Places, makes: dict[str, list[str]]) -> list[_Group]:
    groups = []
    for material in MINED:
        for kind, verb, grows in (("mine", "mine", False), ("refinery", "refine", True)):
            pairs = zip(places.names[kind], makes[kind], strict=True)
            sites = [site for site, made in pairs if made == material]
            process = f"{verb}-{material}"
            groups.append(_Group(verb, sites, process, "kt", (process,), 4.0, grows))
    both = CHEMISTRIES
    mixed, cell, recycler = (places.names[k] for k in ("material", "cell", "recycler"))
    groups += [
        _Group("cathode", mixed, "cathode", "kt", tuple(f"make-cathode-{c}" for c in both), 6.0),
        _Group("anode", mixed, "anode", "kt", ("make-anode",), 7.0),
        _Group("cell", cell, "cell", "GWh", tuple(f"make-cell-{c}" for c in both), 60.0),
        _Group("pack", cell, "pack", "GWh", tuple(f"make-pack-{c}" for c in both), 7.0),
        _Group("shred", recycler, "shred", "kt", tuple(f"shred-{c}" for c in both), 1.0),
        _Group("recover", recycler, "recover", "kt", ("recover",), 4.0),
    ]
    return groups


def tables(
    places: Places,
    makes: dict[str, list[str]],
    periods: list[str],
    gigawatt_hours: float,
    draw: np.random.Generator,
) -> dict[str, pl.DataFrame]:
    """Facilities, capacities, operations, expansions, for that many GWh in the first year."""
    parts: dict[str, list[pl.DataFrame]] = {}
    for group in _groups(places, makes):
        for name, frame in _plants(group, periods, gigawatt_hours, draw).items():
            parts.setdefault(name, []).append(frame)
    return {name: pl.concat(frames, how="vertical_relaxed") for name, frames in parts.items()}


def _plants(
    group: _Group, periods: list[str], gigawatt_hours: float, draw: np.random.Generator
) -> dict[str, pl.DataFrame]:
    count = len(group.sites)
    names = [f"{group.name}:{site}" for site in group.sites]
    weight = draw.lognormal(0.0, 0.8, count)
    capacity = 1.1 * gigawatt_hours * PER_GWH[group.need] * weight / weight.sum()
    cheapness = draw.lognormal(0.0, 0.25, count)
    # Mines grow by themselves, the rest by decisions.
    steps = [0, len(periods) // 2] if len(periods) > 1 else [0]
    growth = 1.0 if group.grows else 1.6
    worth = group.capex * cheapness
    return {
        "facilities": pl.DataFrame(
            {
                "facility": names,
                "site": group.sites,
                "unit": [group.unit] * count,
                "fixed_cost": np.round(0.03 * worth, 4),
            }
        ),
        "capacities": pl.concat(
            [
                pl.DataFrame(
                    {
                        "facility": names,
                        "period": [periods[at]] * count,
                        "capacity": np.round(capacity * (growth if at else 1.0), 3),
                    }
                )
                for at in steps
            ]
        ),
        "operations": pl.concat(
            [
                pl.DataFrame(
                    {
                        "facility": names,
                        "process": [process] * count,
                        "variable_cost": np.round(
                            0.05 * worth * draw.lognormal(0.0, 0.1, count), 4
                        ),
                        "capacity_use": [1.0] * count,
                    }
                )
                for process in group.processes
            ]
        ),
        "expansions": _expansions(group, names, capacity, worth, draw),
    }


def _expansions(
    group: _Group, names: list[str], capacity: Floats, worth: Floats, draw: np.random.Generator
) -> pl.DataFrame:
    """About two in three of the plants that grow may be expanded."""
    chosen = (
        np.flatnonzero(draw.random(len(names)) < 0.65) if group.grows else np.zeros(0, dtype=int)
    )
    size = np.round(1.5 * capacity[chosen] + 0.5, 2)
    return pl.DataFrame(
        {
            "expansion": [f"grow-{names[at]}" for at in chosen],
            "facility": [names[at] for at in chosen],
            "size_min": np.round(0.2 * size, 2),
            "size_max": size,
            "fixed_capex": np.round(worth[chosen] * size * 0.3, 3),
            "unit_capex": np.round(worth[chosen] * 0.7, 4),
            "lead_days": np.full(chosen.size, 180),
            "max_builds": np.full(chosen.size, 2),
            "ramp": ["usual"] * chosen.size,
            "life_years": np.full(chosen.size, 15.0),
            "subsidy": np.round(draw.choice([0.0, 0.15], chosen.size, p=[0.8, 0.2]), 2),
        }
    )
