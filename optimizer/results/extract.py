"""From a point of the solver to the tables of a plan, in the words of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.instance import schema
from optimizer.data.network.risk import paths_of
from optimizer.data.problem import Floats, Problem
from optimizer.results.plan_tables import PLAN_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from optimizer.solve.arrays import Arrays, CostPart

DUST = 1e-9
"""Amounts below this (in the instance's units) are the solver's dust: left out, also of costs."""

Rows = dict[str, list[str] | Floats]


def plan_tables(problem: Problem, arrays: Arrays, values: Floats) -> Mapping[str, pl.DataFrame]:
    """All tables of the plan, as ``PLAN_TABLES`` declares them."""
    point = _Point(problem, arrays, _without_dust(arrays, values))
    tables = {
        "builds": point.builds(),
        "closures": point.closures(),
        "signed": point.whole("signed", "contract"),
        "opened": point.whole("opened", "lane"),
        "room": point.plain("room", ("site", "commodity"), "added"),
        "grants": point.grants(),
        "trained": point.trained(),
        "costs": point.costs(),
        "courses": point.courses(),
    }
    for name, (decision, columns, quantity) in BY_MOMENT.items():
        tables[name] = point.by_moment(decision, columns, quantity)
    return {name: _typed(name, tables[name]) for name in PLAN_TABLES}


BY_MOMENT: dict[str, tuple[str, tuple[str, ...], str]] = {
    "activity": ("activity", ("facility", "process"), "activity"),
    "flow": ("flow", ("lane", "commodity"), "quantity"),
    "stock": ("stock", ("site", "commodity"), "quantity"),
    "bought": ("bought", ("supply",), "quantity"),
    "taken": ("taken", ("contract",), "quantity"),
    "served": ("served", ("market", "segment", "chemistry"), "energy"),
    "shortfall": ("shortfall", ("market", "segment"), "energy"),
    "collected": ("collected", ("market", "segment", "chemistry"), "quantity"),
    "disposed": ("disposed", ("site", "commodity"), "quantity"),
    "sold": ("sold", ("site", "commodity"), "quantity"),
    "abandoned": ("abandoned", ("site", "commodity"), "quantity"),
    "learned": ("lessened", ("step",), "quantity"),
    "premiums": ("paid", ("subsidy", "facility", "process"), "amount"),
    "excesses": ("exceeded", ("limit",), "amount"),
    "breaches": ("breach", ("rule", "part"), "amount"),
    "clean_activity": ("clean_activity", ("watched", "facility", "process"), "activity"),
    "clean_flow": ("clean_flow", ("watched", "lane", "commodity"), "quantity"),
    "clean_stock": ("clean_stock", ("watched", "site", "commodity"), "quantity"),
    "clean_served": ("clean_served", ("watched", "market", "segment", "chemistry"), "energy"),
}
"""Tables of what is decided at moments: the decision, the columns of its thing, the amount."""


def _without_dust(arrays: Arrays, values: Floats) -> Floats:
    """The point that the tables tell: dust costs nothing either, however high its price."""
    return np.where((arrays.lower >= 0.0) & (values <= DUST), 0.0, values)


def _typed(name: str, rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema(PLAN_TABLES[name]))


class _Point:
    """A value per column, read family by family."""

    def __init__(self, problem: Problem, arrays: Arrays, values: Floats) -> None:
        self._problem = problem
        self._arrays = arrays
        self._values = values
        labels = problem.labels("moments")
        split = [label.rpartition("|") for label in labels]
        self._scenarios = [part[0] for part in split]
        self._periods = [part[2] for part in split]

    def grid(self, name: str) -> Floats:
        """Values of a decision in the shape of its sets; empty when there is no such decision."""
        family = self._arrays.decisions.get(name)
        if family is None:
            return np.zeros(0)
        return self._values[family.span].reshape(family.shape)

    def by_moment(self, name: str, columns: tuple[str, ...], quantity: str) -> Rows:
        """Rows of a decision over things and moments."""
        grid = self.grid(name)
        if grid.size == 0:
            return {c: [] for c in (*columns, "scenario", "period", quantity)}
        thing, moment = np.nonzero(grid > DUST)
        labels = self._arrays.decisions[name].over[0].labels
        rows = self._named([labels[t] for t in thing], columns)
        rows["scenario"] = [self._scenarios[n] for n in moment]
        rows["period"] = [self._periods[n] for n in moment]
        rows[quantity] = grid[thing, moment]
        return rows

    def plain(self, name: str, columns: tuple[str, ...], quantity: str) -> Rows:
        """Rows of a here-and-now decision."""
        grid = self.grid(name)
        if grid.size == 0:
            return {c: [] for c in (*columns, quantity)}
        found = np.flatnonzero(grid > DUST)
        labels = self._arrays.decisions[name].over[0].labels
        rows = self._named([labels[t] for t in found], columns)
        rows[quantity] = grid[found]
        return rows

    def whole(self, name: str, column: str) -> Rows:
        """Rows of a yes-or-no decision that say yes."""
        rows = self.plain(name, (column,), name)
        keep = [at for at, value in enumerate(rows[name]) if round(float(value)) == 1]
        return {column: [str(rows[column][at]) for at in keep], name: np.ones(len(keep))}

    def builds(self) -> Rows:
        """Vintages with capacity."""
        count, added = self.grid("build"), self.grid("added")
        # A build without capacity stands in the plan only where it costs something.
        paid = (np.round(count) > 0) & (self._problem.values("fixed_capex") > 0)
        found = np.flatnonzero((added > DUST) | paid)
        names = [self._problem.labels("vintages")[v].rpartition("@") for v in found]
        return {
            "expansion": [n[0] for n in names],
            "period": [n[2] for n in names],
            "count": _whole(count[found]),
            "added": added[found],
        }

    def grants(self) -> Rows:
        """What is granted towards builds."""
        rows = self.plain("granted", ("subsidy", "vintage"), "amount")
        parts = [str(vintage).rpartition("@") for vintage in rows.pop("vintage")]
        return rows | {"expansion": [p[0] for p in parts], "period": [p[2] for p in parts]}

    def trained(self) -> Rows:
        """Who is trained, by when the class begins."""
        rows = self.plain("trained", ("class",), "people")
        parts = [str(name).rpartition("@") for name in rows.pop("class")]
        return rows | {"training": [p[0] for p in parts], "period": [p[2] for p in parts]}

    def closures(self) -> Rows:
        """First periods of being closed."""
        closed = np.round(self.grid("closed")) == 1
        first: dict[str, str] = {}
        for label in (self._problem.labels("closures")[k] for k in np.flatnonzero(closed)):
            facility, _, period = label.rpartition("@")
            first.setdefault(facility, period)
        return {
            "facility": list(first),
            "period": list(first.values()),
            "closed": np.ones(len(first)),
        }

    def costs(self) -> Rows:
        """Money by term and moment."""
        amounts: dict[tuple[str, str, str], tuple[float, float]] = {}
        for part in self._arrays.costs:
            size = len(part.over)
            amount = part.constant + np.bincount(
                part.rows, part.values * self._values[part.columns], size
            )
            present = amount * part.weight
            for at in np.flatnonzero((np.abs(amount) > DUST) & self._incurred(part)):
                key = (part.term, *self._when(part.over.name, int(at)))
                old = amounts.get(key, (0.0, 0.0))
                amounts[key] = (old[0] + float(amount[at]), old[1] + float(present[at]))
        keys = list(amounts)
        return {
            "term": [k[0] for k in keys],
            "scenario": [k[1] for k in keys],
            "period": [k[2] for k in keys],
            "amount": np.array([amounts[k][0] for k in keys]),
            "present": np.array([amounts[k][1] for k in keys]),
        }

    def courses(self) -> Rows:
        """Present cost of every course that may happen: its moments, and what all share."""
        chance = self._problem.values("chance")
        spent, shared = np.zeros(chance.size), 0.0
        for part in self._arrays.costs:
            present = part.weight * (
                part.constant
                + np.bincount(part.rows, part.values * self._values[part.columns], len(part.over))
            )
            if part.over.name == "moments":
                spent += np.divide(present, chance, out=np.zeros_like(present), where=chance > 0)
            else:
                shared += float(present.sum())
        paths = paths_of(self._problem)
        ends = [int(path[-1]) for path in paths]
        return {
            "scenario": [self._scenarios[n] for n in ends],
            "probability": chance[ends],
            "cost": np.array([shared + float(spent[path].sum()) for path in paths]),
        }

    def _incurred(self, part: CostPart) -> NDArray[np.bool_]:
        """Where a cost arises: nowhere in periods in which it never counts, such as before the end.

        A branch of probability 0 weighs nothing, but what it costs is told.
        """
        counts: NDArray[np.bool_] = np.not_equal(part.weight, 0.0)
        if part.over.name != "moments":
            return counts
        periods = {p for p, does in zip(self._periods, counts, strict=True) if does}
        return np.array([p in periods for p in self._periods], dtype=bool)

    def _when(self, over: str, at: int) -> tuple[str, str]:
        if over == "moments":
            return self._scenarios[at], self._periods[at]
        return "", self._problem.labels("periods")[at]

    def _named(self, labels: list[str], columns: tuple[str, ...]) -> Rows:
        parts = [label.split("|") for label in labels]
        return {column: [p[at] for p in parts] for at, column in enumerate(columns)}


def _whole(count: Floats) -> Floats:
    rounded = np.round(count)
    return np.where(np.abs(count - rounded) < 1e-5, rounded, count)
