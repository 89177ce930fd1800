"""What a plan amounts to, from the tables of the instance and of the plan alone.

Each measure is a function from a ``View`` (instance and plan) to a table; ``measures`` gathers all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.data.instance import Instance
from optimizer.results.measures import (
    activity,
    building,
    cost,
    dependence,
    moving,
    plants,
    recycling,
    rules,
    serving,
)
from optimizer.results.measures.units import energy_unit, per_energy
from optimizer.results.measures.view import View
from optimizer.results.plan import Plan, PlanError, plain
from optimizer.settings import WATCHED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["Headline", "Measures", "View", "measures"]


@dataclass(frozen=True)
class Headline:
    """The few numbers that are read first; ``None`` where one has no meaning."""

    name: str
    """Name of the instance."""
    title: str
    """Its title for people."""
    cost: float
    """Present cost of the plan (money)."""
    currency: str
    energy: float
    """Energy delivered over the horizon, in ``energy_unit``."""
    energy_unit: str
    cost_per_energy: float | None
    """Levelised cost, in ``cost_label``."""
    cost_label: str
    exposure: float | None
    """Exposure to the watched countries over the horizon."""
    highest_share: float | None
    """Highest watched share of a rung over the horizon."""
    highest_rung: str
    """The rung that has it."""
    shortfall: float
    """Energy not delivered, in ``energy_unit``."""
    retiring: float
    """Energy that reaches end of life, in ``energy_unit``."""
    collected: float
    """Of it, collected, in ``energy_unit``."""
    co2_t: float
    """Emitted by processes and transport (t)."""
    co2_kg_per_kwh: float | None
    pass_through: float | None = None
    """Share of the energy that something watched went into; ``None`` without a clean stream."""


@dataclass(frozen=True, eq=False, repr=False)
class Measures:
    """All measures of one plan; each table is documented at the function of its name.

    ``periods``, ``countries``, ``sites`` and ``rungs`` carry what a reader needs of the instance:
    order, names and places; they are documented in ``View``.
    """

    watched: tuple[str, ...]
    headline: Headline
    periods: pl.DataFrame
    countries: pl.DataFrame
    sites: pl.DataFrame
    rungs: pl.DataFrame
    cost_by_term: pl.DataFrame
    cost_by_period: pl.DataFrame
    landed_cost: pl.DataFrame
    builds: pl.DataFrame
    closures: pl.DataFrame
    commitments: pl.DataFrame
    activity: pl.DataFrame
    sourcing: pl.DataFrame
    sourcing_by_stage: pl.DataFrame
    purchases: pl.DataFrame
    stage_shares: pl.DataFrame
    exposure: pl.DataFrame
    exposure_by_rung: pl.DataFrame
    returns: pl.DataFrame
    recovered: pl.DataFrame
    recycled_content: pl.DataFrame
    transport: pl.DataFrame
    trade: pl.DataFrame
    routes: pl.DataFrame
    chokepoints: pl.DataFrame
    emissions: pl.DataFrame
    delivered: pl.DataFrame
    shortfall: pl.DataFrame
    chemistry_mix: pl.DataFrame
    utilisation: pl.DataFrame
    stock: pl.DataFrame
    rules: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """The measures that are tables, by name."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, pl.DataFrame)}

    def as_json(self) -> dict[str, Any]:
        """``{"watched": [...], "headline": {...}, name: [rows], ...}``, for ``json.dumps``."""
        tables = {name: frame.to_dicts() for name, frame in self.tables().items()}
        document = {"watched": self.watched, "headline": vars(self.headline), **tables}
        result: dict[str, Any] = plain(document)
        return result

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Measures:
        """The reverse of ``as_json``.

        Raises:
            PlanError: the document is not such a document.
        """
        try:
            tables = {
                name: pl.DataFrame(document[name], schema=schema, orient="row")
                for name, schema in _schemas().items()
            }
            return cls(tuple(document["watched"]), Headline(**document["headline"]), **tables)
        except (KeyError, TypeError, pl.exceptions.PolarsError) as error:
            raise PlanError(f"these are not the measures of a plan: {error}") from error


def measures(
    instance: Instance,
    plan: Plan,
    watched: Collection[str] = WATCHED,
    *,
    clean: bool | None = None,
    prices: Mapping[str, float] | None = None,
) -> Measures:
    """All measures of ``plan``; dependence is on the ``watched`` countries or blocs.

    ``clean``: whether the plan keeps their clean stream; ``None``: if it states any of it.
    ``prices``: of rules, by row of ``rule_kept`` (``measures.rules``).
    """
    view = View(instance, plan)
    shares = dependence.stage_shares(view, watched)
    exposures = dependence.exposure(view, watched)
    tables = {
        "periods": view.periods,
        "countries": view.countries,
        "sites": view.sites,
        "rungs": view.rungs,
        "cost_by_term": cost.cost_by_term(view),
        "cost_by_period": cost.cost_by_period(view),
        "landed_cost": cost.landed_cost(view),
        "builds": building.builds(view),
        "closures": building.closures(view),
        "commitments": building.commitments(view),
        "activity": activity.activity(view),
        "sourcing": activity.sourcing(view),
        "sourcing_by_stage": activity.sourcing_by_stage(view),
        "purchases": activity.purchases(view),
        "stage_shares": shares,
        "exposure": exposures,
        "exposure_by_rung": dependence.exposure_by_rung(view, watched),
        "returns": recycling.returns(view),
        "recovered": recycling.recovered(view),
        "recycled_content": recycling.recycled_content(view),
        "transport": moving.transport(view),
        "trade": moving.trade(view),
        "routes": moving.routes(view),
        "chokepoints": moving.chokepoints(view),
        "emissions": moving.emissions(view),
        "delivered": serving.delivered(view),
        "shortfall": serving.shortfall(view),
        "chemistry_mix": serving.chemistry_mix(view),
        "utilisation": plants.utilisation(view),
        "stock": moving.stock(view),
        "rules": rules.rules(view, prices),
    }
    passed = dependence.pass_through(view, watched, clean=clean)
    return Measures(tuple(sorted(watched)), _headline(view, tables, passed), **tables)


@cache
def _schemas() -> dict[str, pl.Schema]:
    """Columns and types of each measure, from the measures of nothing."""
    nothing = measures(Instance.of("nothing", {}), Plan())
    return {name: frame.schema for name, frame in nothing.tables().items()}


def _headline(view: View, tables: dict[str, pl.DataFrame], pass_through: float | None) -> Headline:
    whole = tables["stage_shares"].filter(pl.col("period") == "").sort("share", descending=True)
    landed = tables["landed_cost"].row(-1, named=True)
    returns = tables["returns"]
    return Headline(
        name=view.instance.name,
        title=view.instance.title,
        cost=float(view.plan.table("costs")["present"].sum()),
        currency=view.instance.currency,
        energy=landed["energy"],
        energy_unit=energy_unit(view.instance),
        cost_per_energy=landed["per_energy"],
        cost_label=per_energy(view.instance).label,
        exposure=tables["exposure"]["exposure"][0],
        highest_share=whole["share"][0] if whole.height else None,
        highest_rung=whole["rung"][0] if whole.height else "",
        shortfall=float(tables["shortfall"]["shortfall"].sum()),
        retiring=float(returns["retiring"].sum()),
        collected=float(returns["collected_energy"].sum()),
        co2_t=float(tables["emissions"]["co2_t"].sum()),
        co2_kg_per_kwh=moving.co2_per_kwh(view),
        pass_through=pass_through,
    )
