"""A plan carried out in courses that it was not made for."""

from typing import Any

import polars as pl
import pytest

from optimizer.data.sampling import Begun
from optimizer.data.tree import replaced
from optimizer.results.extract import plan_tables
from optimizer.results.plan import Plan
from optimizer.studies import fresh
from optimizer.studies.fresh import carried_out
from tests.small.hedge import the_hedge
from tests.small.instances import EXACT, solved

pytestmark = pytest.mark.solver

HALF, NOTHING = 0, 1
OF_2025 = {(): 1000.0, (HALF,): 3000.0, (NOTHING,): 5000.0, (HALF, NOTHING): 5000.0}
OF_2026 = {(): 1000.0, (HALF,): 1100.0, (NOTHING,): 3100.0, (HALF, NOTHING): 3100.0}
"""What a year costs with two lines, which work in 2026 only, by what begins in it."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Two lines."""
    found = solved(the_hedge()).plan
    assert found is not None
    return found


def by_hand(begun: Begun) -> float:
    return 350.0 + OF_2025[begun[0]] + OF_2026[begun[1]]


def test_every_course_costs_what_it_costs_by_hand(plan: Plan) -> None:
    every: list[Begun] = [(first, then) for first in OF_2025 for then in OF_2026]
    found = carried_out(the_hedge(), plan, every, EXACT)
    assert found.cost.tolist() == pytest.approx([by_hand(begun) for begun in every])
    assert found.audited
    assert found.seen == 16
    missing = dict(zip(every, found.shortfall, strict=True))
    assert missing[(HALF,), (NOTHING,)] == pytest.approx(50 + 50)


def test_equal_samples_are_carried_out_once(plan: Plan) -> None:
    found = carried_out(the_hedge(), plan, [((), ()), ((HALF,), ()), ((), ())], EXACT)
    assert found.cost.tolist() == pytest.approx([2350, 4350, 2350])
    assert found.seen == 2
    assert found.outages == ("", "half 2025", "")


def test_what_the_audit_rejects_is_said(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers whose costs are not told are no answers."""

    def without_costs(*given: Any) -> dict[str, pl.DataFrame]:
        tables = dict(plan_tables(*given))
        return tables | {"costs": tables["costs"].clear()}

    monkeypatch.setattr(fresh, "plan_tables", without_costs)
    assert not carried_out(the_hedge(), plan, [((), (NOTHING,))], EXACT).audited


def test_a_tree_that_leaves_the_trunk_is_followed_only_as_far_as_it_goes() -> None:
    """The plan's trunk ends where its two branches take all chance; 2026 is decided anew."""
    ended = replaced(
        the_hedge(),
        {
            "scenarios": the_hedge()
            .table("scenarios")
            .with_columns(probability=the_hedge().table("scenarios")["probability"] / 0.3)
        },
    )
    plan = solved(ended).plan
    assert plan is not None
    (lines,) = plan.table("builds")["added"].to_list()
    found = carried_out(ended, plan, [((), ()), ((), (NOTHING,))], EXACT)
    assert found.cost[0] == pytest.approx(7 * lines + 2000)
    assert found.cost[1] == pytest.approx(7 * lines + 1000 + 12 * lines + 50 * (100 - lines))
