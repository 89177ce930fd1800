"""A regret table in words, tables and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from optimizer.results.figures import number, percent
from optimizer.solve.outcome import relative_gap
from optimizer.studies.study import Chart, Shown, Study, StudyTable

if TYPE_CHECKING:
    from optimizer.studies.regret import Best, Regrets

UNDISTURBED = "undisturbed"


def told(found: Regrets) -> Study:
    """The study that a regret table comes to."""
    money = found.instance.currency
    cells, plans = every_cell(found), every_plan(found)
    return Study(
        kind="regret",
        title=f"Regret: {found.instance.title}",
        sentences=tuple(_sentences(found, plans)),
        tables={
            "plans": StudyTable("Which plan", plans, _plans_shown(money)),
            "cells": StudyTable("Cost of each plan on each course", cells, _cells_shown(money), 40),
            "courses": StudyTable(
                "The best of each course alone", every_course(found), _courses_shown(money), 40
            ),
        },
        record=_record(found),
        charts=_charts(cells, money),
        complete=found.complete,
    )


def every_cell(found: Regrets) -> pl.DataFrame:
    """``plan``, ``course``, ``probability``, ``cost``, ``best``, ``regret``, ``at_most``.

    ``at_most``: the regret against what is proved of the best, its bound. Where a plan has no
    answer, ``cost``, ``regret`` and ``at_most`` are empty.
    """
    rows: list[dict[str, Any]] = []
    for plan, costs in found.costs.items():
        for at, (best, cost) in enumerate(zip(found.best, costs, strict=True)):
            proved = None if cost is None or best.bound is None else cost - best.bound
            rows.append(
                {
                    "plan": plan,
                    "course": _name(best),
                    "probability": best.course.probability,
                    "cost": cost,
                    "best": found.least(at),
                    "regret": found.regret(plan, at),
                    "at_most": proved,
                }
            )
    numbers = ("probability", "cost", "best", "regret", "at_most")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(numbers, pl.Float64))


def every_plan(found: Regrets) -> pl.DataFrame:
    """``plan``, ``worst_regret``, ``on`` (the course), ``expected_cost``, ``unanswered``.

    The least worst regret comes first; plans without an answer to a course last. ``unanswered``:
    on how many courses.
    """
    rows: list[dict[str, Any]] = []
    for plan, costs in found.costs.items():
        each = [found.regret(plan, at) for at in range(len(found.best))]
        worst = found.worst(plan)
        at = each.index(worst) if worst is not None else -1
        rows.append(
            {
                "plan": plan,
                "worst_regret": worst,
                "on": _name(found.best[at]) if worst is not None else "",
                "expected_cost": found.expected(plan),
                "unanswered": sum(cost is None for cost in costs),
            }
        )
    numbers = dict.fromkeys(("worst_regret", "expected_cost"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=numbers).sort(
        "worst_regret", "expected_cost", nulls_last=True, maintain_order=True
    )


def every_course(found: Regrets) -> pl.DataFrame:
    """``course``, ``probability``, ``cost`` of its own best plan, ``bound``, ``gap``, ``ended``."""
    rows = [
        {
            "course": _name(best),
            "probability": best.course.probability,
            "cost": best.cost,
            "bound": best.bound,
            "gap": None
            if best.cost is None or best.bound is None
            else relative_gap(best.cost, best.bound),
            "ended": best.reason if best.audited or best.cost is None else "audit failed",
        }
        for best in found.best
    ]
    numbers = dict.fromkeys(("probability", "cost", "bound", "gap"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=numbers)


def _name(best: Best) -> str:
    return best.course.scenario or UNDISTURBED


def _sentences(found: Regrets, plans: pl.DataFrame) -> list[str]:
    money = found.instance.currency
    said = [
        f"{len(found.costs)} plans on {len(found.best)} courses of events: here-and-now decisions "
        "stand, the rest is decided knowing the course; limits on dependence are not asked."
    ]
    answering = plans.filter(pl.col("worst_regret").is_not_null())
    if answering.height:
        first = answering.row(0, named=True)
        said.append(
            f"Least regret at worst: {first['plan']}, at most {number(first['worst_regret'])} "
            f"{money} dearer than the best known plan ({first['on']})."
        )
    expecting = plans.filter(pl.col("expected_cost").is_not_null()).sort("expected_cost")
    if expecting.height:
        first = expecting.row(0, named=True)
        cost = number(first["expected_cost"])
        said.append(f"Least expected cost: {first['plan']}, {cost} {money}.")
    for row in plans.filter(pl.col("unanswered") > 0).iter_rows(named=True):
        courses = [
            _name(best)
            for best, cost in zip(found.best, found.costs[row["plan"]], strict=True)
            if cost is None
        ]
        said.append(f"{row['plan']} has no answer that keeps the rules on {', '.join(courses)}.")
    gaps = every_course(found)["gap"].drop_nulls()
    if gaps.len():
        widest = percent(float(gaps.max()), 2)  # type: ignore[arg-type]
        said.append(f"The best of each course is proved within {widest}.")
    return said


def _plans_shown(money: str) -> dict[str, Shown]:
    return {
        "plan": Shown("plan", "text"),
        "worst_regret": Shown(f"worst regret {money}"),
        "on": Shown("on", "text"),
        "expected_cost": Shown(f"expected cost {money}"),
    }


def _cells_shown(money: str) -> dict[str, Shown]:
    return {
        "plan": Shown("plan", "text"),
        "course": Shown("course", "text"),
        "cost": Shown(f"cost {money}"),
        "regret": Shown(f"regret {money}"),
        "at_most": Shown("at most"),
    }


def _courses_shown(money: str) -> dict[str, Shown]:
    return {
        "course": Shown("course", "text"),
        "probability": Shown("probability", "percent"),
        "cost": Shown(f"cost {money}"),
        "bound": Shown("bound"),
        "gap": Shown("gap", "percent"),
        "ended": Shown("ended", "text"),
    }


def _charts(cells: pl.DataFrame, money: str) -> tuple[Chart, ...]:
    rows = cells.filter(pl.col("regret").is_not_null()).select(x="plan", y="course", value="regret")
    if not rows.height:
        return ()
    return (Chart("matrix", f"Regret, {money}", rows, "plan", "course"),)


def _record(found: Regrets) -> dict[str, Any]:
    return {
        "instance": {"name": found.instance.name, "digest": found.instance.digest},
        "settings": {"solve": found.settings.as_dict()},
        "plans": list(found.costs),
        "courses": [best.course.scenario for best in found.best],
    }
