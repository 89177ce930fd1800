"""What the terminal summary says of builds and closures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from optimizer.results.figures import number
from optimizer.results.layout import add, plain_table, room, shortened

if TYPE_CHECKING:
    from rich.table import Table

    from optimizer.results.measures import Measures

MOST_BUILDS = 20
MOST_CLOSED = 12
_LAST = 999


def builds(measures: Measures) -> RenderableType | None:
    """What is built where and when, in the order of the chain; closures after it.

    More than ``MOST_BUILDS`` builds are gathered by rung and country, the dearest of them shown.
    """
    found = real_builds(measures)
    parts: list[RenderableType] = []
    if found.height > MOST_BUILDS:
        parts = _gathered(measures, found.to_dicts())
    elif found.height:
        parts = [_one_by_one(measures, found.to_dicts())]
    if measures.closures.height:
        parts += [Text(""), _closed(measures)] if parts else [_closed(measures)]
    return Group(*parts) if parts else None


def real_builds(measures: Measures) -> pl.DataFrame:
    """The builds that add capacity or cost something."""
    return measures.builds.filter((pl.col("added") > 1e-9) | (pl.col("capex") > 0.0))


def by_rung_and_country(found: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Builds of one rung, country and unit together; a plant outside the chain stays alone."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for build in found:
        lone = "" if build["rung"] else build["facility"]
        key = (build["rung"], lone, build["country"], build["unit"])
        groups.setdefault(key, []).append(build)
    return list(groups.values())


def spent(group: list[dict[str, Any]]) -> float:
    """Capital of some builds, before subsidy (money)."""
    return float(sum(build["capex"] for build in group))


def in_order(measures: Measures, rungs: str) -> int:
    """Place in the chain of a facility, by the first of its rungs; last without one."""
    chain: list[str] = measures.rungs["rung"].to_list()
    first = rungs.partition(", ")[0]
    return chain.index(first) if first in chain else _LAST


def _one_by_one(measures: Measures, found: list[dict[str, Any]]) -> Table:
    found.sort(key=lambda b: in_order(measures, b["rung"]))
    columns = ["rung", "country", "added a year", "decided", "online", _capital(measures)]
    rows = [
        (
            _one_rung(build["rung"]),
            build["country"],
            f"{number(build['added'])} {build['unit']}",
            build["period"],
            build["online"] or "later",
            number(build["capex"]),
        )
        for build in found
    ]
    widths = room(*([c, *cells] for c, cells in zip(columns, zip(*rows, strict=True), strict=True)))
    names = shortened([build["facility_name"] for build in found], widths)
    rung, *others = columns
    table = plain_table("Built", rung, "where", *others, left=(1, 2, 4, 5), narrow=1)
    for name, (first, *rest) in zip(names, rows, strict=True):
        add(table, first, name, *rest)
    return table


def _gathered(measures: Measures, found: list[dict[str, Any]]) -> list[RenderableType]:
    groups = sorted(by_rung_and_country(found), key=spent, reverse=True)
    shown = groups[:MOST_BUILDS]
    shown.sort(key=lambda group: (in_order(measures, group[0]["rung"]), -spent(group)))
    columns = ("rung", "country", "builds", "added a year", "decided", "online", _capital(measures))
    table = plain_table(f"Built, {len(found)} builds", *columns, left=(1, 4, 5))
    for group in shown:
        first = group[0]
        add(
            table,
            _one_rung(first["rung"]) if first["rung"] else first["facility_name"],
            first["country"],
            str(len(group)),
            f"{number(sum(build['added'] for build in group))} {first['unit']}",
            _span(measures, [build["period"] for build in group]),
            _span(measures, [build["online"] or "later" for build in group]),
            number(spent(group)),
        )
    left_out = groups[MOST_BUILDS:]
    if not left_out:
        return [table]
    rest = sum(len(group) for group in left_out)
    cost = number(sum(spent(group) for group in left_out))
    currency = measures.headline.currency
    said = f"and {rest} more for {cost} {currency}, see measures/builds.csv"
    return [table, Text(said, "dim")]


def _closed(measures: Measures) -> Table:
    found = measures.closures
    table = plain_table("Closed", "rung", "where", "country", "from", left=(1, 2, 3), narrow=1)
    for row in found.head(MOST_CLOSED).iter_rows(named=True):
        add(table, _one_rung(row["rung"]), row["facility_name"], row["country"], row["period"])
    if found.height > MOST_CLOSED:
        add(table, f"{found.height - MOST_CLOSED} more", "", "", "")
    return table


def _span(measures: Measures, periods: list[str]) -> str:
    """The first and the last of some periods; those that are none come last."""
    place = {period: at for at, period in enumerate(measures.periods["period"])}
    ordered = sorted(periods, key=lambda period: place.get(period, _LAST))
    first, last = ordered[0], ordered[-1]
    return first if first == last else f"{first}–{last}"


def _one_rung(rungs: str) -> str:
    first, *others = rungs.split(", ")
    return f"{first} +{len(others)}" if others else first


def _capital(measures: Measures) -> str:
    return f"capex, {measures.headline.currency}"
