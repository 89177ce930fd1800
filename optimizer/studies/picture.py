"""Charts of a study as SVG, drawn by matplotlib.

On a page colours follow the reader's light or dark scheme: what is drawn in the colours of ``INKS``
is given the variables of the style sheet instead. A picture on its own keeps the colours.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.results.figures import short
from optimizer.results.layout import folded, shortened

if TYPE_CHECKING:
    import polars as pl

    from optimizer.studies.study import Chart

INKS = {
    "#1b1f24": "ink",
    "#55606b": "dim",
    "#d9dee4": "line",
    "#cf4356": "watched",
    "#2f6db5": "c1",
    "#e09f3e": "c2",
    "#3a9d8f": "c3",
    "#8e6bbf": "c4",
    "#6aa84f": "c5",
    "#c77daa": "c6",
}
"""Colours that are drawn with, and the style sheet's names for them."""

_INK, _DIM, _LINE, _WATCHED, *_SERIES = INKS
_WIDTH = 7.2
_ROW = 0.27
_TEXT = 0.17
"""Inches of a line of a name."""
_LETTERS = 26
"""Letters of a line of a name."""
_LETTER = 0.06
"""Inches of a letter beside a bar."""
_SMALL = 7.5
"""Points of the figures in a picture, at most."""
_SLANT = 0.05
"""Inches by which a slanting name hangs down for each letter."""


def picture(chart: Chart, *, themed: bool = False) -> str:
    """The chart as SVG text; ``themed``: for a page with the report's style sheet."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "junkan",
        "font.family": "sans-serif",
        "font.size": 9,
        "text.color": _INK,
        "axes.labelcolor": _DIM,
        "axes.edgecolor": _LINE,
        "xtick.color": _DIM,
        "ytick.color": _DIM,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(_WIDTH, _height(chart)), layout="constrained")
        axes = figure.subplots()
        _DRAWN[chart.kind](axes, chart)
        # Bars lie, so that long names can be read.
        lying = chart.kind == "bars"
        if chart.kind != "matrix":
            (axes.xaxis if lying else axes.yaxis).set_major_formatter(_tick)
        axes.set_xlabel(chart.y_label if lying else chart.x_label)
        axes.set_ylabel(chart.x_label if lying else chart.y_label)
        axes.set_title(chart.title, loc="left", fontsize=10, color=_INK)
        text = io.StringIO()
        figure.savefig(text, format="svg", transparent=themed, metadata={"Date": None})
    drawn = text.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    for colour, name in INKS.items() if themed else ():
        drawn = drawn.replace(colour, f"var(--{name})")
    return drawn


def _tick(value: float, _: float) -> str:
    return f"{value:,.10g}".replace("-", "−")


def _height(chart: Chart) -> float:
    if chart.kind == "matrix":
        names = list(dict.fromkeys(chart.rows["y"]))
        across = _told(list(dict.fromkeys(chart.rows["x"])))
        letters = max((len(line) for name in across for line in name.split("\n")), default=0)
        hanging = _SLANT * max(0, letters - 12)
        return 1.2 + hanging + max(_ROW, _TEXT * _most_lines(names)) * len(names)
    if chart.kind == "bars":
        names = list(dict.fromkeys(chart.rows["x"]))
        parts = chart.rows["series"].n_unique() if "series" in chart.rows.columns else 1
        return 1.0 + max(_ROW * (0.6 + 0.4 * parts), _TEXT * _most_lines(names)) * len(names)
    return 3.6


def _most_lines(names: list[str]) -> int:
    return max((name.count("\n") + 1 for name in _told(names)), default=1)


def _line(axes: Any, chart: Chart) -> None:
    for at, (name, rows) in enumerate(_series(chart.rows)):
        colour = _SERIES[at % len(_SERIES)]
        axes.plot(rows["x"], rows["y"], marker="o", markersize=4, color=colour, label=name or None)
        for row in rows.iter_rows(named=True):
            if row.get("label"):
                spot = (row["x"], row["y"])
                axes.annotate(
                    row["label"], spot, xytext=(4, 4), textcoords="offset points", fontsize=_SMALL
                )
    axes.grid(color=_LINE, linewidth=0.6)
    axes.margins(x=0.08, y=0.12)
    if "series" in chart.rows.columns:
        axes.legend(frameon=False)
    _bare(axes)


def _bars(axes: Any, chart: Chart) -> None:
    names = list(dict.fromkeys(chart.rows["x"]))
    place = {name: -at for at, name in enumerate(names)}
    series = _series(chart.rows)
    thick = 0.76 / len(series)
    longest = 0
    for at, (name, rows) in enumerate(series):
        shift = 0.38 - (at + 0.5) * thick
        spots = [place[x] + shift for x in rows["x"]]
        colour = _SERIES[at % len(_SERIES)]
        axes.barh(spots, rows["y"], color=colour, height=thick * 0.94, label=name or None)
        alone = len(series) == 1 and "label" in rows.columns
        labels = rows["label"].to_list() if alone else [_number(y) for y in rows["y"]]
        for spot, y, label in zip(spots, rows["y"], labels, strict=True):
            if y is None:
                continue
            _beside(axes, max(y, 0.0), spot, label)
            longest = max(longest, len(label))
    axes.set_yticks([-at for at in range(len(names))], _told(names))
    axes.set_ylim(0.6 - len(names), 0.6)
    ends = [0.0, *chart.rows["y"].drop_nulls()]
    low, high = min(ends), max(ends)
    wide = (high - low) or 1.0
    part = min(0.6, _LETTER * longest / (0.6 * _WIDTH))
    axes.set_xlim(low - 0.02 * wide, high + wide * (0.03 + part / (1.0 - part)))
    if len(series) > 1:
        axes.legend(frameon=False)
    _bare(axes)


def _number(y: float | None) -> str:
    return "" if y is None or np.isnan(y) else short(y, 3)


def _beside(axes: Any, x: float, y: float, text: str) -> None:
    """A few words to the right of a bar; where it goes left, to the right of nothing."""
    told = axes.annotate(
        text, (x, y), xytext=(3, 0), textcoords="offset points", va="center", fontsize=_SMALL
    )
    told.set(color=_DIM, in_layout=False)


def _matrix(axes: Any, chart: Chart) -> None:
    from matplotlib.patches import Rectangle

    across = list(dict.fromkeys(chart.rows["x"]))
    down = list(dict.fromkeys(chart.rows["y"]))
    grid = np.full((len(down), len(across)), np.nan)
    for x, y, value in chart.rows.select("x", "y", "value").iter_rows():
        grid[down.index(y), across.index(x)] = np.nan if value is None else value
    top = np.nanmax(grid, initial=0.0) or 1.0
    labels = {(x, y): label for x, y, label in _labels(chart.rows)}
    texts = {
        (i, j): labels.get((across[j], down[i])) or _number(float(value))
        for (i, j), value in np.ndenumerate(grid)
    }
    size = _fitting(max(map(len, texts.values()), default=0), down, len(across))
    for (i, j), value in np.ndenumerate(grid):
        if value > 0.0:
            # A cell is the more opaque the more is lost, so that any paper shows through.
            spot, shade = (j - 0.5, i - 0.5), min(1.0, value / top)
            axes.add_patch(Rectangle(spot, 1, 1, facecolor=_WATCHED, alpha=shade, linewidth=0))
        axes.text(j, i, texts[i, j], ha="center", va="center", fontsize=size)
    axes.set_xticks(
        range(len(across)), _told(across), rotation=35, ha="right", rotation_mode="anchor"
    )
    axes.set_yticks(range(len(down)), _told(down))
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _fitting(letters: int, down: list[str], columns: int) -> float:
    """Points at which so many letters fit a cell beside its neighbours."""
    beside = max(len(line) for name in _told(down) for line in name.split("\n"))
    wide = (_WIDTH - 0.6 - 1.4 * _LETTER * beside) / columns
    return min(_SMALL, 72.0 * wide / (0.64 * max(letters + 1, 1)))


def _told(names: list[str]) -> list[str]:
    """Names in lines, so that something is left of the page beside them."""
    return [folded(name, _LETTERS) for name in shortened(names, 2 * _LETTERS)]


_DRAWN = {"line": _line, "bars": _bars, "matrix": _matrix}


def _labels(rows: pl.DataFrame) -> list[tuple[str, str, str]]:
    return rows.select("x", "y", "label").rows() if "label" in rows.columns else []


def _series(rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    if "series" not in rows.columns:
        return [("", rows)]
    parts = rows.partition_by("series", maintain_order=True, as_dict=True)
    return [(str(key[0]), part) for key, part in parts.items()]


def _bare(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
