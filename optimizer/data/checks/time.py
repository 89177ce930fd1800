"""Periods, terms and dates that fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.checks.view import ROW
from optimizer.data.findings import Finding, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.data.checks.view import View

_FIRST_YEAR, _LAST_YEAR = 1900, 2200

_YEAR = error(
    "period.year", f"a year before {_FIRST_YEAR} or after {_LAST_YEAR}", "Check the year."
)
_GAP = error(
    "period.gap",
    "{gap} day(s) belong to no period after {before}",
    "Begin it earlier, or lengthen {before}.",
)
_OVERLAP = error(
    "period.overlap",
    "begins {overlap} day(s) before {before} ends",
    "Begin it later, or shorten {before}.",
)
_ORDER = error(
    "period.order",
    "{before} is earlier, but stands later in the table",
    "Put the rows in order of time.",
)
_REVERSED = error("window.reversed", "{last_period} is before {first_period}", "Swap them.")
_DATES_REVERSED = error("date.reversed", "ends before it begins, {first_date}", "Swap the dates.")
_AFTER = warning(
    "date.after_horizon", "begins after the last period", "Check the year; it never holds."
)
_BEFORE = warning(
    "date.before_horizon", "ends before the first period", "Check the year; it never holds."
)
_NEVER_SOLD = warning(
    "chemistry.never_sold", "after the last period", "Check the year; it can never be sold."
)
_TOO_LATE = warning(
    "expansion.too_late",
    "decided at the earliest, it is online after the last period begins",
    "Shorten lead_days, or begin the window earlier; it is never built.",
)
_NO_RATE = warning("parameter.missing", "no discount_rate; 0 is used", "Add a row discount_rate.")
_START = warning(
    "ramp.start", "begins at age {age}; before that nothing works", "Add a row for age 0."
)
_AGES = warning("ramp.order", "ages are not in order", "List the rows by age.")
_FALLS = warning("ramp.falls", "less works than a year before", "Check the order of the fractions.")


def periods(view: View) -> Iterator[Finding]:
    """Each period begins the day after the one before it ends, and the rows are in that order."""
    year = pl.col("start").dt.year()
    strange = view["periods"].filter((year < _FIRST_YEAR) | (year > _LAST_YEAR))
    yield from view.say(_YEAR, "periods", strange, "start")
    rows = view.periods.with_columns(
        gap=pl.col("start") - pl.col("end").shift(1),
        before=pl.col("period").shift(1),
        disorder=pl.col(ROW).diff() < 0,
    ).with_columns(overlap=-pl.col("gap"))
    yield from view.say(_GAP, "periods", rows.filter(pl.col("gap") > 0), "start")
    yield from view.say(_OVERLAP, "periods", rows.filter(pl.col("gap") < 0), "start")
    yield from view.say(_ORDER, "periods", rows.filter("disorder"), "start")


def windows(view: View) -> Iterator[Finding]:
    """A window does not end before it begins."""
    for table in (
        "expansions",
        "contracts",
        "disruptions",
        "swings",
        "ranges",
        "burden_limits",
        "burden_prices",
        "growth_limits",
        "trainings",
    ):
        rows = view.timed(view[table], "first_period", "last_period")
        reversed_ = rows.filter(pl.col("first_period_t") > pl.col("last_period_t"))
        yield from view.say(_REVERSED, table, reversed_, "last_period")


def dates(view: View) -> Iterator[Finding]:
    """Dated rules hold on some day of the horizon."""
    if view.periods.is_empty():
        return
    start, end = view.periods["start"].min(), view.periods["end"].max()
    days = {n: pl.col(n).cast(pl.Int32).cast(pl.Int64) for n in ("first_date", "last_date")}
    for table in ("tariffs", "quotas", "bans", "permissions", "rules"):
        rows = view[table]
        swapped = rows.filter(pl.col("first_date") > pl.col("last_date"))
        yield from view.say(_DATES_REVERSED, table, swapped, "last_date")
        late = rows.filter(days["first_date"] >= end)
        yield from view.say(_AFTER, table, late, "first_date")
        early = rows.filter(days["last_date"] < start)
        yield from view.say(_BEFORE, table, early, "last_date")
    never = pl.col("available_from").cast(pl.Int32).cast(pl.Int64) >= end
    yield from view.say(
        _NEVER_SOLD, "chemistries", view["chemistries"].filter(never), "available_from"
    )


def expansions(view: View) -> Iterator[Finding]:
    """Something decided in the window comes online within the horizon."""
    if view.periods.is_empty():
        return
    begins = view.periods["start"]
    starts = view.periods.select(first_period="period", decided="start")
    rows = view["expansions"].join(starts, on="first_period", how="left", maintain_order="left")
    decided = pl.col("decided").fill_null(begins.min())
    late = decided + pl.col("lead_days") > begins.max()
    yield from view.say(_TOO_LATE, "expansions", rows.filter(late), "lead_days")


def discounting(view: View) -> Iterator[Finding]:
    """The discount rate is stated, be it 0."""
    if "discount_rate" not in view["parameters"]["parameter"]:
        yield _NO_RATE.finding(table="parameters", column="parameter", place="parameters")


def ramps(view: View) -> Iterator[Finding]:
    """Ramps begin at age 0 and are listed by age."""
    rows = view["ramps"].drop_nulls(["ramp", "age"])
    by_age = rows.sort("ramp", "age", ROW).unique("ramp", keep="first", maintain_order=True)
    yield from view.say(_START, "ramps", by_age.filter(pl.col("age") > 0).sort(ROW), "age")
    disorder = rows.filter(pl.col("age").diff().over("ramp") < 0)
    yield from view.say(_AGES, "ramps", disorder, "age")
    falls = rows.sort("ramp", "age").filter(pl.col("fraction").diff().over("ramp") < 0)
    yield from view.say(_FALLS, "ramps", falls.sort(ROW), "fraction")
