"""Bars of shares: over the horizon, in the highest period, and period by period below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.results.figures import mass, number, percent
from optimizer.results.measures.dependence import CAP
from optimizer.results.report.columns import nice
from optimizer.results.report.palette import OTHER, WATCHED, Palette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.results.measures import Measures

MOST_SHORT = 40
_WHOLE = pl.col("period") == ""
_BELOW = "below"
_ROOM_FOR_TEXT = 0.075
"""Least share whose country is written into its part of a bar."""


@dataclass(frozen=True)
class Cell:
    """A period under a bar: ``shade`` from 0 to 1, ``None`` where idle; what it says."""

    shade: float | None
    above: bool
    title: str


@dataclass(frozen=True)
class ShareBar:
    """A bar from 0 to ``width``, pale on to ``peak`` (percent of the chart), and its periods.

    ``calm``: a high share is no bad news.
    """

    label: str
    css: str
    width: float
    peak: float
    peak_css: str
    figure: str
    remark: str
    alarm: bool
    capped: bool
    calm: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Scale:
    """Shares at the ends of the bars, and where a line is drawn (percent of the chart)."""

    top: float
    cap: float | None = None

    @property
    def ends(self) -> tuple[str, str]:
        """Texts at the ends."""
        return "0 %", percent(self.top, 0)


@dataclass(frozen=True)
class Bars:
    """Bars of one scale."""

    bars: tuple[ShareBar, ...]
    scale: Scale


@dataclass(frozen=True)
class Part:
    """A part of a bar of all: ``width`` in percent; ``text`` where there is room for it."""

    css: str
    width: float
    text: str
    title: str


@dataclass(frozen=True)
class SourceBar:
    """Who does a rung: parts by country, and all of it in its unit."""

    label: str
    parts: tuple[Part, ...]
    amount: str


def dependence(measures: Measures) -> Bars:
    """Watched share of each rung beside the cap, and at last the exposure, which has none."""
    shares = measures.stage_shares
    scale = Scale(1.0, 100.0 * CAP)
    bars = []
    for row in shares.filter(_WHOLE).iter_rows(named=True):
        own = shares.filter((pl.col("rung") == row["rung"]) & ~_WHOLE)
        by_period = dict(own.select("period", "share").iter_rows())
        bars.append(_bar(measures, row["rung_name"], row["share"], by_period, scale))
    overall = measures.headline.exposure
    if bars and overall is not None:
        own = measures.exposure.filter(~_WHOLE)
        by_period = dict(own.select("period", "exposure").iter_rows())
        bars.append(_bar(measures, "Exposure, all rungs", overall, by_period, Scale(1.0)))
    return Bars(tuple(bars), scale)


def chokepoints(measures: Measures) -> Bars:
    """Tonnes through each chokepoint as a share of all tonnes carried, most used first."""
    carried = measures.transport.group_by("period").agg(pl.col("tonnes").sum())
    whole = float(carried["tonnes"].sum())
    names = ["chokepoint", "chokepoint_name"]
    used = measures.chokepoints.group_by(names).agg(pl.col("tonnes", "share").sum())
    scale = _fitting(measures.chokepoints["share"])
    bars = []
    ordered = used.filter(pl.col("tonnes") > 0.0).sort(
        "tonnes", "chokepoint", descending=[True, False]
    )
    for point, name, tonnes in ordered.select(*names, "tonnes").iter_rows():
        own = measures.chokepoints.filter(pl.col("chokepoint") == point)
        by_period = dict(own.select("period", "share").iter_rows())
        share = tonnes / whole if whole else 0.0
        bars.append(_bar(measures, name, share, by_period, scale, mass(tonnes), calm=True))
    return Bars(tuple(bars), scale)


def missing(measures: Measures) -> Bars:
    """Energy not delivered as a share of what is wanted, greatest first."""
    unit = measures.headline.energy_unit
    keys = ["market", "segment"]
    sums = measures.delivered.group_by(keys).agg(pl.col("wanted", "shortfall").sum())
    short = sums.filter(pl.col("shortfall") > 0.0).sort(
        "shortfall", *keys, descending=[True, False, False]
    )
    scale = _fitting(measures.shortfall["share"])
    bars = []
    for row in short.head(MOST_SHORT).iter_rows(named=True):
        here = (pl.col("market") == row["market"]) & (pl.col("segment") == row["segment"])
        own = measures.delivered.filter(here & (pl.col("wanted") > 0.0))
        by_period = {
            p: s / w for p, s, w in own.select("period", "shortfall", "wanted").iter_rows()
        }
        label = f"{row['market']}, {row['segment']}"
        amount = f"{number(row['shortfall'])} {unit}"
        share = row["shortfall"] / row["wanted"]
        bars.append(_bar(measures, label, share, by_period, scale, amount, alarm=True))
    return Bars(tuple(bars), scale)


def sourcing(measures: Measures, countries: Palette) -> list[SourceBar]:
    """Who does each rung over the horizon, watched countries first."""
    names = dict(measures.rungs.select("rung", "rung_name").iter_rows())
    bars = []
    for (rung, unit), rows in measures.sourcing.group_by("rung", "unit", maintain_order=True):
        found = [(str(c), float(s)) for c, s in rows.select("country", "share").iter_rows() if s]
        parts = list(_parts(found, countries))
        amount = f"{number(float(rows['throughput'].sum()))} {unit}"
        bars.append(SourceBar(names[rung], tuple(parts), amount))
    return bars


def _fitting(shares: pl.Series) -> Scale:
    """A scale that ends at a round share just above the greatest."""
    return Scale(min(1.0, nice(max(shares.drop_nulls().to_list(), default=0.0))))


def _parts(found: list[tuple[str, float]], countries: Palette) -> Iterator[Part]:
    own = [(c, s) for c, s in found if countries.css(c) != OTHER]
    for country, share in sorted(own, key=lambda pair: countries.order(pair[0])):
        text = f"{country} {percent(share, 0)}" if share >= _ROOM_FOR_TEXT else ""
        title = f"{countries.name(country)}: {percent(share)}"
        yield Part(countries.css(country), 100.0 * share, text, title)
    others = [(c, s) for c, s in found if countries.css(c) == OTHER]
    rest = sum(share for _, share in others)
    if rest:
        title = ", ".join(f"{countries.name(c)}: {percent(s)}" for c, s in others)
        only = others[0][0] if len(others) == 1 else "others"
        text = f"{only} {percent(rest, 0)}" if rest >= _ROOM_FOR_TEXT else ""
        yield Part(OTHER, 100.0 * rest, text, title)


def _bar(
    measures: Measures,
    label: str,
    share: float,
    by_period: dict[str, float | None],
    scale: Scale,
    amount: str = "",
    *,
    alarm: bool = False,
    calm: bool = False,
) -> ShareBar:
    cap = None if scale.cap is None else scale.cap / 100.0
    periods = measures.periods["period"].to_list()
    known = [(value, period) for period in periods if (value := by_period.get(period)) is not None]
    highest, when = max(known, key=lambda pair: pair[0], default=(share, ""))

    def above(value: float) -> bool:
        return cap is not None and value > cap + 1e-9

    remark = f"highest {percent(highest)} in {when}" if highest and len(known) > 1 else ""
    return ShareBar(
        label=label,
        css=WATCHED if alarm or above(share) else _BELOW,
        # With stock, the exposure of a period may be above 1.
        width=min(100.0, 100.0 * share / scale.top),
        peak=min(100.0, 100.0 * max(highest, share) / scale.top),
        peak_css=WATCHED if alarm or above(highest) else _BELOW,
        figure=percent(share),
        remark=", ".join(text for text in (amount, remark) if text),
        alarm=alarm or above(share),
        capped=cap is not None,
        calm=calm,
        cells=tuple(_cell(period, by_period.get(period), scale, above) for period in periods),
    )


def _cell(period: str, share: float | None, scale: Scale, above: Callable[[float], bool]) -> Cell:
    if share is None:
        return Cell(None, False, f"{period}: idle")
    return Cell(min(1.0, share / scale.top), above(share), f"{period}: {percent(share)}")
