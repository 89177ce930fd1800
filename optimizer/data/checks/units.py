"""Units that are known, and that fit where two meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import error, warning
from optimizer.data.units import dimension, factor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_UNITS = (
    ("commodities", "unit"),
    ("processes", "activity_unit"),
    ("facilities", "unit"),
    ("segments", "unit"),
    ("capacities", "unit"),
    ("demands", "unit"),
)
_MEASURES = frozenset({"mass", "energy", "count", "volume"})
_CLOSE = 1e-6
_ORDERS = 100.0
"""Two figures for the same thing further apart than this are in different units."""

_MISFIT = float("nan")

_UNKNOWN = error(
    "unit.unknown",
    "not a unit that is known",
    "Write a unit such as t, kt, kg, GWh, MWh, m3 or 1 (pieces).",
)
_ODD = warning(
    "unit.odd",
    "measures {kind}",
    "Write a unit of mass, energy or volume, or 1 for pieces, without 'per year'.",
)
_RUNG_UNKNOWN = warning("unit.unknown_rung", "not a unit that is known", "Write t, kt or GWh.")
_NOT_ENERGY = warning("unit.not_energy", "not a unit of energy", "Write GWh or MWh.")
_CONVERT = error(
    "unit.not_convertible",
    "cannot be turned into {to}",
    "Write the number in {to}.",
)
_OPERATION = error(
    "unit.operation",
    "activity of {process} is in {activity_unit}, capacity of {facility} in {facility_unit}",
    "Use the same unit, or say how much capacity a unit of activity takes.",
)
_CAPACITY_USE = warning(
    "unit.capacity_use",
    "{activity_unit} to {facility_unit} alone would be {factor}",
    "Check capacity_use.",
)
_THROUGHPUT = error(
    "unit.throughput",
    "activity is in {activity_unit}, rung {rung} in {to}",
    "Say how much throughput a unit of activity is.",
)
_MASS = error(
    "unit.mass",
    "one {unit} is {factor} t, not {tonnes_per_unit} t",
    "Leave it empty, or write {factor}.",
)
_PART = warning(
    "unit.part_of_mass",
    "one {unit} is {factor} t, not {tonnes_per_unit} t",
    "Leave it empty, unless the unit counts only a part of the mass.",
)
_NO_MASS = error(
    "commodity.no_mass",
    "lane {lane} carries it by the tonne, but its mass is unknown",
    "Write tonnes_per_unit, or cost_per_unit in shipments.",
)
_DELIVERY = error(
    "unit.delivery",
    "one {commodity_unit} of {commodity} is {factor} {segment_unit}",
    "Write about {factor}.",
)


def known(view: View) -> Iterator[Finding]:
    """Every unit is one that can be converted."""
    for table, column in _UNITS:
        rows = view[table].filter(pl.col(column) != "")
        rows = rows.with_columns(kind=_by_value(rows[column]))
        unknown = rows.filter(pl.col("kind") == "")
        yield from view.say(_UNKNOWN, table, unknown, column)
        odd = rows.filter(pl.col("kind") != "", ~pl.col("kind").is_in(list(_MEASURES)))
        yield from view.say(_ODD, table, odd, column)
    rungs = _rungs(view)
    rungs = rungs.with_columns(kind=_by_value(rungs["counted"])).filter(pl.col("kind") == "")
    yield from view.say(_RUNG_UNKNOWN, "rungs", rungs, "unit")
    segments = view["segments"]
    other = segments.filter(_by_value(segments["unit"]).is_in([*(_MEASURES - {"energy"})]))
    yield from view.say(_NOT_ENERGY, "segments", other, "unit")


def _rungs(view: View) -> pl.DataFrame:
    """Rungs with ``counted``, their unit without what it is of: ``kt Li`` counts in ``kt``."""
    rows = view["rungs"].filter(pl.col("unit") != "")
    return rows.with_columns(counted=pl.col("unit").str.extract(r"^(\S*)"))


def _by_value(units: pl.Series) -> pl.Series:
    kinds = {unit: dimension(unit) for unit in units.drop_nulls().unique()}
    return units.replace_strict(kinds, default=None, return_dtype=pl.String)


def convertible(view: View) -> Iterator[Finding]:
    """A unit of a row converts into that of what the row is about."""
    for table, reference, holder in (
        ("capacities", "facility", "facilities"),
        ("demands", "segment", "segments"),
    ):
        rows = _joined(view, view[table].filter(pl.col("unit") != ""), reference, holder, "unit")
        rows = _factors(rows, "unit", "to").filter(pl.col("factor").is_nan())
        yield from view.say(_CONVERT, table, rows, "unit")


def _joined(
    view: View, rows: pl.DataFrame, reference: str, holder: str, unit: str, to: str = "to"
) -> pl.DataFrame:
    """``rows`` with the unit of what they refer to; only where both units are known."""
    held = view[holder].unique(reference).select(reference, pl.col(unit).alias(to))
    rows = rows.join(held, on=reference, how="inner", maintain_order="left")
    return rows.filter(_by_value(rows[to]) != "")


def _factors(rows: pl.DataFrame, unit: str, to: str) -> pl.DataFrame:
    """``rows`` with ``factor`` from one unit to the other, NaN where they do not fit."""
    pairs = rows.select(unit, to).unique().filter(pl.col(unit) != "", pl.col(to) != "")
    found = [
        (a, b, factor(a, b, _MISFIT)) for a, b in pairs.iter_rows() if dimension(a) and dimension(b)
    ]
    schema = {unit: pl.String, to: pl.String, "factor": pl.Float64}
    table = pl.DataFrame(found, schema=schema, orient="row")
    return rows.join(table, on=[unit, to], how="inner", maintain_order="left")


def plants(view: View) -> Iterator[Finding]:
    """A process counts in the unit of its facility, unless ``capacity_use`` converts."""
    rows = _joined(
        view, view["operations"], "process", "processes", "activity_unit", "activity_unit"
    )
    rows = _joined(view, rows, "facility", "facilities", "unit", "facility_unit")
    rows = _factors(rows, "activity_unit", "facility_unit")
    plain = pl.col("capacity_use") == 1.0
    unequal = pl.col("factor").is_nan() | (pl.col("factor") != 1.0)
    yield from view.say(_OPERATION, "operations", rows.filter(plain, unequal), "capacity_use")
    odds = pl.col("capacity_use") / pl.col("factor")
    far = pl.col("factor").is_not_nan() & ~odds.is_between(1 / _ORDERS, _ORDERS)
    strange = rows.filter(~plain, far, pl.col("capacity_use") > 0)
    yield from view.say(_CAPACITY_USE, "operations", strange, "capacity_use")


def rungs(view: View) -> Iterator[Finding]:
    """A process whose throughput is its activity counts in the unit of its rung."""
    counted = _rungs(view).unique("rung").select("rung", to="counted")
    rows = view["processes"].filter(pl.col("throughput") == 1.0)
    rows = rows.join(counted, on="rung", maintain_order="left")
    rows = _factors(rows, "activity_unit", "to")
    unequal = rows.filter(pl.col("factor").is_nan() | (pl.col("factor") != 1.0))
    yield from view.say(_THROUGHPUT, "processes", unequal, "throughput")


def masses(view: View) -> Iterator[Finding]:
    """A unit of mass and ``tonnes_per_unit`` say the same."""
    rows = view["commodities"].filter(pl.col("tonnes_per_unit") > 0).with_columns(to=pl.lit("t"))
    rows = _factors(rows, "unit", "to").filter(pl.col("factor").is_not_nan())
    odds = pl.col("tonnes_per_unit") / pl.col("factor")
    far = ~odds.is_between(1 / _ORDERS, _ORDERS)
    yield from view.say(_MASS, "commodities", rows.filter(far), "tonnes_per_unit")
    near = ~odds.is_between(1 - _CLOSE, 1 + _CLOSE) & ~far
    yield from view.say(_PART, "commodities", rows.filter(near), "tonnes_per_unit")


def weightless(view: View) -> Iterator[Finding]:
    """What is carried at a cost per tonne, or on a lane limited in tonnes, has a mass."""
    goods = view["commodities"].filter(pl.col("tonnes_per_unit").is_null())
    goods = goods.filter(_by_value(goods["unit"]) != "mass")
    modes = view["modes"].unique("mode").select("mode", "cost_per_tkm", "handling_per_t")
    lanes = view["lanes"].unique("lane").join(modes, on="mode", how="left")
    by_mode = pl.col("cost_per_tkm") * pl.col("distance_km") + pl.col("handling_per_t")
    lanes = lanes.select("lane", "capacity_t", per_t=pl.coalesce("cost_per_t", by_mode))
    carried = view["shipments"].join(lanes, on="lane")
    carried = carried.filter(
        (pl.col("cost_per_unit").is_null() & (pl.col("per_t") > 0))
        | pl.col("capacity_t").is_not_null()
    )
    first = carried.sort(ROW).unique("commodity", keep="first").select("commodity", "lane")
    goods = goods.join(first, on="commodity", maintain_order="left")
    yield from view.say(_NO_MASS, "commodities", goods, "tonnes_per_unit")


def deliveries(view: View) -> Iterator[Finding]:
    """Energy per unit of a commodity that is itself counted in energy is a matter of units."""
    rows = _joined(view, view["chemistries"], "commodity", "commodities", "unit", "commodity_unit")
    served = view["shares"].join(view["segments"].unique("segment"), on="segment")
    units = served.select("chemistry", segment_unit="unit").drop_nulls()
    units = units.unique("chemistry", keep="first", maintain_order=True)
    rows = _factors(
        rows.join(units, on="chemistry", maintain_order="left"), "commodity_unit", "segment_unit"
    )
    odds = pl.col("energy_per_unit") / pl.col("factor")
    far = pl.col("factor").is_not_nan() & ~odds.is_between(0.1, 10.0)
    yield from view.say(_DELIVERY, "chemistries", rows.filter(far), "energy_per_unit")
