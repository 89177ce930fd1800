"""The map of what is carried: sites and flows on a graticule, and close looks where sites crowd.

Curves join the ends of a flow and say nothing of the way that it takes between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import mass
from optimizer.results.report.panel import Cargo, Panel, panel
from optimizer.results.report.window import Window, window

if TYPE_CHECKING:
    from optimizer.results.measures import Measures
    from optimizer.results.report.window import Point

MOST_FLOWS = 250
MOST_LOOKS = 2
_LOOK_WIDTH, _LOOK_TALL = 490.0, 0.66
_LOOK_ACROSS, _LOOK_DOWN = 20.0, 13.0
"""Half the degrees that sites of a close look lie apart at most."""
_CROWD = 8


@dataclass(frozen=True)
class Key:
    """A line of the legend: how wide a flow and how great a dot of so many tonnes is."""

    text: str
    width: float
    radius: float


@dataclass(frozen=True)
class WorldMap:
    """The map and its close looks; ``left_out`` flows are too small or have no place."""

    whole: Panel
    looks: tuple[Panel, ...]
    keys: tuple[Key, ...]
    left_out: int


def world_map(measures: Measures) -> WorldMap | None:
    """The map of the ``MOST_FLOWS`` heaviest flows; ``None`` when no two sites have a position."""
    placed = measures.sites.drop_nulls(["latitude", "longitude"])
    ids = placed["site"].to_list()
    routes = measures.routes.filter(
        pl.col("origin").is_in(ids)
        & pl.col("destination").is_in(ids)
        & (pl.col("origin") != pl.col("destination"))
        & (pl.col("tonnes") > 0.0)
    ).head(MOST_FLOWS)
    if not routes.height:
        return None
    cargo = Cargo(routes, _handled(placed, routes), measures.watched)
    places = list(cargo.sites.select("longitude", "latitude").iter_rows())
    whole = window(places)
    return WorldMap(
        whole=panel(cargo, whole),
        looks=tuple(panel(cargo, look) for look in close_looks(places, whole)),
        keys=_keys(cargo),
        left_out=measures.routes.height - routes.height,
    )


def close_looks(places: list[Point], whole: Window) -> list[Window]:
    """Windows on where places (longitude, latitude) crowd, where ``whole`` shows far more."""
    looks: list[Window] = []
    rest = places
    while rest and len(looks) < MOST_LOOKS:
        crowd = max((_near(place, rest) for place in rest), key=len)
        look = window(crowd, _LOOK_WIDTH, flattest=_LOOK_TALL, tallest=_LOOK_TALL)
        if len(crowd) < _CROWD or look.across > whole.across / 3.0:
            break
        looks.append(look)
        rest = [place for place in rest if not look.shows(*place)]
    return sorted(looks, key=lambda look: (look.west - whole.west) % 360.0)


def rounded_down(value: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not above ``value`` > 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(s * power for s in (5.0, 2.0, 1.0) if s * power <= value * (1.0 + 1e-12))


def _near(place: Point, places: list[Point]) -> list[Point]:
    def apart(longitude: float) -> float:
        return abs((longitude - place[0] + 180.0) % 360.0 - 180.0)

    return [
        (longitude, latitude)
        for longitude, latitude in places
        if apart(longitude) <= _LOOK_ACROSS and abs(latitude - place[1]) <= _LOOK_DOWN
    ]


def _handled(placed: pl.DataFrame, routes: pl.DataFrame) -> pl.DataFrame:
    """Sites of the routes with the ``tonnes`` that they send and receive, greatest first."""
    ends = pl.concat(
        [routes.select(pl.col(e).alias("site"), "tonnes") for e in ("origin", "destination")]
    )
    handled = ends.group_by("site").agg(pl.col("tonnes").sum())
    return placed.join(handled, on="site").sort("tonnes", "site", descending=[True, False])


def _keys(cargo: Cargo) -> tuple[Key, ...]:
    """Three round weights, the greatest not above the heaviest flow."""
    most = rounded_down(cargo.routes["tonnes"][0])
    return tuple(
        Key(mass(tonnes), cargo.width(tonnes), cargo.radius(tonnes))
        for tonnes in (most, most / 10.0, most / 100.0)
    )
