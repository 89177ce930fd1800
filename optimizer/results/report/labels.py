"""Where the map writes the countries: near the middle of their sites, never over each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.results.report.window import Point

_PER_LETTER, _TALL = 10.4, 12.5
_RINGS = (0.0, 13.0, 22.0, 32.0)
_AROUND = ((0, -1), (0, 1), (1, 0), (-1, 0), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))


@dataclass(frozen=True)
class Box:
    """A rectangle that nothing else may cover."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, middle: Point, width: float, height: float) -> Box:
        """The box of that size about a point."""
        x, y = middle
        return cls(x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0)

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        apart = (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )
        return not apart

    def within(self, other: Box) -> bool:
        """Whether no part of it lies outside ``other``."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Name:
    """A text with its middle."""

    x: float
    y: float
    text: str


def names(wanted: Sequence[tuple[str, Point]], taken: Iterable[Box], page: Box) -> tuple[Name, ...]:
    """Place each text as near to its point as it finds room, the first ones first.

    A text that finds no room within about three of its heights is left out.
    """
    boxes, placed = list(taken), []
    for text, (x, y) in wanted:
        for across, down in _offsets():
            middle = (x + across * (1.0 + 0.15 * len(text)), y + down)
            box = Box.around(middle, _PER_LETTER * len(text), _TALL)
            if box.within(page) and not any(box.meets(other) for other in boxes):
                boxes.append(box)
                placed.append(Name(round(middle[0], 1), round(middle[1], 1), text))
                break
    return tuple(placed)


def _offsets() -> list[Point]:
    """Steps from the point, nearest first."""
    rings = [(ring * x, ring * y) for ring in _RINGS for x, y in _AROUND]
    return list(dict.fromkeys(rings))
