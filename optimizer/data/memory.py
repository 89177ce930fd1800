"""An instance in memory as text, so that it is checked in the same way as one on disk."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from optimizer.data.raw import RawPackage, RawTable, cell_text
from optimizer.data.tables import FORMAT_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance

_NONE: Mapping[str, RawTable] = MappingProxyType({})


@dataclass(frozen=True)
class InMemory:
    """Places in a table in memory: ``lanes row 3``, counted from 1."""

    table: str

    def __call__(self, row: int | None, column: str) -> str:
        """``column`` is named by the finding itself."""
        return self.table if row is None else f"{self.table} row {row}"


def as_text(instance: Instance, written: Mapping[str, RawTable] = _NONE) -> RawPackage:
    """Every table of ``instance`` as text; rows are counted from 1.

    ``written``: tables that have been written as text already.
    """
    package = RawPackage(
        instance.name,
        instance.title,
        instance.currency,
        FORMAT_VERSION,
        readable=True,
        metadata=dict(instance.metadata),
    )
    for name in TABLES:
        if name in written:
            package.tables[name] = written[name]
            continue
        frame = instance.table(name)
        cells = {column.name: [cell_text(value) for value in column] for column in frame}
        rows = range(1, frame.height + 1)
        package.tables[name] = RawTable(name, tuple(frame.columns), cells, rows, InMemory(name))
    return package
