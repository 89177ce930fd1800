"""Trade rules that apply to something, and duties that amount to something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View
    from optimizer.data.findings import Finding

_IDLE = warning(
    "trade.idle",
    "applies to no shipment",
    "Check origin, destination and commodity; shipments within a country cross no border.",
)
_ZERO = warning("tariff.zero", "neither a rate nor an amount", "Write one of them.")
_PERCENT = warning("tariff.percent", "a duty of {percent} %", "Write 0.25 for 25 %.")
_NO_VALUE = warning(
    "tariff.no_value",
    "a duty on the value, but {commodity} has none",
    "Write value_per_unit of {commodity}.",
)
_NO_PERMISSION = warning(
    "commodity.no_permission",
    "it needs permission, but none ever applies to its shipments",
    "Add permissions, or it crosses no border.",
)
_SAME_AREA = warning(
    "trade.same_area", "origin and destination are the same", "Change one, or empty both."
)

_KEYS = {"tariffs": "tariff", "quotas": "quota", "bans": "ban", "permissions": "permission"}
_MANY = 2.0
"""A rate from here on was probably meant as a percentage."""


def rules(view: View) -> Iterator[Finding]:
    """Each trade rule applies to some shipment."""
    crossings = view.crossings
    for table, key in _KEYS.items():
        same = (pl.col("origin") == pl.col("destination")) & (pl.col("origin") != "")
        yield from view.say(_SAME_AREA, table, view[table].filter(same), "destination")
        others = view[table].filter(~same)
        idle = [not crossings.covered(rule).any() for rule in others.iter_rows(named=True)]
        rows = others.filter(pl.Series(idle, dtype=pl.Boolean))
        yield from view.say(_IDLE, table, rows, key)


def tariffs(view: View) -> Iterator[Finding]:
    """Duties amount to something, and not to several times the value."""
    rows = view["tariffs"].with_columns(percent=pl.col("rate") * 100)
    zero = rows.filter(pl.col("rate") == 0, pl.col("amount") == 0)
    yield from view.say(_ZERO, "tariffs", zero, "rate")
    yield from view.say(_PERCENT, "tariffs", rows.filter(pl.col("rate") >= _MANY), "rate")
    worthless = view["commodities"].filter(pl.col("value_per_unit") == 0)["commodity"]
    free = rows.filter(
        pl.col("rate") > 0, pl.col("commodity").is_in(worthless.drop_nulls().to_list())
    )
    yield from view.say(_NO_VALUE, "tariffs", free, "rate")


def permissions(view: View) -> Iterator[Finding]:
    """What needs a permission can get one somewhere."""
    crossings = view.crossings
    routes = crossings.routes.filter(pl.Series(crossings.abroad, dtype=pl.Boolean))
    barred = crossings.routes.filter(pl.Series(crossings.unpermitted, dtype=pl.Boolean))
    allowed = routes.join(barred.select("route"), on="route", how="anti")["commodity"].to_list()
    stuck = set(barred["commodity"]) - set(allowed)
    goods = view["commodities"].filter(pl.col("commodity").is_in(sorted(stuck))).sort(ROW)
    yield from view.say(_NO_PERMISSION, "commodities", goods, "needs_permission")
