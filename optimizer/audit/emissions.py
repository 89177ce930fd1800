"""Twin of emissions: CO2 of what is run and carried; ceilings on measures that are no shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.audit import survival
from optimizer.audit.case import MOMENT, Case
from optimizer.audit.conversions import masses
from optimizer.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optimizer.audit.report import Check

FAMILY = "emissions"
KG_IN_T = 1000.0


def emitted(case: Case) -> tuple[float, float]:
    """Tonnes of CO2 and energy served over the horizon, expected over scenarios."""
    processes = case.table("processes").select("process", "co2_t_per_unit")
    run = case.decided("activity").join(processes, on="process")
    made = run.select(*MOMENT, co2=pl.col("activity") * pl.col("co2_t_per_unit"))
    lanes = case.table("lanes").select("lane", "mode", "distance_km")
    modes = case.table("modes").select("mode", "co2_kg_per_tkm")
    moved = (
        case.decided("flow")
        .join(lanes, on="lane")
        .join(modes, on="mode")
        .join(masses(case), on="commodity")
    )
    tkm = pl.col("quantity") * pl.col("tonnes").fill_null(0.0) * pl.col("distance_km")
    carried = moved.select(*MOMENT, co2=tkm * pl.col("co2_kg_per_tkm") / KG_IN_T)
    served = case.decided("served").select(*MOMENT, "energy")
    return _expected(case, pl.concat([made, carried]), "co2"), _expected(case, served, "energy")


def unsurvived(case: Case) -> tuple[float, float]:
    """The part of demand that the worst guarantee leaves unserved, of one."""
    rows = case.once(survival.promised).filter(pl.col("demand") > 0.0)
    served = (rows["served"] / rows["demand"]).min()
    return (1.0 - float(served), 1.0) if isinstance(served, float) else (0.0, 1.0)


PARTS: dict[str, Callable[[Case], tuple[float, float]]] = {"co2": emitted, "survival": unsurvived}
"""Measures on which a ceiling may be put: what is above the line and below it."""


def checks(case: Case, ceilings: Mapping[str, float]) -> Iterator[Check]:
    """Every ceiling that the plan was to keep.

    Raises:
        AuditError: a ceiling is on something that is not measured so.
    """
    for measure, most in ceilings.items():
        if measure not in PARTS:
            raise AuditError(f"no ceiling can be put on {measure}; known: {', '.join(PARTS)}")
        part, whole = PARTS[measure](case)
        rows = pl.DataFrame({"part": [part], "whole": [whole]})
        yield case.judge(FAMILY).at_most(
            f"ceiling on {measure}",
            f"{measure} with {most:g} for each unit",
            rows,
            [],
            pl.col("part"),
            most * pl.col("whole"),
        )


def _expected(case: Case, rows: pl.DataFrame, quantity: str) -> float:
    weighed = rows.join(case.moments.table.select(*MOMENT, "probability"), on=MOMENT)
    return float((weighed[quantity] * weighed["probability"]).sum())
