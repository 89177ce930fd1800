"""The money, term by term."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import costs
from optimizer.audit.case import Case
from optimizer.audit.report import Claims
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]


@pytest.mark.parametrize("term", costs.TERMS)
def test_every_term_is_as_worked_out_by_hand(
    chain: Instance, plan: Tables, make_case: Cased, present_by_hand: dict[str, float], term: str
) -> None:
    assert present_by_hand[term] != 0.0
    assert costs.totals(make_case(chain, plan))[term] == pytest.approx(present_by_hand[term])


def test_a_claim_that_leaves_out_a_term_claims_nothing_for_it(
    chain: Instance, plan: Tables, make_case: Cased, present_by_hand: dict[str, float]
) -> None:
    del present_by_hand["closing"]
    checks = list(costs.checks(make_case(chain, plan), Claims(costs=present_by_hand)))
    (failure,) = [check for check in checks if not check.passed]
    assert failure.where.startswith("term closing: 0 against 3.9")


def test_without_claims_only_the_plan_is_judged(
    chain: Instance, plan: Tables, make_case: Cased
) -> None:
    rules = [check.rule for check in costs.checks(make_case(chain, plan), Claims())]
    assert rules == ["amount of a term", "present value of a term"]
