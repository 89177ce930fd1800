"""A plan: decisions in the words of the instance, and the record of how they were found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.instance import completed, empty_frame
from optimizer.errors import OptimizerError
from optimizer.results.plan_tables import PLAN_TABLES

if TYPE_CHECKING:
    from optimizer.data.columns import Table

EMPTY_TABLES: Mapping[str, pl.DataFrame] = MappingProxyType(
    {table.name: empty_frame(table) for table in PLAN_TABLES.values()}
)
"""Every table of a plan, without rows."""


class PlanError(OptimizerError):
    """What should be a plan is not one: a wrong table, a wrong column, a number that is none."""


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """Decisions as tables, with the run record.

    ``tables`` holds every table of ``PLAN_TABLES`` with exactly its columns, in order (names
    ``String``, numbers ``Float64``, no number empty); tables that are not given are empty.
    ``record`` is plain data: what JSON can say, and so what is read back equals what was written.

    Raises:
        PlanError: a table or column that is not declared, an empty cell, or a number that is
            infinite or NaN.
    """

    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := [name for name in self.tables if name not in PLAN_TABLES]:
            raise PlanError(f"no table of a plan is called {', '.join(unknown)}")
        tables = {
            name: _checked(PLAN_TABLES[name], self.tables[name]) if name in self.tables else empty
            for name, empty in EMPTY_TABLES.items()
        }
        object.__setattr__(self, "tables", MappingProxyType(tables))
        object.__setattr__(self, "record", plain(self.record))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return self.record == other.record and all(
            frame.equals(other.tables[name]) for name, frame in self.tables.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        rows = {name: frame.height for name, frame in self.tables.items() if frame.height}
        return f"Plan({', '.join(f'{name}: {count} rows' for name, count in rows.items())})"

    def table(self, name: str) -> pl.DataFrame:
        """The table of that name; ``KeyError`` when none is declared so."""
        return self.tables[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as dictionaries, in order."""
        return self.tables[name].to_dicts()

    def as_json(self) -> dict[str, Any]:
        """``{"tables": {name: [rows]}, "record": {...}}``, ready for ``json.dumps``."""
        return {"tables": {name: self.rows(name) for name in self.tables}, "record": self.record}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Plan:
        """The reverse of ``as_json``; members other than ``tables`` and ``record`` are passed over.

        Raises:
            PlanError: the document is not such a document.
        """
        tables = document.get("tables")
        record = document.get("record", {})
        if not isinstance(tables, Mapping) or not isinstance(record, Mapping):
            raise PlanError("a plan needs the members 'tables' and 'record'")
        return cls({name: _framed(name, rows) for name, rows in tables.items()}, dict(record))


def plain(value: Any) -> Any:
    """``value`` as JSON would give it back: tuples as lists, dates and paths as text.

    Infinite and undefined numbers become ``None``, for JSON has none of them.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain_scalar(value.value)
    if isinstance(value, bool | int | str | None):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return _plain_scalar(value.item()) if hasattr(value, "item") else str(value)


def _framed(name: str, rows: Any) -> pl.DataFrame:
    if name not in PLAN_TABLES:
        raise PlanError(f"no table of a plan is called {name}")
    try:
        # Every row must show every column, or polars would take the first row's for all.
        columns = [column.name for column in PLAN_TABLES[name].columns]
        cells = {column: [row[column] for row in rows] for column in columns}
        return pl.DataFrame(cells, schema=EMPTY_TABLES[name].schema)
    except (TypeError, KeyError, pl.exceptions.PolarsError) as error:
        raise PlanError(f"the rows of {name} do not fit: {error}") from error


def _checked(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    wanted = [column.name for column in table.columns]
    if set(frame.columns) != set(wanted):
        raise PlanError(
            f"{table.name} has the columns {', '.join(frame.columns)}, "
            f"it must have {', '.join(wanted)}"
        )
    try:
        typed = completed(table, frame)
    except pl.exceptions.PolarsError as error:
        raise PlanError(f"{table.name}: {error}") from error
    numbers = typed.select(pl.col(pl.Float64).is_finite().fill_null(value=False).all())
    for name, sound in (numbers.row(0, named=True) if numbers.width else {}).items():
        if not sound:
            raise PlanError(f"{table.name}: {name} is empty, infinite or not a number")
    return typed
