"""Which part of what a plan delivers passed through watched countries: by mineral and chemistry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.results.attribution import PlanTrail, greatest, least, mixed
from optimizer.settings import WATCHED
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance
    from optimizer.results.plan import Plan

ALL = "all"
ANYTHING = "anything"
"""Not one mineral: whatever goes in, at any stage."""


def attribution(instance: Instance, plan: Plan, watched: frozenset[str] = WATCHED) -> Study:
    """Least, proportional and greatest share of delivered energy that passed through ``watched``.

    For anything that goes in, and for each element that ``contents`` follows to what is delivered;
    for all chemistries together and each. ``instance`` must have the scenarios that the plan
    reckons with (``Run.instance``).

    Raises:
        SettingsError: no country or bloc is called so.
        SolverError: a linear program could not be solved.
    """
    rows = pl.DataFrame(list(_rows(instance, plan, watched)), schema=_SCHEMA)
    who = "+".join(sorted(watched))
    return Study(
        kind="attribution",
        title=f"What passed through {who}: {instance.title or instance.name}",
        sentences=tuple(_sentences(rows, who)),
        tables={
            "shares": StudyTable("Share of the energy delivered", rows, _SHOWN, most=rows.height)
        },
        record={
            "study": "attribution",
            "watched": sorted(watched),
            "plan": dict(plan.record),
        },
        charts=(_chart(rows, who),),
    )


_SCHEMA = {
    "mineral": pl.String,
    "chemistry": pl.String,
    "energy": pl.Float64,
    "least": pl.Float64,
    "proportional": pl.Float64,
    "greatest": pl.Float64,
}
_SHOWN = {
    "mineral": Shown("through", "text"),
    "chemistry": Shown("chemistry", "text"),
    "energy": Shown("energy"),
    **{case: Shown(case, "percent") for case in ("least", "proportional", "greatest")},
}


def carriers(instance: Instance) -> dict[str, frozenset[str]]:
    """Commodities that contain each element of ``contents``, in the order of the table."""
    found: dict[str, set[str]] = {}
    rows = instance.table("contents").filter(pl.col("tonnes") > 0.0)
    for commodity, element in rows.select("commodity", "element").iter_rows():
        found.setdefault(element, set()).add(commodity)
    return {element: frozenset(commodities) for element, commodities in found.items()}


def _rows(instance: Instance, plan: Plan, watched: frozenset[str]) -> Iterator[dict[str, Any]]:
    trail = PlanTrail(instance, plan)
    for mineral, commodities in {ANYTHING: None, **carriers(instance)}.items():
        network, served = trail.network(watched, commodities)
        chemistries = dict.fromkeys(delivery.chemistry for delivery in served)
        for chemistry in (ALL, *(chemistries if len(chemistries) > 1 else ())):
            weights = np.zeros(network.links)
            for delivery in served:
                if chemistry in {ALL, delivery.chemistry}:
                    weights[delivery.link] = delivery.chance
            energy = float(weights @ network.amount)
            if energy > 0.0:
                yield {
                    "mineral": mineral,
                    "chemistry": chemistry,
                    "energy": energy,
                    "least": least(network, weights),
                    "proportional": mixed(network, weights),
                    "greatest": greatest(network, weights),
                }


def _sentences(rows: pl.DataFrame, who: str) -> Iterator[str]:
    if rows.is_empty():
        yield "Nothing is delivered, so nothing passed through."
        return
    whole = rows.row(0, named=True)
    yield (
        f"{100 * whole['proportional']:.1f} % of the energy delivered has passed through {who} in "
        f"some part, if all that meets is mixed; at least {100 * whole['least']:.1f} % and at most "
        f"{100 * whole['greatest']:.1f} %, whichever way it went."
    )
    minerals = rows.filter((pl.col("mineral") != ANYTHING) & (pl.col("chemistry") == ALL))
    if minerals.height:
        most = minerals.sort("proportional", descending=True).row(0, named=True)
        yield (
            f"Most of the minerals followed: {most['mineral']}, "
            f"{100 * most['proportional']:.1f} % of the energy that contains it."
        )


def _chart(rows: pl.DataFrame, who: str) -> Chart:
    of_all = rows.filter(pl.col("chemistry") == ALL)
    long = of_all.unpivot(
        ["least", "proportional", "greatest"],
        index="mineral",
        variable_name="series",
        value_name="y",
    )
    points = long.select(
        x="mineral",
        y=pl.col("y") * 100.0,
        series="series",
        label=pl.format("{}, {}", "mineral", "series"),
    )
    return Chart("bars", f"Passed through {who}", points, "", "% of energy delivered")
