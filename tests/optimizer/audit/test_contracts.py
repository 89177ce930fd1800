"""Long-term offtake."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import contracts
from optimizer.audit.case import Case
from optimizer.audit.report import Check
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]
Changed = Callable[..., Instance]
Planned = Callable[..., Tables]
Verdict = Callable[..., Check]

STRIKE = "disruption kind target first_period last_period remaining"


def test_an_unsigned_contract_costs_and_asks_nothing(
    chain: Instance, make_plan: Planned, make_case: Cased
) -> None:
    case = make_case(chain, make_plan())
    assert all(check.passed for check in contracts.checks(case))
    assert pl.concat(contracts.charges(case))["amount"].sum() == 0.0


@pytest.mark.parametrize(("taken", "kept"), [(0.9, False), (1.0, True), (3.0, True), (3.1, False)])
def test_what_remains_scales_the_least_and_the_most(
    changed_chain: Changed,
    make_plan: Planned,
    make_case: Cased,
    taken: float,
    kept: bool,
) -> None:
    chain = changed_chain(
        disruptions=(STRIKE, [("blackout", "country", "DEU", "2026", "2026", 0.5)])
    )
    plan = make_plan(
        signed=[("deal", 1.0)], taken=[("deal", "", "2026", taken), ("deal", "", "2027", 2.0)]
    )
    assert all(c.passed for c in contracts.checks(make_case(chain, plan))) == kept


def test_the_fee_falls_due_once_for_all_branches(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(scenarios=("scenario from_period probability", [("war", "2026", 0.25)]))
    taken = [("deal", s, y, 2.0) for s in ("", "war") for y in ("2026", "2027")]
    case = make_case(chain, make_plan(signed=[("deal", 1.0)], taken=taken))
    assert all(check.passed for check in contracts.checks(case))
    present = pl.concat(contracts.charges(case))["present"].sum()
    assert present == pytest.approx(4.0 * 1.1**-1.5 + 4.0 * 1.1**-1.5 + 4.0 * 1.1**-2.5)


def test_each_branch_must_take_its_least(
    changed_chain: Changed, make_plan: Planned, make_case: Cased, check_of: Verdict
) -> None:
    chain = changed_chain(scenarios=("scenario from_period probability", [("war", "2026", 0.25)]))
    taken = [("deal", "", "2026", 2.0), ("deal", "", "2027", 2.0), ("deal", "war", "2026", 2.0)]
    case = make_case(chain, make_plan(signed=[("deal", 1.0)], taken=taken))
    check = check_of(contracts.checks(case), "least of a contract")
    assert check.where == "contract deal, scenario war, period 2027: 2 against 0"
