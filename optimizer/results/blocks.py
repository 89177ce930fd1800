"""The blocks of the terminal summary; each returns ``None`` where it has nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.results.figures import bar, number, percent, points, signed, words
from optimizer.results.measures.dependence import CAP

if TYPE_CHECKING:
    from collections.abc import Collection

    from optimizer.results.compare import Comparison
    from optimizer.results.measures import Measures

MOST_BUILDS = 30
MOST_COUNTRIES = 4
MOST_MISSING = 12
MOST_CLOSED = 12
MOST_PERIODS = 8
_WATCHED = "red"
_WHOLE = pl.col("period") == ""


def cost(measures: Measures) -> RenderableType | None:
    """Cost by named term: present value, share, per energy."""
    if not measures.cost_by_term.height:
        return None
    head = measures.headline
    table = _table(
        f"Cost, {head.currency}", "term", "present", "share", head.cost_label, "undiscounted"
    )
    for row in measures.cost_by_term.iter_rows(named=True):
        _add(
            table,
            words(row["term"]),
            number(row["present"], 4),
            percent(row["share"]),
            number(row["per_energy"]),
            number(row["amount"], 4),
        )
    table.add_section()
    _add(
        table,
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
    columns = ("rung", "where", "country", "added", "decided", "online", "capex")
    table = _table("Built", *columns, left=(1, 2, 4, 5), narrow=1)
    for row in shown.sort("place", "period", "country").iter_rows(named=True):
        _add(
            table,
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
        parts.append(
            Text(f"and {found.height - MOST_BUILDS} smaller builds, see measures/builds.csv", "dim")
        )
    if measures.closures.height:
        parts += [Text(""), _closed(measures)] if parts else [_closed(measures)]
    return Group(*parts)


def _closed(measures: Measures) -> Table:
    found = measures.closures
    table = _table("Closed", "rung", "where", "country", "from", left=(1, 2, 3), narrow=1)
    for row in found.head(MOST_CLOSED).iter_rows(named=True):
        _add(table, _one_rung(row["rung"]), row["facility_name"], row["country"], row["period"])
    if found.height > MOST_CLOSED:
        _add(table, f"{found.height - MOST_CLOSED} more", "", "", "")
    return table


def sourcing(measures: Measures) -> RenderableType | None:
    """Who does what: the greatest countries of each rung."""
    if not measures.sourcing.height:
        return None
    table = _table("Sourcing over the horizon", "rung", "countries", left=(1,), narrow=1)
    for (rung,), rows in measures.sourcing.group_by("rung", maintain_order=True):
        _add(table, str(rung), _countries(rows, measures.watched))
    return table


def dependence(measures: Measures) -> RenderableType | None:
    """Watched share by rung beside the cap, and exposure over all."""
    shares = measures.stage_shares
    if not shares.height:
        return None
    watched = "+".join(measures.watched)
    limit = percent(CAP, 0)
    columns = ("rung", "share", f"cap {limit}", "highest", "")
    table = _table(f"Dependence on {watched}", *columns, left=(2, 4))
    for row in shares.filter(_WHOLE).iter_rows(named=True):
        by_period = shares.filter((pl.col("rung") == row["rung"]) & ~_WHOLE).sort("share")
        above = by_period.filter("above_cap").height
        remark = f"above {limit}" if row["above_cap"] else ""
        if above and not row["above_cap"]:
            remark = f"above in {above} of {by_period.height}"
        highest, period = by_period.select("share", "period").row(-1)
        _add(
            table,
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
        _add(
            table,
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
            _add(
                table,
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
    head = measures.headline
    columns = ("market", "segment", "period", "missing", "of wanted")
    table = _table(f"Not delivered, {head.energy_unit}", *columns, left=(1, 2))
    shown = rows.sort("shortfall", descending=True).head(MOST_MISSING)
    for row in shown.iter_rows(named=True):
        _add(
            table,
            row["market"],
            row["segment"],
            row["period"],
            number(row["shortfall"]),
            percent(row["share"]),
        )
    if rows.height > shown.height:
        rest = head.shortfall - float(shown["shortfall"].sum())
        _add(table, f"{rows.height - shown.height} more", "", "", number(rest), "")
    table.add_section()
    wanted = float(measures.delivered["wanted"].sum())
    share = percent(head.shortfall / wanted)
    _add(table, "all", "", "", number(head.shortfall), share, style="bold")
    return table


def chemistry_mix(measures: Measures) -> RenderableType | None:
    """Shares of chemistries by segment, in evenly spread periods."""
    mix = measures.chemistry_mix
    if not mix.height:
        return None
    periods = _spread(measures.periods["period"].to_list())
    table = _table("Chemistry mix, share of energy", "segment", "chemistry", *periods, left=(1,))
    ordered = mix.sort("segment", "chemistry", maintain_order=True)
    for (segment, chemistry), rows in ordered.group_by("segment", "chemistry", maintain_order=True):
        share = dict(rows.select("period", "share").iter_rows())
        cells = [percent(share[p]) if share.get(p) else "" for p in periods]
        _add(table, str(segment), str(chemistry), *cells)
    return table


def comparison(found: Comparison) -> RenderableType:
    """What a plan costs more and depends less than the reference."""
    unit = found.after.headline.currency
    terms = _table(f"Cost by term, {unit}", "term", "before", "after", "difference")
    for row in found.terms.head(10).iter_rows(named=True):
        _add(
            terms,
            words(row["term"]),
            number(row["before"], 4),
            number(row["after"], 4),
            signed(row["difference"], 4),
        )
    shares = _table("Watched share", "rung", "before", "after", "difference")
    difference = pl.col("difference")
    moved = found.shares.filter((difference.abs() > 5e-4) | difference.is_null())
    for row in moved.iter_rows(named=True):
        _add(
            shares,
            row["rung"],
            percent(row["before"]),
            percent(row["after"]),
            points(row["difference"]),
        )
    parts: list[RenderableType] = [Text(found.sentence(), style="bold")]
    for table in (terms, shares):
        if table.row_count:
            parts += [Text(""), table]
    return Group(*parts)


def _table(title: str, *columns: str, left: Collection[int] = (), narrow: int = 0) -> Table:
    """A plain table: the first column and those in ``left`` to the left, the others to the right.

    When the page is too narrow, column ``narrow`` gives way.
    """
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
        side: Literal["left", "right"] = "left" if place == 0 or place in left else "right"
        table.add_column(Text(column), justify=side, no_wrap=place != narrow)
    return table


def _add(table: Table, *cells: str | Text, style: str = "") -> None:
    """Add a row; texts are shown as they are, for a name may hold what rich takes for markup."""
    shown = [Text(c, no_wrap=True, overflow="ellipsis") if isinstance(c, str) else c for c in cells]
    table.add_row(*shown, style=style)


def _countries(rows: pl.DataFrame, watched: tuple[str, ...]) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    for country, share in rows.select("country", "share").head(MOST_COUNTRIES).iter_rows():
        text.append(f"{country} {percent(share)}  ", _WATCHED if country in watched else "")
    rest = float(rows["share"][MOST_COUNTRIES:].sum())
    if rest:
        text.append(f"{rows.height - MOST_COUNTRIES} more {percent(rest)}", "dim")
    return text


def _one_rung(rungs: str) -> str:
    first, *others = rungs.split(", ")
    return f"{first} +{len(others)}" if others else first


def _spread(periods: list[str]) -> list[str]:
    """At most ``MOST_PERIODS`` of them, first and last included."""
    if len(periods) <= MOST_PERIODS:
        return periods
    step = (len(periods) - 1) / (MOST_PERIODS - 1)
    return [periods[round(place * step)] for place in range(MOST_PERIODS)]
