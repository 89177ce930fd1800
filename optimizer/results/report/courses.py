"""What each course of events costs, beside what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.results.figures import number, percent, signed

if TYPE_CHECKING:
    import polars as pl

UNDISTURBED = "without a branch"


@dataclass(frozen=True)
class CourseBar:
    """A course: a bar from the expected cost (``start`` and ``width`` in percent of the chart)."""

    label: str
    css: str
    start: float
    width: float
    figure: str
    beyond: str
    chance: str


@dataclass(frozen=True)
class Courses:
    """Bars, dearest first, and the expected cost that they begin or end at."""

    expected: str
    bars: tuple[CourseBar, ...]


def courses(table: pl.DataFrame) -> Courses | None:
    """The plan's table ``courses``; ``None`` where only one can happen."""
    table = table.filter(table["probability"] > 0.0)
    if table.height < 2:
        return None
    chances = table["probability"].to_numpy()
    expected = float(chances @ table["cost"].to_numpy() / chances.sum())
    costs = [float(cost) for cost in table["cost"]]
    low, high = min(*costs, expected), max(*costs, expected)
    scale = 100.0 / (high - low) if high > low else 0.0
    bars = tuple(
        CourseBar(
            label=row["scenario"] or UNDISTURBED,
            css="costs" if row["cost"] > expected else "saves",
            start=(min(row["cost"], expected) - low) * scale,
            width=abs(row["cost"] - expected) * scale,
            figure=number(row["cost"], 6),
            beyond=signed(row["cost"] - expected),
            chance=percent(row["probability"]),
        )
        for row in table.sort(["cost", "scenario"], descending=[True, False]).iter_rows(named=True)
    )
    return Courses(number(expected, 6), bars)
