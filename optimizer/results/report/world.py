"""The map of what is carried: sites and flows over the land of the world.

Land is Natural Earth's, 1:110m, public domain, in ``land.json``; plate carrée, without borders.
Curves join the ends of a flow and say nothing of the way that it takes between.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import number
from optimizer.results.report.palette import OTHER, WATCHED

if TYPE_CHECKING:
    from optimizer.results.measures import Measures

WIDTH = 1000.0
_NORTH, _SOUTH = 80.0, -58.0
_PER_DEGREE = WIDTH / 360.0
HEIGHT = round((_NORTH - _SOUTH) * _PER_DEGREE, 1)
MOST_FLOWS = 250
_WIDEST = 7.0
_BEND = 0.14

Point = tuple[float, float]


@dataclass(frozen=True)
class Flow:
    """A curve: its path, its width, its class and what it says."""

    path: str
    width: float
    css: str
    title: str


@dataclass(frozen=True)
class Dot:
    """A site."""

    x: float
    y: float
    css: str
    title: str


@dataclass(frozen=True)
class WorldMap:
    """The map, widest flows drawn first; ``left_out`` flows are too small or have no place."""

    land: str
    flows: tuple[Flow, ...]
    dots: tuple[Dot, ...]
    left_out: int
    width: float = WIDTH
    height: float = HEIGHT


def world_map(measures: Measures) -> WorldMap | None:
    """The map of the ``MOST_FLOWS`` heaviest flows; ``None`` when no two sites have a position."""
    placed = measures.sites.drop_nulls(["latitude", "longitude"])
    where = {
        site: project(longitude, latitude)
        for site, latitude, longitude in placed.select("site", "latitude", "longitude").iter_rows()
    }
    drawable = measures.routes.filter(
        pl.col("origin").is_in(list(where))
        & pl.col("destination").is_in(list(where))
        & (pl.col("tonnes") > 0.0)
    )
    shown = drawable.head(MOST_FLOWS)
    if not shown.height:
        return None
    names = dict(measures.sites.select("site", "site_name").iter_rows())
    heaviest = float(shown["tonnes"][0])
    flows = []
    for row in shown.iter_rows(named=True):
        start, end = where[row["origin"]], where[row["destination"]]
        width = max(0.4, _WIDEST * math.sqrt(row["tonnes"] / heaviest))
        css = WATCHED if row["country"] in measures.watched else OTHER
        title = (
            f"{names[row['origin']]} → {names[row['destination']]}: {number(row['tonnes'])} t, "
            f"mostly {row['commodity']}"
        )
        flows += [Flow(path, round(width, 2), css, title) for path in curves(start, end)]
    dots = _dots(measures, placed, shown, where)
    return WorldMap(land_path(), tuple(flows), dots, measures.routes.height - shown.height)


def project(longitude: float, latitude: float) -> Point:
    """Degrees to the map's coordinates."""
    return (longitude + 180.0) * _PER_DEGREE, (_NORTH - latitude) * _PER_DEGREE


def curves(start: Point, end: Point) -> list[str]:
    """The path between two points; two paths when the short way crosses the edge of the map."""
    (x1, y1), (x2, y2) = start, end
    if abs(x2 - x1) <= WIDTH / 2.0:
        return [_curve(x1, y1, x2, y2)]
    shift = math.copysign(WIDTH, x1 - x2)
    return [_curve(x1, y1, x2 + shift, y2), _curve(x1 - shift, y1, x2, y2)]


@cache
def land_path() -> str:
    """All land as one path, in steps relative to each ring's first point."""
    rings = json.loads((files(__package__) / "land.json").read_text(encoding="utf-8"))["rings"]
    return "".join(_ring([project(lon, lat) for lon, lat in ring]) for ring in rings)


def _ring(points: list[Point]) -> str:
    # Steps are taken between rounded points, so that rounding does not add up along the coast.
    rounded = [(round(x * 10), round(y * 10)) for x, y in points]
    x, y = rounded[0]
    steps = []
    for next_x, next_y in rounded[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{(next_x - x) / 10:g} {(next_y - y) / 10:g}")
        x, y = next_x, next_y
    return f"M{rounded[0][0] / 10:g} {rounded[0][1] / 10:g}l{' '.join(steps)}z"


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A quadratic curve that bends to the left of its direction, so that returns lie apart."""
    across, down = x2 - x1, y2 - y1
    middle = ((x1 + x2) / 2.0 + _BEND * down, (y1 + y2) / 2.0 - _BEND * across)
    return f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"


def _dots(
    measures: Measures, placed: pl.DataFrame, shown: pl.DataFrame, where: dict[str, Point]
) -> tuple[Dot, ...]:
    used = {*shown["origin"], *shown["destination"]}
    rows = placed.filter(pl.col("site").is_in(sorted(used))).sort("site")
    return tuple(
        Dot(
            round(where[site][0], 1),
            round(where[site][1], 1),
            WATCHED if country in measures.watched else OTHER,
            f"{name} ({country})",
        )
        for site, name, country in rows.select("site", "site_name", "country").iter_rows()
    )
