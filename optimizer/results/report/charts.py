"""What the charts of the page show: figures and geometry, no HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import number, percent, words
from optimizer.results.report.columns import Columns, stacked
from optimizer.results.report.palette import Palette

if TYPE_CHECKING:
    from optimizer.results.measures import Measures

_NAMED = 3
_WHOLE = pl.col("period") == ""


@dataclass(frozen=True)
class Step:
    """A bar of the waterfall: from ``start`` over ``width`` (percent of the chart)."""

    label: str
    start: float
    width: float
    css: str
    figure: str
    share: str


def waterfall(measures: Measures) -> list[Step]:
    """Present cost by term, each bar from where the one before it ended, and the sum."""
    rows = measures.cost_by_term.select("term", "present", "share").rows()
    if not rows:
        return []
    levels, level = [0.0], 0.0
    for _, present, _ in rows:
        level += present
        levels.append(level)
    low, high = min(levels), max(levels)
    scale = 100.0 / ((high - low) or 1.0)

    def step(label: str, start: float, end: float, css: str, share: str) -> Step:
        left = (min(start, end) - low) * scale
        return Step(label, left, abs(end - start) * scale, css, number(end - start, 4), share)

    steps = [
        step(
            words(term),
            levels[at],
            levels[at + 1],
            "saves" if present < 0.0 else "costs",
            percent(share),
        )
        for at, (term, present, share) in enumerate(rows)
    ]
    return [*steps, step("all", 0.0, level, "total", "100 %")]


def activity(measures: Measures, countries: Palette) -> list[Columns]:
    """Throughput by country over the periods, a chart per rung."""
    periods = measures.periods["period"].to_list()
    names = dict(measures.rungs.select("rung", "rung_name").iter_rows())
    charts = []
    for (rung, unit), rows in measures.activity.group_by("rung", "unit", maintain_order=True):
        table = rows.select("period", key="country", value="throughput")
        note = _greatest(measures.sourcing.filter(pl.col("rung") == rung), countries)
        charts.append(stacked(names[rung], str(unit), table, periods, countries, note))
    return charts


def chemistry_mix(measures: Measures, chemistries: Palette) -> list[Columns]:
    """Shares of the chemistries over the periods, a chart per segment."""
    periods = measures.periods["period"].to_list()
    charts = []
    for (segment,), rows in measures.chemistry_mix.group_by("segment_name", maintain_order=True):
        table = rows.drop_nulls("share").select("period", key="chemistry", value="share")
        charts.append(stacked(str(segment), "%", table, periods, chemistries))
    return charts


def recycled(measures: Measures, elements: Palette) -> list[Columns]:
    """Recovered metal as a share of what new cells hold, a chart per element that has any."""
    periods = measures.periods["period"].to_list()
    content = measures.recycled_content.filter(~_WHOLE).drop_nulls("share")
    charts = []
    for (element,), rows in content.group_by("element", maintain_order=True):
        if rows["share"].sum() > 0.0:
            table = rows.select("period", key="element", value=pl.col("share").clip(0.0, 1.0))
            note = f"{percent(rows['share'][-1])} in {rows['period'][-1]}"
            charts.append(stacked(str(element), "%", table, periods, elements, note))
    return charts


def countries_palette(measures: Measures) -> Palette:
    """Countries ranked by the sum of their shares in all rungs."""
    shares = measures.sourcing.group_by("country").agg(pl.col("share").sum())
    ranked = shares.sort("share", "country", descending=[True, False])["country"].to_list()
    built = [c for c in measures.builds["country"].unique().sort() if c not in ranked]
    names = dict(measures.countries.select("country", "country_name").iter_rows())
    return Palette([*ranked, *built], names, measures.watched)


def ranked_palette(frame: pl.DataFrame, key: str, name: str, amount: str) -> Palette:
    """The values of ``key`` with their names, ranked by ``amount``."""
    totals = frame.group_by(key).agg(pl.col(amount).sum())
    names = dict(frame.select(key, name).iter_rows())
    return Palette(totals.sort(amount, key, descending=[True, False])[key].to_list(), names)


def _greatest(rows: pl.DataFrame, countries: Palette) -> str:
    """The countries that do most of a rung over the horizon: ``China 64 %, Hungary 14 %``."""
    shown = rows.filter(pl.col("share") >= 0.005).head(_NAMED).select("country", "share")
    return ", ".join(f"{countries.name(c)} {percent(s, 0)}" for c, s in shown.iter_rows())
