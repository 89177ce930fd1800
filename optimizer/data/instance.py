"""An instance in memory: the typed tables of one data package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.columns import Column, Kind, Table
from optimizer.data.tables import FORMAT_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

_POLARS: dict[Kind, pl.DataType] = {
    Kind.ID: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.NUMBER: pl.Float64(),
    Kind.INTEGER: pl.Int64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.DATE: pl.Date(),
}


def polars_type(column: Column) -> pl.DataType:
    """The type of a column's cells in memory."""
    return _POLARS[column.kind]


def schema(table: Table) -> dict[str, pl.DataType]:
    """Names and types of a table's columns in memory, in order."""
    return {column.name: polars_type(column) for column in table.columns}


def empty_frame(table: Table) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema=schema(table))


def completed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with every declared column, in order, typed, and empty cells filled with defaults.

    A frame that has them all so already is returned as it is.
    Columns of the frame that are not declared are a ``KeyError``.
    """
    declared = schema(table)
    if frame.schema == declared and not _has_gaps(table, frame):
        return frame
    if unknown := [name for name in frame.columns if name not in declared]:
        raise KeyError(f"{table.name} has no column {', '.join(unknown)}")
    filled = [_filled(column, column.name in frame.columns) for column in table.columns]
    return frame.with_columns(filled).select(list(declared))


def _has_gaps(table: Table, frame: pl.DataFrame) -> bool:
    """Whether a cell is empty in a column that has a default."""
    return any(
        _default(column) is not None and frame[column.name].has_nulls() for column in table.columns
    )


def _default(column: Column) -> Any:
    default = None if column.required else column.default
    return "" if default is None and column.kind in {Kind.ID, Kind.TEXT} else default


def _filled(column: Column, present: bool) -> pl.Expr:
    kind = polars_type(column)
    default = _default(column)
    if not present:
        return pl.lit(default, dtype=kind).alias(column.name)
    cells = pl.col(column.name).cast(kind)
    return cells if default is None else cells.fill_null(pl.lit(default, dtype=kind))


@dataclass(frozen=True)
class Instance:
    """One instance: names, currency and every declared table, present and typed.

    Ids and texts are strings (``""`` when empty), numbers ``Float64`` (null only where the column's
    default is "none"), integers ``Int64``, booleans ``Boolean``, dates ``Date``. Holding one does
    not yet mean that it is valid: ``optimizer.data.load`` checks, ``Instance.of`` does not.
    """

    name: str
    title: str
    currency: str
    tables: Mapping[str, pl.DataFrame]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        rows = sum(frame.height for frame in self.tables.values())
        return f"Instance({self.name!r}, {rows} rows)"

    @classmethod
    def of(
        cls,
        name: str,
        tables: Mapping[str, pl.DataFrame],
        *,
        title: str = "",
        currency: str = "EUR",
        metadata: Mapping[str, Any] | None = None,
    ) -> Instance:
        """Completes ``tables``: missing tables become empty, missing columns their defaults.

        Raises ``KeyError`` on a table or column that is not declared.
        """
        if unknown := [table for table in tables if table not in TABLES]:
            raise KeyError(f"no table is called {', '.join(unknown)}")
        frames = {
            table.name: completed(table, tables[table.name])
            if table.name in tables
            else empty_frame(table)
            for table in TABLES.values()
        }
        return cls(name, title or name, currency, MappingProxyType(frames), dict(metadata or {}))

    def table(self, name: str) -> pl.DataFrame:
        """The table of that name; ``KeyError`` when none is declared so."""
        return self.tables[name]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over format version, currency and typed tables.

        Rows are sorted first, so neither the order of rows nor the form of the file (folder, JSON,
        workbook) nor the name matters.
        """
        total = hashlib.sha256(f"{FORMAT_VERSION}\0{self.currency}".encode())
        for name in TABLES:
            total.update(name.encode() + b"\0")
            total.update(_frame_digest(self.tables[name]))
        return total.hexdigest()


def _frame_digest(frame: pl.DataFrame) -> bytes:
    total = hashlib.sha256(str(frame.height).encode())
    # 0.0 and -0.0 are one number but two bit patterns.
    numbers = pl.col(pl.Float64)
    frame = frame.with_columns(pl.when(numbers == 0.0).then(0.0).otherwise(numbers).name.keep())
    frame = frame.sort(frame.columns, nulls_last=True) if frame.height else frame
    for column in frame:
        total.update(column.name.encode() + b"\0")
        total.update(np.packbits(column.is_null().to_numpy()).tobytes())
        total.update(_bytes(column))
    return total.digest()


def _bytes(column: pl.Series) -> bytes:
    if column.dtype == pl.String:
        # Lengths go along, so that moving a character across cells changes the digest.
        cells = [(cell or "").encode() for cell in column]
        return np.array([len(c) for c in cells], dtype="<i8").tobytes() + b"".join(cells)
    kind = "<f8" if column.dtype == pl.Float64 else "<i8"
    whole = column.cast(pl.Int32) if column.dtype == pl.Date else column
    return whole.fill_null(0).to_numpy().astype(kind).tobytes()
