"""Small integer programs as arrays, without an instance: solvable, unsolvable, and hard ones."""

import numpy as np

from optimizer.data.problem import Floats, IndexSet
from optimizer.solve.arrays import Arrays, Family


def program(
    cost: list[float],
    rows: list[tuple[list[float], float, float]],
    *,
    lower: float | list[float] = 0.0,
    upper: float | list[float] = np.inf,
    integer: bool | list[bool] = False,
    offset: float = 0.0,
) -> Arrays:
    """min cost·x + offset; a row is (coefficients, least, most); columns are ``x[0], x[1], …``."""
    size = len(cost)
    matrix = np.array([row[0] for row in rows], dtype=float).reshape(len(rows), size)
    counts = np.count_nonzero(matrix, axis=1)
    vector = np.array(cost, dtype=float)
    return Arrays(
        cost=vector,
        offset=offset,
        lower=np.broadcast_to(np.array(lower, dtype=float), size).copy(),
        upper=np.broadcast_to(np.array(upper, dtype=float), size).copy(),
        integer=np.broadcast_to(np.array(integer), size).copy(),
        row_lower=np.array([row[1] for row in rows], dtype=float),
        row_upper=np.array([row[2] for row in rows], dtype=float),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        columns_of=np.nonzero(matrix)[1].astype(np.int32),
        values=matrix[np.nonzero(matrix)],
        decisions={"x": Family("x", (_numbers(size),), 0)},
        constraints={"row": Family("row", (_numbers(len(rows)),), 0)},
        costs=(),
        aims={"cost": (vector, offset), "exposure": (np.ones(size), 0.0)},
    )


def _numbers(size: int) -> IndexSet:
    return IndexSet("numbers", tuple(str(at) for at in range(size)), "0, 1, 2, …")


def split_the_market(rows: int, columns: int, *, slack: bool) -> Arrays:
    """Cornuéjols and Dawande's market split: retailers halved between two divisions.

    With ``slack`` the deviation from half is minimised, so that a point is found at once and a good
    bound never; without, the halves must be exact, and hardly anything is found at all.
    """
    sizes = np.random.default_rng(7).integers(1, 100, (rows, columns)).astype(float)
    half = np.floor(sizes.sum(axis=1) / 2)
    if not slack:
        exact = [(list(r), float(h), float(h)) for r, h in zip(sizes, half, strict=True)]
        return program([0.0] * columns, exact, upper=1.0, integer=True)
    apart = np.hstack([np.eye(rows), -np.eye(rows)])
    table = np.hstack([sizes, apart])
    return program(
        [0.0] * columns + [1.0] * 2 * rows,
        [(list(r), float(h), float(h)) for r, h in zip(table, half, strict=True)],
        upper=[1.0] * columns + [np.inf] * 2 * rows,
        integer=[True] * columns + [False] * 2 * rows,
    )


def broken(arrays: Arrays, values: Floats) -> float:
    """The worst violation of a row, a bound or wholeness at a point."""
    product = np.zeros(arrays.row_lower.size)
    at = np.repeat(np.arange(product.size), np.diff(arrays.starts))
    np.add.at(product, at, arrays.values * values[arrays.columns_of])
    apart = np.abs(values - np.round(values))[arrays.integer]
    found = [
        arrays.row_lower - product,
        product - arrays.row_upper,
        arrays.lower - values,
        values - arrays.upper,
        apart,
    ]
    return max((float(f.max()) for f in found if f.size), default=0.0)
