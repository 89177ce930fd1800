"""Periods, the scenario tree and its moments; step tables and dated rules evaluated on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Builder, Floats

TRUNK = ""
WHOLE_YEAR = 1e-9
"""Slack when whole years are counted from summed fractions of years."""


def years_between(start: date, days: int) -> float:
    """Length in years of ``days`` from ``start``, each calendar year counted by its own length."""
    end = start + timedelta(days=days)
    total = 0.0
    for year in range(start.year, end.year + 1):
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        inside = (min(end, after) - max(start, first)).days
        if inside > 0:
            total += inside / (after - first).days
    return total


@dataclass(frozen=True)
class Moment:
    """A period in a branch of the tree; ``before`` is the position of the moment before, or -1."""

    scenario: str
    period: int
    before: int
    probability: float

    def label(self, periods: Sequence[str]) -> str:
        """``2027`` on the trunk, ``embargo|2027`` on a branch."""
        name = periods[self.period]
        return name if self.scenario == TRUNK else f"{self.scenario}|{name}"


class Calendar:
    """Periods and moments of an instance, with everything time decides."""

    def __init__(self, instance: Instance) -> None:
        periods = instance.table("periods").sort("start")
        self.periods: tuple[str, ...] = tuple(periods["period"])
        self.starts: tuple[date, ...] = tuple(periods["start"])
        self.days: tuple[int, ...] = tuple(periods["days"])
        self.position = {name: at for at, name in enumerate(self.periods)}
        self.years: Floats = np.array(
            [years_between(s, d) for s, d in zip(self.starts, self.days, strict=True)]
        )
        self.elapsed: Floats = np.concatenate([[0.0], np.cumsum(self.years)])
        rows = instance.table("scenarios")
        self.parent: dict[str, str] = dict(zip(rows["scenario"], rows["parent"], strict=True))
        self._from = {
            s: self.position[p] for s, p in zip(rows["scenario"], rows["from_period"], strict=True)
        }
        self._chance = dict(zip(rows["scenario"], rows["probability"], strict=True))
        self._until = {
            s: self.position[p]
            for s, p in zip(rows["scenario"], rows["last_period"], strict=True)
            if p
        }
        self.moments: tuple[Moment, ...] = self._grow()

    def _grow(self) -> tuple[Moment, ...]:
        """Moments in the order of time, parents before children.

        A branch of probability 0 is still a branch; a scenario whose children take all of its
        probability ends where they begin, one with a last period after that.
        """
        last: dict[str, int] = {TRUNK: -1}
        left: dict[str, float] = {TRUNK: 1.0}
        moments: list[Moment] = []
        for at in range(len(self.periods)):
            taken: dict[str, float] = {}
            entering = dict(left)
            for scenario in self._starting(at):
                parent = self.parent[scenario]
                last[scenario] = last[parent]
                entering[scenario] = entering[parent] * self._chance[scenario]
                taken[parent] = taken.get(parent, 0.0) + self._chance[scenario]
            left = {
                scenario: chance * (1.0 - taken.get(scenario, 0.0))
                for scenario, chance in entering.items()
                if taken.get(scenario, 0.0) < 1.0 - WHOLE_YEAR
            }
            for scenario, chance in left.items():
                moments.append(Moment(scenario, at, last[scenario], chance))
            first = len(moments) - len(left)
            last |= {scenario: first + rank for rank, scenario in enumerate(left)}
            left = {s: chance for s, chance in left.items() if self._until.get(s) != at}
        return tuple(moments)

    def _starting(self, at: int) -> list[str]:
        """Scenarios that begin in a period, parents before children."""
        return sorted(
            (s for s, period in self._from.items() if period == at),
            key=lambda s: len(self.lineage(s)),
        )

    @cached_property
    def period_of(self) -> list[int]:
        """Period of each moment."""
        return [moment.period for moment in self.moments]

    @cached_property
    def paths(self) -> list[list[int]]:
        """For each moment, all moments up to and with it, oldest first."""
        paths: list[list[int]] = []
        for at, moment in enumerate(self.moments):
            paths.append([*(paths[moment.before] if moment.before >= 0 else []), at])
        return paths

    @cached_property
    def leaves(self) -> list[bool]:
        """Whether a moment ends the horizon; a branch that has an end of its own has none."""
        end = len(self.periods) - 1
        return [m.period == end and m.scenario not in self._until for m in self.moments]

    def lineage(self, scenario: str) -> list[str]:
        """Trunk, ..., parent, scenario."""
        line = [scenario]
        while line[-1] != TRUNK:
            line.append(self.parent[line[-1]])
        return line[::-1]

    def whole_years(self, earlier: int, later: int) -> int:
        """Whole years between the starts of two periods."""
        return int(np.floor(self.elapsed[later] - self.elapsed[earlier] + WHOLE_YEAR))

    def online(self, decided: int, lead_days: int) -> int:
        """First period that starts ``lead_days`` after ``decided`` or later; or their number."""
        ready = self.starts[decided] + timedelta(days=lead_days)
        for at in range(decided, len(self.periods)):
            if self.starts[at] >= ready:
                return at
        return len(self.periods)

    def in_force(self, first: date | None, last: date | None) -> list[bool]:
        """For each period, whether at least half of its days lie within the dates."""
        result = []
        for start, days in zip(self.starts, self.days, strict=True):
            end = start + timedelta(days=days - 1)
            low = max(start, first) if first else start
            high = min(end, last) if last else end
            result.append(2 * max(0, (high - low).days + 1) >= days)
        return result

    def discount(self, rate: float) -> Floats:
        """Present value of 1 in the middle of each period."""
        return np.asarray((1.0 + rate) ** -(self.elapsed[:-1] + self.years / 2.0))

    def window(self, first: str, last: str) -> tuple[int, int]:
        """Positions of a window's ends; empty names mean the horizon's."""
        low = self.position[first] if first else 0
        high = self.position[last] if last else len(self.periods) - 1
        return low, high

    def step_values(
        self,
        table: pl.DataFrame,
        keys: Sequence[str],
        column: str,
        position: dict[Any, int],
        empty: float,
    ) -> Floats:
        """A step column on thing × moment: the latest row at or before the period holds.

        ``position`` maps the tuple of ``keys`` (or the single key) to the row of the result; rows
        of other things are passed over. ``empty`` stands before the first row and for empty cells.
        """

        def fill(rows: pl.DataFrame, out: Floats) -> None:
            names = _names(rows, keys)
            ordered = sorted(
                (self.position[p], position[name], empty if value is None else value)
                for name, p, value in zip(names, *_lists(rows, "period", column), strict=True)
                if name in position
            )
            for at, row, value in ordered:
                out[row, at:] = value

        return self._by_branch(table, [*keys, "period"], len(position), empty, fill)

    def period_values(
        self,
        table: pl.DataFrame,
        keys: Sequence[str],
        column: str,
        position: dict[Any, int],
    ) -> Floats:
        """A per-period column on thing × moment; zero where there is no row."""

        def fill(rows: pl.DataFrame, out: Floats) -> None:
            names = _names(rows, keys)
            for name, p, value in zip(names, *_lists(rows, "period", column), strict=True):
                if name in position:
                    out[position[name], self.position[p]] = value

        return self._by_branch(table, [*keys, "period"], len(position), 0.0, fill)

    def _by_branch(
        self,
        table: pl.DataFrame,
        key: list[str],
        size: int,
        empty: float,
        fill: Callable[[pl.DataFrame, Floats], None],
    ) -> Floats:
        """Evaluate a table per branch, with the overrides of its lineage, and lay out by moment."""
        overriding = set(table["scenario"]) - {TRUNK} if "scenario" in table.columns else set()
        result = np.empty((size, len(self.moments)))
        cache: dict[tuple[str, ...], Floats] = {}
        for at, moment in enumerate(self.moments):
            line = tuple(s for s in self.lineage(moment.scenario) if s == TRUNK or s in overriding)
            if line not in cache:
                rows = table
                if "scenario" in table.columns:
                    layers = [table.filter(pl.col("scenario") == s) for s in line]
                    rows = pl.concat(layers).unique(key, keep="last", maintain_order=True)
                values = np.full((size, len(self.periods)), empty)
                fill(rows, values)
                cache[line] = values
            result[:, at] = cache[line][:, moment.period]
        return result


def _names(rows: pl.DataFrame, keys: Sequence[str]) -> list[Any]:
    """The single key, or the tuple of keys, of each row."""
    lists = _lists(rows, *keys)
    return lists[0] if len(keys) == 1 else list(zip(*lists, strict=True))


def _lists(rows: pl.DataFrame, *columns: str) -> list[list[Any]]:
    """Columns as lists, which are much faster to run through than series."""
    return [rows[c].to_list() for c in columns]


def derive(b: Builder, calendar: Calendar, rate: float) -> None:
    """Sets ``periods`` and ``moments`` and what every mechanism needs of time."""
    b.add_set("periods", calendar.periods, "time buckets")
    b.add_set(
        "moments",
        (m.label(calendar.periods) for m in calendar.moments),
        "periods in a branch of the scenario tree",
    )
    chance = np.array([m.probability for m in calendar.moments])
    discount = calendar.discount(rate)
    at_end = (1.0 + rate) ** -calendar.elapsed[-1]
    of = np.array(calendar.period_of)
    b.add_parameter("years", "moments", calendar.years[of], "year", "length of the period")
    b.add_parameter("weight", "moments", chance * discount[of], "1", "probability times discount")
    b.add_parameter(
        "weight_at_end",
        "moments",
        chance * np.array(calendar.leaves) * at_end,
        "1",
        "probability times discount at the end, at last moments only",
    )
    b.add_parameter("discount", "periods", discount, "1", "present value of money of the period")
    b.add_parameter(
        "discount_at_end",
        "periods",
        at_end,
        "1",
        "present value of money at the end of the horizon",
    )
    pairs = [(at, m.before) for at, m in enumerate(calendar.moments) if m.before >= 0]
    b.add_relation(
        "before",
        "moments",
        "moments",
        ([p[0] for p in pairs], [p[1] for p in pairs]),
        "the moment before; none at the start",
    )
