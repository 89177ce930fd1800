"""The blocks of the terminal summary; each returns ``None`` where it has nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.results.figures import bar, number, percent, signed, words
from optimizer.results.measures.dependence import CAP

if TYPE_CHECKING:
    from optimizer.results.compare import Comparison
    from optimizer.results.measures import Measures

MOST_BUILDS = 30
MOST_COUNTRIES = 5
MOST_PERIODS = 8
_WATCHED = "red"
_WHOLE = pl.col("period") == ""


def cost(measures: Measures) -> RenderableType | None:
    """Cost by named term: present value, share, per energy."""
    if not measures.cost_by_term.height:
        return None
    head = measures.headline
    table = _table(f"Cost, {head.currency}", "term", "", "share", head.cost_label, "undiscounted")
    table.columns[1].header = "present"
    for row in measures.cost_by_term.iter_rows(named=True):
        table.add_row(
            words(row["term"]),
            number(row["present"], 4),
            percent(row["share"]),
            number(row["per_energy"]),
            number(row["amount"], 4),
        )
    table.add_section()
    table.add_row(
        "all",
        number(head.cost, 4),
        "100 %",
        number(head.cost_per_energy),
        number(float(measures.cost_by_term["amount"].sum()), 4),
        style="bold",
    )
    return table


def builds(measures: Measures) -> RenderableType | None:
    """What is built where and when, dearest first when there are many; closures after it."""
    found = measures.builds
    if not found.height and not measures.closures.height:
        return None
    shown = found.sort("capex", descending=True).head(MOST_BUILDS)
    order = measures.rungs.with_row_index("place").select("rung", "place")
    first = shown["rung"].str.split(", ").list.first()
    shown = shown.with_columns(first.alias("first")).join(
        order, left_on="first", right_on="rung", how="left"
    )
    table = _table("Built", "rung", "where", "country", "added", "decided", "online", "capex")
    table.columns[3].justify = "right"
    for column in (1, 2, 4, 5):
        table.columns[column].justify = "left"
    for row in shown.sort("place", "period", "country").iter_rows(named=True):
        table.add_row(
            _one_rung(row["rung"]),
            row["facility_name"],
            row["country"],
            f"{number(row['added'])} {row['unit']}",
            row["period"],
            row["online"] or "later",
            number(row["capex"]),
        )
    parts: list[RenderableType] = [table] if found.height else []
    if found.height > MOST_BUILDS:
        parts.append(Text(f"and {found.height - MOST_BUILDS} smaller builds, see builds", "dim"))
    closed = [f"{r[1]} ({r[3]}) from {r[5]}" for r in measures.closures.iter_rows()]
    if closed:
        parts.append(Text(f"Closed: {'; '.join(closed)}"))
    return Group(*parts)


def sourcing(measures: Measures) -> RenderableType | None:
    """Who does what: the greatest countries of each rung."""
    if not measures.sourcing.height:
        return None
    table = _table("Sourcing over the horizon", "stage", "rung", "countries")
    table.columns[1].justify = table.columns[2].justify = "left"
    for (stage, rung), rows in measures.sourcing.group_by("stage", "rung", maintain_order=True):
        table.add_row(str(stage), str(rung), _countries(rows, measures.watched))
    return table


def dependence(measures: Measures) -> RenderableType | None:
    """Watched share by rung beside the cap, and exposure over all."""
    shares = measures.stage_shares
    if not shares.height:
        return None
    watched = "+".join(measures.watched)
    limit = percent(CAP)
    table = _table(f"Dependence on {watched}", "rung", "share", f"cap {limit}", "highest", "")
    table.columns[2].justify = table.columns[4].justify = "left"
    for row in shares.filter(_WHOLE).iter_rows(named=True):
        by_period = shares.filter((pl.col("rung") == row["rung"]) & ~_WHOLE).sort("share")
        above = by_period.filter("above_cap").height
        remark = f"above {limit}" if row["above_cap"] else ""
        if above and not row["above_cap"]:
            remark = f"above in {above} of {by_period.height} periods"
        highest, period = by_period.select("share", "period").row(-1)
        table.add_row(
            row["rung"],
            percent(row["share"]),
            bar(row["share"], CAP),
            f"{percent(highest)} in {period}" if highest else "",
            remark,
            style=_WATCHED if row["above_cap"] else "",
        )
    table.add_section()
    overall = measures.headline.exposure
    if overall is not None:
        worst = measures.exposure.filter(~_WHOLE).drop_nulls("exposure").sort("exposure")
        table.add_row(
            "exposure, all rungs",
            percent(overall),
            bar(overall, None),
            f"{percent(worst['exposure'][-1])} in {worst['period'][-1]}",
            "",
            style="bold",
        )
    return table


def recycling(measures: Measures) -> RenderableType | None:
    """What retires and is collected; metal recovered beside the metal in new cells."""
    head = measures.headline
    if head.retiring <= 0.0 and not measures.recovered.height:
        return None
    rate = percent(head.collected / head.retiring) if head.retiring else percent(None)
    unit = head.energy_unit
    parts: list[RenderableType] = [
        Text("Recycling", style="bold"),
        Text(
            f"{number(head.retiring)} {unit} retires, {number(head.collected)} {unit} is collected "
            f"({rate})"
        ),
    ]
    content = measures.recycled_content
    last = measures.periods["period"][-1]
    if content.filter(pl.col("recovered") > 0.0).height:
        table = _table("", "element", "recovered, t", "in new cells, t", "share", f"in {last}")
        for row in content.filter(_WHOLE).iter_rows(named=True):
            then = content.filter(
                (pl.col("element") == row["element"]) & (pl.col("period") == last)
            )
            table.add_row(
                row["element"],
                number(row["recovered"]),
                number(row["contained"]),
                percent(row["share"]),
                percent(then["share"][0] if then.height else None),
            )
        parts.append(table)
    return Group(*parts)


def shortfall(measures: Measures) -> RenderableType | None:
    """Energy that is not delivered, where any."""
    rows = measures.shortfall
    if not rows.height:
        return None
    unit = measures.headline.energy_unit
    table = _table(f"Not delivered, {unit}", "market", "segment", "period", "missing", "of wanted")
    table.columns[1].justify = table.columns[2].justify = "left"
    for row in rows.sort("shortfall", descending=True).head(MOST_BUILDS).iter_rows(named=True):
        table.add_row(
            row["market"],
            row["segment"],
            row["period"],
            number(row["shortfall"]),
            percent(row["share"]),
        )
    return table


def chemistry_mix(measures: Measures) -> RenderableType | None:
    """Shares of chemistries by segment, in evenly spread periods."""
    mix = measures.chemistry_mix
    if not mix.height:
        return None
    periods = _spread(measures.periods["period"].to_list())
    table = _table("Chemistry mix, share of energy", "segment", "chemistry", *periods)
    table.columns[1].justify = "left"
    for (segment, chemistry), rows in mix.group_by("segment", "chemistry", maintain_order=True):
        share = dict(rows.select("period", "share").iter_rows())
        cells = [percent(share[p]) if share.get(p) else "" for p in periods]
        table.add_row(str(segment), str(chemistry), *cells)
    return table


def comparison(found: Comparison) -> RenderableType:
    """What a plan costs more and depends less than the reference."""
    unit = found.after.headline.currency
    terms = _table(f"Cost by term, {unit}", "term", "before", "after", "difference")
    for row in found.terms.head(10).iter_rows(named=True):
        terms.add_row(
            words(row["term"]),
            number(row["before"], 4),
            number(row["after"], 4),
            signed(row["difference"], 4),
        )
    shares = _table("Watched share", "rung", "before", "after", "difference")
    difference = pl.col("difference")
    moved = found.shares.filter((difference.abs() > 5e-4) | difference.is_null())
    for row in moved.iter_rows(named=True):
        shares.add_row(
            row["rung"],
            percent(row["before"]),
            percent(row["after"]),
            _points(row["difference"]),
        )
    parts: list[RenderableType] = [Text(found.sentence(), style="bold")]
    for table in (terms, shares):
        if table.row_count:
            parts += [Text(""), table]
    return Group(*parts)


def _table(title: str, *columns: str) -> Table:
    """A plain table; the first column left, the others right."""
    table = Table(
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        min_width=len(title),
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        header_style="dim",
    )
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    return table


def _countries(rows: pl.DataFrame, watched: tuple[str, ...]) -> Text:
    text = Text()
    for country, share in rows.select("country", "share").head(MOST_COUNTRIES).iter_rows():
        text.append(f"{country} {percent(share)}  ", _WATCHED if country in watched else "")
    rest = float(rows["share"][MOST_COUNTRIES:].sum())
    if rest:
        text.append(f"{rows.height - MOST_COUNTRIES} others {percent(rest)}", "dim")
    return text


def _points(difference: float | None) -> str:
    """A difference of shares in percentage points; of an idle rung, that it is idle."""
    return "idle in one" if difference is None else f"{signed(100.0 * difference, 2)} pp"


def _one_rung(rungs: str) -> str:
    first, *others = rungs.split(", ")
    return f"{first} +{len(others)}" if others else first


def _spread(periods: list[str]) -> list[str]:
    """At most ``MOST_PERIODS`` of them, first and last included."""
    if len(periods) <= MOST_PERIODS:
        return periods
    step = (len(periods) - 1) / (MOST_PERIODS - 1)
    return [periods[round(place * step)] for place in range(MOST_PERIODS)]
