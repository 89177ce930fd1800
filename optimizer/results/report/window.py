"""The part of the world that the map shows, and its graticule: plate carrée, no land.

A degree is as long eastwards as northwards, everywhere. The cut runs through the widest stretch
without a site, so that a Pacific chain is not torn apart at the date line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]

WIDTH = 1000.0
FLATTEST, TALLEST = 0.4, 0.62
"""Least and greatest height of the map over its width."""
_MARGIN, _LEAST_MARGIN = 0.05, 2.0
_STEPS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0)
_TROPIC, _POLAR = 23.44, 66.56
_TEXT_WIDTH, _TEXT_HEIGHT = 46.0, 14.0
_CIRCLES = (
    (_POLAR, "Arctic Circle"),
    (_TROPIC, "Tropic of Cancer"),
    (0.0, "Equator"),
    (-_TROPIC, "Tropic of Capricorn"),
    (-_POLAR, "Antarctic Circle"),
)
_ZONES = (
    (90.0, _POLAR, "polar"),
    (_TROPIC, -_TROPIC, "tropical"),
    (-_POLAR, -90.0, "polar"),
)


@dataclass(frozen=True)
class Window:
    """What is shown: degrees from ``west`` over ``across`` eastwards, from ``north`` to ``south``.

    ``west`` lies in [-180, 180); ``across`` is at most 360. ``width``: of the drawing.
    """

    west: float
    across: float
    north: float
    south: float
    width: float = WIDTH

    @property
    def per_degree(self) -> float:
        """Length of a degree in units of the drawing."""
        return self.width / self.across

    @property
    def height(self) -> float:
        """Height of the drawing."""
        return round((self.north - self.south) * self.per_degree, 1)

    @property
    def turn(self) -> float:
        """Length of the whole way around the world in units of the drawing."""
        return 360.0 * self.per_degree

    def place(self, longitude: float, latitude: float) -> Point:
        """Degrees to coordinates, y downwards; longitudes count eastwards from ``west``."""
        east = (longitude - self.west) % 360.0
        if east - self.across > (360.0 - self.across) / 2.0:
            east -= 360.0  # nearer to the western edge than to the eastern one
        return east * self.per_degree, (self.north - latitude) * self.per_degree

    def shows(self, longitude: float, latitude: float) -> bool:
        """Whether the place lies within."""
        x, y = self.place(longitude, latitude)
        return 0.0 <= x <= self.width and 0.0 <= y <= self.height


@dataclass(frozen=True)
class Line:
    """A meridian (``upright``) or a parallel at ``at``; named circles are ``marked``.

    ``text`` is empty where there is no room for it.
    """

    at: float
    upright: bool
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Zone:
    """A band of latitude, ``css`` tropical or polar."""

    y: float
    height: float
    css: str


def window(
    places: Sequence[Point],
    width: float = WIDTH,
    *,
    flattest: float = FLATTEST,
    tallest: float = TALLEST,
) -> Window:
    """The least window that shows all ``places`` (longitude, latitude) with a margin around.

    Its height is from ``flattest`` to ``tallest`` times its width, as far as the world reaches.
    """
    west, across = _narrowest([longitude for longitude, _ in places])
    latitudes = [latitude for _, latitude in places]
    low, high = min(latitudes), max(latitudes)
    margin = max(_LEAST_MARGIN, _MARGIN * max(across, high - low))
    wide, tall = across + 2.0 * margin, high - low + 2.0 * margin
    wide = min(360.0, max(wide, tall / tallest))
    tall = min(180.0, max(tall, flattest * wide))
    north = min(90.0, max((low + high + tall) / 2.0, tall - 90.0))
    west += (across - wide) / 2.0
    return Window((west + 180.0) % 360.0 - 180.0, wide, north, north - tall, width)


def graticule(shown: Window) -> list[Line]:
    """Meridians and parallels at round degrees, and the circles that have a name."""
    step = next((s for s in _STEPS if shown.across / s <= 12.0), _STEPS[-1])
    first = math.ceil(shown.west / step)
    last = math.floor((shown.west + shown.across) / step)
    lines = []
    for place in range(first, last + 1):
        longitude = (place * step + 180.0) % 360.0 - 180.0
        x = (place * step - shown.west) * shown.per_degree
        text = degrees(longitude, "E", "W") if x + _TEXT_WIDTH <= shown.width else ""
        lines.append(Line(round(x, 1), True, text))
    for place in range(math.ceil(shown.south / step), math.floor(shown.north / step) + 1):
        if place:
            latitude = place * step
            y = _down(shown, latitude)
            text = degrees(latitude, "N", "S") if y >= _TEXT_HEIGHT else ""
            lines.append(Line(y, False, text))
    lines += [
        Line(_down(shown, latitude), False, name, marked=True)
        for latitude, name in _CIRCLES
        if shown.south < latitude < shown.north
    ]
    return lines


def zones(shown: Window) -> list[Zone]:
    """The bands of the tropics and of the polar regions, as far as they are shown."""
    bands = []
    for upper, lower, css in _ZONES:
        top, bottom = min(upper, shown.north), max(lower, shown.south)
        if top > bottom:
            y = _down(shown, top)
            bands.append(Zone(y, round(_down(shown, bottom) - y, 1), css))
    return bands


def degrees(value: float, positive: str, negative: str) -> str:
    """``30° E``, ``45° S``, ``0°``."""
    if value in {0.0, -180.0}:
        return f"{abs(value):g}°"
    return f"{abs(value):g}° {positive if value > 0.0 else negative}"


def _down(shown: Window, latitude: float) -> float:
    return round((shown.north - latitude) * shown.per_degree, 1)


def _narrowest(longitudes: list[float]) -> tuple[float, float]:
    """Western end and width of the shortest stretch that holds all, over the date line if need."""
    around = sorted({longitude % 360.0 for longitude in longitudes})
    gaps = [(after - before, after) for before, after in pairwise(around)]
    gaps.append((around[0] + 360.0 - around[-1], around[0]))
    widest, west = max(gaps)
    return west, 360.0 - widest
