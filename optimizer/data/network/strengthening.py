"""Links: what runs only if something is built or signed, each with the least factor for it alone.

Whatever runs on new capacity is limited by that capacity, together with all else that runs on it.
A link says the same of one decision alone, with the most that it can be (``bounds``) where that is
less than what the new capacity gives: ``flow ≤ most · build``. In whole numbers that is nothing
new; in fractions it is, where one build could serve many and each of them takes little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.data.network.bounds import bounds, groups, owner, pairs
from optimizer.data.problem import Builder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimizer.data.network.bounds import Bounds
    from optimizer.data.problem import Floats, Integers, Problem

WORTH = 1.0 - 1e-6
"""A link is worth a row if a factor is below this part of what the new capacity gives."""


@dataclass(frozen=True)
class Terms:
    """What builds give to things: parallel arrays; a thing at a moment may have many terms.

    ``gives``: what one build of ``vintage`` gives at most to ``thing`` at ``moment``, as far as
    capacity goes; infinite where stock may add up.
    """

    thing: Integers
    moment: Integers
    vintage: Integers
    gives: Floats

    def of(self, things: Integers, parents: Integers) -> Terms:
        """The terms that ``things`` have through their ``parents``, which are things here."""
        order = np.argsort(self.thing, kind="stable")
        count = np.bincount(self.thing, minlength=int(parents.max(initial=-1)) + 1)
        low = (np.cumsum(count) - count)[parents]
        take = np.repeat(np.arange(parents.size), count[parents])
        within = np.arange(take.size) - np.repeat(
            np.cumsum(count[parents]) - count[parents], count[parents]
        )
        at = order[low[take] + within]
        return Terms(things[take], self.moment[at], self.vintage[at], self.gives[at])

    def only(self, keep: NDArray[np.bool_]) -> Terms:
        """Some of the terms."""
        return Terms(self.thing[keep], self.moment[keep], self.vintage[keep], self.gives[keep])


def strengthened(problem: Problem) -> Problem:
    """The problem with the sets, relations and parameters of its links; the rest stays the same."""
    b = Builder(
        problem.instance, dict(problem.sets), dict(problem.relations), dict(problem.parameters)
    )
    derive(b, problem)
    return b.freeze()


def derive(b: Builder, problem: Problem) -> None:
    """Sets ``*_links`` of plants, operations, shipments, servings, entries and contracts."""
    limit, new = bounds(problem), _new_capacity(problem)
    _capacity_links(b, problem, limit, new)
    made = _products(problem, new)
    leaving, shipments = pairs(problem, "leaving")
    _add(b, "flow", "shipments", made.of(shipments, leaving), limit.flow)
    sold, servings = pairs(problem, "delivered_from")
    units = problem.values("units_per_energy")
    terms = made.of(servings, sold)
    _add(b, "serving", "servings", terms, units[:, None] * limit.served, scale=units)
    account = owner(problem, "entries_of", "entries")
    need = -problem.values("coefficient")
    uses = np.flatnonzero(need > 0)
    with np.errstate(invalid="ignore"):
        used = need[:, None] * limit.activity[pairs(problem, "operation_of")[1]]
    _add(b, "use", "entries", made.of(uses, account[uses]), used, scale=need)
    _take_links(b, problem, limit)


def _capacity_links(b: Builder, problem: Problem, limit: Bounds, new: Terms) -> None:
    """Plants whose new capacity is more than all of use, and operations that share a plant."""
    use = problem.values("capacity_use")
    home = owner(problem, "running", "operations")
    old = problem.values("working") * problem.values("step_capacity")
    with np.errstate(invalid="ignore"):
        wanted = np.where(use[:, None] > 0, use[:, None] * limit.activity, 0.0)
    together = np.zeros_like(limit.capacity)
    np.add.at(together, home, wanted)
    # A closure takes old capacity away, on which these links count.
    firm = new.only(~_may_close(problem)[new.thing])
    _add(b, "plant", "facilities", firm, np.minimum(together, limit.capacity), old)
    sharing = np.bincount(home, minlength=old.shape[0])[home] > 1
    shared = np.flatnonzero(sharing & (use > 0))
    terms = firm.of(shared, home[shared])
    _add(b, "operation", "operations", terms, wanted, old[home], use)


def _new_capacity(problem: Problem) -> Terms:
    """What a build of each vintage online gives to its facility."""
    keys, vintage = pairs(problem, "online")
    facility, moment = np.divmod(keys, problem.size("moments"))
    gives = (
        problem.values("working")[facility, moment]
        * problem.values("ramp")[vintage, moment]
        * problem.values("size_max")[vintage]
    )
    return Terms(facility, moment, vintage, gives)


def _may_close(problem: Problem) -> NDArray[np.bool_]:
    """Facilities whose old capacity a closure may take away."""
    closable = np.zeros(problem.size("facilities"), dtype=bool)
    closable[pairs(problem, "closed_at")[0] // problem.size("moments")] = True
    return closable


def _products(problem: Problem, new: Terms) -> Terms:
    """What builds give to accounts that nothing fills but facilities without old capacity."""
    coefficient = problem.values("coefficient")
    makes = np.flatnonzero(coefficient > 0)
    account = owner(problem, "entries_of", "entries")[makes]
    operation = pairs(problem, "operation_of")[1][makes]
    maker = owner(problem, "running", "operations")[operation]
    use = problem.values("capacity_use")[operation]
    free = problem.values("step_capacity")[maker].any(axis=1) | (use == 0)
    only = ~np.isin(account, np.concatenate([_filled(problem), account[free]]))
    makers, at = groups(account[only], maker[only])
    rate = np.zeros(makers.shape[1])
    np.maximum.at(rate, at, coefficient[makes][only] / use[only])
    terms = new.of(np.arange(rate.size), makers[1])
    thing = makers[0][terms.thing]
    # Stock may be what many earlier periods made.
    kept = np.isin(thing, pairs(problem, "kept_in")[0])
    gives = np.where(kept, np.inf, rate[terms.thing] * terms.gives)
    return Terms(thing, terms.moment, terms.vintage, gives)


def _filled(problem: Problem) -> Integers:
    """Accounts that something other than a facility fills."""
    sources = ("supplied_by", "contracted_by", "collected_into", "arriving", "arriving_late")
    given = np.flatnonzero(problem.values("given").any(axis=1))
    return np.concatenate([given, *(pairs(problem, name)[0] for name in sources)])


def _add(
    b: Builder,
    name: str,
    members: str,
    terms: Terms,
    most: Floats,
    base: Floats | None = None,
    scale: Floats | None = None,
) -> None:
    """Add the links that say something: thing ≤ base + Σ factor · build, all over ``scale``."""
    given = np.zeros_like(most) if base is None else base
    per = np.ones(most.shape[0]) if scale is None else scale
    needed = most - given
    keep = _telling(b, terms, needed)
    thing, moment = np.nonzero(keep)
    links, parts = f"{name}_links", f"{name}_terms"
    names, moments = b.sets[members].labels, b.sets["moments"].labels
    labels = [f"{names[i]}@{moments[n]}" for i, n in zip(thing, moment, strict=True)]
    b.add_set(links, labels, f"{members} at moments at which builds make them possible, or larger")
    ids = np.arange(thing.size)
    b.add_relation(f"{name}_linked", links, members, (ids, thing), "what is linked")
    b.add_relation(f"{name}_moment", links, "moments", (ids, moment), "its moment")
    b.add_parameter(
        f"{name}_base", links, given[thing, moment] / per[thing], "unit", "most without a build"
    )
    terms = terms.only(keep[terms.thing, terms.moment] & (terms.gives > 0))
    at = np.searchsorted(np.flatnonzero(keep), terms.thing * keep.shape[1] + terms.moment)
    vintages = b.sets["vintages"].labels
    counted = (f"{labels[x]}<{vintages[v]}" for x, v in zip(at, terms.vintage, strict=True))
    b.add_set(parts, counted, "a link and a vintage that counts in it")
    ids = np.arange(at.size)
    b.add_relation(f"{name}_terms_of", links, parts, (at, ids), "vintages that count")
    b.add_relation(f"{name}_vintage", parts, "vintages", (ids, terms.vintage), "the vintage")
    factor = np.minimum(terms.gives, needed[terms.thing, terms.moment]) / per[terms.thing]
    b.add_parameter(f"{name}_factor", parts, factor, "unit", "what one build gives that is of use")


def _telling(b: Builder, terms: Terms, needed: Floats) -> NDArray[np.bool_]:
    """Things × moments at which a build costs something and gives more than is needed."""
    at = (terms.thing, terms.moment)
    more, costly = np.zeros((2, *needed.shape), dtype=bool)
    for mask, holds in (
        (more, terms.gives * WORTH > needed[at]),
        (costly, b.parameters["fixed_capex"].values[terms.vintage] > 0),
    ):
        mask[terms.thing[holds], terms.moment[holds]] = True
    return np.asarray(more & costly & (needed > 0) & np.isfinite(needed))


def _take_links(b: Builder, problem: Problem, limit: Bounds) -> None:
    """Set ``take_links``: contracts that offer more than can be used."""
    account = owner(problem, "contracted_by", "contracts")
    most = problem.values("contract_max")
    usable = limit.entering[account]
    contract, moment = np.nonzero(usable < most * WORTH)
    labels, moments = b.sets["contracts"].labels, b.sets["moments"].labels
    b.add_set(
        "take_links",
        (f"{labels[c]}@{moments[n]}" for c, n in zip(contract, moment, strict=True)),
        "contracts at moments at which they offer more than can be used",
    )
    ids = np.arange(contract.size)
    b.add_relation("take_linked", "take_links", "contracts", (ids, contract), "the contract")
    b.add_relation("take_moment", "take_links", "moments", (ids, moment), "the moment")
    b.add_parameter("take_factor", "take_links", usable[contract, moment], "unit", "most of use")
