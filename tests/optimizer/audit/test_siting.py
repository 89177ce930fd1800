"""Builds, ramps, closures and what they cost."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import siting
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]

LINE = "expansion facility size_max unit_capex lead_days ramp life_years"


def in_place(case: Case, facility: str, column: str) -> list[float]:
    rows = siting.capacity_in_place(case).filter(pl.col("facility") == facility)
    return rows.sort("index")[column].to_list()


def cost(case: Case, term: str) -> dict[str, float]:
    """Amounts of a term by period."""
    rows = pl.concat(siting.charges(case)).filter(pl.col("term") == term)
    return {p: a for p, a in rows.group_by("period").agg(pl.col("amount").sum()).iter_rows() if a}


@pytest.mark.parametrize(
    ("lead_days", "first"), [(0, 0), (1, 1), (365, 1), (366, 2), (730, 2), (731, None)]
)
def test_a_build_is_online_from_the_first_start_after_its_lead(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, lead_days: int, first: int | None
) -> None:
    chain = changed_chain(
        expansions=(LINE, [("line", "berlin-works", 9.0, 5.0, lead_days, "", 10.0)])
    )
    case = make_case(chain, make_plan(builds=[("line", "2025", 1.0, 4.0)]))
    expected = [0.0 if first is None or year < first else 4.0 for year in range(3)]
    assert in_place(case, "berlin-works", "ramped") == expected


def test_a_ramp_counts_from_the_first_online_period_but_fixed_cost_does_not(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        expansions=(LINE, [("line", "berlin-works", 9.0, 5.0, 0, "late", 10.0)]),
        ramps=("ramp age fraction", [("late", 1, 0.5), ("late", 5, 1.0)]),
    )
    case = make_case(chain, make_plan(builds=[("line", "2025", 1.0, 4.0)]))
    assert in_place(case, "berlin-works", "ramped") == [0.0, 2.0, 2.0]
    assert in_place(case, "berlin-works", "online") == [4.0, 4.0, 4.0]


def test_builds_of_several_periods_add_up(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        expansions=(LINE, [("line", "berlin-works", 9.0, 5.0, 0, "", 10.0)]),
    )
    builds = [("line", "2025", 1.0, 4.0), ("line", "2027", 2.0, 3.0)]
    case = make_case(chain, make_plan(builds=builds))
    assert in_place(case, "berlin-works", "ramped") == [4.0, 4.0, 7.0]
    assert cost(case, "capex") == {"2025": 20.0, "2027": 15.0}


def test_closing_takes_the_step_capacity_but_not_the_builds(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        expansions=(LINE, [("line", "kobe-works", 9.0, 5.0, 0, "", 10.0)]),
    )
    plan = make_plan(builds=[("line", "2026", 1.0, 3.0)], closures=[("kobe-works", "2026", 1.0)])
    case = make_case(chain, plan)
    assert in_place(case, "kobe-works", "kept") == [4.0, 0.0, 0.0]
    assert in_place(case, "kobe-works", "ramped") == [0.0, 3.0, 3.0]
    assert in_place(case, "kobe-works", "closed") == [False, True, True]
    assert cost(case, "closing") == {"2026": 5.0}


def test_step_capacity_is_none_before_its_first_row_and_in_the_units_of_the_facility(
    changed_chain: Changed, make_plan: Planned, make_case: Cased
) -> None:
    chain = changed_chain(
        capacities=(
            "facility period capacity unit",
            [("berlin-recovery", "2026", 2.0, "kt"), ("berlin-recovery", "2027", 500.0, "")],
        )
    )
    assert in_place(make_case(chain, make_plan()), "berlin-recovery", "kept") == [0, 2000.0, 500.0]


@pytest.mark.parametrize(("life", "left"), [(4.0, 0.25), (3.0, 0.0), (2.0, 0.0), (30.0, 0.9)])
def test_end_value_is_for_the_life_left_and_never_negative(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, life: float, left: float
) -> None:
    chain = changed_chain(
        expansions=(LINE, [("line", "berlin-works", 9.0, 5.0, 0, "", life)]),
    )
    case = make_case(chain, make_plan(builds=[("line", "2025", 1.0, 4.0)]))
    assert sum(cost(case, "end_value").values()) == pytest.approx(-20.0 * left)


def test_whatever_is_allowed_passes(chain: Instance, plan: Tables, make_case: Cased) -> None:
    checks: list[Any] = list(siting.checks(make_case(chain, plan)))
    assert len(checks) == 9
    assert all(check.passed for check in checks)
