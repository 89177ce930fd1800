"""Stacked columns over the periods, one small chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.results.report.palette import Palette

WIDTH, HEIGHT = 320.0, 150.0
_TOP, _FOOT = 16.0, 132.0


@dataclass(frozen=True)
class Box:
    """A rectangle of the chart; ``title`` is what a pointer resting on it shows."""

    x: float
    y: float
    width: float
    height: float
    css: str
    title: str


@dataclass(frozen=True)
class Label:
    """Text at the foot; ``anchor`` is start, middle or end."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Columns:
    """A chart: boxes, labels at the foot, the figure at the top line, and a note on all of it."""

    title: str
    scale: str
    note: str
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    top: float = _TOP
    foot: float = _FOOT


def stacked(
    title: str,
    unit: str,
    rows: pl.DataFrame,
    periods: Sequence[str],
    palette: Palette,
    note: str = "",
) -> Columns:
    """Columns of ``rows`` (``period``, ``key``, ``value`` ≥ 0), stacked by key.

    ``unit`` is written beside the scale; ``%`` means that values are shares of 1. Keys without a
    colour of their own share a box.
    """
    shares = unit == "%"
    totals = rows.group_by("period").agg(pl.col("value").sum())["value"]
    highest = max(totals, default=0.0)
    top = nice(float(highest or 0.0))
    top = min(top, 1.0) if shares else top
    place = {period: at for at, period in enumerate(periods)}
    step = WIDTH / max(1, len(periods))
    per_value = (_FOOT - _TOP) / top
    level = dict.fromkeys(periods, 0.0)
    boxes = []
    for (period, css), held in _pieces(rows, place, palette).items():
        value = sum(amount for _, amount in held)
        level[period] += value
        said = (
            f"{palette.name(key)}: {percent(v) if shares else f'{number(v)} {unit}'}"
            for key, v in sorted(held, key=lambda pair: -pair[1])
        )
        boxes.append(
            Box(
                x=round(place[period] * step + 0.08 * step, 2),
                y=round(_FOOT - level[period] * per_value, 2),
                width=round(0.84 * step, 2),
                height=round(value * per_value, 2),
                css=css,
                title=f"{period}, {', '.join(said)}",
            )
        )
    scale = percent(top, 0) if shares else f"{number(top)} {unit}"
    return Columns(title, scale, note, tuple(boxes), foot_labels(periods))


def _pieces(
    rows: pl.DataFrame, place: dict[str, int], palette: Palette
) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """Keys and values by period and class, in the order in which they are stacked."""
    pieces: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for period, key, value in sorted(
        rows.select("period", "key", "value").iter_rows(),
        key=lambda r: (place[r[0]], palette.order(r[1]), r[1]),
    ):
        pieces.setdefault((period, palette.css(key)), []).append((key, value))
    return pieces


def foot_labels(periods: Sequence[str]) -> tuple[Label, ...]:
    """First, middle and last period under the columns."""
    if not periods:
        return ()
    if len(periods) == 1:
        return (Label(WIDTH / 2.0, periods[0], "middle"),)
    ends = (Label(0.0, periods[0], "start"), Label(WIDTH, periods[-1], "end"))
    middle = len(periods) // 2
    if len(periods) < 3:
        return ends
    x = WIDTH * (middle + 0.5) / len(periods)
    return (ends[0], Label(round(x, 2), periods[middle], "middle"), ends[1])


def nice(value: float) -> float:
    """The least round number (1, 1.5, 2, ... times a power of ten) that is not below ``value``."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return next(s * power for s in steps if s * power >= value * (1.0 - 1e-12))
