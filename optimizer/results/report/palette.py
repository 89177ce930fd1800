"""One colour per country (or chemistry, or element) through the whole report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

WATCHED = "watched"
OTHER = "other"
COLOURS = 12
"""How many things beside the watched ones and "other" have a colour of their own: c1 to c12."""


@dataclass(frozen=True)
class Entry:
    """One line of a legend: the class of the style sheet, and whom it stands for."""

    css: str
    name: str


class Palette:
    """Gives each key a class of the style sheet: watched, c1 to c12 in order of rank, other."""

    def __init__(
        self, ranked: Sequence[str], names: dict[str, str], watched: Collection[str] = ()
    ) -> None:
        self._names = names
        self._watched = [key for key in ranked if key in watched]
        free = [key for key in ranked if key not in watched]
        self._css = dict.fromkeys(self._watched, WATCHED)
        self._css |= {key: f"c{place + 1}" for place, key in enumerate(free[:COLOURS])}
        self._own = free[:COLOURS]
        self._others = len(free) > COLOURS

    def css(self, key: str) -> str:
        """The class of ``key``."""
        return self._css.get(key, OTHER)

    def name(self, key: str) -> str:
        """The name of ``key`` for people."""
        return self._names.get(key) or key

    def order(self, key: str) -> int:
        """Place in a stack: watched at the bottom, then by rank, then the others."""
        stack = [*self._watched, *self._own]
        return stack.index(key) if key in stack else len(stack)

    def legend(self) -> list[Entry]:
        """Entries in the order of the stack."""
        entries = [Entry(self._css[key], self.name(key)) for key in (*self._watched, *self._own)]
        return [*entries, Entry(OTHER, "others")] if self._others else entries
