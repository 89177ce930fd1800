"""From the tables of a plan back to a point of the solver: the reverse of ``extract``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.results.extract import BY_MOMENT
from optimizer.results.plan import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from optimizer.data.problem import Floats, Problem
    from optimizer.results.plan import Plan
    from optimizer.solve.arrays import Arrays, Family

HERE_AND_NOW = ("build", "added", "closed", "signed", "opened", "room", "granted", "trained")
"""Decisions taken before anything is known, shared by all scenarios."""


def design_columns(arrays: Arrays) -> NDArray[np.int64]:
    """Positions of the here-and-now columns, in order."""
    spans = [arrays.decisions[name].span for name in HERE_AND_NOW if name in arrays.decisions]
    return np.concatenate([np.arange(s.start, s.stop) for s in spans] or [np.zeros(0, np.int64)])


def design_of(problem: Problem, arrays: Arrays, plan: Plan) -> Floats:
    """Values of ``design_columns`` that a plan states; what it does not name is 0.

    Raises:
        PlanError: the plan builds, closes, signs, opens or widens what the problem does not have.
    """
    point = np.zeros(arrays.cost.size)
    builds = plan.rows("builds")
    vintages = [f"{row['expansion']}@{row['period']}" for row in builds]
    _put(point, arrays, "build", vintages, [row["count"] for row in builds])
    _put(point, arrays, "added", vintages, [row["added"] for row in builds])
    closed = _closed_from(problem, arrays, plan)
    _put(point, arrays, "closed", closed, [1.0] * len(closed))
    for decision, column in (("signed", "contract"), ("opened", "lane")):
        rows = plan.rows(decision)
        _put(point, arrays, decision, [row[column] for row in rows], [1.0] * len(rows))
    rooms = plan.rows("room")
    names = [f"{row['site']}|{row['commodity']}" for row in rooms]
    _put(point, arrays, "room", names, [row["added"] for row in rooms])
    grants = plan.rows("grants")
    names = [f"{row['subsidy']}|{row['expansion']}@{row['period']}" for row in grants]
    _put(point, arrays, "granted", names, [row["amount"] for row in grants])
    classes = plan.rows("trained")
    names = [f"{row['training']}@{row['period']}" for row in classes]
    _put(point, arrays, "trained", names, [row["people"] for row in classes])
    return point[design_columns(arrays)]


def with_design(arrays: Arrays, design: Floats) -> Arrays:
    """The problem with its here-and-now decisions fixed at ``design``.

    A linear problem, but for what is learnt: that is yes or no, and comes later.
    """
    columns = design_columns(arrays)
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[columns] = upper[columns] = design
    integer = arrays.integer.copy()
    integer[columns] = False
    return replace(arrays, lower=lower, upper=upper, integer=integer)


def point_of(problem: Problem, arrays: Arrays, plan: Plan) -> Floats:
    """A value by column of all that a plan states, here-and-now and at every moment; else 0.

    Moments that the problem does not have are passed over: a plan of a scenario tree can be put
    into the problem of one course of it (``tree.along``). So are clean streams that it does not
    keep.

    Raises:
        PlanError: the plan names a thing that the problem does not have.
    """
    point = np.zeros(arrays.cost.size)
    point[design_columns(arrays)] = design_of(problem, arrays, plan)
    moments = problem.sets["moments"].position
    for table, (decision, columns, quantity) in BY_MOMENT.items():
        rows = plan.tables[table]
        if "watched" in columns:
            rows = rows.filter(rows["watched"].is_in(_streams(problem)))
        if not rows.height:
            continue
        family = _of(arrays, decision)
        things = ["|".join(names) for names in rows.select(columns).iter_rows()]
        when = [
            moments.get(f"{scenario}|{period}" if scenario else period, -1)
            for scenario, period in rows.select("scenario", "period").iter_rows()
        ]
        here = np.array(when) >= 0
        thing, moment = _positions(family, decision, things), np.array(when)
        at = family.start + thing * family.shape[1] + moment
        point[at[here]] = rows[quantity].to_numpy()[here]
    if "reached" in arrays.decisions:
        reached, lessened = arrays.decisions["reached"], arrays.decisions["lessened"]
        point[reached.span] = point[lessened.span] > 0.0
    return point


def _streams(problem: Problem) -> list[str]:
    """The clean streams that a problem keeps."""
    return sorted({name.partition("|")[0] for name in problem.labels("clean_accounts")})


def _of(arrays: Arrays, decision: str) -> Family:
    if decision not in arrays.decisions:
        raise PlanError(f"the problem does not decide {decision}")
    return arrays.decisions[decision]


def _positions(family: Family, decision: str, labels: list[str]) -> NDArray[np.int64]:
    position = family.over[0].position
    if unknown := [name for name in labels if name not in position]:
        raise PlanError(f"{decision}: the problem has no {', '.join(dict.fromkeys(unknown))}")
    return np.array([position[name] for name in labels], dtype=np.int64)


def _put(
    point: Floats, arrays: Arrays, decision: str, labels: list[str], values: Iterable[float]
) -> None:
    if not labels:
        return
    family = _of(arrays, decision)
    point[family.start + _positions(family, decision, labels)] = list(values)


def _closed_from(problem: Problem, arrays: Arrays, plan: Plan) -> list[str]:
    """Labels ``facility@period`` of every period in which a facility is closed."""
    order = problem.sets["periods"].position
    since = {row["facility"]: order[row["period"]] for row in plan.rows("closures")}
    labels = arrays.decisions["closed"].over[0].labels if "closed" in arrays.decisions else ()
    split = [(label, *label.rpartition("@")[::2]) for label in labels]
    return [label for label, f, p in split if f in since and order[p] >= since[f]]
