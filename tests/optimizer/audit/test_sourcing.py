"""Price steps."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from optimizer.audit import sourcing
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]

RULE = "quantity of a supply"
STRIKE = "disruption kind target first_period last_period remaining"


@pytest.mark.parametrize(
    ("remaining", "quantity", "kept"),
    [(0.5, 1e6, True), (0.0, 1.0, False), (0.0, 0.0, True)],
)
def test_a_supply_without_limit_stops_only_where_nothing_remains(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    check_of: Verdict,
    remaining: float,
    quantity: float,
    kept: bool,
) -> None:
    chain = changed_chain(
        disruptions=(STRIKE, [("flood", "site", "berlin", "2026", "2026", remaining)])
    )
    case = make_case(chain, make_plan(bought=[("ore-berlin", "", "2026", quantity)]))
    assert check_of(sourcing.checks(case), RULE).passed == kept


def test_terms_of_a_branch_replace_those_of_the_trunk(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        scenarios=("scenario from_period probability", [("war", "2026", 0.25)]),
        supply_terms=(
            "supply period price quantity scenario",
            [("ore-kobe", "2025", 2.0, 8.0, ""), ("ore-kobe", "2025", 5.0, 3.0, "war")],
        ),
    )
    bought = [
        ("ore-kobe", "", "2025", 8.0),
        ("ore-kobe", "", "2026", 8.0),
        ("ore-kobe", "war", "2026", 3.1),
    ]
    case = make_case(chain, make_plan(bought=bought))
    check = check_of(sourcing.checks(case), RULE)
    assert (check.violated, check.where) == (
        1,
        "supply ore-kobe, scenario war, period 2026: 3.1 against 3",
    )
    charges = pl.concat(sourcing.charges(case))
    present = {
        (s, p): (a, v)
        for s, p, a, v in charges.select("scenario", "period", "amount", "present").iter_rows()
    }
    assert present["war", "2026"] == pytest.approx((15.5, 15.5 * 0.25 * 1.1**-1.5))
    assert present["", "2026"] == pytest.approx((16.0, 16.0 * 0.75 * 1.1**-1.5))


def test_quantities_are_per_year(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(
        periods=("period start days", [("2025", date(2025, 1, 1), 73)]),
        supply_terms=("supply period price quantity", [("ore-kobe", "2025", 1.0, 10.0)]),
    )
    just = make_case(chain, make_plan(bought=[("ore-kobe", "", "2025", 2.0)]))
    assert check_of(sourcing.checks(just), RULE).passed
    over = make_case(chain, make_plan(bought=[("ore-kobe", "", "2025", 2.01)]))
    assert not check_of(sourcing.checks(over), RULE).passed
