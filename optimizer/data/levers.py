"""Pulling levers: an instance with the changes that named levers stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.changes.apply import Change, applied_all, reported, sound
from optimizer.data.changes.later import later
from optimizer.data.findings import Findings
from optimizer.data.tables import PROVENANCE
from optimizer.data.tree import replaced
from optimizer.errors import DataError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.data.checks.looking import Look
    from optimizer.data.instance import Instance

_PROVENANCE = tuple(column.name for column in PROVENANCE)


def changes_of(rows: pl.DataFrame, lever: str) -> Iterator[tuple[Change, dict[str, Any]]]:
    """The changes of a lever in their order, each with its row of ``lever_changes``."""
    for row in rows.filter(pl.col("lever") == lever).sort("step").iter_rows(named=True):
        said = {name: row[name] or "" for name in ("table", "change", "where", "set")}
        provenance = {name: row[name] for name in _PROVENANCE}
        yield Change(**said, provenance=provenance), row


def pulled(instance: Instance, names: Iterable[str], looked: Look | None = None) -> Instance:
    """The instance with levers pulled: their changes made, and each marked as pulled.

    Several are pulled in the order of the table ``levers``, whatever that of ``names``. One that is
    pulled already changes nothing. What a change means to alter or drop may be gone by an earlier
    lever; alone, it must be there. ``NAME@PERIOD`` is pulled from that period on: until then all is
    as it was, and its price is not due before; of several periods the first counts.
    ``looked``: a look at the instance, which makes looking at what comes out of it quick.

    Raises:
        SettingsError: no lever has that name, no period is called so, or a lever changes what
            cannot be changed from a period on.
        DataError: a change cannot be made, or what comes out is no valid instance.
    """
    wanted = _known(instance, names)
    levers = instance.table("levers")
    fresh = levers.filter(pl.col("lever").is_in(list(wanted)), ~pl.col("pulled"))["lever"].to_list()
    if not fresh:
        return instance
    tables: Mapping[str, pl.DataFrame] = instance.tables
    alone = len(fresh) == 1 and not levers["pulled"].any()
    for lever in fresh:
        rows = list(changes_of(instance.table("lever_changes"), lever))
        before = tables
        tables, wrong = applied_all(tables, [change for change, _ in rows], strict=alone)
        findings = [
            reported(
                mistake,
                table="lever_changes",
                place=f"lever {lever}, step {rows[at][1]['step']}",
            )
            for at, mistake in wrong
        ]
        if findings:
            raise DataError(Findings(findings), "\n".join(str(finding) for finding in findings))
        if wanted[lever]:
            tables = _from_then_on(lever, before, tables, wanted[lever])
    marked = tables["levers"].with_columns(pulled=pl.col("pulled") | pl.col("lever").is_in(fresh))
    whole = replaced(instance, {**tables, "levers": marked})
    return sound(whole, f"with {', '.join(fresh)} pulled", looked)


def _known(instance: Instance, names: Iterable[str]) -> dict[str, str]:
    """Levers that are asked for, with the period from which on: "" is at once."""
    known = instance.table("levers")["lever"].to_list()
    order = ["", *instance.table("periods").sort("start")["period"]]
    wanted: dict[str, str] = {}
    for name in names:
        lever, _, period = (name, "", "") if name in known else name.partition("@")
        if lever not in known:
            there = f"there are {', '.join(known)}" if known else "the instance has none"
            raise SettingsError(f"no lever is called {lever}; {there}")
        if period not in order:
            raise SettingsError(f"{name}: {period} is no period; there are {', '.join(order[1:])}")
        if period == order[1]:
            period = ""
        wanted[lever] = min(wanted.get(lever, period), period, key=order.index)
    return wanted


def _from_then_on(
    lever: str, before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], period: str
) -> Mapping[str, pl.DataFrame]:
    """The tables with the lever pulled from a period on; its price is due then, or later."""
    try:
        tables = later(before, after, period)
    except SettingsError as error:
        raise SettingsError(f"{lever}@{period}: {error}") from error
    start = dict(before["periods"].select("period", "start").iter_rows())
    levers = tables["levers"]
    due = levers.filter(pl.col("lever") == lever)["period"].item()
    if due in start and start[due] > start[period]:
        return tables
    own = pl.when(pl.col("lever") == lever).then(pl.lit(period)).otherwise("period")
    return {**tables, "levers": levers.with_columns(own.alias("period"))}
