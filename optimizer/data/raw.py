"""Tables as they were written: cells of text, before anything is believed about them.

Folder, JSON and workbook are all read into ``RawPackage``; from there on there is one way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.data.findings import Finding, Rule

Scalar: TypeAlias = "str | int | float | bool | date | None"


class Locator(Protocol):
    """Turns table row and column into a place that people can find."""

    def __call__(self, row: int | None, column: str) -> str:
        """``row`` as findings count it, ``None`` for the whole table; ``column`` may be empty."""
        ...


@dataclass(frozen=True)
class RawTable:
    """One table as text: ``cells[column][row]``; ``rows[row]`` is how findings count that row."""

    name: str
    header: tuple[str, ...]
    cells: Mapping[str, Sequence[str]]
    rows: Sequence[int]
    locate: Locator

    def finding(
        self,
        rule: Rule,
        words: Mapping[str, Any] | None = None,
        *,
        row: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> Finding:
        """``rule`` broken in this table; ``row`` is the index into ``rows``.

        The value shown is that of the cell, unless one is given.
        """
        if value is None:
            shown = "" if row is None or column not in self.cells else self.cells[column][row]
        else:
            shown = value
        line = None if row is None else self.rows[row]
        place = self.locate(line, column)
        return rule.finding(
            words, table=self.name, row=line, column=column, value=shown, place=place
        )


@dataclass
class RawPackage:
    """A whole instance as text, with what went wrong while reading it.

    ``readable`` says that the list of its tables is known, so that one can speak of missing ones.
    """

    name: str = ""
    title: str = ""
    currency: str = ""
    version: int | None = None
    readable: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, rule: Rule, words: Mapping[str, Any] | None = None, **where: Any) -> None:
        """Notes that ``rule`` is broken by a file or the whole instance."""
        self.findings.append(rule.finding(words, **where))


@dataclass(frozen=True)
class InFile:
    """Places in a text file: ``lanes.csv:17``."""

    file: str

    def __call__(self, row: int | None, column: str) -> str:
        """``column`` does not matter: an editor goes to lines."""
        return self.file if row is None else f"{self.file}:{row}"


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
