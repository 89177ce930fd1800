"""The hand-over plot as SVG, written by hand: small, the same everywhere, fit for a diff."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 30, 55

COLOURS: dict[str, str] = {
    "junkan": "#c1121f",
    "raw": "#333333",
    "linopy": "#2a6f97",
    "pyomo-lp": "#b08900",
    "pyomo-appsi": "#6a994e",
    "pyomo-solver": "#7b2cbf",
}

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Scale:
    """Decades along an axis to pixels."""

    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def decades(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def plot(lines: Mapping[str, Points], across: str, up: str) -> str:
    """A log-log plot of named lines; each name stands at its last point."""
    points = [point for line in lines.values() for point in line]
    x = _scale([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y = _scale([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    parts = [*_grid(x, y), *_titles(across, up)]
    heights: list[float] = []
    for name, line in sorted(lines.items(), key=lambda item: item[1][-1][1], reverse=True):
        parts += _line(name, line, x, y, heights)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    # A point a hair beyond a decade needs no further one.
    low = math.floor(math.log10(min(values)) + 0.05)
    high = math.ceil(math.log10(max(values)) - 0.05)
    return _Scale(low, max(high, low + 1), start, end)


def _grid(x: _Scale, y: _Scale) -> list[str]:
    parts = []
    for value in x.decades():
        at = x.at(value)
        parts.append(_stroke(at, TOP, at, HEIGHT - BOTTOM, "#dddddd"))
        parts.append(_text(at, HEIGHT - BOTTOM + 20, _power(value), "middle"))
    for value in y.decades():
        at = y.at(value)
        parts.append(_stroke(LEFT, at, WIDTH - RIGHT, at, "#dddddd"))
        parts.append(_text(LEFT - 8, at + 4, f"{value:g}", "end"))
    return parts


def _titles(across: str, up: str) -> list[str]:
    middle = (LEFT + WIDTH - RIGHT) / 2
    height = (TOP + HEIGHT - BOTTOM) / 2
    turned = f'transform="rotate(-90 18 {height:.0f})"'
    return [
        _text(middle, HEIGHT - 12, across, "middle"),
        f'<text x="18" y="{height:.0f}" text-anchor="middle" fill="#222222" {turned}>'
        f"{escape(up)}</text>",
    ]


def _line(name: str, line: Points, x: _Scale, y: _Scale, heights: list[float]) -> list[str]:
    colour = COLOURS.get(name, "#555555")
    places = [(x.at(a), y.at(b)) for a, b in line]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places]
    right, height = places[-1]
    # Names that would overlap move down.
    while any(abs(height - other) < 15 for other in heights):
        height += 1.0
    heights.append(height)
    parts.append(_text(right + 9, height + 4, name, "start", colour))
    return parts


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#222222") -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {where}>{escape(words)}</text>"


def _power(value: float) -> str:
    return f"1e{round(math.log10(value))}"
