"""Output limits, least use, recipes."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import processing
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]

STRIKE = "disruption kind target country first_period last_period remaining"


def made(year: str, activity: float) -> tuple[str, str, str, str, float]:
    return ("ningbo-works", "make", "", year, activity)


@pytest.mark.parametrize(("activity", "kept"), [(4.99, True), (5.01, False)])
def test_a_struck_stage_limits_each_of_its_operations(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    check_of: Verdict,
    activity: float,
    kept: bool,
) -> None:
    chain = changed_chain(
        disruptions=(STRIKE, [("strike", "stage", "cell", "CHN", "2025", "2025", 0.5)])
    )
    case = make_case(chain, make_plan(activity=[made("2025", activity), made("2026", 9.0)]))
    check = check_of(processing.checks(case), "limit of a struck operation")
    assert (check.passed, check.rows) == (kept, 1)


def test_strikes_on_plant_and_stage_multiply(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        disruptions=(
            STRIKE,
            [
                ("flood", "site", "ningbo", "", "2025", "2025", 0.5),
                ("strike", "rung", "celling", "", "2025", "2025", 0.5),
            ],
        )
    )
    case = make_case(chain, make_plan(activity=[made("2025", 2.6)]))
    assert check_of(processing.checks(case), "output limit").passed
    assert not check_of(processing.checks(case), "limit of a struck operation").passed


def test_use_of_capacity_is_counted_by_process(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        operations=(
            "facility process capacity_use",
            [("ningbo-works", "make", 2.0), ("ningbo-works", "recover", 0.5)],
        )
    )
    both = [made("2025", 4.0), ("ningbo-works", "recover", "", "2025", 4.0)]
    assert check_of(
        processing.checks(make_case(chain, make_plan(activity=both))), "output limit"
    ).passed
    more = [made("2025", 4.1), *both[1:]]
    assert not check_of(
        processing.checks(make_case(chain, make_plan(activity=more))), "output limit"
    ).passed


def test_least_use_shrinks_with_what_remains_and_ends_with_closing(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        facilities=(
            "facility site unit minimum_use closable",
            [("ningbo-works", "ningbo", "GWh", 0.5, True)],
        ),
        capacities=("facility period capacity", [("ningbo-works", "2025", 10.0)]),
        disruptions=(STRIKE, [("flood", "facility", "ningbo-works", "", "2026", "2026", 0.6)]),
    )
    least = [made("2025", 5.0), made("2026", 3.0)]
    closed = make_plan(activity=least, closures=[("ningbo-works", "2027", 1.0)])
    assert check_of(processing.checks(make_case(chain, closed)), "least use").passed
    still_open = make_plan(activity=least)
    check = check_of(processing.checks(make_case(chain, still_open)), "least use")
    assert (check.violated, check.absolute) == (1, 5.0)


def test_recipes_move_goods_at_the_site(chain: Instance, plan: Tables, make_case: Cased) -> None:
    moved = pl.concat(processing.movements(make_case(chain, plan)))
    in_kobe = moved.filter((pl.col("site") == "kobe") & (pl.col("period") == "2025"))
    assert sorted(in_kobe.select("kind", "commodity", "amount").rows()) == [
        ("made", "cell", 2.0),
        ("made", "slag", 1.0),
        ("used", "ore", -4.0),
    ]
