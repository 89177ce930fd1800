"""Time: years, discount factors, lags, ages, dated rules; counted by the audit on its own."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Calendar:
    """The periods in order.

    ``periods``: ``period, index, start, end, days, years, before, discount``; ``before`` is the
    years from the start of the horizon to the start of the period. ``final_discount`` is the factor
    at the end of the horizon.
    """

    periods: pl.DataFrame
    rate: float

    @classmethod
    def of(cls, periods: pl.DataFrame, rate: float) -> Calendar:
        """Counts the years of ``periods`` (``period, start, days``) and discounts at ``rate``."""
        ordered = (
            periods.select("period", "start", "days")
            .sort("start")
            .with_columns(
                index=pl.int_range(pl.len(), dtype=pl.Int64),
                end=pl.col("start") + pl.duration(days=pl.col("days") - 1),
            )
        )
        counted = (
            ordered.join(_years(ordered), on="period")
            .sort("index")
            .with_columns(before=pl.col("years").cum_sum() - pl.col("years"))
            .with_columns(discount=(1.0 + rate) ** -(pl.col("before") + pl.col("years") / 2.0))
        )
        names = ["period", "index", "start", "end", "days", "years", "before", "discount"]
        return cls(counted.select(names), rate)

    @property
    def total_years(self) -> float:
        """Years from the start of the horizon to its end."""
        return float(self.periods["years"].sum())

    @property
    def final_discount(self) -> float:
        """The factor at the end of the horizon."""
        return float((1.0 + self.rate) ** -self.total_years)

    @property
    def first(self) -> str:
        """The first period."""
        return str(self.periods["period"][0])

    @property
    def last(self) -> str:
        """The last period."""
        return str(self.periods["period"][-1])

    @property
    def last_index(self) -> int:
        """Place of the last period."""
        return self.periods.height - 1

    def in_force(self, rows: pl.DataFrame, first: str, last: str | None = None) -> pl.DataFrame:
        """``rows`` × the periods in which they are in force, with ``period`` and ``index``.

        A dated rule is in force in a period if it is on at least half of the period's days, both
        ends included; a null date is no end on that side.
        """
        days = self.periods.select("period", "index", _start="start", _end="end", _days="days")
        opens, closes = pl.col("_start"), pl.col("_end")
        since = pl.max_horizontal(opens, pl.col(first).fill_null(opens))
        until = closes
        if last is not None:
            until = pl.min_horizontal(closes, pl.col(last).fill_null(closes))
        overlap = (until - since).dt.total_days() + 1
        return (
            rows.join(days, how="cross")
            .filter(2 * overlap >= pl.col("_days"))
            .drop("_start", "_end", "_days")
        )

    def window(self, rows: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
        """``rows`` with ``first_index``, ``last_index`` of the named periods (empty: no bound)."""
        place = self.periods.select(_name="period", _place="index")
        for named, index, default in (
            (first, "first_index", 0),
            (last, "last_index", self.last_index),
        ):
            rows = (
                rows.join(place, left_on=named, right_on="_name", how="left")
                .with_columns(pl.col("_place").fill_null(default).alias(index))
                .drop("_place")
            )
        return rows


def lag(days: pl.Expr, period_days: pl.Expr) -> pl.Expr:
    """Whole periods under way: ``floor(days / days of the period of departure + 1/2)``."""
    return (days / period_days + 0.5).floor().cast(pl.Int64)


def age(before_then: pl.Expr, before_now: pl.Expr) -> pl.Expr:
    """Whole years between the starts of two periods."""
    return (before_now - before_then + _ROUNDING).floor().cast(pl.Int64)


def in_step(grid: pl.DataFrame, rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The row of a step table that holds at each ``keys`` × ``index`` of ``grid``.

    ``rows`` carry ``keys`` and the ``index`` of the period from which they hold. Where none holds
    yet, the row of the grid is left out.
    """
    held = rows.with_columns(_held=pl.lit(value=True)).sort("index")
    joined = grid.sort("index").join_asof(
        held, on="index", by=keys, strategy="backward", check_sortedness=False
    )
    return joined.filter(pl.col("_held").is_not_null()).drop("_held")


def _years(periods: pl.DataFrame) -> pl.DataFrame:
    """``period, years``: for each calendar year touched, days within over days of that year."""
    touched = periods.with_columns(
        year=pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1)
    ).explode("year")
    opens, closes = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    until = pl.min_horizontal(pl.col("end"), closes)
    within = (until - pl.max_horizontal(pl.col("start"), opens)).dt.total_days() + 1
    whole = (closes - opens).dt.total_days() + 1
    return touched.group_by("period").agg(years=(within / whole).sum())
