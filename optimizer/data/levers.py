"""Pulling levers: an instance with the changes that named levers stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.changes.apply import Change, applied_all, reported, sound
from optimizer.data.findings import Findings
from optimizer.data.tables import PROVENANCE
from optimizer.data.tree import replaced
from optimizer.errors import DataError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.data.instance import Instance

_PROVENANCE = tuple(column.name for column in PROVENANCE)


def changes_of(rows: pl.DataFrame, lever: str) -> Iterator[tuple[Change, dict[str, Any]]]:
    """The changes of a lever in their order, each with its row of ``lever_changes``."""
    for row in rows.filter(pl.col("lever") == lever).sort("step").iter_rows(named=True):
        said = {name: row[name] or "" for name in ("table", "change", "where", "set")}
        provenance = {name: row[name] for name in _PROVENANCE}
        yield Change(**said, provenance=provenance), row


def pulled(instance: Instance, names: Iterable[str]) -> Instance:
    """The instance with levers pulled: their changes made, and each marked as pulled.

    Several are pulled in the order of the table ``levers``, whatever that of ``names``. One that is
    pulled already changes nothing. What a change means to alter or drop may be gone by an earlier
    lever; alone, it must be there.

    Raises:
        SettingsError: no lever has that name.
        DataError: a change cannot be made, or what comes out is no valid instance.
    """
    wanted = _known(instance, names)
    levers = instance.table("levers")
    fresh = levers.filter(pl.col("lever").is_in(wanted), ~pl.col("pulled"))["lever"].to_list()
    if not fresh:
        return instance
    tables: Mapping[str, pl.DataFrame] = instance.tables
    alone = len(fresh) == 1 and not levers["pulled"].any()
    for lever in fresh:
        rows = list(changes_of(instance.table("lever_changes"), lever))
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
    marked = tables["levers"].with_columns(pulled=pl.col("pulled") | pl.col("lever").is_in(fresh))
    whole = replaced(instance, {**tables, "levers": marked})
    return sound(whole, f"with {', '.join(fresh)} pulled")


def _known(instance: Instance, names: Iterable[str]) -> list[str]:
    wanted, known = list(dict.fromkeys(names)), instance.table("levers")["lever"].to_list()
    if unknown := [name for name in wanted if name not in known]:
        there = f"there are {', '.join(known)}" if known else "the instance has none"
        raise SettingsError(f"no lever is called {', '.join(unknown)}; {there}")
    return wanted
