"""How a column and a table are described. The descriptions themselves are in ``tables``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a cell holds."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"


class _Required:
    """Marks a column whose cells may not be empty."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Required()

ABSURD = 1e12
"""No magnitude in an instance may reach this; a cell that does is a slip of units."""


@dataclass(frozen=True)
class Column:
    """One column, described once.

    ``default`` is what an empty cell means (``None``: nothing, "no such limit"); ``REQUIRED`` means
    it may not be empty. ``reference`` names the tables of which one must hold the value as its
    (first) key. ``unit`` is for people; ``per_activity`` and the like are spelled out in it.
    """

    name: str
    kind: Kind
    description: str
    unit: str = ""
    key: bool = False
    reference: tuple[str, ...] = ()
    default: Any = REQUIRED
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether an empty cell is an error."""
        return self.default is REQUIRED


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and whether an instance must have it."""

    name: str
    description: str
    columns: tuple[Column, ...]
    required: bool = False
    by_scenario: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return tuple(c.name for c in self.columns if c.key)

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


def identifier(name: str, description: str, *, key: bool = True) -> Column:
    """The name of a thing: letters, digits and ``_ - . + : /``, no spaces."""
    return Column(name, Kind.ID, description, key=key)


def refer(
    name: str,
    to: str | tuple[str, ...],
    description: str,
    *,
    key: bool = False,
    optional: bool = False,
) -> Column:
    """A reference to another table's key; optional ones are empty for "any" or "none"."""
    tables = (to,) if isinstance(to, str) else to
    default = "" if optional else REQUIRED
    return Column(name, Kind.ID, description, key=key, reference=tables, default=default)


def number(
    name: str,
    unit: str,
    description: str,
    *,
    default: Any = REQUIRED,
    minimum: float | None = 0.0,
    maximum: float | None = ABSURD,
) -> Column:
    """A finite number, by default not negative."""
    return Column(
        name, Kind.NUMBER, description, unit, default=default, minimum=minimum, maximum=maximum
    )


def fraction(name: str, description: str, *, default: Any = REQUIRED) -> Column:
    """A number from 0 to 1."""
    return number(name, "1", description, default=default, minimum=0.0, maximum=1.0)


def integer(
    name: str,
    unit: str,
    description: str,
    *,
    default: Any = REQUIRED,
    minimum: int = 0,
    maximum: int = 1_000_000,
    key: bool = False,
) -> Column:
    """A whole number."""
    return Column(
        name,
        Kind.INTEGER,
        description,
        unit,
        default=default,
        minimum=minimum,
        maximum=maximum,
        key=key,
    )


def text(
    name: str,
    description: str,
    *,
    default: Any = "",
    choices: tuple[str, ...] = (),
    key: bool = False,
) -> Column:
    """Free text, or one of ``choices``."""
    return Column(name, Kind.TEXT, description, default=default, choices=choices, key=key)


def boolean(name: str, description: str, *, default: bool = False) -> Column:
    """``true`` or ``false``."""
    return Column(name, Kind.BOOLEAN, description, default=default)


def date(name: str, description: str, *, default: Any = None) -> Column:
    """A calendar day, written ``2025-12-31``."""
    return Column(name, Kind.DATE, description, default=default)
