"""Collects rows of an instance, each with its provenance, and hands them to the writer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from instances.generators.facts import Facts, Prov, Source
from optimizer.data.instance import Instance, polars_type
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

JUDGED = Source(
    "judged",
    "Judged by the makers of this instance; the README of the instance says how",
    "",
    "CC BY 4.0",
)
RULE = Source(
    "rule",
    "Follows from the rules of this instance (scaling, naming, reference mix); see its README",
    "",
    "CC BY 4.0",
)

ESTIMATE = Prov(JUDGED.key, None, "estimate")
COMPUTED = Prov(RULE.key, None, "computed")

DIGITS = 6
"""Significant digits that are written; the facts carry three to five."""


def judged(note: str) -> Prov:
    """Our own estimate, with a word on why."""
    return Prov(JUDGED.key, None, "estimate", note)


def rule(note: str) -> Prov:
    """Follows from a rule of the instance."""
    return Prov(RULE.key, None, "computed", note)


class Book:
    """Rows by table, in the order in which they were added."""

    def __init__(self, facts: Facts) -> None:
        self._known = {**facts.sources, JUDGED.key: JUDGED, RULE.key: RULE}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._seen: set[tuple[str, ...]] = set()

    def add(self, table: str, /, prov: Prov | None = None, **cells: Any) -> bool:
        """Adds a row unless its key is there already; says whether it did."""
        declared = TABLES[table]
        key = (table, *(str(cells.get(name) or "") for name in declared.keys))
        if key in self._seen:
            return False
        self._seen.add(key)
        row = {name: _rounded(value) for name, value in cells.items()}
        if prov is not None:
            row |= {
                "source": prov.source,
                "year": prov.year,
                "confidence": prov.confidence,
                "note": prov.note,
            }
        self._rows.setdefault(table, []).append(row)
        return True

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table so far."""
        return self._rows.get(table, [])

    def ids(self, table: str) -> set[str]:
        """First keys of a table so far."""
        key = TABLES[table].keys[0]
        return {row[key] for row in self.rows(table)}

    def keep(self, table: str, wanted: Callable[[dict[str, Any]], bool]) -> bool:
        """Keeps only the rows of a table that are wanted; says whether any fell."""
        rows = self._rows.get(table, [])
        self._rows[table] = [row for row in rows if wanted(row)]
        return len(self._rows[table]) < len(rows)

    def instance(self, name: str, title: str, currency: str, metadata: dict[str, Any]) -> Instance:
        """The instance, with the table of the sources that its rows cite."""
        cited = {row.get("source") for rows in self._rows.values() for row in rows}
        for key in sorted(str(k) for k in cited if k):
            source = self._known[key]
            self.add(
                "sources",
                source=source.key,
                citation=source.citation,
                url=source.url,
                licence=source.licence,
            )
        frames = {table: _frame(table, rows) for table, rows in self._rows.items() if rows}
        return Instance.of(name, frames, title=title, currency=currency, metadata=metadata)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        short = float(f"{value:.{DIGITS}g}")
        return 0.0 if short == 0 else short
    return value


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = {}
    for column in TABLES[table].columns:
        cells = [row.get(column.name) for row in rows]
        kind = polars_type(column)
        if kind == pl.Date():
            cells = [datetime.date.fromisoformat(c) if isinstance(c, str) else c for c in cells]
        elif kind == pl.Float64():
            cells = [None if c is None else float(c) for c in cells]
        columns[column.name] = pl.Series(column.name, cells, dtype=kind)
    return pl.DataFrame(columns)
