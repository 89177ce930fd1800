"""Rows that go, and with them all rows that name what is then gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.keys import AIMS
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.columns import Table


def dropped(
    tables: Mapping[str, pl.DataFrame], table: Table, rows: pl.Series
) -> dict[str, pl.DataFrame]:
    """All tables, without those rows of ``table`` and without what names a thing that is gone.

    A thing is gone when no row has its name as the first key any more; every row of another table
    that refers to it goes as well, and so on. Only a source is forgotten without the row.
    """
    left = dict(tables)
    waiting = [(table.name, _taken(left, table, rows))]
    while waiting:
        of, names = waiting.pop()
        if of == "sources":
            _forget(left, names)
        elif names:
            for other in TABLES.values():
                naming = _naming(left, other, of, names)
                if naming is not None and naming.any():
                    waiting.append((other.name, _taken(left, other, naming)))
    return left


def _taken(tables: dict[str, pl.DataFrame], table: Table, rows: pl.Series) -> set[str]:
    """Takes the rows out; the names (first keys) that no row has any more."""
    before = tables[table.name]
    tables[table.name] = before.filter(~rows)
    key = table.keys[0]
    return set(before.filter(rows)[key]) - set(tables[table.name][key])


def _forget(tables: dict[str, pl.DataFrame], sources: set[str]) -> None:
    for name, frame in tables.items():
        if "source" in frame.columns and name != "sources":
            known = ~pl.col("source").is_in(list(sources))
            column = pl.when(known).then("source").otherwise(pl.lit("")).alias("source")
            tables[name] = frame.with_columns(column)


def _naming(
    tables: Mapping[str, pl.DataFrame], table: Table, of: str, names: set[str]
) -> pl.Series | None:
    """Which rows of a table name one of ``names`` of the table ``of``; ``None``: it never does."""
    frame = tables[table.name]
    tests = [
        pl.col(column.name).is_in(_gone(tables, of, names, column.reference))
        for column in table.columns
        if of in column.reference
    ]
    tests += [
        (pl.col("kind") == kind) & pl.col("target").is_in(_gone(tables, of, names, to))
        for kind, to in AIMS.get(table.name, {}).items()
        if of in to
    ]
    if not tests:
        return None
    return frame.select(pl.any_horizontal(tests).fill_null(value=False)).to_series()


def _gone(
    tables: Mapping[str, pl.DataFrame], of: str, names: set[str], reference: tuple[str, ...]
) -> list[str]:
    """Those of ``names`` that no other table of the reference has."""
    others = [tables[t][TABLES[t].keys[0]] for t in reference if t != of]
    return sorted(names.difference(*others))
