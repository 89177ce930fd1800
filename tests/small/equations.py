"""Rows and costs of compiled arrays as text, by names: ``2 flow[sea|ore,2025] - room[de] <= 5``."""

from collections.abc import Iterable

import numpy as np

from optimizer.solve.arrays import Arrays, CostPart


def equation(arrays: Arrays, name: str) -> str:
    """The row of that name, such as ``lane_limit[sea,2025]``; ``KeyError`` when there is none."""
    at = position(arrays.constraints, name)
    low, high = arrays.row_lower[at], arrays.row_upper[at]
    left = amount(arrays, row_terms(arrays, at))
    if low == high:
        return f"{left} = {number(low)}"
    if np.isinf(low):
        return f"{left} <= {number(high)}"
    assert np.isinf(high)
    return f"{left} >= {number(low)}"


def bounds(arrays: Arrays, name: str) -> str:
    """The bounds of a column: ``0 <= flow[sea|ore,2025] <= 8``."""
    at = position(arrays.decisions, name)
    return f"{number(arrays.lower[at])} <= {name} <= {number(arrays.upper[at])}"


def charge(arrays: Arrays, term: str, at: str) -> str:
    """What a named cost says of one moment or period, before its weight."""
    return _said([part for part in arrays.costs if part.term == term], arrays, at)


def measure(part: CostPart, arrays: Arrays, at: str) -> str:
    """What a numerator or a denominator says of one label."""
    return _said([part], arrays, at)


def _said(parts: Iterable[CostPart], arrays: Arrays, at: str) -> str:
    total: dict[int, float] = {}
    constant = 0.0
    for part in parts:
        if at in part.over.position:
            row = part.over.position[at]
            constant += float(part.constant[row])
            for column, value in zip(
                part.columns[part.rows == row], part.values[part.rows == row], strict=True
            ):
                total[int(column)] = total.get(int(column), 0.0) + float(value)
    return amount(arrays, total.items(), constant)


def row_terms(arrays: Arrays, at: int) -> list[tuple[int, float]]:
    """Column and coefficient of a row's entries."""
    span = slice(arrays.starts[at], arrays.starts[at + 1])
    return list(zip(arrays.columns_of[span].tolist(), arrays.values[span].tolist(), strict=True))


def amount(arrays: Arrays, terms: Iterable[tuple[int, float]], constant: float = 0.0) -> str:
    """A sum of terms in the order of the columns, by names, without zeros."""
    words = []
    for column, value in sorted(terms):
        if value != 0.0:
            factor = f"{number(abs(value))} ".removeprefix("1 ")
            words.append(("-" if value < 0 else "+", f"{factor}{arrays.column_name(column)}"))
    if constant:
        words.append(("-" if constant < 0 else "+", number(abs(constant))))
    text = " ".join(f"{sign} {word}" for sign, word in words)
    return text.removeprefix("+ ") or "0"


def number(value: float) -> str:
    """Ten digits are enough to read and to compare."""
    return f"{value + 0.0:.10g}"


def position(families: dict, name: str) -> int:  # type: ignore[type-arg]
    """Where the row or column of that name is."""
    family = families[name.partition("[")[0]]
    for at in range(family.start, family.start + family.size):
        if family.label(at) == name:
            return at
    raise KeyError(
        f"{name}; there are {[family.label(family.start + x) for x in range(min(9, family.size))]}"
    )
