"""The language of changes: conditions and assignments, separated by semicolons.

``country = KOR | JPN; period >= 2030`` are two conditions, both of which hold; ``people = 30000;
unit_capex = * 0.9`` are two assignments. A value in double quotes stands for itself, whatever it
holds: ``note = "as agreed; see | below"``, a quote within it is written twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.data.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.findings import Rule

_PART = re.compile(r"\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(!=|>=|<=|=|>|<)(.*)", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SUM = re.compile(r"([*+])\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")

_FORM = error(
    "lever.form",
    "'{part}' is not a column, a sign and a value",
    "Write it as 'country = KOR | JPN; period >= 2030'.",
)
_ASSIGN = error(
    "lever.assign", "'{part}' compares; a column is set by =", "Write '{column} = ...'."
)
_QUOTE = error("lever.quote", "a quotation mark that is not closed", "Write a second one.")
_TWICE = error("lever.set_twice", "{column} is set twice", "Keep one of them.")


class Mistake(Exception):  # noqa: N818 - it is reported as a finding, not raised to the user
    """Something in a change that cannot be done; ``column`` is that of the change."""

    def __init__(
        self, rule: Rule, words: dict[str, Any] | None = None, *, column: str, value: str = ""
    ) -> None:
        self.rule, self.words, self.column, self.value = rule, words or {}, column, value
        super().__init__(rule.message.format_map(self.words))


@dataclass(frozen=True)
class Value:
    """One value as it was written; a ``literal`` one stood in quotes and has no patterns."""

    text: str
    literal: bool = False


@dataclass(frozen=True)
class Condition:
    """``path`` is a column, or columns along references: ``site.country``."""

    path: tuple[str, ...]
    sign: str
    values: tuple[Value, ...]
    said: str


@dataclass(frozen=True)
class Assignment:
    """What a column says then: one of ``values``, or its own number times or plus ``number``."""

    column: str
    values: tuple[Value, ...]
    said: str
    operation: str = ""
    number: float = 0.0


def conditions(where: str) -> tuple[Condition, ...]:
    """The conditions of a ``where``; ``Mistake`` where one cannot be read."""
    found = []
    for part in _split(where, ";", "where"):
        match = _PART.fullmatch(part)
        if match is None:
            raise Mistake(_FORM, {"part": part.strip()}, column="where", value=where)
        values = tuple(_values(match[3], "where"))
        found.append(Condition(tuple(match[1].split(".")), match[2], values, part.strip()))
    return tuple(found)


def assignments(said: str) -> tuple[Assignment, ...]:
    """The assignments of a ``set``; ``Mistake`` where one cannot be read or comes twice."""
    found: dict[str, Assignment] = {}
    for part in _split(said, ";", "set"):
        match = _PART.fullmatch(part)
        if match is None or "." in match[1]:
            raise Mistake(_FORM, {"part": part.strip()}, column="set", value=said)
        column, sign, rest = match.groups()
        if sign != "=":
            raise Mistake(
                _ASSIGN, {"part": part.strip(), "column": column}, column="set", value=said
            )
        if column in found:
            raise Mistake(_TWICE, {"column": column}, column="set", value=said)
        sum_ = _SUM.fullmatch(rest.strip())
        more = (sum_[1], float(sum_[2])) if sum_ else ("", 0.0)
        found[column] = Assignment(column, tuple(_values(rest, "set")), part.strip(), *more)
    return tuple(found.values())


def _values(text: str, column: str) -> Iterator[Value]:
    for part in _split(text, "|", column) or [""]:
        bare = part.strip()
        if _QUOTED.fullmatch(bare):
            yield Value(bare[1:-1].replace('""', '"'), literal=True)
        else:
            yield Value(bare)


def _split(text: str, separator: str, column: str) -> list[str]:
    """The parts between separators that are not in quotes; empty ones between ``;`` left out."""
    masked = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), text)
    if '"' in masked:
        raise Mistake(_QUOTE, column=column, value=text)
    parts, begun = [], 0
    for at, sign in enumerate(f"{masked}{separator}"):
        if sign == separator:
            parts.append(text[begun:at])
            begun = at + 1
    return [part for part in parts if part.strip()] if separator == ";" else parts
