"""Lanes of a generated network: each destination gets some near origins for every kind of input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from benchmarks.network.places import Floats, Integers, Places
    from benchmarks.network.shape import Shape

_LINKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # from, to, what the lane carries
    ("material", "cell", ("cathode-nmc", "cathode-lfp", "anode")),
    ("cell", "cell", ("cell-nmc", "cell-lfp")),
    ("cell", "market", ("pack-nmc", "pack-lfp")),
    ("market", "recycler", ("eol-nmc", "eol-lfp")),
    ("recycler", "recycler", ("black-mass",)),
    ("recycler", "material", ("lithium", "nickel")),
)

OVERLAND_KM = 2500.0
"""Beyond this goods go by sea."""


def tables(
    places: Places, shape: Shape, makes: dict[str, list[str]], draw: np.random.Generator
) -> dict[str, pl.DataFrame]:
    """``lanes`` and ``shipments``; ``makes`` is the material of each mine and refinery."""
    ties: list[tuple[str, Integers, str, Integers, Floats, tuple[str, ...]]] = []

    def tie(
        origins: str,
        destinations: str,
        carried: tuple[str, ...],
        material: str | None = None,
        into: str | None = None,
    ) -> None:
        froms = _those(makes.get(origins), material, len(places.names[origins]))
        tos = _those(makes.get(destinations), into, len(places.names[destinations]))
        far = places.distance(origins, destinations)[np.ix_(tos, froms)]
        start, end, length = _nearest(far, shape.origins, draw, same=origins == destinations)
        ties.append((origins, froms[start], destinations, tos[end], length, carried))

    for material in ("lithium", "nickel", "graphite"):
        tie("mine", "refinery", (f"ore-{material}",), material, material)
        tie("refinery", "material", (material,), material)
    for origins, destinations, carried in _LINKS:
        tie(origins, destinations, carried)
    return _laid_out(places, ties, draw)


def _those(makes: list[str] | None, material: str | None, count: int) -> Integers:
    if makes is None or material is None:
        return np.arange(count)
    return np.array([at for at, made in enumerate(makes) if made == material], dtype=np.int64)


def _nearest(
    far: Floats, wanted: int, draw: np.random.Generator, *, same: bool
) -> tuple[Integers, Integers, Floats]:
    """Origins, destinations and lengths: near ones, with much luck; every origin has a lane."""
    liked = far * draw.lognormal(0.0, 1.5, far.shape)
    if same:
        np.fill_diagonal(liked, np.inf)
    count = min(wanted, far.shape[1] - same)
    chosen = np.argpartition(liked, count - 1, axis=1)[:, :count]
    left = np.setdiff1d(np.arange(far.shape[1]), chosen)
    origins = np.concatenate([chosen.ravel(), left])
    destinations = np.repeat(np.arange(far.shape[0]), count)
    destinations = np.concatenate([destinations, liked[:, left].argmin(axis=0)])
    return origins, destinations, far[destinations, origins]


def _laid_out(
    places: Places,
    ties: list[tuple[str, Integers, str, Integers, Floats, tuple[str, ...]]],
    draw: np.random.Generator,
) -> dict[str, pl.DataFrame]:
    frames, shipments, count = [], [], 0
    for origins, start, destinations, end, length, carried in ties:
        names = [f"lane-{count + at:06d}" for at in range(start.size)]
        count += start.size
        by_sea = length > OVERLAND_KM
        km = np.round(np.where(by_sea, 1.4, 1.2) * length + 20.0)
        limited = draw.random(start.size) < 0.25
        room = np.where(limited, 30e3 * draw.lognormal(0.0, 0.7, start.size), np.nan)
        frames.append(
            pl.DataFrame(
                {
                    "lane": names,
                    "origin": np.array(places.names[origins])[start],
                    "destination": np.array(places.names[destinations])[end],
                    "mode": np.where(by_sea, "sea", "rail"),
                    "distance_km": km,
                    "days": np.round(np.where(by_sea, 14.0 + km / 450.0, 1.0 + km / 300.0), 1),
                    "capacity_t": np.round(room),
                }
            )
        )
        shipments += [pl.DataFrame({"lane": names, "commodity": [c] * len(names)}) for c in carried]
    lanes = pl.concat(frames).with_columns(pl.col("capacity_t").fill_nan(None))
    return {"lanes": lanes, "shipments": pl.concat(shipments)}
