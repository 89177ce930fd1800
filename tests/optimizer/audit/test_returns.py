"""Cohorts: what is sold comes back."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import returns
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]

SOLD = {("", "2025"): 10.0, ("", "2026"): 20.0, ("war", "2026"): 40.0}
WAR = ("scenario from_period probability", [("war", "2026", 0.5)])
NO_PAST = ("market segment chemistry period energy", [])


def expected(case: Case) -> dict[tuple[str, str], float]:
    rows = returns.expected(case).filter(pl.col("market") == "berlin")
    return {(s, p): q for s, p, q in rows.select("scenario", "period", "expected").iter_rows()}


def test_a_branch_gets_back_what_its_own_past_sold(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    """A tenth after one year, a fifth after two; a quarter is collected."""
    plan = make_plan(served=[("berlin", "cars", "nmc", *moment, e) for moment, e in SOLD.items()])
    chain = changed_chain(scenarios=WAR, past_returns=NO_PAST)
    assert expected(make_case(chain, plan)) == pytest.approx(
        {
            ("", "2026"): 0.25 * 1.0,
            ("war", "2026"): 0.25 * 1.0,
            ("", "2027"): 0.25 * (2.0 + 2.0),
            ("war", "2027"): 0.25 * (2.0 + 4.0),
        }
    )


def test_own_lifetimes_of_a_chemistry_replace_those_of_the_segment(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        past_returns=NO_PAST,
        lifetimes=(
            "segment chemistry age fraction",
            [("cars", "", 1, 0.1), ("cars", "", 2, 0.2), ("cars", "nmc", 2, 0.5)],
        ),
    )
    plan = make_plan(served=[("berlin", "cars", "nmc", "", "2025", 10.0)])
    assert expected(make_case(chain, plan)) == pytest.approx({("", "2027"): 0.25 * 5.0})


def test_short_periods_get_their_part_of_the_year(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    """Two years in halves: what was sold in a half comes back in the two halves a year later."""
    halves = [
        ("a", date(2025, 1, 1), 181),
        ("b", date(2025, 7, 1), 184),
        ("c", date(2026, 1, 1), 181),
        ("d", date(2026, 7, 1), 184),
    ]
    step = ("market segment period rate", [("berlin", "", "a", 1.0)])
    chain = changed_chain(
        periods=("period start days", halves),
        past_returns=NO_PAST,
        collections=step,
        lifetimes=("segment age fraction", [("cars", 0, 0.4), ("cars", 1, 0.1)]),
        shares=("segment chemistry period", [("cars", "nmc", "a")]),
        disruptions=("disruption kind target first_period last_period remaining", []),
    )
    plan = make_plan(served=[("berlin", "cars", "nmc", "", "a", 10.0)])
    assert expected(make_case(chain, plan)) == pytest.approx(
        {("", "b"): 4 * 184 / 365, ("", "c"): 1 * 181 / 365, ("", "d"): 1 * 184 / 365}
    )


def test_the_rate_of_a_segment_goes_before_that_of_all(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        past_returns=(
            NO_PAST[0],
            [("berlin", "cars", "nmc", year, 8.0) for year in ("2025", "2026", "2027")],
        ),
        collections=(
            "market segment period rate",
            [("berlin", "", "2026", 0.25), ("berlin", "cars", "2027", 0.5)],
        ),
    )
    assert expected(make_case(chain, make_plan())) == {("", "2026"): 2.0, ("", "2027"): 4.0}


def test_a_chemistry_that_leaves_nothing_is_not_collected(
    chain: Instance, make_plan: Planned, make_case: Cased
) -> None:
    plan = make_plan(served=[("berlin", "cars", "next", "", "2025", 10.0)])
    assert expected(make_case(chain, plan)) == {}
