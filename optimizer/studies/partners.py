"""What every coalition of partners costs, depends on and survives, and how the gain may be shared.

A coalition plans the demand of its members as one, with what they have and their share of what
third countries offer (``optimizer.data.coalitions``). Its cost is a player's game: what each
partner adds, the Shapley values and the core follow (``game``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.data.coalitions import coalition, partners
from optimizer.data.force import ruled
from optimizer.errors import SettingsError
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.watch import Progress, Watch, unwatched
from optimizer.studies.game import coalitions_of
from optimizer.studies.partners_told import told
from optimizer.studies.tried import tried, with_survival
from optimizer.studies.worth import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.data.coalitions import Partner
    from optimizer.data.instance import Instance
    from optimizer.data.outages import Survive
    from optimizer.studies.study import Study
    from optimizer.studies.tried import Tried

MOST = 5
"""Players of which every coalition is solved: 31 solves; more are not waited for."""


@dataclass(frozen=True, eq=False)
class Played:
    """What every coalition came to; ``players`` in the order of the table."""

    instance: Instance
    build: BuildSettings
    settings: SolveSettings
    players: tuple[Partner, ...]
    found: Mapping[frozenset[str], Tried]
    complete: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        return tuple(player.name for player in self.players)

    @property
    def costs(self) -> Mapping[frozenset[str], Interval]:
        """By coalition, its cost between bound and plan."""
        return {some: one.cost for some, one in self.found.items()}

    @property
    def all_solved(self) -> bool:
        """Whether every coalition has a plan, so that the gain can be shared."""
        every = coalitions_of(self.names)
        return all(some in self.found and self.found[some].results for some in every)

    def gain(self, some: frozenset[str]) -> Interval | None:
        """What members save against each alone; ``None`` where one of these is not known."""
        alone = [self.found.get(frozenset({name})) for name in some]
        if any(one is None or one.results is None for one in (*alone, self.found[some])):
            return None
        costs = [one.cost for one in alone if one is not None]
        sums = Interval(sum(c.low for c in costs), sum(c.high for c in costs))
        return sums.minus(self.found[some].cost)


def played(
    instance: Instance,
    among: tuple[str, ...] = (),
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    survive: Survive | None = None,
) -> Played:
    """Solve every coalition of the partners ``among`` those of the instance (none: all).

    Stopped by the watch, the coalitions that were solved are told.

    Raises:
        SettingsError: no partners, more than ``MOST``, an unknown one; another objective than cost;
            what survives, of builds of fractions.
        DataError: a partner's lever makes the instance invalid.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    if build.objective != "cost" or build.then is not None or build.risk is not None:
        raise SettingsError("partners compares costs of plans: no other objective, no risk weight")
    if build.relax and survive is not None:
        raise SettingsError("partners: what survives is asked of plans that can be built: no relax")
    players = _chosen(instance, among)
    base = ruled(instance, build)
    every = coalitions_of(tuple(player.name for player in players))
    found: dict[frozenset[str], Tried] = {}
    for at, some in enumerate(every, 1):
        named = [player.name for player in players if player.name in some]
        name = " + ".join(named)
        if not watch(Progress("partners", 0.0, message=f"{name}, {at} of {len(every)}")):
            break
        brought = [player.lever for player in players if player.name in some and player.lever]
        own = replace(build, levers=tuple(dict.fromkeys((*build.levers, *brought))))
        one = tried(name, coalition(base, named), own, settings, watch)
        found[some] = one if survive is None else with_survival(one, survive, settings)
    complete = len(found) == len(every) and all(one.proved for one in found.values())
    return Played(instance, build, settings, players, found, complete)


def _chosen(instance: Instance, among: tuple[str, ...]) -> tuple[Partner, ...]:
    known = partners(instance)
    names = {player.name for player in known}
    if unknown := [name for name in among if name not in names]:
        raise SettingsError(
            f"no partner is called {', '.join(unknown)}; there are "
            f"{', '.join(player.name for player in known)}"
        )
    chosen = tuple(player for player in known if not among or player.name in among)
    if len(chosen) > MOST:
        raise SettingsError(
            f"partners: all coalitions of at most {MOST}; there are {len(chosen)}: name some"
        )
    return chosen


def partners_study(
    instance: Instance,
    among: tuple[str, ...] = (),
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
    watch: Watch = unwatched,
    *,
    survive: Survive | None = None,
) -> Study:
    """What every coalition costs and how the gain may be shared; a plan for each, audited.

    With ``relax`` there are no plans, as builds may be fractions.

    Raises:
        SettingsError, DataError, SolverError: as ``played``.
    """
    found = played(instance, among, build, settings, watch, survive=survive)
    return told(found, survive)
