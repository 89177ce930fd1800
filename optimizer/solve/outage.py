"""What an outage takes from a problem whose here-and-now decisions are fixed.

With capacities, contracts and openings decided, all that a row of ``disruptions`` scales is the
upper bound of a column or the right-hand side of a row. So an outage is a change of those, and
nothing has to be built again. What it means is said in docs/meaning.md, Disruptions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.bounds import owner, pairs
from optimizer.data.network.struck import THINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.data.problem import Floats, Integers, Problem
    from optimizer.solve.arrays import Arrays
    from optimizer.solve.window import Window

OBLIGATIONS = ("least_output", "least_take", "rule_kept")
"""Rows that bind nobody once a disruption has struck unforeseen: force majeure."""


@dataclass(frozen=True)
class Blow:
    """One thing that strikes: positions of what is struck by table, and what is left of it.

    ``left``: a fraction by moment of the problem, 1 where nothing is amiss.
    """

    struck: Mapping[str, Integers]
    left: Floats


@dataclass(frozen=True)
class Change:
    """New upper bounds of columns and of rows."""

    columns: Integers
    upper: Floats
    rows: Integers
    row_upper: Floats

    def applied(self, arrays: Arrays) -> Arrays:
        """The problem so changed."""
        upper, row_upper = arrays.upper.copy(), arrays.row_upper.copy()
        upper[self.columns], row_upper[self.rows] = self.upper, self.row_upper
        return replace(arrays, upper=upper, row_upper=row_upper)


def fraction_left(days: Sequence[int], first: int, length: float, remaining: float = 0.0) -> Floats:
    """What an outage from the start of period ``first`` leaves of each period, a fraction.

    It lasts ``length`` days and leaves ``remaining`` while it lasts. Of a period of which it takes
    some days, it leaves what a row of ``disruptions`` with that ``remaining`` would:

        left = 1 − (1 − remaining) · (days of the period within the outage) / (days of the period)
    """
    size = np.asarray(days, dtype=float)
    start = np.concatenate([[0.0], np.cumsum(size[first:])[:-1]])
    within = np.clip(length - start, 0.0, size[first:])
    return np.concatenate([np.ones(first), 1.0 - (1.0 - remaining) * within / size[first:]])


def released(arrays: Arrays) -> Arrays:
    """The problem without obligations: no least use, no least take and no rule binds."""
    lower = arrays.row_lower.copy()
    for name in OBLIGATIONS:
        if name in arrays.constraints:
            lower[arrays.constraints[name].span] = -np.inf
    return replace(arrays, row_lower=lower)


class Outages:
    """Turns blows into changes of a window of a problem, of which all here-and-now is fixed."""

    def __init__(self, problem: Problem, arrays: Arrays, part: Window) -> None:
        self._whole, self._part = arrays, part
        self._count = problem.size("moments")
        self._home = owner(problem, "running", "operations")
        self._struck_home = pairs(problem, "home_of_struck")[1]
        lanes = problem.instance.table("lanes")["lane"].to_list()
        at = {name: position for position, name in enumerate(lanes)}
        on = [label.rpartition("|")[0] for label in problem.labels("shipments")]
        self._lane = np.array([at[name] for name in on], dtype=np.int64)
        self._limited = {
            rule: np.array([at[name] for name in problem.labels(over)], dtype=np.int64)
            for rule, over in _LANE_ROWS.items()
        }
        self._activity = self._activity_limits(problem)

    def change(self, blows: Iterable[Blow]) -> Change:
        """What all blows together make of the window; where they multiply, they do."""
        left = _Left.of_blows(tuple(blows), self._count)
        found = _Found()
        self._plants(left, found)
        self._purchases(left, found)
        self._moves(left, found)
        return found.change(self._part)

    def _plants(self, left: _Left, found: _Found) -> None:
        if left.of("facilities"):
            found.rows(*self._rows("output_limit"), *left["facilities"])
            row, side = self._rows("struck_limit")
            at, fraction = left.over("facilities", self._struck_home)
            found.rows(row, side, at, fraction)
        if left.of("operations"):
            at, fraction = left["operations"]
            column, _ = self._columns("activity")
            alone = left.at("facilities", self._home[at])
            found.columns(column, self._activity, at, fraction * alone)

    def _purchases(self, left: _Left, found: _Found) -> None:
        if left.of("supplies"):
            found.columns(*self._columns("bought"), *left["supplies"])
        if left.of("contracts"):
            found.columns(*self._columns("taken"), *left["contracts"])
            found.rows(*self._rows("greatest_take"), *left["contracts"])

    def _moves(self, left: _Left, found: _Found) -> None:
        if not (left.of("lanes") or left.of("shipments")):
            return
        on = left.at("lanes", self._lane) * left.at("shipments", np.arange(self._lane.size))
        hit = np.flatnonzero((on < 1.0).any(axis=1))
        found.columns(*self._columns("flow"), hit, on[hit])
        for rule, lanes in self._limited.items():
            at, fraction = left.over("lanes", lanes)
            found.rows(*self._rows(rule), at, fraction)

    def _activity_limits(self, problem: Problem) -> Floats:
        """What an operation can do with its facility to itself, as it is in the window."""
        _, room = self._rows("output_limit")
        limit = room[self._home]
        _, fraction = self._rows("struck_limit")
        position = problem.sets["operations"].position
        struck = [position[label] for label in problem.labels("struck")]
        if struck:
            limit[struck] = fraction
        use = problem.values("capacity_use")[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(use > 0, limit / use, np.inf)

    def _rows(self, rule: str) -> tuple[Integers, Floats]:
        """Positions in the window of a family of rows, things × moments, and their upper sides."""
        family = self._whole.constraints[rule]
        at = self._part.row_at[family.span].reshape(family.shape)
        return at, _taken(self._part.arrays.row_upper, at)

    def _columns(self, decision: str) -> tuple[Integers, Floats]:
        family = self._whole.decisions[decision]
        at = self._part.column_at[family.span].reshape(family.shape)
        return at, _taken(self._part.arrays.upper, at)


_LANE_ROWS = {"lane_limit": "limited_lanes", "opened_before_loaded": "limited_openings"}
"""Rules that limit what a lane carries, and the sets of lanes they are over."""


def _taken(values: Floats, at: Integers) -> Floats:
    """Values at positions, NaN at -1."""
    return np.append(values, np.nan)[at]


@dataclass(frozen=True)
class _Left:
    """What blows leave of things: by table, positions and fractions by moment."""

    parts: Mapping[str, tuple[Integers, Floats]]
    count: int

    @classmethod
    def of_blows(cls, blows: tuple[Blow, ...], count: int) -> _Left:
        parts = {}
        for name in THINGS:
            hits = [(blow.struck[name], blow.left) for blow in blows if name in blow.struck]
            if hits:
                positions = np.unique(np.concatenate([hit for hit, _ in hits]))
                fraction = np.ones((positions.size, count))
                for hit, left in hits:
                    fraction[np.searchsorted(positions, hit)] *= left
                parts[name] = (positions, fraction)
        return cls(parts, count)

    def __getitem__(self, name: str) -> tuple[Integers, Floats]:
        return self.parts[name]

    def of(self, name: str) -> bool:
        """Whether anything of a table is struck."""
        return name in self.parts

    def at(self, name: str, positions: Integers) -> Floats:
        """Fractions of some things of a table, by moment."""
        found = np.ones((positions.size, self.count))
        if name in self.parts:
            hit, fraction = self.parts[name]
            at = np.searchsorted(hit, positions)
            there = np.flatnonzero(np.append(hit, -1)[at] == positions)
            found[there] = fraction[at[there]]
        return found

    def over(self, name: str, positions: Integers) -> tuple[Integers, Floats]:
        """Which of some things of a table are struck, as places in the list, and fractions."""
        fraction = self.at(name, positions)
        hit = np.flatnonzero((fraction < 1.0).any(axis=1))
        return hit, fraction[hit]


@dataclass
class _Found:
    """Changes as they are found."""

    changed_columns: list[tuple[Integers, Floats]] = field(default_factory=list)
    changed_rows: list[tuple[Integers, Floats]] = field(default_factory=list)

    def columns(self, at: Integers, base: Floats, things: Integers, fraction: Floats) -> None:
        self.changed_columns.append(_scaled(at[things], base[things], fraction))

    def rows(self, at: Integers, base: Floats, things: Integers, fraction: Floats) -> None:
        self.changed_rows.append(_scaled(at[things], base[things], fraction))

    def change(self, part: Window) -> Change:
        columns, upper = _together(self.changed_columns)
        rows, row_upper = _together(self.changed_rows)
        # A bound derived from a row may be above the column's own.
        return Change(columns, np.minimum(upper, part.arrays.upper[columns]), rows, row_upper)


def _scaled(at: Integers, base: Floats, fraction: Floats) -> tuple[Integers, Floats]:
    """Positions in the window that lose something, and what is left; a part of no limit is none."""
    hit = (at >= 0) & (fraction < 1.0)
    with np.errstate(invalid="ignore"):
        left = np.where(fraction > 0.0, base * fraction, 0.0)
    return at[hit], left[hit]


def _together(parts: list[tuple[Integers, Floats]]) -> tuple[Integers, Floats]:
    none = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([none, *(at for at, _ in parts)]),
        np.concatenate([np.zeros(0), *(value for _, value in parts)]),
    )
