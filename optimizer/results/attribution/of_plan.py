"""The network of a plan: its purchases, activities, flows and stocks, moment by moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.assemble import assemble
from optimizer.data.network.dependence import inside_sites
from optimizer.data.network.shipping import tonnes_per_unit
from optimizer.results.attribution.network import Network, Weaver
from optimizer.results.extract import BY_MOMENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.results.plan import Plan

Pool = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Traced:
    """All that a plan moved: the network, its deliveries, and where each link comes from.

    ``done``: table of the plan and thing (position in its set) of links that something does.
    ``share``: by entry of ``network.gives``, the part of what a link carries that goes with it.
    """

    network: Network
    served: tuple[Served, ...]
    done: dict[int, tuple[str, int]]
    share: Floats


@dataclass(frozen=True)
class Served:
    """A delivery in a network: its link, how likely its moment is, and what it delivers."""

    link: int
    chance: float
    market: str
    segment: str
    chemistry: str


class PlanTrail:
    """What a plan moved, to be looked at for any watched countries and any commodities.

    ``instance`` must have the scenarios that the plan reckons with (``Run.instance``).

    Raises:
        FormulationError: the instance was not checked and does not hang together.
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.plan = plan
        self.problem: Problem = assemble(instance)
        self._commodity = [account.partition("|")[2] for account in self.problem.labels("accounts")]

    def network(
        self, watched: frozenset[str], commodities: Collection[str] | None = None
    ) -> tuple[Network, tuple[Served, ...]]:
        """Its network, and its deliveries; only what carries ``commodities`` (``None``: all).

        Raises:
            SettingsError: no country or bloc is called so.
        """
        inside = inside_sites(self.instance, watched)
        site = [a.partition("|")[0] for a in self.problem.labels("accounts")]
        seen = np.array([inside[name] for name in site], dtype=bool)
        kept = np.array(
            [commodities is None or name in commodities for name in self._commodity], dtype=bool
        )
        return _Weaving(self, seen, kept).woven()

    def traced(self) -> Traced:
        """All that the plan moved.

        What an activity carries goes with its outputs by their mass, none with what may be thrown
        away, unless nothing else comes out; one without a mass counts as a tonne.
        """
        accounts = len(self._commodity)
        weaving = _Weaving(self, np.zeros(accounts, dtype=bool), np.ones(accounts, dtype=bool))
        network, served = weaving.woven()
        names = self.instance.table("commodities")["commodity"]
        tonnes = np.nan_to_num(tonnes_per_unit(self.instance, names), nan=1.0)
        mass = dict(zip(names, tonnes.tolist(), strict=True))
        waste = set(self.instance.table("disposals")["commodity"])
        weight = {
            name: (0.0 if name in waste else mass[name]) for name in dict.fromkeys(self._commodity)
        }
        of_pool = {number: self._commodity[pool[0]] for pool, number in weaving.weaver.numbers()}
        worth = network.gives.per * [weight[of_pool[pool]] for pool in network.gives.pool]
        all_mass = network.gives.per * [mass[of_pool[pool]] for pool in network.gives.pool]
        made = np.array(
            [weaving.done.get(k, ("", 0))[0] == "activity" for k in range(network.links)]
        )
        share = np.ones(network.gives.link.size)
        inside = made[network.gives.link]
        total = np.bincount(network.gives.link, worth, network.links)[network.gives.link]
        whole = np.bincount(network.gives.link, all_mass, network.links)[network.gives.link]
        with np.errstate(invalid="ignore", divide="ignore"):
            by_mass = np.where(total > 0.0, worth / total, all_mass / whole)
        share[inside] = by_mass[inside]
        return Traced(network, served, weaving.done, share)

    def amounts(self, table: str) -> Iterator[tuple[int, int, float]]:
        """Thing, moment and amount of every row of a table of the plan, by position."""
        decision, columns, quantity = BY_MOMENT[table]
        things = self.problem.sets[_OVER[decision]].position
        moments = self.problem.sets["moments"].position
        for *names, scenario, period, amount in (
            self.plan.table(table).select(*columns, "scenario", "period", quantity).iter_rows()
        ):
            moment = moments[f"{scenario}|{period}" if scenario else period]
            yield things["|".join(names)], moment, amount

    def owners(self, *relations: str) -> dict[int, int]:
        """The account of each member of relations of accounts."""
        return {member: key for name in relations for key, member in self.pairs(name)}

    def pairs(self, name: str) -> list[tuple[int, int]]:
        """Key and member of every entry of a relation."""
        relation = self.problem.relations[name]
        keys = np.repeat(np.arange(relation.pointers.size - 1), np.diff(relation.pointers))
        return list(zip(keys.tolist(), relation.members.tolist(), strict=True))

    @cached_property
    def after(self) -> dict[int, list[int]]:
        """The moments that follow each moment; several where a branch begins."""
        found: dict[int, list[int]] = {}
        for moment, before in self.pairs("before"):
            found.setdefault(before, []).append(moment)
        return found

    @cached_property
    def arrivals(self) -> dict[tuple[int, int], list[int]]:
        """The moments at which what late shipments sent at a moment arrives."""
        found: dict[tuple[int, int], list[int]] = {}
        count = self.problem.size("moments")
        for key, sent in self.pairs("sent_at"):
            shipment, arrives = divmod(key, count)
            found.setdefault((shipment, sent), []).append(arrives)
        return found


_OVER = {
    "activity": "operations",
    "flow": "shipments",
    "stock": "storages",
    "bought": "supplies",
    "taken": "contracts",
    "served": "servings",
    "collected": "returning",
}
"""The set of things that each decision is about."""


class _Weaving:
    """One network in the making; ``seen`` and ``kept``: accounts that are watched, that count."""

    def __init__(self, trail: PlanTrail, seen: Floats, kept: Floats) -> None:
        self.trail = trail
        self.seen = seen
        self.kept = kept
        self.weaver = Weaver()
        self.done: dict[int, tuple[str, int]] = {}

    def woven(self) -> tuple[Network, tuple[Served, ...]]:
        """The network and its deliveries."""
        for table, relation in (
            ("bought", "supplied_by"),
            ("taken", "contracted_by"),
            ("collected", "collected_into"),
        ):
            account = self.trail.owners(relation)
            for thing, moment, amount in self.trail.amounts(table):
                link = self._link(amount, [], [((account[thing], moment), 1.0)], [account[thing]])
                self._note(link, table, thing)
        self._given()
        self._made()
        self._moved()
        self._waited()
        served = tuple(self._served())
        return self.weaver.network(), served

    def _link(
        self,
        amount: float,
        takes: list[tuple[Pool, float]],
        gives: list[tuple[Pool, float]],
        at: list[int],
    ) -> int | None:
        """A link at accounts ``at``; ``None`` where nothing that it takes or gives counts."""
        takes = [end for end in takes if self.kept[end[0][0]]]
        gives = [end for end in gives if self.kept[end[0][0]]]
        if not (takes or gives):
            return None
        return self.weaver.link(amount, takes, gives, watched=bool(self.seen[at].any()))

    def _note(self, link: int | None, table: str, thing: int) -> None:
        if link is not None:
            self.done[link] = (table, thing)

    def _given(self) -> None:
        given = self.trail.problem.values("given")
        for account, moment in zip(*(x.tolist() for x in np.nonzero(given)), strict=True):
            self._link(float(given[account, moment]), [], [((account, moment), 1.0)], [account])

    def _made(self) -> None:
        account = self.trail.owners("entries_of")
        coefficient = self.trail.problem.values("coefficient")
        entries: dict[int, list[int]] = {}
        for entry, operation in self.trail.pairs("operation_of"):
            entries.setdefault(operation, []).append(entry)
        for operation, moment, amount in self.trail.amounts("activity"):
            ends = [
                ((account[e], moment), float(coefficient[e])) for e in entries.get(operation, [])
            ]
            takes = [(pool, -per) for pool, per in ends if per < 0.0]
            gives = [(pool, per) for pool, per in ends if per > 0.0]
            link = self._link(amount, takes, gives, [pool[0] for pool, _ in ends])
            self._note(link, "activity", operation)

    def _moved(self) -> None:
        origin = self.trail.owners("leaving")
        prompt = self.trail.owners("arriving")
        late = self.trail.owners("arriving_late")
        for shipment, moment, amount in self.trail.amounts("flow"):
            target = prompt.get(shipment, late.get(shipment, -1))
            when = (
                [moment] if shipment in prompt else self.trail.arrivals.get((shipment, moment), [])
            )
            gives = [((target, arrives), 1.0) for arrives in when]
            ends = [origin[shipment], target]
            link = self._link(amount, [((origin[shipment], moment), 1.0)], gives, ends)
            self._note(link, "flow", shipment)

    def _waited(self) -> None:
        account = self.trail.owners("kept_in")
        kept = self.trail.problem.values("kept")
        for holding, moment, amount in self.trail.amounts("stock"):
            home = account[holding]
            gives = [
                ((home, later), float(kept[holding, later]))
                for later in self.trail.after.get(moment, [])
            ]
            self._link(amount, [((home, moment), 1.0)], gives, [home])

    def _served(self) -> Iterator[Served]:
        account = self.trail.owners("delivered_from")
        units = self.trail.problem.values("units_per_energy")
        chance = self.trail.problem.values("chance")
        labels = self.trail.problem.labels("servings")
        for serving, moment, amount in self.trail.amounts("served"):
            home = account[serving]
            takes = [((home, moment), float(units[serving]))]
            link = self._link(amount, takes, [], [home])
            if link is not None:
                yield Served(link, float(chance[moment]), *labels[serving].split("|"))
