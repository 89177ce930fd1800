"""Changes that hold from a period on: what was there until then stays until then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from optimizer.data.tables import TABLES
from optimizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

BY_DAY = ("tariffs", "quotas", "bans", "permissions")
BY_PERIOD = ("border_charges", "burden_prices", "trainings")
"""Tables whose rows hold from a day or period to another, and in each by itself: a row that is cut
in two says what it said."""


def later(
    before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], period: str
) -> dict[str, pl.DataFrame]:
    """The tables ``before`` until a period, and ``after`` from its first day on.

    Rows that are only before end the day (or period) before, rows that are only after begin with
    it; those of which nothing is left go. A row that is changed becomes two, of which the later has
    ``/from-PERIOD`` behind its name.

    Raises:
        SettingsError: a table changes whose rows cannot be cut in two.
    """
    calendar = dict(before["periods"].sort("start").select("period", "start").iter_rows())
    found = dict(after)
    for name, frame in after.items():
        gone, come = _only(before[name], frame), _only(frame, before[name])
        if gone.is_empty() and come.is_empty():
            continue
        if name not in (*BY_DAY, *BY_PERIOD):
            known = ", ".join((*BY_DAY, *BY_PERIOD))
            raise SettingsError(
                f"it changes {name}, which cannot be changed from a period on; what can: {known}"
            )
        if name in BY_DAY:
            gone = _by_day(gone, calendar[period], before=True)
            come = _by_day(come, calendar[period], before=False)
        else:
            order = list(calendar)
            gone = _by_period(gone, order.index(period), order, before=True)
            come = _by_period(come, order.index(period), order, before=False)
        key = TABLES[name].keys[0]
        cut_in_two = pl.col(key).is_in(gone[key].to_list())
        renamed = pl.when(cut_in_two).then(pl.col(key) + f"/from-{period}").otherwise(key)
        stay = frame.join(before[name], on=frame.columns, how="semi", nulls_equal=True)
        found[name] = pl.concat([stay, gone, come.with_columns(renamed.alias(key))])
    return found


def _only(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Rows of one that the other has not."""
    if one is other:
        return one.clear()
    return one.join(other, on=one.columns, how="anti", nulls_equal=True, maintain_order="left")


def _by_day(rows: pl.DataFrame, start: date, *, before: bool) -> pl.DataFrame:
    """The rows as far as they hold before a day, or from it on; an empty day is no end."""
    first, last, end = pl.col("first_date"), pl.col("last_date"), start - timedelta(days=1)
    if before:
        kept = rows.filter(first.is_null() | (first <= end))
        return kept.with_columns(last_date=pl.min_horizontal(last, pl.lit(end)))
    kept = rows.filter(last.is_null() | (last >= start))
    return kept.with_columns(first_date=pl.max_horizontal(first, pl.lit(start)))


def _by_period(rows: pl.DataFrame, at: int, order: Sequence[str], *, before: bool) -> pl.DataFrame:
    """The same for periods, of which ``at`` is the place in their order."""
    place = {name: index for index, name in enumerate(order)}
    kept = []
    for row in rows.iter_rows(named=True):
        first = place.get(row["first_period"], 0)
        last = place.get(row["last_period"], len(order) - 1)
        if before and first < at:
            kept.append(row | {"last_period": order[min(last, at - 1)]})
        elif not before and last >= at:
            kept.append(row | {"first_period": order[max(first, at)]})
    return pl.DataFrame(kept, schema=rows.schema)
