"""What is examined, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.cells import TypedTable, typed
from optimizer.data.findings import Finding, Findings
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.raw import RawPackage


@dataclass(frozen=True)
class Checked:
    """An instance that was looked at: its typed tables and what was found."""

    tables: Mapping[str, TypedTable]
    findings: Findings


def examine(raw: RawPackage) -> Checked:
    """Looks at everything in ``raw`` and reports all findings together."""
    findings: list[Finding] = list(raw.findings)
    tables: dict[str, TypedTable] = {}
    for name, table in TABLES.items():
        if name in raw.tables:
            tables[name], found = typed(table, raw.tables[name])
            findings += found
    return Checked(tables, Findings(findings))
