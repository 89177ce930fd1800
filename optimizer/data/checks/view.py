"""The tables as the checks see them, and the way in which they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.checks.crossings import Crossings
from optimizer.data.checks.once import Worked, once
from optimizer.data.checks.reach import Reach
from optimizer.data.instance import completed, empty_frame
from optimizer.data.raw import cell_text
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optimizer.data.cells import TypedTable
    from optimizer.data.findings import Finding, Rule

ROW = "#row"
"""Column added to every table: position of the row in its file."""

LONGEST = 36_600
"""Days of the longest period; longer ones are reported and then counted as this."""


class View:
    """Every table typed, with defaults filled in and a column ``#row``.

    Cells that could not be understood count as empty; required ones stay null, so that comparisons
    with them are null too and filters drop them: a cell is reported once, where it is wrong.

    ``before``: a look at an instance that may share tables with this one. What was found there in
    tables that are the same objects here is not looked for again.
    """

    def __init__(self, tables: Mapping[str, TypedTable], before: View | None = None) -> None:
        self._tables = tables
        self.worked: Worked = Worked(tables, before.worked if before else None)

    @property
    def tables(self) -> Mapping[str, TypedTable]:
        """All tables that are there; who wants but some asks for them by name."""
        self.worked.reads(*TABLES)
        return self._tables

    def typed(self, name: str) -> TypedTable | None:
        """The table of that name, if it is there."""
        self.worked.reads(name)
        return self._tables.get(name)

    def look(self, find: Callable[..., Iterator[Finding]], *about: str) -> tuple[Finding, ...]:
        """What ``find(view, *about)`` finds, which must not hang on anything but the view."""
        return self.worked.once((find, *about), lambda: tuple(find(self, *about)))

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.worked.once(name, lambda: self._frame(name))

    def _frame(self, name: str) -> pl.DataFrame:
        table = TABLES[name]
        typed = self.typed(name)
        frame = completed(table, typed.frame) if typed else empty_frame(table)
        frame = frame.with_columns(
            # An empty required id must not look like "" ("any").
            pl.when(pl.col(c.name) == "").then(None).otherwise(pl.col(c.name)).alias(c.name)
            for c in table.columns
            if c.required and frame.schema[c.name] == pl.String
        )
        return frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))

    def say(self, rule: Rule, table: str, rows: pl.DataFrame, column: str) -> Iterator[Finding]:
        """``rule`` broken at ``column`` of each of ``rows``, whose cells fill its words."""
        if rows.is_empty():
            return
        raw = self._tables[table].raw
        self.worked.reads(table)
        for row in rows.iter_rows(named=True):
            yield raw.finding(rule, _Words(row), row=row[ROW], column=column)

    @once
    def periods(self) -> pl.DataFrame:
        """``period, t, start, end, days, #row`` in order of time.

        ``t`` is the position; ``start`` and ``end`` (the day after the last) count days since 1970.
        """
        rows = self["periods"].drop_nulls(["period", "start", "days"]).unique("period")
        return (
            rows.sort("start", ROW)
            .with_row_index("t")
            .select(
                "period",
                pl.col("t").cast(pl.Int64),
                pl.col("start").cast(pl.Int32).cast(pl.Int64),
                pl.col("days").clip(0, LONGEST),
                ROW,
            )
            .with_columns(end=pl.col("start") + pl.col("days"))
        )

    @property
    def crossings(self) -> Crossings:
        """Shipments with the countries they join."""
        return Crossings(self)

    @property
    def reach(self) -> Reach:
        """What can arrive where, and what can get out again."""
        return Reach(self)

    def timed(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """``rows`` with ``<column>_t``, the position in time of the period each column names."""
        for column in columns:
            order = self.periods.select(
                pl.col("period").alias(column), pl.col("t").alias(f"{column}_t")
            )
            rows = rows.join(order, on=column, how="left", maintain_order="left")
        return rows


class _Words(dict[str, Any]):
    """A row for ``str.format_map``: numbers as people write them."""

    def __getitem__(self, key: str) -> str:
        value = super().__getitem__(key)
        return f"{value:.6g}" if isinstance(value, float) else cell_text(value)
