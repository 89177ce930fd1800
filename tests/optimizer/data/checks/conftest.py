"""The complete instance in memory, to be changed row by row and put before one check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from optimizer.data import Finding, Instance
from optimizer.data.cells import typed
from optimizer.data.checks.view import View
from optimizer.data.instance import completed
from optimizer.data.memory import as_text
from optimizer.data.tables import TABLES

Check = Callable[[View], Iterator[Finding]]
Place = tuple[str, str, int | None, str]
"""Rule, table, row counted from 1, column."""


@dataclass
class Bench:
    """An instance that may be changed, and what checks find in it then."""

    tables: dict[str, pl.DataFrame]

    def set(self, table: str, keys: dict[str, Any], **values: Any) -> int:
        """Changes the first row with these keys; its number."""
        frame = self.tables[table]
        row = next(i for i, r in enumerate(frame.rows(named=True)) if keys.items() <= r.items())
        for column, value in values.items():
            cells = frame[column].to_list()
            cells[row] = value
            frame = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
        self.tables[table] = frame
        return row + 1

    def add(self, table: str, **values: Any) -> int:
        """Adds a row; its number."""
        frame = self.tables[table]
        schema = {name: frame.schema[name] for name in values}
        row = completed(TABLES[table], pl.DataFrame([values], schema=schema))
        self.tables[table] = pl.concat([frame, row])
        return frame.height + 1

    def drop(self, table: str, **keys: Any) -> None:
        """Deletes the rows with these keys; all rows without keys."""
        frame = self.tables[table]
        kept = [row for row in frame.rows(named=True) if not keys.items() <= row.items()]
        assert len(kept) < frame.height
        self.tables[table] = pl.DataFrame(kept, schema=frame.schema)

    def row(self, table: str, **keys: Any) -> int:
        """Number of the first row with these keys."""
        return self.set(table, keys)

    @property
    def view(self) -> View:
        """The tables as checks see them."""
        raw = as_text(Instance.of("bench", self.tables))
        return View({n: typed(TABLES[n], table)[0] for n, table in raw.tables.items()})

    def findings(self, check: Check) -> list[Finding]:
        """What ``check`` finds now."""
        return list(check(self.view))

    def places(self, check: Check) -> list[Place]:
        """Where ``check`` finds something now."""
        return [(f.rule, f.table, f.row, f.column) for f in self.findings(check)]


@pytest.fixture
def bench(complete: Instance) -> Bench:
    """The complete instance on the bench."""
    return Bench(dict(complete.tables))
