"""How much of a shipment can be of use: what comes to its origin, what goes on from where it ends.

Tighter than ``bounds``, from which it starts, and for a few shipments only: each commodity is
followed along its lanes, backwards in time from where it is used and forwards from where it enters.
At a moment, flows of a commodity are paths, from where it enters to where it leaves, and circles;
circles cost and change nothing, so some best plan has none, and in it no more passes an account
than enters upstream of it, or leaves downstream. Source: Ahuja, Magnanti and Orlin, Network Flows
(1993), section 3.5, on the decomposition of flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.bounds import bounds, groups, owner, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from optimizer.data.network.bounds import Bounds
    from optimizer.data.problem import Floats, Integers, Problem


def most_of_use(problem: Problem, chosen: Integers) -> Floats:
    """Most of the chosen shipments, chosen × moments, in units; infinite where nothing limits."""
    if not chosen.size:
        return np.zeros((0, problem.size("moments")))
    limit = bounds(problem)
    most, sides = limit.flow.copy(), _Sides.of(problem, limit)
    for goods in _goods(problem, chosen):
        wanted = goods.wanted(sides, most[goods.shipments])
        most[goods.shipments] = goods.gathered(sides, wanted)
    return most[chosen]


def entering(problem: Problem, limit: Bounds) -> Floats:
    """Most that enters otherwise than by a shipment or from stock; accounts × moments, in units."""
    total = problem.values("given").copy()
    collected = np.zeros((problem.size("returning"), problem.size("moments")))
    collected += problem.values("collected_past")
    now, then = pairs(problem, "pasts_of")[0], pairs(problem, "past_moment")[1]
    for returning, serving in zip(*pairs(problem, "sold_as"), strict=True):
        back = problem.values("return_rate")[returning] * limit.served[serving, then]
        np.add.at(collected[returning], now, back)
    for relation, amount in (
        ("supplied_by", problem.values("bought_max")),
        ("contracted_by", problem.values("contract_max")),
        ("collected_into", collected),
    ):
        account, member = pairs(problem, relation)
        np.add.at(total, account, amount[member])
    return total + _made(problem, limit)


def _made(problem: Problem, limit: Bounds) -> Floats:
    """Per facility: the sum over operations, or all capacity on the most fruitful of them."""
    makes = np.flatnonzero(problem.values("coefficient") > 0)
    rate = problem.values("coefficient")[makes]
    operation = pairs(problem, "operation_of")[1][makes]
    home = owner(problem, "running", "operations")[operation]
    distinct, at = groups(owner(problem, "entries_of", "entries")[makes], home)
    each = np.zeros((distinct.shape[1], problem.size("moments")))
    np.add.at(each, at, rate[:, None] * limit.activity[operation])
    use = problem.values("capacity_use")[operation][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        full = np.where(use > 0, rate[:, None] * limit.capacity[home] / use, np.inf)
    alone = np.zeros_like(each)
    np.maximum.at(alone, at, full)
    made = np.zeros((problem.size("accounts"), each.shape[1]))
    np.add.at(made, distinct[0], np.minimum(each, alone))
    return made


@dataclass(frozen=True)
class _Sides:
    """What may enter and leave accounts, and wait there from moment to moment.

    ``leaving`` counts what waits; ``before``: position of the moment before, -1 for none.
    """

    entering: Floats
    leaving: Floats
    room: Floats
    kept: Floats
    before: Integers

    @classmethod
    def of(cls, problem: Problem, limit: Bounds) -> _Sides:
        account, holding = pairs(problem, "kept_in")
        room, kept = np.zeros(limit.leaving.shape[0]), np.ones_like(limit.leaving)
        room[account] = (problem.values("stock_room") + problem.values("room_max"))[holding]
        kept[account] = problem.values("kept")[holding]
        before = np.full(kept.shape[1], -1)
        now, earlier = pairs(problem, "before")
        before[now] = earlier
        return cls(entering(problem, limit), limit.leaving, room, kept, before)


@dataclass(frozen=True)
class _Goods:
    """One commodity: its accounts, and its shipments with their ends among these.

    ``prompt``: shipments × moments, whether a shipment arrives at the moment it leaves. ``late``:
    of the others, which is sent at which moment and arrives at which, in three parallel arrays.
    """

    accounts: Integers
    shipments: Integers
    origin: Integers
    destination: Integers
    prompt: NDArray[np.bool_]
    late: tuple[Integers, Integers, Integers]

    def wanted(self, sides: _Sides, room: Floats) -> Floats:
        """What can go on from the destination, from the last moment to the first."""
        useful = np.zeros((self.accounts.size, room.shape[1]))
        wanted = room.copy()
        shipment, sent, arriving = self.late
        for n in reversed(range(room.shape[1])):
            # What arrives in several branches must find its use in each; what arrives after the
            # end, in none, is not limited here.
            due = sent == n
            late, when = shipment[due], arriving[due]
            np.minimum.at(wanted[:, n], late, useful[self.destination[late], when])
            prompt = self.prompt[:, n]
            out = sides.leaving[self.accounts, n]
            np.add.at(out, self.origin[~prompt], wanted[~prompt, n])
            now = np.where(prompt, room[:, n], 0.0)
            useful[:, n] = _together(out, self.destination, self.origin, now)
            on = useful[self.destination[prompt], n]
            wanted[prompt, n] = np.minimum(room[prompt, n], on)
        return wanted

    def gathered(self, sides: _Sides, wanted: Floats) -> Floats:
        """What can gather at the origin, from the first moment to the last."""
        there = np.zeros((self.accounts.size, wanted.shape[1]))
        most = wanted.copy()
        shipment, sent, arriving = self.late
        for n, before in enumerate(sides.before):
            into = sides.entering[self.accounts, n]
            if before >= 0:
                stock = np.minimum(sides.room[self.accounts], there[:, before])
                into += sides.kept[self.accounts, n] * stock
            due = arriving == n
            late = shipment[due]
            np.add.at(into, self.destination[late], most[late, sent[due]])
            now = np.where(self.prompt[:, n], wanted[:, n], 0.0)
            there[:, n] = _together(into, self.origin, self.destination, now)
            most[:, n] = np.minimum(wanted[:, n], there[self.origin, n])
        return most


def _goods(problem: Problem, chosen: Integers) -> Iterator[_Goods]:
    """The commodities of some shipments, each with all of its shipments."""
    names = [label.rpartition("|")[2] for label in problem.labels("accounts")]
    commodity = np.unique(names, return_inverse=True)[1]
    origin = owner(problem, "leaving", "shipments")
    destination = np.maximum(
        owner(problem, "arriving", "shipments"), owner(problem, "arriving_late", "shipments")
    )
    prompt = np.zeros((origin.size, problem.size("moments")), dtype=bool)
    prompt[pairs(problem, "arriving")[1]] = True
    keys, sent = pairs(problem, "sent_at")
    shipment, arriving = np.divmod(keys, prompt.shape[1])
    at_once = sent == arriving
    prompt[shipment[at_once], sent[at_once]] = True
    for which in np.unique(commodity[origin[chosen]]):
        accounts = np.flatnonzero(commodity == which)
        shipments = np.flatnonzero(commodity[origin] == which)
        late = np.isin(shipment, shipments) & ~at_once
        yield _Goods(
            accounts,
            shipments,
            np.searchsorted(accounts, origin[shipments]),
            np.searchsorted(accounts, destination[shipments]),
            prompt[shipments],
            (np.searchsorted(shipments, shipment[late]), sent[late], arriving[late]),
        )


def _together(amount: Floats, start: Integers, end: Integers, most: Floats) -> Floats:
    """Most that comes together at each account, of what begins at accounts and moves on.

    Either all that begins anywhere upstream; or, if less, what begins near by or is brought there
    by limited shipments, where near by is all from which unlimited shipments lead. ``most`` is
    what shipments from ``start`` to ``end`` carry.
    """
    free = np.isinf(most)
    limited = (most > 0) & ~free
    nearby = amount.copy()
    np.add.at(nearby, end[limited], most[limited])
    upstream = _reached(amount.size, start[most > 0], end[most > 0])
    close = _reached(amount.size, start[free], end[free])
    return np.minimum(_sums(upstream, amount), _sums(close, nearby))


def _sums(reached: NDArray[np.bool_], amount: Floats) -> Floats:
    found: Floats = np.where(reached, amount, 0.0).sum(axis=1)
    return found


def _reached(size: int, start: Integers, end: Integers) -> NDArray[np.bool_]:
    """Whether an account (row) is reached from another (column), or is the same."""
    reached = np.eye(size, dtype=bool)
    reached[end, start] = True
    while True:
        steps = reached.astype(np.float32)
        further = steps @ steps > 0
        if np.array_equal(further, reached):
            return reached
        reached = further
