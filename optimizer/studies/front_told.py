"""A front in words, tables and pictures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from optimizer.results.figures import number, percent
from optimizer.results.measures.units import energy_unit
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance
    from optimizer.studies.front import Audited, Traced

NAMES = {
    "exposure": "exposure",
    "stage_share": "highest stage share",
    "pass_through": "pass-through",
    "survival": "energy lost in the worst guaranteed outage",
    "co2": "CO2",
}
RELATIVE = 100.0
"""Percentage points in a whole."""


def told(found: Traced) -> Study:
    """The study that a front comes to."""
    points, steps = points_of(found), steps_of(found)
    tables = {
        "points": StudyTable("The front", points, _points_shown(found), most=60),
        "steps": StudyTable("What a step costs", steps, _steps_shown(found), most=60),
        "rungs": StudyTable(
            "A percentage point less of one rung, from the first plan",
            rungs_of(found),
            _rungs_shown(found),
            most=30,
        ),
    }
    return Study(
        kind="front",
        title=f"Cost against {NAMES[found.asked.measure]}: {found.instance.title}",
        sentences=tuple(_sentences(found, steps)),
        tables={name: table for name, table in tables.items() if table.rows.height},
        record=_record(found),
        charts=_charts(found, points),
        plans={
            f"point-{at:02d}": plan.results
            for at, plan in enumerate(found.plans, start=1)
            if plan is not None
        },
        complete=found.front.complete,
    )


def points_of(found: Traced) -> pl.DataFrame:
    """A row by point, the loosest limit first.

    Columns: ``point``, ``limit`` on the measure, ``value`` of the plan, ``cost`` and ``bound``
    (present money; the bound is proven), ``gap``, ``dearer`` (a fraction of the first cost),
    ``per_energy`` (levelised cost), ``exposure``, ``highest_share``, ``co2_t``, ``audit``
    (``passed``, ``failed``, or ``no plan`` where it is proven that there is none).
    """
    first = next((p.cost for p in found.front.points if p.cost is not None), None)
    rows = [
        {
            "point": at,
            "limit": point.most,
            "value": point.value,
            "cost": point.cost,
            "bound": point.bound if abs(point.bound) < float("inf") else None,
            "gap": point.gap,
            "dearer": None if not first or point.cost is None else point.cost / first - 1.0,
            **_measured(plan, proven_empty=point.bound == float("inf")),
        }
        for at, (point, plan) in enumerate(
            zip(found.front.points, found.plans, strict=True), start=1
        )
    ]
    return pl.DataFrame(rows, schema=_POINTS)


_POINTS = {
    "point": pl.Int64,
    "limit": pl.Float64,
    "value": pl.Float64,
    "cost": pl.Float64,
    "bound": pl.Float64,
    "gap": pl.Float64,
    "dearer": pl.Float64,
    "per_energy": pl.Float64,
    "exposure": pl.Float64,
    "highest_share": pl.Float64,
    "co2_t": pl.Float64,
    "audit": pl.String,
}


def _measured(plan: Audited | None, *, proven_empty: bool) -> dict[str, Any]:
    if plan is None:
        return {"audit": "no plan" if proven_empty else "none found"}
    head = plan.measures.headline
    return {
        "per_energy": head.cost_per_energy,
        "exposure": head.exposure,
        "highest_share": head.highest_share,
        "co2_t": head.co2_t,
        "audit": "passed" if plan.audit.passed else "failed",
    }


def steps_of(found: Traced) -> pl.DataFrame:
    """A row by pair of neighbouring points: what the tighter one costs more.

    Columns: ``before``, ``after`` (limits), ``extra`` (money), ``price`` (money per percentage
    point of a share, or per unit of any other measure), ``at_least``, ``at_most`` (what the proven
    bounds leave of the price: the true front lies between bounds and costs).
    """
    scale = _scale(found)
    rows = []
    for looser, tighter in pairwise(_there(found)):
        width = (looser.most - tighter.most) * scale
        extra = tighter.cost - looser.cost
        rows.append(
            {
                "before": looser.most,
                "after": tighter.most,
                "extra": extra,
                "price": extra / width,
                "at_least": max(tighter.bound - looser.cost, 0.0) / width,
                "at_most": (tighter.cost - looser.bound) / width,
            }
        )
    names = ("before", "after", "extra", "price", "at_least", "at_most")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Float64))


def rungs_of(found: Traced) -> pl.DataFrame:
    """A row by rung: what a percentage point less of it would cost in the first plan.

    Columns: ``order`` (cheapest first), ``rung``, ``name``, ``share`` now, ``cost`` of the point
    (money, whole numbers kept; empty: not to be had so), ``marginal`` (money per percentage point
    at its end).
    """
    rungs = found.instance.table("rungs").select("rung", "name")
    names = {rung: name or rung for rung, name in rungs.iter_rows()}
    rows = [
        {
            "order": at,
            "rung": slope.label,
            "name": names.get(slope.label, slope.label),
            "share": slope.share,
            "cost": slope.cost,
            "marginal": None if slope.marginal is None else slope.marginal / RELATIVE,
        }
        for at, slope in enumerate(found.slopes, start=1)
    ]
    schema = {"order": pl.Int64, "rung": pl.String, "name": pl.String}
    return pl.DataFrame(
        rows, schema=schema | dict.fromkeys(("share", "cost", "marginal"), pl.Float64)
    )


class _There(NamedTuple):
    """A point that has a plan."""

    most: float
    bound: float
    cost: float
    value: float
    gap: float


def _there(found: Traced) -> list[_There]:
    return [
        _There(p.most, p.bound, p.cost, p.value, p.gap or 0.0)
        for p in found.front.points
        if p.cost is not None and p.value is not None
    ]


def _is_share(found: Traced) -> bool:
    return found.asked.measure != "co2"


def _scale(found: Traced) -> float:
    return RELATIVE if _is_share(found) else 1.0


def unit_of(instance: Instance, measure: str) -> str:
    """What the measure is counted in; shares have no unit."""
    return f"t/{energy_unit(instance)}" if measure == "co2" else ""


def _points_shown(found: Traced) -> dict[str, Shown]:
    money, form = found.instance.currency, "percent" if _is_share(found) else "number"
    unit = unit_of(found.instance, found.asked.measure)
    return {
        "point": Shown("point", "count"),
        "limit": Shown(f"limit {unit}".strip(), form),
        "value": Shown("plan", form),
        "cost": Shown(f"cost {money}", "money"),
        "bound": Shown("bound", "money"),
        "gap": Shown("gap", "percent"),
        "dearer": Shown("dearer", "percent"),
        "audit": Shown("audit", "text"),
    }


def _steps_shown(found: Traced) -> dict[str, Shown]:
    form = "percent" if _is_share(found) else "number"
    per = "a point" if _is_share(found) else f"a {unit_of(found.instance, found.asked.measure)}"
    return {
        "before": Shown("from", form),
        "after": Shown("to", form),
        "extra": Shown(f"more {found.instance.currency}", "signed"),
        "price": Shown(per),
        "at_least": Shown("at least"),
        "at_most": Shown("at most"),
    }


def _rungs_shown(found: Traced) -> dict[str, Shown]:
    return {
        "order": Shown("order", "count"),
        "name": Shown("rung", "text"),
        "share": Shown("share now", "percent"),
        "cost": Shown(f"a point less {found.instance.currency}"),
        "marginal": Shown("at its end"),
    }


def _said(found: Traced, value: float) -> str:
    if _is_share(found):
        return percent(value)
    return f"{number(value)} {unit_of(found.instance, found.asked.measure)}"


def _sentences(found: Traced, steps: pl.DataFrame) -> Iterator[str]:
    money, name = found.instance.currency, NAMES[found.asked.measure]
    there = _there(found)
    if not there:
        yield f"No plan was found: {str(found.front.reason).replace('_', ' ')}."
        return
    first, last = there[0], there[-1]
    yield (
        f"The cheapest plan costs {number(first.cost)} {money} with {name} of "
        f"{_said(found, first.value)}; {_said(found, last.value)} costs {number(last.cost)} {money}"
        + (f", {percent(last.cost / first.cost - 1.0)} more." if first.cost > 0 else ".")
    )
    if found.front.least is not None:
        least = _said(found, found.front.least)
        yield f"No plan that serves as much has less than {least}."
    if steps.height > 1:
        per = "A percentage point" if _is_share(found) else "One less"
        prices = steps["price"].to_list()
        low, high = min(prices), max(prices)
        yield f"{per} costs from {number(low)} to {number(high)} {money}."
    cheap = [s for s in found.slopes if s.cost is not None]
    if cheap:
        yield (
            f"To diversify first: {cheap[0].label}, where a percentage point less costs "
            f"{number(cheap[0].cost)} {money}."
        )
    worst = max(p.gap for p in there)
    proven = "Every point is" if found.front.complete else "The points are not all"
    yield f"{proven} proven within the gap; the widest is {percent(worst)}."


def _record(found: Traced) -> dict[str, Any]:
    return {
        "instance": {"name": found.instance.name, "digest": found.instance.digest},
        "asked": found.asked.as_dict(),
        "settings": {"build": found.build.as_dict(), "solve": found.settings.as_dict()},
        "reason": found.front.reason.value,
        "least": found.front.least,
        "solves": found.front.solves,
        "seconds": found.seconds,
    }


def _charts(found: Traced, points: pl.DataFrame) -> tuple[Chart, ...]:
    there = points.filter(pl.col("cost").is_not_null())
    unit = "%" if _is_share(found) else unit_of(found.instance, found.asked.measure)
    lines = [
        there.select(x=pl.col("value") * _scale(found), y="cost", series=pl.lit("plans")),
        there.select(x=pl.col("limit") * _scale(found), y="bound", series=pl.lit("proven bound")),
    ]
    title = f"Cost against {NAMES[found.asked.measure]}"
    rows = pl.concat(lines).drop_nulls()
    x_label = f"{NAMES[found.asked.measure]}, {unit}"
    return (Chart("line", title, rows, x_label, f"cost, {found.instance.currency}"),)
