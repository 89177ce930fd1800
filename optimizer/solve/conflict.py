"""Why nothing keeps all rules: the least that must give way for a plan to exist.

Every rule is given a way to be broken at a price, and the sum of breaches, each relative to the
size of its rule, is minimised. What is broken then is a smallest relaxation in that sense, and the
point found is the proof that it suffices. Rules of law give way first, then they, demand and what
else people decree; only where that is not enough do physical limits and balances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solve import highs
from optimizer.solve.outcome import PointQuality

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers
    from optimizer.settings import SolveSettings
    from optimizer.solve.arrays import Arrays

LAW = ("rule_kept",)
"""Families of rules of law, which give way first of all."""

RULES = (
    *LAW,
    "demand_met",
    "share_at_least",
    "share_at_most",
    "quota_limit",
    "burden_limit",
    "growth_limit",
    "dependence_limit",
    "pass_through_limit",
    "least_take",
    "least_output",
)
"""Families that may give way first: what people demand or decree, not what plants can do."""

BREACH = 1e-6


@dataclass(frozen=True)
class Concession:
    """A rule that has to give way, by how much, in the unit of the rule.

    ``rule``: the family and the index, in the words of the tables. ``by``: how far the left-hand
    side passes ``bound``; positive above an upper bound, negative below a lower one. ``words``: the
    same in the words of the rule, where there are some.
    """

    rule: str
    bound: float
    by: float
    words: str = ""

    def __str__(self) -> str:
        """One line for people."""
        if self.words:
            return self.words
        side = "more" if self.by > 0 else "less"
        return f"{self.rule}: {abs(self.by):g} {side} than {self.bound:g}"


@dataclass(frozen=True)
class Relaxation:
    """What gives way, and a point that keeps all the rest; no point where none was found."""

    concessions: tuple[Concession, ...] = ()
    point: Floats | None = None


def least_concessions(arrays: Arrays, settings: SolveSettings) -> tuple[Concession, ...]:
    """What must give way; empty when that could not be found out in the time of ``settings``."""
    return least_relaxation(arrays, settings).concessions


def least_relaxation(arrays: Arrays, settings: SolveSettings) -> Relaxation:
    """What must give way, with the proof that it suffices."""
    law, rules = _rows(arrays, LAW), _rows(arrays, RULES)
    everything = np.arange(arrays.row_lower.size)
    for elastic in (law, rules, everything):
        if elastic.size:
            found = _broken(arrays, elastic, settings)
            if found is not None:
                return found
    return Relaxation()


def _rows(arrays: Arrays, names: tuple[str, ...]) -> Integers:
    families = [arrays.constraints[name] for name in names if name in arrays.constraints]
    spans = [np.arange(f.start, f.start + f.size) for f in families]
    return np.concatenate([np.zeros(0, dtype=np.int64), *spans])


def _broken(arrays: Arrays, elastic: Integers, settings: SolveSettings) -> Relaxation | None:
    """Concessions when only ``elastic`` rows may be broken; ``None`` when that is not enough."""
    outcome = highs.solve(_elastic(arrays, elastic), replace(settings, gap=max(settings.gap, 0.01)))
    if outcome.point is PointQuality.NONE or outcome.values is None:
        return None
    size = arrays.cost.size
    below = outcome.values[size : size + elastic.size]
    above = outcome.values[size + elastic.size :]
    concessions = []
    for at in np.flatnonzero(np.maximum(below, above) > BREACH):
        row = int(elastic[at])
        lower, upper = arrays.row_lower[row], arrays.row_upper[row]
        amount = above[at] if above[at] > below[at] else -below[at]
        bound = upper if amount > 0 else lower
        concessions.append(Concession(arrays.row_name(row), float(bound), float(amount)))
    return Relaxation(tuple(concessions), outcome.values[:size])


def _elastic(arrays: Arrays, elastic: Integers) -> Arrays:
    """Two more columns for every elastic row: how far it is broken below and above."""
    count, size = elastic.size, arrays.cost.size
    finite = np.where(np.isfinite(arrays.row_upper), arrays.row_upper, arrays.row_lower)[elastic]
    price: Floats = 1.0 / np.maximum(1.0, np.maximum(np.abs(finite), _sizes(arrays, elastic)))
    rows = np.concatenate([elastic, elastic])
    starts = np.zeros(arrays.starts.size, dtype=np.int64)
    extra = np.bincount(rows, minlength=arrays.row_lower.size)
    np.cumsum(np.diff(arrays.starts) + extra, out=starts[1:])
    columns = np.empty(starts[-1], dtype=np.int32)
    values = np.empty(starts[-1])
    lengths = np.diff(arrays.starts)
    old = np.repeat(starts[:-1] - arrays.starts[:-1], lengths) + np.arange(arrays.values.size)
    columns[old], values[old] = arrays.columns_of, arrays.values
    first = starts[:-1][elastic] + lengths[elastic]
    columns[first], values[first] = size + np.arange(count), 1.0
    columns[first + 1], values[first + 1] = size + count + np.arange(count), -1.0
    return replace(
        arrays,
        cost=np.concatenate([np.zeros(size), price, price]),
        offset=0.0,
        lower=np.concatenate([arrays.lower, np.zeros(2 * count)]),
        upper=np.concatenate([arrays.upper, np.full(2 * count, np.inf)]),
        integer=np.concatenate([arrays.integer, np.zeros(2 * count, dtype=bool)]),
        starts=starts.astype(np.int32),
        columns_of=columns,
        values=values,
    )


def _sizes(arrays: Arrays, elastic: Integers) -> Floats:
    """What rows of law can come to at most, as far as that is bounded; 0 for others.

    A share has no bound of its own to which a breach could be related.
    """
    law = _rows(arrays, LAW)
    bounded = np.where(np.isfinite(arrays.upper), arrays.upper, 0.0)
    row = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    amounts = np.abs(arrays.values) * bounded[arrays.columns_of]
    size = np.bincount(row, amounts, arrays.row_lower.size)
    return np.where(np.isin(elastic, law), size[elastic], 0.0)
