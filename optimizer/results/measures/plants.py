"""How far plants are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from optimizer.data.network.plants import capacity_in_place

if TYPE_CHECKING:
    from optimizer.data.problem import Floats
    from optimizer.results.measures.view import View


def utilisation(view: View) -> pl.DataFrame:
    """Use of capacity by facility and period.

    Capacity in a period = years · (step capacity, unless closed + ramped builds online); use =
    Σ capacity_use · activity. Disruptions are not taken off the capacity. Facilities with neither
    capacity nor use in a period are left out.

    Columns: ``facility``, ``facility_name``, ``country``, ``period``, ``used`` and ``capacity``
    within the period (in ``unit``), ``use`` = used / capacity (null without capacity).
    """
    uses = view.instance.table("operations").select("facility", "process", "capacity_use")
    used = (
        view.expected("activity")
        .join(uses, on=["facility", "process"])
        .group_by("facility", "period")
        .agg((pl.col("activity") * pl.col("capacity_use")).sum().alias("used"))
    )
    rows = (
        _capacity(view)
        .join(used, on=["facility", "period"], how="left")
        .with_columns(pl.col("used").fill_null(0.0))
        .filter((pl.col("used") > 0.0) | (pl.col("capacity") > 0.0))
        .with_columns(
            use=pl.when(pl.col("capacity") > 0.0).then(pl.col("used") / pl.col("capacity"))
        )
        .join(view.facilities, on="facility")
        .select("facility", "facility_name", "country", "period", "used", "capacity", "unit", "use")
    )
    return view.by_time(rows, "facility")


def _capacity(view: View) -> pl.DataFrame:
    """Expected capacity within each period: ``facility``, ``period``, ``capacity``."""
    calendar = view.calendar
    facilities = view.facilities["facility"].to_list()
    position = {name: at for at, name in enumerate(facilities)}
    step = capacity_in_place(view.instance, calendar, position)
    chances = np.array([moment.probability for moment in calendar.moments])
    standing: Floats = np.zeros((len(facilities), len(calendar.periods)))
    for column, at in enumerate(calendar.period_of):
        standing[:, at] += chances[column] * step[:, column]
    for facility, period in view.plan.table("closures").select("facility", "period").iter_rows():
        standing[position[facility], calendar.position[period] :] = 0.0
    total = (standing + _built(view, position)) * calendar.years
    return pl.DataFrame(
        {
            "facility": np.repeat(np.array(facilities, dtype=object), len(calendar.periods)),
            "period": list(calendar.periods) * len(facilities),
            "capacity": total.ravel(),
        },
        schema={"facility": pl.String, "period": pl.String, "capacity": pl.Float64},
    )


def _built(view: View, position: dict[str, int]) -> Floats:
    """Ramped capacity of builds that are online, facility × period (unit per year)."""
    calendar = view.calendar
    built = np.zeros((len(position), len(calendar.periods)))
    expansions = view.instance.table("expansions").select(
        "expansion", "facility", "lead_days", "ramp"
    )
    rows = view.plan.table("builds").join(expansions, on="expansion")
    columns = ("facility", "period", "lead_days", "ramp", "added")
    for facility, period, lead_days, ramp, added in rows.select(columns).iter_rows():
        online = calendar.online(calendar.position[period], lead_days)
        for at in range(online, len(calendar.periods)):
            age = calendar.whole_years(online, at)
            built[position[facility], at] += added * _ramped(view, ramp, age)
    return built


def _ramped(view: View, ramp: str, age: int) -> float:
    """Fraction that works: of the greatest listed age not above ``age``; all without a ramp."""
    if not ramp:
        return 1.0
    rows = (
        view.instance.table("ramps")
        .filter((pl.col("ramp") == ramp) & (pl.col("age") <= age))
        .sort("age")
    )
    return float(rows["fraction"][-1]) if rows.height else 0.0
