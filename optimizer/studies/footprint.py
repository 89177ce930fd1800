"""What a plan does beside: burdens by cause, and what each delivered unit of energy carries.

Burdens are carried along with the goods, as if all that meets were mixed, to where energy is
delivered. Outputs share by their mass, waste takes nothing along; what comes back at end of life
begins anew, with nothing (the cut-off rule of life-cycle assessment, ISO 14044, 4.3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.network.burdens import Causes
from optimizer.errors import SettingsError
from optimizer.results.attribution import PlanTrail, carried
from optimizer.results.measures.units import energy_unit
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats
    from optimizer.results.attribution import Traced
    from optimizer.results.plan import Plan

ALL = "all"
SETS = {
    "activity": "operations",
    "flow": "shipments",
    "bought": "supplies",
    "taken": "contracts",
}
"""Tables of the plan that cause burdens, and the sets of their things."""
SAYS = {
    "activity": "making",
    "flow": "carrying",
    "bought": "buying",
    "taken": "buying by contract",
}


def footprint(instance: Instance, plan: Plan) -> Study:
    """Burdens of a plan by cause and country, and by market, segment and chemistry delivered.

    All are expected over the branches. ``instance`` must have the scenarios that the plan reckons
    with (``Run.instance``).

    Raises:
        SettingsError: the instance counts no burdens.
    """
    burdens = instance.table("burdens")
    if burdens.is_empty():
        raise SettingsError(
            f"{instance.name} counts no burdens; write rows of burdens and burden_rates"
        )
    trail, causes = PlanTrail(instance, plan), Causes(instance)
    traced = trail.traced()
    unit = dict(burdens.select("burden", "unit").iter_rows())
    carried_rows: list[dict[str, Any]] = []
    caused_rows: list[dict[str, Any]] = []
    for burden in unit:
        own = _own(traced, causes.rates(burden))
        carried_rows += _delivered(burden, traced, carried(traced.network, own, traced.share))
        caused_rows += _caused(burden, trail, causes)
    footprints = pl.DataFrame(carried_rows, schema=_FOOTPRINTS)
    by_cause = pl.DataFrame(caused_rows, schema=_CAUSED)
    energy, per = _energy(traced), energy_unit(instance)
    by_country = (
        by_cause.group_by("burden", "country", maintain_order=True)
        .agg(pl.col("caused").sum())
        .with_columns(per_energy=pl.col("caused") / energy)
        .sort(["burden", "caused"], descending=[False, True])
    )
    return Study(
        kind="footprint",
        title=f"What each delivered {per} carries: {instance.title or instance.name}",
        sentences=tuple(_sentences(footprints, by_country, unit, per)),
        tables={
            "footprints": StudyTable(f"Carried, by {per} delivered", footprints, _SHOWN, 30),
            "countries": StudyTable("Caused, by country", by_country, _SHOWN_COUNTRIES, 30),
            "causes": StudyTable("Caused, by what is done", by_cause, _SHOWN_CAUSES, 30),
        },
        record={"study": "footprint", "plan": dict(plan.record)},
        charts=tuple(_charts(footprints, unit, per)),
    )


_FOOTPRINTS = {
    "burden": pl.String,
    "market": pl.String,
    "segment": pl.String,
    "chemistry": pl.String,
    "energy": pl.Float64,
    "carried": pl.Float64,
    "per_energy": pl.Float64,
}
_CAUSED = {
    "burden": pl.String,
    "does": pl.String,
    "what": pl.String,
    "country": pl.String,
    "caused": pl.Float64,
}
_SHOWN = {
    "burden": Shown("burden", "text"),
    "market": Shown("market", "text"),
    "segment": Shown("segment", "text"),
    "chemistry": Shown("chemistry", "text"),
    "energy": Shown("energy delivered"),
    "per_energy": Shown("carried by each unit"),
}
_SHOWN_COUNTRIES = {
    "burden": Shown("burden", "text"),
    "country": Shown("country", "text"),
    "caused": Shown("caused"),
    "per_energy": Shown("by unit of energy delivered"),
}
_SHOWN_CAUSES = {
    "burden": Shown("burden", "text"),
    "does": Shown("by", "text"),
    "what": Shown("of what", "text"),
    "country": Shown("country", "text"),
    "caused": Shown("caused"),
}


def _own(traced: Traced, rates: dict[str, Floats]) -> Floats:
    """What a unit of each link causes itself."""
    own = np.zeros(traced.network.links)
    for link, (table, thing) in traced.done.items():
        if table in SETS:
            own[link] = rates[SETS[table]][thing]
    return own


def _energy(traced: Traced) -> float:
    amount = traced.network.amount
    return float(sum(served.chance * amount[served.link] for served in traced.served))


def _delivered(burden: str, traced: Traced, each: Floats) -> Iterator[dict[str, Any]]:
    """Rows by market, segment and chemistry, and of all together."""
    sums: dict[tuple[str, str, str], list[float]] = {}
    for served in traced.served:
        energy = served.chance * float(traced.network.amount[served.link])
        for key in ((ALL, ALL, ALL), (served.market, served.segment, served.chemistry)):
            entry = sums.setdefault(key, [0.0, 0.0])
            entry[0] += energy
            entry[1] += energy * float(each[served.link])
    for (market, segment, chemistry), (energy, all_of_it) in sums.items():
        yield {
            "burden": burden,
            "market": market,
            "segment": segment,
            "chemistry": chemistry,
            "energy": energy,
            "carried": all_of_it,
            "per_energy": all_of_it / energy if energy > 0.0 else None,
        }


def _caused(burden: str, trail: PlanTrail, causes: Causes) -> Iterator[dict[str, Any]]:
    """Rows by what is done and country, the greatest first."""
    rates, chance = causes.rates(burden), trail.problem.values("chance")
    sums: dict[tuple[str, str, str], float] = {}
    for table, name in SETS.items():
        things, rate = causes.things[name], rates[name]
        for thing, moment, amount in trail.amounts(table):
            if rate[thing]:
                what = things[thing]
                key = (SAYS[table], next(iter(what.names.values())), what.country)
                caused = float(chance[moment]) * amount * float(rate[thing])
                sums[key] = sums.get(key, 0.0) + caused
    for (does, named, country), amount in sorted(sums.items(), key=lambda item: -abs(item[1])):
        yield {
            "burden": burden,
            "does": does,
            "what": named,
            "country": country,
            "caused": amount,
        }


def _sentences(
    footprints: pl.DataFrame, by_country: pl.DataFrame, unit: dict[str, str], per: str
) -> Iterator[str]:
    whole = footprints.filter(pl.col("market") == ALL)
    for burden, each, all_of_it in whole.select("burden", "per_energy", "carried").iter_rows():
        rows = by_country.filter(pl.col("burden") == burden)
        caused = float(rows["caused"].sum())
        if not caused:
            yield f"{burden}: nothing causes it."
            continue
        first = rows.row(0, named=True)
        left = 1.0 - all_of_it / caused
        yield (
            f"{burden}: {each:,.4g} {unit[burden]} for each {per} delivered; "
            f"{first['caused'] / caused:.0%} of all that is caused arises in {first['country']}"
            + (f", and {left:.0%} goes with what is sold or left." if left >= 0.005 else ".")
        )


def _charts(footprints: pl.DataFrame, unit: dict[str, str], per: str) -> Iterator[Chart]:
    for burden, counted in unit.items():
        rows = (
            footprints.filter(pl.col("burden") == burden, pl.col("market") != ALL)
            .group_by("chemistry", maintain_order=True)
            .agg(pl.col("carried").sum(), pl.col("energy").sum())
            .filter(pl.col("energy") > 0.0)
            .select(
                x="chemistry",
                y=pl.col("carried") / pl.col("energy"),
                series=pl.lit(burden),
            )
        )
        if rows.height:
            yield Chart("bars", f"{burden} by chemistry", rows, "chemistry", f"{counted}/{per}")
