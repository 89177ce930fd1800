"""Tables as they were written: cells of text, before anything is believed about them.

Folder, JSON and workbook are all read into ``RawPackage``; from there on there is one way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from optimizer.data.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Scalar = str | int | float | bool | date | None


@dataclass(frozen=True)
class RawTable:
    """One table as text: ``cells[column][row]``; ``rows[row]`` is how a finding counts that row."""

    name: str
    file: str
    header: tuple[str, ...]
    cells: Mapping[str, Sequence[str]]
    rows: Sequence[int]
    locate: Callable[[int | None, str], str]
    """Row and column (``""``: the whole row) to a place that people can find."""

    def finding(
        self,
        severity: Severity,
        rule: str,
        message: str,
        mend: str,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
    ) -> Finding:
        """A finding at a cell of this table; ``row`` is the index into ``rows``."""
        line = None if row is None else self.rows[row]
        place = self.locate(line, column)
        return Finding(severity, rule, message, mend, self.name, line, column, clip(value), place)


@dataclass
class RawPackage:
    """A whole instance as text, with what went wrong while reading it."""

    name: str = ""
    title: str = ""
    currency: str = ""
    version: int | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def error(self, rule: str, message: str, mend: str, **where: Any) -> None:
        """Notes an error about a file or the whole instance."""
        self.findings.append(Finding(Severity.ERROR, rule, message, mend, **where))

    def warning(self, rule: str, message: str, mend: str, **where: Any) -> None:
        """Notes something suspicious about a file or the whole instance."""
        self.findings.append(Finding(Severity.WARNING, rule, message, mend, **where))


def clip(value: str, length: int = 60) -> str:
    """``value``, shortened so that a finding stays one line, with control characters shown."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value[: length + 1])
    return shown if len(value) <= length else shown[:length] + "..."


def cell_text(value: Scalar) -> str:
    """A typed value as the text of its cell; floats so that they read back exactly."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)
