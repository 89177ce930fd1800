"""The blocks of the terminal summary; each returns ``None`` where it has nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from optimizer.results.figures import bar, number, percent, signed, words
from optimizer.results.layout import WATCHED, add, plain_table
from optimizer.results.measures.dependence import CAP

if TYPE_CHECKING:
    from optimizer.results.compare import Comparison
    from optimizer.results.measures import Measures

MOST_OTHERS = 3
MOST_MISSING = 12
MOST_PERIODS = 8
FEW_SMALL = 3
_SMALL = 5e-4
"""Share of a cost that is told with others as small as it."""
_BAR = 12
_WHOLE = pl.col("period") == ""


def cost(measures: Measures, found: Comparison | None = None) -> RenderableType | None:
    """Cost by named term: present value, share, per energy; beside the reference where given."""
    rows = _cost_rows(measures, found)
    if not rows:
        return None
    head = measures.headline
    beside = ("before", "present", "difference") if found else ("present",)
    columns = (*beside, "share", head.cost_label, "undiscounted")
    table = plain_table(f"Cost, {head.currency}", "term", *columns)
    for term, present, difference, per_energy, amount in rows:
        share = present / head.cost if head.cost else None
        before = number(present - difference, 4)
        told = (
            (before, number(present, 4), signed(difference, 4)) if found else (number(present, 4),)
        )
        add(table, term, *told, percent(share), number(per_energy), number(amount, 4))
    table.add_section()
    whole = [number(head.cost, 4)]
    if found:
        whole = [number(found.before.headline.cost, 4), *whole, signed(found.cost, 4)]
    amounts = number(float(measures.cost_by_term["amount"].sum()), 4)
    add(table, "all", *whole, "100 %", number(head.cost_per_energy), amounts, style="bold")
    return table


def _cost_rows(
    measures: Measures, found: Comparison | None
) -> list[tuple[str, float, float, float | None, float]]:
    """Name, present cost, difference, per energy, undiscounted; many small terms as one row."""
    changed = dict(found.terms.select("term", "difference").iter_rows()) if found else {}
    own = measures.cost_by_term.select("term", "present", "per_energy", "amount").rows()
    gone = [(term, 0.0, None, 0.0) for term in changed if term not in {row[0] for row in own}]
    rows = [(words(t), p, changed.get(t, 0.0), e, a) for t, p, e, a in (*own, *gone)]
    least = _SMALL * abs(measures.headline.cost)
    small = [row for row in rows if max(abs(row[1]), abs(row[2])) < least]
    if len(small) < FEW_SMALL:
        return rows
    per_energy = sum(row[3] or 0.0 for row in small)
    sums = (sum(row[1] for row in small), sum(row[2] for row in small))
    rest = (f"{len(small)} small terms", *sums, per_energy, sum(row[4] for row in small))
    return [*(row for row in rows if row not in small), rest]


def dependence(measures: Measures, found: Comparison | None = None) -> RenderableType | None:
    """Who does each rung: the watched share beside the cap, before where given; the others."""
    shares = measures.stage_shares
    if not shares.height:
        return None
    watched = "+".join(measures.watched)
    before = dict(found.shares.select("rung", "before").iter_rows()) if found else {}
    old = ("before",) if found else ()
    columns = (watched, *old, f"cap {percent(CAP, 0)}", "highest", "others")
    title = f"Dependence on {watched}, and who else"
    table = plain_table(
        title, "rung", *columns, left=(2 + len(old), 4 + len(old)), narrow=len(columns)
    )
    for row in shares.filter(_WHOLE).iter_rows(named=True):
        own = shares.filter((pl.col("rung") == row["rung"]) & ~_WHOLE)
        highest, period = _highest(own, "share")
        add(
            table,
            row["rung"],
            percent(row["share"]),
            *((percent(before.get(row["rung"])),) if found else ()),
            bar(row["share"], CAP, _BAR),
            f"{percent(highest)} in {period}" if highest else "",
            _others(measures, row["rung"], MOST_OTHERS - len(old)),
            style=WATCHED if row["above_cap"] else "",
        )
    table.add_section()
    overall = measures.headline.exposure
    if overall is not None:
        by_period = measures.exposure.filter(~_WHOLE).drop_nulls("exposure")
        highest, period = _highest(by_period, "exposure")
        add(
            table,
            "exposure, all rungs",
            percent(overall),
            *((percent(found.before.headline.exposure),) if found else ()),
            bar(overall, None, _BAR),
            f"{percent(highest)} in {period}",
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
        table = plain_table("", "element", "recovered, t", "in new cells, t", "share", f"in {last}")
        for row in content.filter(_WHOLE).iter_rows(named=True):
            then = content.filter(
                (pl.col("element") == row["element"]) & (pl.col("period") == last)
            )
            add(
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
    table = plain_table(f"Not delivered, {head.energy_unit}", *columns, left=(1, 2))
    shown = rows.sort("shortfall", descending=True).head(MOST_MISSING)
    for row in shown.iter_rows(named=True):
        add(
            table,
            row["market"],
            row["segment"],
            row["period"],
            number(row["shortfall"]),
            percent(row["share"]),
        )
    if rows.height > shown.height:
        rest = head.shortfall - float(shown["shortfall"].sum())
        add(table, f"{rows.height - shown.height} more", "", "", number(rest), "")
    table.add_section()
    wanted = float(measures.delivered["wanted"].sum())
    share = percent(head.shortfall / wanted)
    add(table, "all", "", "", number(head.shortfall), share, style="bold")
    return table


def chemistry_mix(measures: Measures) -> RenderableType | None:
    """Shares of chemistries by segment, in evenly spread periods."""
    mix = measures.chemistry_mix
    if not mix.height:
        return None
    periods = _spread(measures.periods["period"].to_list())
    table = plain_table(
        "Chemistry mix, share of energy", "segment", "chemistry", *periods, left=(1,)
    )
    ordered = mix.sort("segment", "chemistry", maintain_order=True)
    for (segment, chemistry), rows in ordered.group_by("segment", "chemistry", maintain_order=True):
        share = dict(rows.select("period", "share").iter_rows())
        cells = [percent(share[p]) if share.get(p) else "" for p in periods]
        add(table, str(segment), str(chemistry), *cells)
    return table


def _highest(rows: pl.DataFrame, share: str) -> tuple[float, str]:
    """The highest share and the first period that has it."""
    ranked = rows.sort(share, descending=True, maintain_order=True)
    highest, period = ranked.select(share, "period").row(0)
    return float(highest), str(period)


def _others(measures: Measures, rung: str, most: int) -> Text:
    """The countries that are not watched and do most of a rung, from half a percent on."""
    others = ~pl.col("country").is_in(list(measures.watched)) & (pl.col("share") >= 0.005)
    rows = measures.sourcing.filter((pl.col("rung") == rung) & others).head(most)
    shown = rows.select("country", "share").iter_rows()
    text = "  ".join(f"{country} {percent(share, 0)}" for country, share in shown)
    return Text(text, no_wrap=True, overflow="ellipsis")


def _spread(periods: list[str]) -> list[str]:
    """At most ``MOST_PERIODS`` of them at equal steps from the first, and the last."""
    last = len(periods) - 1
    steps = [step for step in range(1, last + 2) if -(-last // step) < MOST_PERIODS]
    # A step that ends at the last period is worth some columns, but not most of them.
    step = next((s for s in steps if last % s == 0 and s <= 2 * steps[0]), steps[0])
    return [*periods[:last:step], periods[last]]
