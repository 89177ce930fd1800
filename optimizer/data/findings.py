"""What the checker has to say: one finding per mistake, each at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, overload

import polars as pl


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The instance cannot be used until it is mended."""
    WARNING = "warning"
    """Suspicious, but it can be used."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or suspicious.

    ``row`` is the line in the file (CSV), the row of the sheet (workbook) or the position counted
    from 1 (JSON), and ``None`` when the finding is about a whole table, file or instance. ``place``
    says the same for people: ``lanes.csv:17``, ``lanes!C17`` or ``tables.lanes[15].days``.
    """

    severity: Severity
    rule: str
    message: str
    mend: str
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = self.place or self.table or "instance"
        at = f" [{self.column}]" if self.column else ""
        shown = f" '{self.value}'" if self.value else ""
        return f"{self.severity} {where}{at}{shown}: {self.message} ({self.rule}). {self.mend}"


@dataclass(frozen=True)
class Rule:
    """A rule that an instance keeps or breaks; ``message`` and ``mend`` may hold words in braces.

    ``name`` is stable: people and programs may filter findings by it.
    """

    name: str
    severity: Severity
    message: str
    mend: str

    def finding(self, words: Mapping[str, Any] | None = None, **where: Any) -> Finding:
        """The rule is broken; ``words`` fill the braces, ``where`` the fields of ``Finding``."""
        said = words or {}
        message, mend = self.message.format_map(said), self.mend.format_map(said)
        where["value"] = clip(where.get("value", ""))
        return Finding(self.severity, self.name, message, mend, **where)


def error(name: str, message: str, mend: str) -> Rule:
    """A rule without which the instance cannot be used."""
    return Rule(name, Severity.ERROR, message, mend)


def warning(name: str, message: str, mend: str) -> Rule:
    """A rule that a sound instance may break."""
    return Rule(name, Severity.WARNING, message, mend)


def clip(value: str, length: int = 60) -> str:
    """``value``, shortened so that a finding stays one line, with control characters shown."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value[: length + 1])
    return shown if len(value) <= length else shown[:length] + "..."


_SCHEMA: dict[str, Any] = {
    f.name: (pl.Int64 if f.name == "row" else pl.String) for f in fields(Finding)
}


class Findings(Sequence[Finding]):
    """All findings about one instance, errors first, then in reading order."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        unique = dict.fromkeys(findings)
        self._findings = tuple(sorted(unique, key=lambda f: f.severity))

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            return Findings(self._findings[index])
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __repr__(self) -> str:
        return f"Findings({len(self.errors)} errors, {len(self.warnings)} warnings)"

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that forbid the use of the instance."""
        return tuple(f for f in self._findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Those that are only suspicious."""
        return tuple(f for f in self._findings if f.severity is Severity.WARNING)

    def as_table(self) -> pl.DataFrame:
        """One row per finding, one column per field of ``Finding``."""
        return pl.DataFrame([asdict(f) for f in self._findings], schema=_SCHEMA)

    def as_json(self) -> list[dict[str, Any]]:
        """The findings as plain objects, ready for ``json.dumps``."""
        return [{**asdict(f), "severity": str(f.severity)} for f in self._findings]
