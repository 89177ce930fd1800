"""A linear problem with integers as arrays: what a solver takes, and what names mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.problem import Floats, IndexSet, Integers
    from optimizer.solve.entries import Entries

Small = NDArray[np.int32]


@dataclass(frozen=True)
class Family:
    """Consecutive columns or rows that belong to one decision or constraint."""

    name: str
    over: tuple[IndexSet, ...]
    start: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the sets."""
        return tuple(len(s) for s in self.over)

    @property
    def size(self) -> int:
        """Number of columns or rows."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def span(self) -> slice:
        """Where they are."""
        return slice(self.start, self.start + self.size)

    def label(self, at: int) -> str:
        """Name of the column or row at an absolute position."""
        where = np.unravel_index(at - self.start, self.shape) if self.over else ()
        inner = ",".join(s.labels[int(w)] for s, w in zip(self.over, where, strict=True))
        return f"{self.name}[{inner}]" if self.over else self.name

    def labels(self) -> Iterator[tuple[str, ...]]:
        """Index labels in order."""
        return product(*(s.labels for s in self.over))


@dataclass(frozen=True, eq=False)
class CostPart:
    """One posted cost as sparse rows: entry ``i`` adds ``values[i]·x[columns[i]]`` to ``rows[i]``.

    ``constant`` is by row; ``weight`` turns rows into the objective; ``over`` labels the rows.
    ``pieces`` are its terms with the decision each is about; rows, columns and values are written
    out when asked for.
    """

    term: str
    over: IndexSet
    pieces: tuple[tuple[Family, Entries], ...]
    constant: Floats
    weight: Floats

    @property
    def rows(self) -> Integers:
        """Row of each entry."""
        return self._flat[0]

    @property
    def columns(self) -> Integers:
        """Column of each entry."""
        return self._flat[1]

    @property
    def values(self) -> Floats:
        """Value of each entry."""
        return self._flat[2]

    @cached_property
    def _flat(self) -> tuple[Integers, Integers, Floats]:
        parts = [entries.flat() for _, entries in self.pieces]
        none = np.zeros(0, dtype=np.int64)
        return (
            np.concatenate([none, *(p[0] for p in parts)]),
            np.concatenate([none, *(p[1] for p in parts)]),
            np.concatenate([np.zeros(0), *(p[2] for p in parts)]),
        )


@dataclass(frozen=True, eq=False)
class RatioPart:
    """A measure as two rows of amounts by label: numerator over denominator."""

    name: str
    over: IndexSet
    numerator: CostPart
    denominator: CostPart

    def at(self, values: Floats) -> Floats:
        """The measure of each label at a point; 0 where nothing is above the line."""
        above, below = (
            part.constant
            + np.bincount(part.rows, part.values * values[part.columns], len(self.over))
            for part in (self.numerator, self.denominator)
        )
        return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@dataclass(frozen=True)
class Arrays:
    """min c·x + offset, row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper; A by rows (CSR)."""

    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    row_lower: Floats
    row_upper: Floats
    starts: Small
    columns_of: Small
    values: Floats
    decisions: dict[str, Family]
    constraints: dict[str, Family]
    costs: tuple[CostPart, ...]
    aims: dict[str, tuple[Floats, float]]
    ratios: dict[str, RatioPart] = field(default_factory=dict)

    def aimed(self, aim: str) -> Arrays:
        """The same rows with another objective of ``aims``, such as ``cost`` or ``exposure``."""
        cost, offset = self.aims[aim]
        return replace(self, cost=cost, offset=offset)

    def holding(self, aim: str, most: float) -> Arrays:
        """The same, with one more row: an objective of ``aims`` is at most ``most``."""
        cost, offset = self.aims[aim]
        columns = np.flatnonzero(cost)
        starts = np.append(self.starts, self.starts[-1] + columns.size).astype(np.int32)
        return replace(
            self,
            row_lower=np.append(self.row_lower, -np.inf),
            row_upper=np.append(self.row_upper, most - offset),
            starts=starts,
            columns_of=np.append(self.columns_of, columns).astype(np.int32),
            values=np.append(self.values, cost[columns]),
            constraints=self.constraints
            | {f"held_{aim}": Family(f"held_{aim}", (), self.row_lower.size)},
        )

    def within(self, measure: str, most: float) -> Arrays:
        """The same, with rows that keep a measure of ``ratios`` within ``most``, for each label.

        They are the last rows, a family ``within_<measure>`` over the measure's labels.
        """
        ratio = self.ratios[measure]
        above, below = ratio.numerator, ratio.denominator
        count, width = len(ratio.over), self.cost.size
        place = np.concatenate(
            [above.rows * width + above.columns, below.rows * width + below.columns]
        )
        amount = np.concatenate([above.values, -most * below.values])
        found, inverse = np.unique(place, return_inverse=True)
        values = np.bincount(inverse, amount, found.size)
        found, values = found[values != 0.0], values[values != 0.0]
        lengths = np.bincount(found // width, minlength=count)
        starts = np.concatenate([self.starts, self.starts[-1] + np.cumsum(lengths)])
        return replace(
            self,
            row_lower=np.append(self.row_lower, np.full(count, -np.inf)),
            row_upper=np.append(self.row_upper, most * below.constant - above.constant),
            starts=starts.astype(np.int32),
            columns_of=np.append(self.columns_of, found % width).astype(np.int32),
            values=np.append(self.values, values),
            constraints=self.constraints
            | {
                f"within_{measure}": Family(f"within_{measure}", (ratio.over,), self.row_lower.size)
            },
        )

    def value_of(self, aim: str, values: Floats) -> float:
        """An objective of ``aims`` at a point."""
        cost, offset = self.aims[aim]
        return float(cost @ values) + offset

    def amounts(self, values: Floats) -> Floats:
        """What each row comes to at a point."""
        row = np.repeat(np.arange(self.row_lower.size), np.diff(self.starts))
        found = np.bincount(row, self.values * values[self.columns_of], self.row_lower.size)
        return np.asarray(found, dtype=np.float64)

    def violation(self, values: Floats) -> float:
        """By how much a point breaks its worst row or bound, of the bound where that is above 1."""
        found = self.amounts(values)
        worst = 0.0
        for amount, low, high in (
            (found, self.row_lower, self.row_upper),
            (values, self.lower, self.upper),
        ):
            for beyond, limit in ((low - amount, low), (amount - high, high)):
                size = np.maximum(1.0, np.abs(np.where(np.isfinite(limit), limit, 0.0)))
                worst = max(worst, float((beyond / size).max(initial=0.0)))
        return worst

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns, non-zeros."""
        return self.row_lower.size, self.cost.size, self.values.size

    def column_name(self, at: int) -> str:
        """Name of a column, made when asked for."""
        return _name(self.decisions, at)

    def row_name(self, at: int) -> str:
        """Name of a row, made when asked for."""
        return _name(self.constraints, at)


def _name(families: dict[str, Family], at: int) -> str:
    for family in families.values():
        if family.start <= at < family.start + family.size:
            return family.label(at)
    raise IndexError(at)
