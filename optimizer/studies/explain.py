"""What limits a plan: prices of rules, limits, capacities and demands, in the words of the tables.

The whole numbers of the plan (what is built how often, closed, signed, opened) stay as they are;
all else is free. So prices hold for the design that was chosen: what another plant would be worth
they do not say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.errors import SettingsError
from optimizer.results.figures import number
from optimizer.results.measures.rules import rules
from optimizer.results.measures.view import View
from optimizer.results.restore import point_of
from optimizer.results.ruled import for_people
from optimizer.run import formulated
from optimizer.settings import BuildSettings, SolveSettings
from optimizer.solve.compile import compiled
from optimizer.solve.prices import prices
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats, Problem
    from optimizer.results.plan import Plan
    from optimizer.solve.arrays import Arrays, Family
    from optimizer.solve.conflict import Concession
    from optimizer.solve.prices import Prices

ROWS = {
    "output_limit": "capacity",
    "struck_limit": "capacity that a disruption leaves",
    "least_output": "least use of capacity",
    "quota_limit": "quota",
    "lane_limit": "lane, all it carries",
    "share_at_most": "greatest share of a chemistry",
    "share_at_least": "least share of a chemistry",
    "budget_limit": "budget of subsidies",
    "guaranteed_service": "guarantee",
}
"""Rows that limit a plan, and what people call them."""

COLUMNS = {"bought": "supply", "flow": "shipment", "sold": "sale", "taken": "contract"}
"""Decisions whose greatest amount limits a plan."""

_DUST = 1e-6
_FEW = 3
_STEP = 0.01
_SHOWN = {
    "kind": Shown("what", "text"),
    "name": Shown("name", "text"),
    "when": Shown("when", "text"),
    "saves": Shown("1 % looser saves", "money"),
}
_DEMANDS = {
    "market": Shown("market", "text"),
    "segment": Shown("segment", "text"),
    "energy": Shown("energy"),
    "price": Shown("a unit more costs", "money"),
    "dearest": Shown("dearest in", "text"),
}
_RULES = {
    "rule": Shown("rule", "text"),
    "where": Shown("in", "text"),
    "reached": Shown("level", "text"),
    "asked": Shown("asked", "text"),
    "verdict": Shown("verdict", "text"),
    "marginal": Shown("a point more costs", "money"),
}


def explain(
    instance: Instance,
    plan: Plan,
    build: BuildSettings | None = None,
    settings: SolveSettings | None = None,
) -> Study:
    """What limits a plan and what each limit costs, in present money.

    ``instance`` is the one in force; ``build`` what the plan was asked for.

    Raises:
        SettingsError: the prices could not be computed in the time of ``settings``.
        PlanError: the plan is not one of the instance.
        SolverError: the solver fails.
    """
    build, settings = build or BuildSettings(), settings or SolveSettings()
    # Rows that only tighten the relaxation could take a part of the prices of others.
    build = replace(build, strengthening=False)
    formulation = formulated(instance, build)
    arrays = compiled(formulation).aimed("cost")
    point = point_of(formulation.problem, arrays, plan)
    found = prices(arrays, point, settings)
    if found is None:
        raise SettingsError(
            f"no prices within {settings.time_limit:g} s, or the plan breaks its own limits; "
            "give more time, or audit the plan"
        )
    view = View(instance, plan)
    limits = pl.DataFrame(
        [
            *_of_rows(arrays, found),
            *_of_columns(arrays, found),
            *_of_dependence(instance, build, arrays, found),
        ],
        schema={name: pl.Float64 if name == "saves" else pl.String for name in _SHOWN},
        orient="row",
    ).sort("saves", descending=True)
    law = for_people(rules(view, found.by_label(arrays, "rule_kept")))
    demands = _demands(formulation.problem, arrays, found, view)
    money = instance.currency
    return Study(
        kind="explain",
        title=f"What limits the plan: {instance.title or instance.name}",
        sentences=tuple(_sentences(plan, found, limits, law, money)),
        tables={
            "limits": StudyTable(f"Limits, by what 1 % looser would save, {money}", limits, _SHOWN),
            "rules": StudyTable(f"Rules of law, {money}", law, _RULES, most=40),
            "demands": StudyTable(f"What a unit of energy more costs, {money}", demands, _DEMANDS),
        },
        record={
            "study": "explain",
            "settings": {"build": build.as_dict(), "solve": settings.as_dict()},
            "plan": dict(plan.record),
            "best": found.objective,
        },
        charts=(_chart(limits, money),),
    )


def conflict_study(
    instance: Instance, concessions: Sequence[Concession], build: BuildSettings
) -> Study:
    """What must give way for a plan to exist at all."""
    rows = pl.DataFrame(
        [(c.rule, str(c), c.by) for c in concessions],
        schema={"rule": pl.String, "text": pl.String, "by": pl.Float64},
        orient="row",
    )
    said = "No plan keeps all rules; a plan would exist if these gave way:"
    if not concessions:
        said = "No plan keeps all rules; what must give way was not found in time."
    return Study(
        kind="explain",
        title=f"Why there is no plan: {instance.title or instance.name}",
        sentences=(said, *(str(c) for c in concessions)),
        tables={"conflict": StudyTable("What gives way", rows, {"text": Shown("", "text")})},
        record={"study": "explain", "settings": {"build": build.as_dict()}},
    )


def _of_rows(arrays: Arrays, found: Prices) -> Iterator[dict[str, Any]]:
    """Rows that bind, by thing: what all its moments 1 % looser would save."""
    row = np.repeat(np.arange(arrays.row_lower.size), np.diff(arrays.starts))
    terms = np.maximum(arrays.values * found.values[arrays.columns_of], 0.0)
    amount = np.bincount(row, terms, arrays.row_lower.size)
    worth = _STEP * np.abs(found.rows) * amount
    for family, kind in ROWS.items():
        if family in arrays.constraints:
            yield from _by_thing(kind, arrays.constraints[family], worth)


def _of_columns(arrays: Arrays, found: Prices) -> Iterator[dict[str, Any]]:
    """Amounts that are at their greatest."""
    full = np.isfinite(arrays.upper) & (found.values >= arrays.upper - _DUST) & (arrays.upper > 0)
    worth = np.where(full, _STEP * np.maximum(-found.columns, 0.0) * found.values, 0.0)
    for decision, kind in COLUMNS.items():
        if decision in arrays.decisions:
            yield from _by_thing(kind, arrays.decisions[decision], worth)


def _by_thing(kind: str, family: Family, worth: Floats) -> Iterator[dict[str, Any]]:
    """Sums over moments, by the first index of a family or by the part of it before ``@``."""
    sums: dict[str, float] = {}
    when: dict[str, list[str]] = {}
    labels = list(family.labels())
    for at in np.flatnonzero(worth[family.span] > _DUST):
        name, moment = labels[at] if len(labels[at]) > 1 else labels[at][0].rpartition("@")[::2]
        sums[name] = sums.get(name, 0.0) + float(worth[family.start + at])
        when.setdefault(name, []).append(moment)
    for name, saved in sums.items():
        yield {"kind": kind, "name": name, "when": _span(when[name]), "saves": saved}


def _span(moments: list[str]) -> str:
    return moments[0] if len(moments) == 1 else f"{moments[0]} to {moments[-1]}"


def _of_dependence(
    instance: Instance, build: BuildSettings, arrays: Arrays, found: Prices
) -> Iterator[dict[str, Any]]:
    """Limits on dependence: what each a hundredth of itself looser would save.

    The rows are compiled once more with looser limits; the difference at the point is by how much
    each row would gain.
    """
    if not build.limits:
        return
    looser = tuple(replace(x, limit=min(1.0, x.limit * (1.0 + _STEP))) for x in build.limits)
    other = compiled(formulated(instance, replace(build, limits=looser)))
    gain = arrays.amounts(found.values) - other.amounts(found.values)
    for family in ("dependence_limit", "pass_through_limit"):
        own = arrays.constraints.get(family)
        for at, labels in enumerate(own.labels() if own else ()):
            saved = abs(found.rows[own.start + at]) * gain[own.start + at] if own else 0.0
            if saved > _DUST:
                name, _, moment = labels[0].partition("@")
                yield {
                    "kind": "dependence",
                    "name": name,
                    "when": moment or "the horizon",
                    "saves": float(saved),
                }


def _demands(problem: Problem, arrays: Arrays, found: Prices, view: View) -> pl.DataFrame:
    """Undiscounted price of a unit more, by market and segment: mean and where it is dearest.

    A unit more of demand may also be served, or be missing, and moves the bounds on shares.
    """
    family = arrays.constraints["demand_met"]
    demand = arrays.row_lower[family.span].reshape(family.shape)
    present = found.rows[family.span].reshape(family.shape) + _with_it(problem, arrays, found)
    discount = view.calendar.discount(view.discount_rate)
    moments = view.calendar.moments
    weight = np.array([m.probability * discount[m.period] for m in moments])
    sure = np.divide(present, weight, out=np.zeros_like(present), where=weight > 0)
    rows = []
    for at, label in enumerate(family.over[0].labels):
        energy = float((demand[at] * (weight > 0)).sum())
        if energy <= 0:
            continue
        market, segment = label.split("|")
        rows.append(
            {
                "market": market,
                "segment": segment,
                "energy": energy,
                "price": float((sure[at] * demand[at]).sum() / energy),
                "dearest": family.over[1].labels[int(np.argmax(sure[at]))],
            }
        )
    kinds = {n: pl.Float64 if n in {"energy", "price"} else pl.String for n in _DEMANDS}
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    return frame.sort("price", descending=True)


def _with_it(problem: Problem, arrays: Arrays, found: Prices) -> Floats:
    """Prices of what grows with the demand, by demand and moment: bounds, and sides of shares."""
    demand = problem.values("demand")
    total = np.zeros(demand.shape)
    for decision, relation in (("served", "served_by"), ("shortfall", "")):
        family = arrays.decisions[decision]
        price = np.minimum(found.columns[family.span], 0.0).reshape(family.shape)
        bound = arrays.upper[family.span].reshape(family.shape)
        price = np.where((bound > 0) & np.isfinite(bound), price, 0.0)
        if not relation:
            total += price
            continue
        own = problem.relations[relation]
        of = np.repeat(np.arange(demand.shape[0]), np.diff(own.pointers))
        np.add.at(total, of, price[own.members])
    for name, relation in (("share_at_least", "floored"), ("share_at_most", "roofed")):
        rows = arrays.constraints[name]
        side = np.where(np.isfinite(arrays.row_upper), arrays.row_upper, arrays.row_lower)
        worth = (found.rows[rows.span] * side[rows.span]).reshape(rows.shape)
        of = problem.relations[f"demand_of_{relation}"].members
        per_unit = np.divide(worth, demand[of], out=np.zeros_like(worth), where=demand[of] > 0)
        np.add.at(total, of, per_unit)
    return total


def _sentences(
    plan: Plan, found: Prices, limits: pl.DataFrame, law: pl.DataFrame, money: str
) -> Iterator[str]:
    cost = float(plan.table("costs")["present"].sum())
    yield (
        f"The plan costs {number(cost, 6)} {money}; with its whole numbers as they are "
        f"{number(found.objective, 6)} is the least. Prices hold for these."
    )
    first = limits.filter(pl.col("saves") > 0).head(_FEW)
    if first.height:
        named = "; ".join(
            f"{kind} {name} ({number(saved)} {money} for 1 %)"
            for kind, name, saved in first.select("kind", "name", "saves").iter_rows()
        )
        yield f"What limits most: {named}."
    else:
        yield "Nothing limits it whose loosening by 1 % would save anything."
    counts = dict(law.group_by("verdict").len().iter_rows())
    if counts:
        said = ", ".join(
            f"{counts[v]} {v}" for v in ("missed", "binding", "kept", "idle") if v in counts
        )
        dear = law.filter(pl.col("marginal") > 0).sort("marginal", descending=True)
        last = (
            ""
            if dear.is_empty()
            else (
                f"; the dearest is {dear['rule'][0]}, {number(dear['marginal'][0])} {money} for a "
                "percentage point or a unit a year more"
            )
        )
        yield f"Rules of law: {said}{last}."


def _chart(limits: pl.DataFrame, money: str) -> Chart:
    rows = limits.head(15).select(
        x=pl.format("{} {}", "kind", "name"),
        y="saves",
        series=pl.lit("1 % looser saves"),
        label=pl.col("when"),
    )
    return Chart("bars", "What limits the plan", rows, "", money)
