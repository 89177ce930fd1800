"""Time, counted on the calendar."""

from datetime import date

import polars as pl
import pytest

from optimizer.audit.calendar import Calendar, age, in_step, lag


def a_calendar(*periods: tuple[str, date, int], rate: float = 0.0) -> Calendar:
    frame = pl.DataFrame(
        list(periods),
        schema={"period": pl.String, "start": pl.Date, "days": pl.Int64},
        orient="row",
    )
    return Calendar.of(frame, rate)


@pytest.mark.parametrize(
    ("start", "days", "years"),
    [
        (date(2025, 1, 1), 365, 1.0),
        (date(2028, 1, 1), 366, 1.0),
        (date(2025, 3, 1), 31, 31 / 365),
        (date(2028, 3, 1), 31, 31 / 366),
        (date(2027, 7, 1), 366, 184 / 365 + 182 / 366),
        (date(2025, 1, 1), 365 + 365 + 365 + 366, 4.0),
        (date(2025, 12, 31), 1, 1 / 365),
    ],
)
def test_years_are_days_over_the_days_of_their_year(start: date, days: int, years: float) -> None:
    assert a_calendar(("p", start, days)).total_years == pytest.approx(years)


def test_discount_counts_to_the_middle_and_to_the_end() -> None:
    calendar = a_calendar(("b", date(2026, 1, 1), 730), ("a", date(2025, 1, 1), 365), rate=0.21)
    assert calendar.periods["period"].to_list() == ["a", "b"]
    assert calendar.periods["discount"].to_list() == pytest.approx([1.21**-0.5, 1.21**-2])
    assert calendar.final_discount == pytest.approx(1.21**-3)
    assert (calendar.first, calendar.last, calendar.last_index) == ("a", "b", 1)


def test_without_a_rate_nothing_is_discounted() -> None:
    calendar = a_calendar(("a", date(2025, 1, 1), 365))
    assert calendar.periods["discount"].to_list() == [1.0]
    assert calendar.final_discount == 1.0


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        (None, None, True),
        (date(2025, 1, 6), None, True),  # on 5 of 10 days
        (date(2025, 1, 7), None, False),
        (None, date(2025, 1, 5), True),
        (None, date(2025, 1, 4), False),
        (date(2025, 1, 3), date(2025, 1, 7), True),
        (date(2025, 1, 3), date(2025, 1, 6), False),
        (date(2024, 1, 1), date(2024, 12, 31), False),
        (date(2026, 1, 1), None, False),
    ],
)
def test_a_dated_rule_needs_half_of_the_days(
    first: date | None, last: date | None, there: bool
) -> None:
    calendar = a_calendar(("p", date(2025, 1, 1), 10))
    rules = pl.DataFrame(
        {"rule": ["r"], "first": [first], "last": [last]},
        schema_overrides={"first": pl.Date, "last": pl.Date},
    )
    assert calendar.in_force(rules, "first", "last").height == int(there)


def test_a_window_without_names_is_the_horizon() -> None:
    calendar = a_calendar(("a", date(2025, 1, 1), 365), ("b", date(2026, 1, 1), 365))
    rows = pl.DataFrame({"first": ["", "b"], "last": ["", "b"]})
    window = calendar.window(rows, "first", "last")
    assert window.select("first_index", "last_index").rows() == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("days", "length", "periods"),
    [(0.0, 365, 0), (182.0, 365, 0), (182.5, 365, 1), (40.0, 31, 1), (46.5, 31, 2), (46.0, 31, 1)],
)
def test_lag_rounds_half_up(days: float, length: int, periods: int) -> None:
    frame = pl.DataFrame({"days": [days], "length": [length]})
    assert frame.select(lag(pl.col("days"), pl.col("length"))).item() == periods


def test_age_is_in_whole_years() -> None:
    frame = pl.DataFrame({"then": [0.0, 0.0, 1.0], "now": [1.0 - 1e-12, 0.99, 3.5]})
    assert frame.select(age(pl.col("then"), pl.col("now"))).to_series().to_list() == [1, 0, 2]


def test_a_step_holds_until_the_next() -> None:
    grid = pl.DataFrame({"k": ["x"] * 4, "index": [0, 1, 2, 3]})
    rows = pl.DataFrame({"k": ["x", "x", "y"], "index": [3, 1, 0], "value": [5.0, 7.0, 1.0]})
    held = in_step(grid, rows, ["k"]).sort("index")
    assert held.select("index", "value").rows() == [(1, 7.0), (2, 7.0), (3, 5.0)]
