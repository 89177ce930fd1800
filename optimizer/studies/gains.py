"""Who earns what at the prices of a plan itself."""

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
