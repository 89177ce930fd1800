"""What is examined, in order; one line per check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.data.cells import TypedTable, typed
from optimizer.data.checks import (
    burdens,
    disruptions,
    flows,
    growth,
    guarantees,
    keys,
    knowledge,
    learning,
    levers,
    magnitudes,
    opening,
    partners,
    people,
    pillars,
    places,
    plants,
    recipes,
    rules,
    scenarios,
    serving,
    subsidies,
    swings,
    time,
    trade,
    units,
    values,
)
from optimizer.data.checks.levers import changes as lever_changes
from optimizer.data.checks.shape import shape
from optimizer.data.checks.view import View
from optimizer.data.findings import Finding, Findings
from optimizer.data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optimizer.data.raw import RawPackage

CHECKS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    values.limits,
    keys.duplicates,
    keys.references,
    keys.targets,
    keys.areas,
    keys.provenance,
    magnitudes.magnitudes,
    time.periods,
    time.windows,
    time.dates,
    time.expansions,
    time.ramps,
    time.discounting,
    scenarios.names,
    scenarios.cycles,
    scenarios.probabilities,
    scenarios.branches,
    scenarios.ends,
    scenarios.overrides,
    disruptions.effects,
    disruptions.outages,
    disruptions.scopes,
    rules.stages,
    rules.elements,
    rules.levels,
    rules.doers,
    guarantees.windows,
    guarantees.customers,
    subsidies.rates,
    subsidies.scopes,
    subsidies.budgets,
    swings.effects,
    burdens.causes,
    growth.subjects,
    learning.steps,
    learning.costs,
    people.pools,
    people.posts,
    knowledge.ends,
    knowledge.effects,
    units.known,
    units.convertible,
    units.plants,
    units.rungs,
    units.masses,
    units.weightless,
    units.deliveries,
    places.countries,
    places.sites,
    places.lanes,
    plants.builds,
    plants.contracts,
    plants.storages,
    plants.idle,
    recipes.empty,
    recipes.mass,
    recipes.elements,
    recipes.returns,
    serving.shares,
    serving.demands,
    serving.lifetimes,
    serving.chemistries,
    trade.rules,
    trade.tariffs,
    trade.permissions,
    flows.commodities,
    flows.operations,
    flows.markets,
    flows.returns,
    flows.duties,
    opening.limits,
    levers.changes,
    levers.idle,
    partners.overlaps,
    partners.demand,
    pillars.parts,
)
"""Everything that is looked for once cells have values; each check stands by itself."""


@dataclass(frozen=True)
class Checked:
    """An instance that was looked at: its typed tables and what was found.

    ``understood``: each table with what was wrong with its cells; ``view``: as checks saw them all.
    """

    tables: Mapping[str, TypedTable]
    findings: Findings
    understood: Mapping[str, tuple[TypedTable, list[Finding]]]
    view: View


def examine(raw: RawPackage, *, levers: bool = True, before: Checked | None = None) -> Checked:
    """Looks at everything in ``raw`` and reports all findings together.

    ``levers``: whether their changes are tried too; where some have been pulled already, what the
    others are about may be gone. ``before``: a look at an instance, some of whose tables are here
    too, as the same objects; what hangs on them alone is not looked for again.
    """
    known = before.understood if before else {}
    understood = {
        name: known[name]
        if name in known and known[name][0].raw is raw.tables[name]
        else typed(table, raw.tables[name])
        for name, table in TABLES.items()
        if name in raw.tables
    }
    tables = {name: table for name, (table, _) in understood.items()}
    findings = [*raw.findings, *shape(raw), *(f for _, found in understood.values() for f in found)]
    view = View(tables, before.view if before else None)
    if raw.readable:
        for check in CHECKS:
            if levers or check is not lever_changes:
                findings += view.look(check)
    return Checked(tables, Findings(findings), understood, view)
