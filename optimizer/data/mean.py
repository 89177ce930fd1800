"""The mean course: one sure course of events in which whatever is uncertain is its mean.

Each period's mean is over its moments, by their probability. What a disruption leaves and by how
much something swings are averaged row by row: a row of a branch that a period belongs to with the
chance P leaves ``1 − P · (1 − remaining)``, and swings by ``1 + P · (factor − 1)``; rows that
strike the same thing multiply, as ever. Numbers by scenario (capacities, supplies, demands) are
averaged over what holds in each moment. Used for the value of the stochastic solution: Birge and
Louveaux, Introduction to Stochastic Programming (2nd ed. 2011), section 4.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from optimizer.data.instance import completed
from optimizer.data.network.accounts import pairs_of
from optimizer.data.network.moments import TRUNK, Calendar
from optimizer.data.tables import TABLES
from optimizer.data.tree import reckoned, replaced
from optimizer.data.units import factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.instance import Instance
    from optimizer.data.problem import Floats

Row = dict[str, Any]


def mean_course(instance: Instance) -> Instance:
    """The instance without scenarios, in which all that differs by scenario is its mean.

    A supply that is unlimited in some moment of a period is unlimited in its mean; its price is the
    mean over the moments in which it is offered.
    """
    calendar = Calendar(instance)
    sure = reckoned(instance, "none")
    tables = {
        name: pl.concat([sure.table(name), _struck(instance, calendar, name)]) for name in _BY
    }
    for name, averaged in _AVERAGED.items():
        tables[name] = averaged(instance, calendar)
    return replaced(sure, tables)


_BY = {"disruptions": ("disruption", "remaining"), "swings": ("swing", "factor")}
"""Tables of what strikes a scenario: the column of the name, and that of the number."""


def _struck(instance: Instance, calendar: Calendar, table: str) -> pl.DataFrame:
    """Rows of branches as rows of the sure course, one for each period with a chance of them."""
    frame = instance.table(table)
    key, column = _BY[table]
    rows: list[Row] = []
    for row in frame.filter(pl.col("scenario") != TRUNK).iter_rows(named=True):
        low, high = calendar.window(row["first_period"], row["last_period"])
        for at, chance in enumerate(_chances(calendar, row["scenario"])):
            if chance > 0.0 and low <= at <= high:
                period = calendar.periods[at]
                rows.append(
                    row
                    | {key: f"{row[key]}/{period}", "scenario": TRUNK}
                    | {"first_period": period, "last_period": period}
                    | {column: 1.0 + chance * (row[column] - 1.0)}
                )
    return pl.DataFrame(rows, schema=frame.schema, orient="row")


def _chances(calendar: Calendar, scenario: str) -> list[float]:
    """How likely each period belongs to a scenario or to one that descends from it."""
    chances = [0.0] * len(calendar.periods)
    for moment in calendar.moments:
        if scenario in calendar.lineage(moment.scenario):
            chances[moment.period] += moment.probability
    return chances


def _capacities(instance: Instance, calendar: Calendar) -> pl.DataFrame:
    table = instance.table("capacities")
    units = dict(pairs_of(instance.table("facilities"), "facility", "unit"))
    position = _positions(table, "facility")
    scaled = _scaled(table, "capacity", [units[f] for f in table["facility"]])
    capacity = calendar.step_values(scaled, ["facility"], "capacity", position, 0.0)
    mean = _mean(calendar, capacity)
    rows = (
        {"facility": name, "period": period, "capacity": mean[at, t]}
        for name, at in position.items()
        for t, period in enumerate(calendar.periods)
    )
    return _instead(table, "capacities", ("facility",), position, rows)


def _supply_terms(instance: Instance, calendar: Calendar) -> pl.DataFrame:
    table = instance.table("supply_terms")
    position = _positions(table, "supply")
    begun = calendar.step_values(table.with_columns(begun=1.0), ["supply"], "begun", position, 0.0)
    price = calendar.step_values(table, ["supply"], "price", position, 0.0)
    most = calendar.step_values(table, ["supply"], "quantity", position, np.inf)
    offered = _mean(calendar, begun)
    paid = _mean(calendar, begun * price)
    # Nothing times no limit is nothing: before its first row a supply is not there.
    sold = _mean(calendar, np.where(begun > 0, most, 0.0))

    def rows() -> Iterator[Row]:
        for name, at in position.items():
            for t, period in enumerate(calendar.periods):
                if offered[at, t] > 0.0:
                    limit = sold[at, t] if np.isfinite(sold[at, t]) else None
                    mean = paid[at, t] / offered[at, t]
                    yield {"supply": name, "period": period, "price": mean, "quantity": limit}

    return _instead(table, "supply_terms", ("supply",), position, rows())


def _demands(instance: Instance, calendar: Calendar) -> pl.DataFrame:
    table = instance.table("demands")
    units = dict(pairs_of(instance.table("segments"), "segment", "unit"))
    position = _positions(table, "market", "segment")
    scaled = _scaled(table, "energy", [units[s] for s in table["segment"]])
    energy = _mean(
        calendar, calendar.period_values(scaled, ["market", "segment"], "energy", position)
    )
    rows = (
        {"market": name[0], "segment": name[1], "period": period, "energy": energy[at, t]}
        for name, at in position.items()
        for t, period in enumerate(calendar.periods)
    )
    return _instead(table, "demands", ("market", "segment"), position, rows)


_AVERAGED = {"capacities": _capacities, "supply_terms": _supply_terms, "demands": _demands}
"""How each table by scenario is averaged; a test sees to it that none is missing."""


def _positions(table: pl.DataFrame, *keys: str) -> dict[Any, int]:
    """Things of which some row belongs to a scenario, with a position each."""
    rows = table.filter(pl.col("scenario") != TRUNK).select(keys).unique(maintain_order=True)
    names = rows[keys[0]].to_list() if len(keys) == 1 else list(rows.iter_rows())
    return {name: at for at, name in enumerate(names)}


def _scaled(table: pl.DataFrame, column: str, units: list[str]) -> pl.DataFrame:
    """The column in the unit of each row's thing."""
    scale = [factor(u, own) if u else 1.0 for u, own in zip(table["unit"], units, strict=True)]
    return table.with_columns(table[column] * np.array(scale, dtype=float))


def _mean(calendar: Calendar, values: Floats) -> Floats:
    """Things × moments to things × periods; moments that never come count nothing."""
    result = np.zeros((values.shape[0], len(calendar.periods)))
    for n, moment in enumerate(calendar.moments):
        if moment.probability > 0.0:
            result[:, moment.period] += moment.probability * values[:, n]
    return result


def _instead(
    table: pl.DataFrame,
    name: str,
    keys: tuple[str, ...],
    position: dict[Any, int],
    rows: Any,
) -> pl.DataFrame:
    """The table with the mean rows of those things in the place of all theirs."""
    if not position:
        return table
    averaged = {key if isinstance(key, tuple) else (key,) for key in position}
    kept = [key not in averaged for key in table.select(keys).iter_rows()]
    cells = pl.DataFrame(list(rows), infer_schema_length=None)
    averages = completed(TABLES[name], cells)
    return pl.concat([table.filter(pl.Series(kept)), averages])
