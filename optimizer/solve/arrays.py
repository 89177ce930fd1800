"""A linear problem with integers as arrays: what a solver takes, and what names mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from optimizer.data.problem import Floats, IndexSet, Integers

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


@dataclass(frozen=True)
class CostPart:
    """One posted cost as sparse rows: entry ``i`` adds ``values[i] * x[columns[i]]`` to row ``rows[i]``.

    ``constant`` is by row; ``weight`` turns rows into the objective; ``over`` labels the rows.
    """

    term: str
    over: IndexSet
    rows: Integers
    columns: Integers
    values: Floats
    constant: Floats
    weight: Floats


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
