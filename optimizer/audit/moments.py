"""The scenario tree: which moments there are, what went before them, how likely they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit.calendar import Calendar, in_step
from optimizer.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRUNK = ""
_SURE = 1.0 - 1e-9


@dataclass(frozen=True)
class Moments:
    """The moments of the tree, relationally.

    ``table``: ``scenario, period, index, days, years, before, discount, probability``; ``scenario``
    is the branch that owns the moment. ``lineage``: for each moment all moments of its own past and
    itself, ``scenario, period, index, past_scenario, past_period, past_index``. ``descent``: for
    each branch its ancestors and itself, ``branch, ancestor, depth`` (the trunk has depth 0).

    A branch whose children at one period take all its probability ends there; a branch that was
    given probability 0 exists. ``ended``: branches that end of themselves, by ``last_period``.
    """

    table: pl.DataFrame
    lineage: pl.DataFrame
    descent: pl.DataFrame
    ended: tuple[str, ...] = ()

    @classmethod
    def of(cls, scenarios: pl.DataFrame, calendar: Calendar) -> Moments:
        """The tree of ``scenarios`` (``scenario, parent, from_period, probability, last_period``).

        Raises ``AuditError`` when parents are unknown or go in circles.
        """
        tree = _Tree.of(scenarios, calendar)
        periods = calendar.periods
        descent = pl.DataFrame(
            [(branch, *step) for branch in tree.start for step in tree.ancestry(branch)],
            schema={
                "branch": pl.String,
                "ancestor": pl.String,
                "depth": pl.Int64,
                "since": pl.Int64,
            },
            orient="row",
        )
        owners = (
            descent.join(periods.select("period", "index"), how="cross")
            .filter(pl.col("since") <= pl.col("index"))
            .sort("depth")
            .unique(["branch", "index"], keep="last", maintain_order=True)
        )
        own = owners.filter(pl.col("branch") == pl.col("ancestor")).select(
            "period", "index", scenario="branch"
        )
        chances = [tree.chance(s, t) for s, t in own.select("scenario", "index").iter_rows()]
        alive = own.with_columns(probability=pl.Series(chances, dtype=pl.Float64)).drop_nulls()
        table = alive.join(periods.drop("start", "end", "index"), on="period").sort(
            "index", "scenario"
        )
        past = owners.select(
            scenario="branch", past_scenario="ancestor", past_period="period", past_index="index"
        )
        lineage = (
            table.select("scenario", "period", "index")
            .join(past, on="scenario")
            .filter(pl.col("past_index") <= pl.col("index"))
        )
        return cls(table, lineage, descent.drop("since"), tuple(tree.until))

    def overlay(self, rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
        """A table with rows by scenario, as each branch sees it.

        A row of a branch replaces, there and in all that descends from it, the row of the same
        ``keys`` (without ``scenario``) of its ancestors. The result has one row per branch × keys.
        """
        return (
            rows.rename({"scenario": "ancestor"})
            .join(self.descent, on="ancestor")
            .sort("depth")
            .unique(["branch", *keys], keep="last", maintain_order=True)
            .drop("ancestor", "depth")
            .rename({"branch": "scenario"})
        )

    def stepped(self, rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
        """The row of a step table in force in each moment: ``keys``, moment, the row's values.

        ``rows`` have a ``period`` from which they hold and, if the table is one by scenario, a
        ``scenario``. Where none is in force yet there is no row.
        """
        by = [*keys]
        if "scenario" in rows.columns:
            rows, by = self.overlay(rows, [*keys, "period"]), [*keys, "scenario"]
        place = self.table.select("period", "index").unique()
        held = rows.join(place, on="period").drop("period")
        things = held.select(by).unique()
        moments = self.table.select("scenario", "period", "index")
        shared = ["scenario"] if "scenario" in by else []
        grid = things.join(moments, on=shared) if shared else things.join(moments, how="cross")
        return in_step(grid, held, by)


@dataclass(frozen=True)
class _Tree:
    """Branches by name: where they start, from whom they come and how likely."""

    start: Mapping[str, int]
    parent: Mapping[str, str]
    probability: Mapping[str, float]
    leaving: Mapping[str, Mapping[int, float]]
    until: Mapping[str, int]

    @classmethod
    def of(cls, scenarios: pl.DataFrame, calendar: Calendar) -> _Tree:
        place = dict(calendar.periods.select("period", "index").iter_rows())
        start, parent, probability = {TRUNK: 0}, {}, {}
        leaving: dict[str, dict[int, float]] = {TRUNK: {}}
        until: dict[str, int] = {}
        names = scenarios.select("scenario", "parent", "from_period", "probability", "last_period")
        for scenario, above, since, chance, last in names.iter_rows():
            if since not in place:
                raise AuditError(f"scenario {scenario} branches at {since}, which is no period")
            start[scenario], parent[scenario] = place[since], above
            probability[scenario] = chance
            if last:
                until[scenario] = place[last]
            children = leaving.setdefault(above, {})
            children[place[since]] = children.get(place[since], 0.0) + chance
        return cls(start, parent, probability, leaving, until)

    def ancestry(self, branch: str) -> list[tuple[str, int, int]]:
        """``(ancestor, depth, first index)`` of the branch and all above it."""
        path = [branch]
        while path[-1] != TRUNK:
            above = self.parent[path[-1]]
            if above not in self.start or above in path:
                raise AuditError(f"scenario {branch} does not descend from the trunk")
            path.append(above)
        last = len(path) - 1
        return [(name, last - up, self.start[name]) for up, name in enumerate(path)]

    def chance(self, branch: str, index: int) -> float | None:
        """Probability of the moment, the product along its path; ``None`` after the branch's end.

        It has ended where all have left it, or after its last period.
        """
        if index > self.until.get(branch, index):
            return None
        product, leaves = 1.0, index + 1
        while True:
            gone = [share for at, share in self.leaving.get(branch, {}).items() if at < leaves]
            if leaves == index + 1 and any(share >= _SURE for share in gone):
                return None
            for share in gone:
                product *= 1.0 - share
            if branch == TRUNK:
                return product
            product *= self.probability[branch]
            leaves, branch = self.start[branch], self.parent[branch]
