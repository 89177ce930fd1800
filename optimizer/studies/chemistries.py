"""What each chemistry is worth, and how it shifts dependence: forbidden in turn; and new ones.

Forbidden, a chemistry is delivered to nobody. As some customers insist on a least share of it, a
ban would also free them of that, and might look cheap; and where the others may not serve all, it
would leave customers with nothing. So a plan without the chemistry is held against one in which
nobody need buy it, everybody may, and the others may serve all (``choices.unforced``). A ban then
only takes something away, and its cost is never below 0; what customers' insisting costs is told
beside it. Levers that bring a chemistry, or let plants learn, are pulled in turn, as in ``value``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.changes.apply import changed
from optimizer.data.choices import unforced
from optimizer.data.levers import pulled
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.chemistries_told import energy_of, told
from optimizer.studies.tried import Tried, improved, tried
from optimizer.studies.value import saved
from optimizer.studies.worth import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.instance import Instance
    from optimizer.studies.study import Study

BRINGS = ("chemistries", "learning")
"""A lever that changes one of these tables is about new chemistries."""


@dataclass(frozen=True, eq=False)
class Chemistries:
    """What was found. ``optional``: nobody insists on the chemistry; ``without``: it is forbidden.

    ``allowed``: with a lever pulled. Stopped early, some are missing.
    """

    instance: Instance
    build: BuildSettings
    settings: SolveSettings
    base: Tried
    optional: Mapping[str, Tried]
    without: Mapping[str, Tried]
    allowed: Mapping[str, Tried]
    complete: bool

    def value(self, chemistry: str) -> Interval:
        """What it costs to forbid the chemistry; never below 0."""
        before, after = self.optional[chemistry].cost, self.without[chemistry].cost
        return saved(after, before).at_least_zero(before.high)

    def insisting(self, chemistry: str) -> Interval:
        """What it costs that some insist on it; never below 0."""
        free = self.optional[chemistry].cost
        return saved(self.base.cost, free).at_least_zero(self.base.cost.high)

    def worth(self, lever: str) -> Interval:
        """What the lever saves, net of its price."""
        return saved(self.base.cost, self.allowed[lever].cost)


def compared(
    instance: Instance,
    among: tuple[str, ...] = (),
    levers: tuple[str, ...] | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Chemistries:
    """Forbid each chemistry ``among`` those that markets may buy (none: all), and pull ``levers``.

    ``levers``: each in turn (``None``: all that change ``chemistries`` or ``learning`` and are not
    pulled anyway). ``build.levers`` are pulled throughout.

    Raises:
        SettingsError: no chemistry or lever is called so; another objective than cost.
        DataError: a lever makes the instance invalid.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    if build.objective != "cost" or build.then is not None or build.risk is not None:
        raise SettingsError("chemistries compares costs: no other objective, no risk weight")
    here = pulled(instance, build.levers)
    chosen = _chosen(here, among)
    levers = brought(here) if levers is None else _known(here, levers)
    steps = len(chosen) * 2 + len(levers) + 1
    done: list[str] = []

    def go_on(name: str) -> bool:
        done.append(name)
        return watch(Progress("chemistries", 0.0, message=f"{name}, {len(done)} of {steps}"))

    go_on("all as it is")
    base = tried("all", here, build, settings, watch)
    optional: dict[str, Tried] = {}
    without: dict[str, Tried] = {}
    for name in chosen:
        if not go_on(f"nobody insists on {name}"):
            break
        free = _optional(here, name, base, build, settings, watch)
        if not go_on(f"without {name}"):
            break
        banned = _without(here, name, free, build, settings, watch)
        optional[name], without[name] = improved(free, [base, banned]), banned
    allowed: dict[str, Tried] = {}
    for lever in levers:
        if not go_on(f"with {lever}"):
            break
        more = replace(build, levers=(*build.levers, lever))
        allowed[lever] = improved(tried(lever, here, more, settings, watch), [base])
    all_ = (base, *optional.values(), *without.values(), *allowed.values())
    complete = len(done) == steps and all(one.proved for one in all_)
    return Chemistries(here, build, settings, base, optional, without, allowed, complete)


def brought(instance: Instance) -> tuple[str, ...]:
    """Levers, not pulled yet, that bring a chemistry or let plants learn."""
    about = instance.table("lever_changes").filter(pl.col("table").is_in(BRINGS))["lever"]
    levers = instance.table("levers").filter(~pl.col("pulled"))["lever"].to_list()
    return tuple(lever for lever in levers if lever in set(about))


def _known(instance: Instance, levers: tuple[str, ...]) -> tuple[str, ...]:
    """The levers, looked at before hours are spent on what comes before them."""
    known = instance.table("levers")["lever"].to_list()
    if unknown := [name for name in levers if name.partition("@")[0] not in known]:
        there = f"there are {', '.join(known)}" if known else "the instance has none"
        raise SettingsError(f"no lever is called {', '.join(unknown)}; {there}")
    return tuple(dict.fromkeys(levers))


def _chosen(instance: Instance, among: tuple[str, ...]) -> tuple[str, ...]:
    sold = set(instance.table("shares")["chemistry"])
    known = [name for name in instance.table("chemistries")["chemistry"] if name in sold]
    if unknown := [name for name in among if name not in known]:
        raise SettingsError(f"no market may buy {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(name for name in known if not among or name in among)


def _optional(
    instance: Instance,
    name: str,
    base: Tried,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
) -> Tried:
    """Nobody need buy it; where that is so anyway, what is known is taken."""
    free = unforced(instance, name)
    if free is instance:
        return base
    return tried(f"optional {name}", free, build, settings, watch)


def _without(
    instance: Instance,
    name: str,
    free: Tried,
    build: BuildSettings,
    settings: SolveSettings,
    watch: Watch,
) -> Tried:
    """Nobody may buy it. A plan that does not deliver it needs no second solve."""
    if free.results is not None and not energy_of(free).get(name):
        return replace(free, name=f"without {name}", taken_from=free.name)
    none = f'limit = "forbidden/{name}"; chemistry = "{name}"; start = 0; factor = 0'
    ban = {"table": "growth_limits", "change": "add", "set": none}
    banned = changed(unforced(instance, name), [ban])
    one = tried(f"without {name}", banned, build, settings, watch)
    # What is proved of all plans holds of those without it.
    return replace(one, cost=Interval(max(one.cost.low, free.cost.low), one.cost.high))


def chemistries(
    instance: Instance,
    among: tuple[str, ...] = (),
    levers: tuple[str, ...] | None = None,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
) -> Study:
    """What each chemistry is worth as a study; a plan for each, audited (``relax``: none).

    Raises:
        SettingsError, DataError, SolverError: as ``compared``.
    """
    return told(compared(instance, among, levers, build, settings, watch))
