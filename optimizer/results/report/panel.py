"""One drawing of the map: a graticule with the flows, sites and countries in its window."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from optimizer.results.figures import mass
from optimizer.results.report.labels import Box, Name, names
from optimizer.results.report.palette import OTHER, WATCHED
from optimizer.results.report.window import Line, Point, Window, Zone, graticule, zones

_WIDEST, _THINNEST = 8.0, 0.5
_GREATEST, _SMALLEST = 9.0, 2.0
_BEND = 0.14


@dataclass(frozen=True, eq=False)
class Cargo:
    """What is drawn, from one look to the next the same.

    ``routes``: ``origin``, ``destination``, ``country``, ``commodity``, ``tonnes``, heaviest first.
    ``sites``: ``site``, ``site_name``, ``country``, ``latitude``, ``longitude``, ``tonnes`` sent
    and received, greatest first.
    """

    routes: pl.DataFrame
    sites: pl.DataFrame
    watched: tuple[str, ...]

    def width(self, tonnes: float) -> float:
        """Width of a flow."""
        return round(max(_THINNEST, _WIDEST * math.sqrt(tonnes / self.routes["tonnes"][0])), 2)

    def radius(self, tonnes: float) -> float:
        """Radius of a site."""
        return round(max(_SMALLEST, _GREATEST * math.sqrt(tonnes / self.sites["tonnes"][0])), 2)

    def css(self, country: str) -> str:
        """The class of what comes from a country."""
        return WATCHED if country in self.watched else OTHER


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
    radius: float
    css: str
    title: str


@dataclass(frozen=True)
class Panel:
    """A drawing; widest flows and greatest dots come first, so that none hides another.

    ``torn`` flows leave over an edge and come back over the other.
    """

    width: float
    height: float
    zones: tuple[Zone, ...]
    lines: tuple[Line, ...]
    flows: tuple[Flow, ...]
    dots: tuple[Dot, ...]
    names: tuple[Name, ...]
    torn: int


def panel(cargo: Cargo, view: Window) -> Panel:
    """What ``view`` shows of ``cargo``: flows with an end in it, sites, codes of countries."""
    position = cargo.sites.select("site", "longitude", "latitude")
    where = {site: view.place(lon, lat) for site, lon, lat in position.iter_rows()}
    inside = [site for site, lon, lat in position.iter_rows() if view.shows(lon, lat)]
    ends = pl.col("origin").is_in(inside) | pl.col("destination").is_in(inside)
    flows, torn = _flows(cargo, cargo.routes.filter(ends), where, view.turn)
    shown = cargo.sites.filter(pl.col("site").is_in(inside))
    dots = tuple(_dots(cargo, shown, where))
    return Panel(
        width=view.width,
        height=view.height,
        zones=tuple(zones(view)),
        lines=tuple(graticule(view)),
        flows=flows,
        dots=dots,
        names=_names(shown, where, dots, Box(0.0, 0.0, view.width, view.height)),
        torn=torn,
    )


def curves(start: Point, end: Point, turn: float) -> list[str]:
    """The path between two points; two paths when the short way crosses the edge of the map.

    ``turn``: length of the whole way around the world.
    """
    (x1, y1), (x2, y2) = start, end
    if abs(x2 - x1) <= turn / 2.0:
        return [_curve(x1, y1, x2, y2)]
    shift = math.copysign(turn, x1 - x2)
    return [_curve(x1, y1, x2 + shift, y2), _curve(x1 - shift, y1, x2, y2)]


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A quadratic curve that bends to the left of its direction, so that returns lie apart."""
    across, down = x2 - x1, y2 - y1
    middle = ((x1 + x2) / 2.0 + _BEND * down, (y1 + y2) / 2.0 - _BEND * across)
    return f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"


def _flows(
    cargo: Cargo, routes: pl.DataFrame, where: dict[str, Point], turn: float
) -> tuple[tuple[Flow, ...], int]:
    called = dict(cargo.sites.select("site", "site_name").iter_rows())
    flows, torn = [], 0
    for row in routes.iter_rows(named=True):
        title = (
            f"{called[row['origin']]} → {called[row['destination']]}: {mass(row['tonnes'])}, "
            f"mostly {row['commodity']}"
        )
        paths = curves(where[row["origin"]], where[row["destination"]], turn)
        torn += len(paths) > 1
        width, css = cargo.width(row["tonnes"]), cargo.css(row["country"])
        flows += [Flow(path, width, css, title) for path in paths]
    return tuple(flows), torn


def _dots(cargo: Cargo, sites: pl.DataFrame, where: dict[str, Point]) -> list[Dot]:
    columns = ("site", "site_name", "country", "tonnes")
    return [
        Dot(
            round(where[site][0], 1),
            round(where[site][1], 1),
            cargo.radius(tonnes),
            cargo.css(country),
            f"{name} ({country}): {mass(tonnes)} sent and received",
        )
        for site, name, country, tonnes in sites.select(columns).iter_rows()
    ]


def _names(
    sites: pl.DataFrame, where: dict[str, Point], dots: tuple[Dot, ...], page: Box
) -> tuple[Name, ...]:
    """Codes of the countries at the middle of their sites; those of most tonnes choose first."""
    wanted = []
    for (country,), own in sites.group_by("country", maintain_order=True):
        points = [where[site] for site in own["site"]]
        middle = (
            sum(x for x, _ in points) / len(points),
            sum(y for _, y in points) / len(points),
        )
        wanted.append((float(own["tonnes"].sum()), str(country), middle))
    wanted.sort(key=lambda w: (-w[0], w[1]))
    taken = [Box.around((dot.x, dot.y), 2.0 * dot.radius, 2.0 * dot.radius) for dot in dots]
    return names([(country, middle) for _, country, middle in wanted], taken, page)
