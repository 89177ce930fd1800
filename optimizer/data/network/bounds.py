"""How much can move at most: bounds that follow from the data by propagation.

What enters an account at a moment leaves it at that moment: it is delivered, used, sent on, sold or
kept. So the most that can leave bounds what can enter, hence flows into the account and activities
that make its commodity, hence what leaves the accounts before it, and so on up the chain. Every
pass starts from valid bounds and gives valid, tighter ones; no number is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.data.problem import Floats, Integers, Problem

PASSES = 40
"""Chains are shorter; loops of recycling come ever closer to their limit and are left there."""
SETTLED = 1e-6
"""Relative change of a bound that is not worth another pass."""


@dataclass(frozen=True)
class Bounds:
    """Upper bounds, infinite where nothing limits; each is of shape things × moments.

    ``capacity`` (in working units, everything built that may be), ``activity`` and ``served`` hold
    for every plan. ``flow`` and ``entering`` (all that enters an account) hold for every plan in
    which no goods go in circles within a moment: circles never pay, so some best plan has none.
    ``leaving`` is what leaves an account otherwise than by a shipment, and what waits in it.
    """

    capacity: Floats
    activity: Floats
    served: Floats
    flow: Floats
    entering: Floats
    leaving: Floats


def bounds(problem: Problem) -> Bounds:
    """Propagate capacities and demand through the network of a problem."""
    network = _Network(problem)
    capacity, served = network.capacity(), network.served()
    activity, flow = network.activity(capacity), network.flow()
    entering = np.full((problem.size("accounts"), problem.size("moments")), np.inf)
    for _ in range(PASSES):
        before = activity, flow
        entering = network.entering(activity, flow, served, capacity)
        activity = np.minimum(activity, network.makeable(entering))
        flow = np.minimum(flow, network.sendable(entering))
        if not (_moved(before[0], activity) or _moved(before[1], flow)):
            break
    leaving = network.leaving(activity, served, capacity)
    return Bounds(capacity, activity, served, flow, entering, leaving)


def pairs(problem: Problem, name: str) -> tuple[Integers, Integers]:
    """Keys and members of a relation, one pair each."""
    relation = problem.relations[name]
    keys = np.repeat(np.arange(relation.pointers.size - 1), np.diff(relation.pointers))
    return keys, relation.members


def owner(problem: Problem, name: str, members: str) -> Integers:
    """The one key of a relation to which each member of a set belongs; -1 where there is none."""
    keys, values = pairs(problem, name)
    found = np.full(problem.size(members), -1)
    found[values] = keys
    return found


def groups(first: Integers, second: Integers) -> tuple[Integers, Integers]:
    """The distinct ones among parallel pairs (2 × count), and which of them each pair is."""
    distinct, at = np.unique(np.stack([first, second]), axis=1, return_inverse=True)
    return distinct, at.ravel()


def _moved(before: Floats, after: Floats) -> bool:
    """Whether a bound has become notably tighter."""
    with np.errstate(invalid="ignore"):
        return bool(np.any(before - after > SETTLED * np.maximum(after, 1.0)))


class _Network:
    """A problem's relations as parallel arrays."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._shape = (problem.size("accounts"), problem.size("moments"))
        self._origin = owner(problem, "leaving", "shipments")
        self._destination = np.maximum(
            owner(problem, "arriving", "shipments"), owner(problem, "arriving_late", "shipments")
        )
        self._prompt = pairs(problem, "arriving")[1]
        self._late = pairs(problem, "arriving_late")[1]
        self._home = owner(problem, "running", "operations")
        self._entry_account = owner(problem, "entries_of", "entries")
        self._entry_operation = pairs(problem, "operation_of")[1]
        self._component = self._components()

    def capacity(self) -> Floats:
        """Old capacity and every build online, of the greatest size, as often as allowed."""
        p, count = self._problem, self._shape[1]
        keys, vintages = pairs(p, "online")
        facility, moment = np.divmod(keys, count)
        expansion = owner(p, "vintages_of", "vintages")[vintages]
        size = p.values("ramp")[vintages, moment] * p.values("size_max")[vintages]
        best = np.zeros((p.size("expansions"), count))
        np.maximum.at(best, (expansion, moment), size)
        best *= p.values("max_builds")[:, None]
        added = np.zeros((p.size("facilities"), count))
        homes, _ = groups(facility, expansion)
        np.add.at(added, homes[0], best[homes[1]])
        return p.values("working") * (p.values("step_capacity") + added)

    def activity(self, capacity: Floats) -> Floats:
        """What an operation can do with the whole facility to itself."""
        use = self._problem.values("capacity_use")[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(use > 0, capacity[self._home] / use, np.inf)

    def served(self) -> Floats:
        """The most energy of each serving: the demand, and its greatest share of it."""
        p = self._problem
        most = p.values("served_max").copy()
        position = p.sets["servings"].position
        roofed = np.array([position[label] for label in p.labels("roofed")], dtype=np.int64)
        demand = p.values("demand")[owner(p, "served_by", "servings")[roofed]]
        most[roofed] = np.minimum(most[roofed], p.values("share_max") * demand)
        return most

    def flow(self) -> Floats:
        """A shipment's own capacity, its lane's, and quotas."""
        p = self._problem
        flow = p.values("flow_max").copy()
        lanes, shipments = pairs(p, "carried_on")
        tonnes = p.values("tonnes")[shipments, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            alone = np.where(tonnes > 0, p.values("lane_room")[lanes] / tonnes, np.inf)
        np.minimum.at(flow, shipments, alone)
        caps, covered = pairs(p, "capped")
        moment = pairs(p, "cap_moment")[1]
        np.minimum.at(flow, (covered, moment[caps]), p.values("cap")[caps])
        return flow

    def entering(self, activity: Floats, flow: Floats, served: Floats, capacity: Floats) -> Floats:
        """The most that leaves an account, or all accounts together that lanes join to it.

        What moves within the joined accounts leaves none of them.
        """
        final = self.leaving(activity, served, capacity)
        np.add.at(final, self._origin[self._late], flow[self._late])
        own = final.copy()
        np.add.at(own, self._origin[self._prompt], flow[self._prompt])
        joined = np.zeros(self._shape)
        np.add.at(joined, self._component, final)
        return np.minimum(own, joined[self._component])

    def leaving(self, activity: Floats, served: Floats, capacity: Floats) -> Floats:
        """The most that leaves an account otherwise than by a shipment, or waits in it."""
        return self._delivered(served) + self._used(activity, capacity) + self._outlets()

    def _delivered(self, served: Floats) -> Floats:
        """Per demand: the sum over chemistries, or all of it by the one that takes most."""
        p = self._problem
        accounts, servings = pairs(p, "delivered_from")
        demand = owner(p, "served_by", "servings")[servings]
        units = p.values("units_per_energy")[servings, None]
        distinct, at = groups(accounts, demand)
        each = np.zeros((distinct.shape[1], self._shape[1]))
        np.add.at(each, at, units * served[servings])
        alone = np.zeros_like(each)
        np.maximum.at(alone, at, units * p.values("demand")[demand])
        delivered = np.zeros(self._shape)
        np.add.at(delivered, distinct[0], np.minimum(each, alone))
        return delivered

    def _used(self, activity: Floats, capacity: Floats) -> Floats:
        """Per facility: the sum over operations, or all capacity on the hungriest of them."""
        p = self._problem
        uses = np.flatnonzero(p.values("coefficient") < 0)
        operation, account = self._entry_operation[uses], self._entry_account[uses]
        need = -p.values("coefficient")[uses]
        distinct, at = groups(account, self._home[operation])
        each = np.zeros((distinct.shape[1], self._shape[1]))
        np.add.at(each, at, need[:, None] * activity[operation])
        with np.errstate(divide="ignore"):
            rate = need / p.values("capacity_use")[operation]
        hungriest = np.zeros((distinct.shape[1], 1))
        np.maximum.at(hungriest[:, 0], at, rate)
        with np.errstate(invalid="ignore"):
            # An operation that uses no capacity is not limited by it: infinite, or 0 · infinite.
            alone = np.where(np.isinf(hungriest), np.inf, hungriest * capacity[distinct[1]])
        used = np.zeros(self._shape)
        np.add.at(used, distinct[0], np.minimum(each, alone))
        return used

    def _outlets(self) -> Floats:
        """Sales up to what buyers want, stock up to the room; what lies, disposal: no limit."""
        p, result = self._problem, np.zeros(self._shape)
        accounts, sales = pairs(p, "sold_from")
        np.add.at(result, accounts, p.values("sold_max")[sales])
        accounts, storages = pairs(p, "kept_in")
        room = p.values("stock_room") + p.values("room_max")
        np.add.at(result, accounts, room[storages, None])
        accounts, lying = pairs(p, "lying_at")
        result[accounts] += p.values("abandoned_max")[lying]
        result[pairs(p, "disposed_from")[0]] = np.inf
        return result

    def makeable(self, entering: Floats) -> Floats:
        """The most of each operation whose products all find a place."""
        coefficient = self._problem.values("coefficient")
        makes = np.flatnonzero(coefficient > 0)
        activity = np.full((self._problem.size("operations"), self._shape[1]), np.inf)
        most = entering[self._entry_account[makes]] / coefficient[makes, None]
        np.minimum.at(activity, self._entry_operation[makes], most)
        return activity

    def sendable(self, entering: Floats) -> Floats:
        """The most of each shipment that its destination takes when it arrives."""
        flow = np.full((self._problem.size("shipments"), self._shape[1]), np.inf)
        flow[self._prompt] = entering[self._destination[self._prompt]]
        keys, sent = pairs(self._problem, "sent_at")
        shipment, arrives = np.divmod(keys, self._shape[1])
        most = entering[self._destination[shipment], arrives]
        np.minimum.at(flow, (shipment, sent), most)
        return flow

    def _components(self) -> Integers:
        """Accounts joined, in either direction, by shipments that arrive when they are sent."""
        component = np.arange(self._shape[0])
        left, right = self._origin[self._prompt], self._destination[self._prompt]
        while True:
            least = np.minimum(component[left], component[right])
            joined = component.copy()
            np.minimum.at(joined, left, least)
            np.minimum.at(joined, right, least)
            joined = joined[joined]
            if np.array_equal(joined, component):
                return component
            component = joined
