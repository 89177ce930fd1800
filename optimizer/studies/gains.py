"""Who earns what in the loop at the prices of a plan itself, and what the loop saves in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.studies.turning import DUST

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.studies.turning import Case


def gains(case: Case, values: Floats, prices: Floats) -> pl.DataFrame:
    """Who earns what at the plan's own prices: ``who, stage, amount`` of present money.

    Who brings in used batteries earns their price (or pays, where it is below 0); a plant what
    is left of its sales after inputs and variable cost.
    """
    weight = case.problem.values("weight")
    worth = prices * weight
    rows: dict[tuple[str, str], float] = {}
    sets, relations = case.problem.sets, case.problem.relations
    grid = case.arrays.decisions["activity"]
    done = values[grid.span].reshape(grid.shape)
    coefficient, cost = case.problem.values("coefficient"), case.problem.values("variable_cost")
    scope_stage = _stage_of(case)
    entries = relations["entries_of"]
    account = np.repeat(np.arange(len(sets["accounts"])), np.diff(entries.pointers))
    operation = relations["operation_of"].members
    earned = np.zeros(grid.shape)
    np.add.at(
        earned,
        operation[entries.members],
        coefficient[entries.members][:, None] * worth[account],
    )
    earned = (earned - cost * weight) * done
    for o, (_, process) in enumerate(case.operations()):
        if process not in case.loop.processes:
            continue
        key = ("plants", scope_stage[process])
        rows[key] = rows.get(key, 0.0) + float(earned[o].sum())
    back = case.arrays.decisions.get("collected")
    if back is not None and back.size:
        collected = values[back.span].reshape(back.shape)
        position = sets["accounts"].position
        eol = dict(
            case.instance.table("chemistries").select("chemistry", "eol_commodity").iter_rows()
        )
        for at, label in enumerate(back.over[0].labels):
            market, _, chemistry = label.split("|")
            k = position.get(f"{market}|{eol[chemistry]}")
            if k is not None:
                key = ("collectors", "")
                rows[key] = rows.get(key, 0.0) + float(collected[at] @ worth[k])
    return pl.DataFrame(
        [{"who": w, "stage": s, "amount": a} for (w, s), a in rows.items() if abs(a) > DUST],
        schema={"who": pl.String, "stage": pl.String, "amount": pl.Float64},
    )


def _stage_of(case: Case) -> dict[str, str]:
    stage = dict(case.instance.table("rungs").select("rung", "stage").iter_rows())
    rows = case.instance.table("processes").select("process", "rung").iter_rows()
    return {process: stage.get(rung, "") for process, rung in rows}


def saved(case: Case, running: Floats, idle: Floats) -> pl.DataFrame:
    """What the loop saves: ``what, idle, running, saved`` of present money; ``saved`` adds up.

    Each term of cost, of which variable operation is told stage by stage. Both are plans of the
    problem: in one the loop runs, in the other it is idle.
    """
    parts = [_spent(case, values) for values in (idle, running)]
    names = list(dict.fromkeys(name for part in parts for name in part))
    rows = [(name, *(part.get(name, 0.0) for part in parts)) for name in names]
    schema = {"what": pl.String, "idle": pl.Float64, "running": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(saved=pl.col("idle") - pl.col("running")).sort(
        pl.col("saved").abs(), descending=True
    )


def _spent(case: Case, values: Floats) -> dict[str, float]:
    """Present money by what it is spent on."""
    found: dict[str, float] = {}
    for part in case.arrays.costs:
        amount = part.weight * (
            part.constant
            + np.bincount(part.rows, part.values * values[part.columns], len(part.over))
        )
        if part.term != "variable_operation":
            found[part.term] = found.get(part.term, 0.0) + float(amount.sum())
    family = case.arrays.decisions["activity"]
    done = values[family.span].reshape(family.shape)
    cost = case.problem.values("variable_cost") * case.problem.values("weight") * done
    stage = _stage_of(case)
    for o, (_, process) in enumerate(case.operations()):
        name = f"operation: {stage[process] or 'elsewhere'}"
        found[name] = found.get(name, 0.0) + float(cost[o].sum())
    return {name: amount for name, amount in found.items() if abs(amount) > DUST}
