"""Demand and the chemistries that may serve it."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import serving
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]


def served(
    period: str, nmc: float, later: float = 0.0, scenario: str = ""
) -> list[tuple[object, ...]]:
    return [
        ("berlin", "cars", "nmc", scenario, period, nmc),
        ("berlin", "cars", "next", scenario, period, later),
    ]


def test_a_market_has_its_own_shares_from_their_first_row_on(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        shares=(
            "segment chemistry market period minimum maximum",
            [
                ("cars", "nmc", "", "2025", 0.0, 1.0),
                ("cars", "nmc", "berlin", "2026", 0.2, 0.6),
                ("cars", "nmc", "", "2027", 0.3, 0.9),
            ],
        )
    )
    bounds = serving.allowed(make_case(chain, make_plan()))
    rows = bounds.filter(pl.col("chemistry") == "nmc").sort("period")
    assert rows.select("market", "period", "minimum", "maximum").rows() == [
        ("berlin", "2025", 0.0, 1.0),
        ("berlin", "2026", 0.2, 0.6),
        ("berlin", "2027", 0.2, 0.6),
    ]


def test_least_share_binds_also_where_nothing_of_the_chemistry_is_served(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        shares=(
            "segment chemistry period minimum",
            [("cars", "nmc", "2025", 0.0), ("cars", "next", "2025", 0.1)],
        )
    )
    case = make_case(chain, make_plan(served=served("2027", 10.0)[:1]))
    check = check_of(serving.checks(case), "least share")
    assert (check.passed, check.absolute) == (False, pytest.approx(1.0))


@pytest.mark.parametrize(
    ("first", "kept"), [(date(2027, 7, 2), True), (date(2027, 7, 3), False), (None, True)]
)
def test_a_chemistry_serves_from_a_period_of_which_it_is_on_sale_for_half(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    check_of: Verdict,
    first: date | None,
    kept: bool,
) -> None:
    chain = changed_chain(
        chemistries=(
            "chemistry commodity available_from",
            [("nmc", "cell", None), ("next", "cell", first)],
        )
    )
    case = make_case(chain, make_plan(served=served("2027", 9.0, 1.0)))
    assert check_of(serving.checks(case), "first date of a chemistry").passed == kept


def test_demand_of_a_branch_replaces_that_of_the_trunk(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        scenarios=("scenario from_period probability", [("boom", "2026", 0.25)]),
        demands=(
            "market segment period energy unit scenario",
            [
                ("berlin", "cars", "2025", 1.0, "", ""),
                ("berlin", "cars", "2026", 2.0, "", ""),
                ("berlin", "cars", "2026", 4000.0, "MWh", "boom"),
            ],
        ),
    )
    rows = [*served("2025", 1.0), *served("2026", 2.0), *served("2026", 4.0, scenario="boom")]
    case = make_case(chain, make_plan(served=rows))
    check = check_of(serving.checks(case), "demand")
    assert (check.passed, check.rows) == (True, 3)


def test_shortfall_without_a_penalty_is_not_allowed(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(segments=("segment unit", [("cars", "GWh")]))
    missing = [("berlin", "cars", "", "2025", 8.0)]
    case = make_case(chain, make_plan(shortfall=missing))
    assert not check_of(serving.checks(case), "no shortfall where none is allowed").passed


def test_delivery_takes_the_commodity_by_its_energy(
    chain: Instance, plan: Tables, make_case: Cased
) -> None:
    rows = pl.concat(serving.movements(make_case(chain, plan))).filter(pl.col("period") == "2027")
    assert sorted(rows.select("site", "commodity", "amount").rows()) == [
        ("berlin", "cell", -7.0),
        ("berlin", "cell", -1.5),
    ]
