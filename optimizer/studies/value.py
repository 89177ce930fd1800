"""What levers are worth: each alone, all together, and every set of them where that is asked.

The value of levers is what the cheapest plan saves when they are pulled, net of their own price.
Levers may help or hinder one another: what together is worth more than the sum of each alone is
their interaction. Every solve stops at a gap, so a value is an interval; where it holds 0 in its
inside, not even its sign is proved. With ``relax`` builds may be fractions: nothing is left of the
gap, so values are numbers, but of that problem.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.tried import Tried, improved, tried, with_survival
from optimizer.studies.value_told import told
from optimizer.studies.worth import DUST, Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.data.outages import Survive
    from optimizer.studies.study import Study

MOST = 5
"""Levers of which every set is solved: 32 solves; more are not waited for."""


@dataclass(frozen=True, eq=False)
class Valued:
    """What each set of levers came to; the empty set is the instance as it is.

    ``levers`` in the order in which they were named.
    """

    instance: Instance
    build: BuildSettings
    settings: SolveSettings
    levers: tuple[str, ...]
    found: Mapping[frozenset[str], Tried]
    complete: bool

    @property
    def base(self) -> Tried:
        """Without any lever."""
        return self.found[frozenset()]

    @property
    def exact(self) -> bool:
        """Whether every cost that is known is a number, no interval."""
        costs = [one.cost for one in self.found.values() if one.results is not None]
        return all(cost.high - cost.low <= DUST * max(1.0, abs(cost.high)) for cost in costs)

    def value(self, which: frozenset[str]) -> Interval:
        """What is saved by pulling them, net of their price."""
        return saved(self.base.cost, self.found[which].cost)

    def interaction(self, which: frozenset[str]) -> Interval | None:
        """Their value together less the sum of the values of each; ``None`` where one is missing.

        It is the value of pulling together, as the base counts but once: with ``n`` levers,
        Σ cost of each − cost of all − (n − 1) · cost of the base.
        """
        alone = [self.found.get(frozenset({lever})) for lever in sorted(which)]
        if any(one is None or one.results is None for one in (*alone, self.found.get(which))):
            return None
        each = [one.cost for one in alone if one is not None]
        all_, base, more = self.found[which].cost, self.base.cost, len(each) - 1
        return Interval(
            sum(cost.low for cost in each) - all_.high - more * base.high,
            sum(cost.high for cost in each) - all_.low - more * base.low,
        )


def saved(before: Interval, after: Interval) -> Interval:
    """The difference of two costs; of two that are infinite it is anything."""
    if before.low == after.low == float("inf"):
        return Interval(0.0, 0.0)
    return before.minus(after)


def sets_of(levers: tuple[str, ...], *, subsets: bool) -> tuple[frozenset[str], ...]:
    """None, each alone, all together; with ``subsets`` all sets, smaller ones first."""
    sizes = range(len(levers) + 1) if subsets else sorted({0, 1, len(levers)})
    return tuple(frozenset(some) for size in sizes for some in combinations(levers, size))


def valued(
    instance: Instance,
    levers: tuple[str, ...],
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    subsets: bool = False,
    survive: Survive | None = None,
) -> Valued:
    """Solve the instance with each set of levers; ``build.levers`` are pulled in all of them.

    Stopped by the watch, the sets that were solved are told.

    Raises:
        SettingsError: no lever is named, one twice or one that is not there; more than ``MOST``
            for all sets; another objective than cost; survival of plans of fractions.
        DataError: pulled, a lever makes the instance invalid.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    _require_asked(levers, build, subsets=subsets)
    if build.relax and survive is not None:
        raise SettingsError("value: what survives is asked of plans that can be built: no relax")
    wanted = [some for some in sets_of(levers, subsets=subsets) if not _twice(some)]
    found: dict[frozenset[str], Tried] = {}
    for at, some in enumerate(wanted, 1):
        named = [lever for lever in levers if lever in some]
        name = " + ".join(named) or "nothing"
        if not watch(Progress("levers", 0.0, message=f"{name}, {at} of {len(wanted)}")):
            break
        pulled = replace(build, levers=(*build.levers, *named))
        found[some] = tried(name, instance, pulled, settings, watch)
    if frozenset() not in found:
        raise SettingsError("stopped before anything was found")
    for some in list(found):
        found[some] = improved(found[some], list(found.values()))
    if survive is not None:
        for some, one in found.items():
            watch(Progress("levers", 0.0, message=f"outages after {one.name}"))
            found[some] = with_survival(one, survive, settings)
    complete = len(found) == len(wanted) and all(one.proved for one in found.values())
    return Valued(instance, build, settings, levers, found, complete)


def _twice(some: frozenset[str]) -> bool:
    """Whether a lever is in it from two periods on, of which the first is all that counts."""
    return len({name.partition("@")[0] for name in some}) < len(some)


def _require_asked(levers: tuple[str, ...], build: BuildSettings, *, subsets: bool) -> None:
    if not levers:
        raise SettingsError("value: name a lever; `junkan show INSTANCE --table levers` lists them")
    if len(set(levers)) < len(levers) or set(levers) & set(build.levers):
        raise SettingsError("value: each lever is named once, and not among those pulled anyway")
    if subsets and len(levers) > MOST:
        raise SettingsError(f"value: all sets of at most {MOST} levers; there are {len(levers)}")
    if build.objective != "cost" or build.then is not None or build.risk is not None:
        raise SettingsError("value compares costs: no other objective, no risk weight")


def value(
    instance: Instance,
    levers: tuple[str, ...],
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    subsets: bool = False,
    survive: Survive | None = None,
) -> Study:
    """What levers are worth as a study; a plan for each set of them, audited (``relax``: none).

    Raises:
        SettingsError, DataError, SolverError: as ``valued``.
    """
    found = valued(instance, levers, build, settings, watch, subsets=subsets, survive=survive)
    return told(found, survive)
