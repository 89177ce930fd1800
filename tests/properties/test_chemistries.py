"""What must hold of chemistries and of learning in any instance."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.changes.apply import changed
from optimizer.data.instance import Instance
from tests.small.instances import optimum, solved
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow

FREE = {"table": "shares", "change": "change", "where": "chemistry = *", "set": "minimum = 0"}


def _no_dearer(before: float, after: float) -> bool:
    return before <= after + 1e-6 * max(1.0, abs(after))


@examples(6)
@given(worlds(), st.data())
def test_forbidding_a_chemistry_never_lowers_cost(world: Instance, data: st.DataObject) -> None:
    """Where nobody insists on one; bans add up."""
    sold = list(dict.fromkeys(world.table("shares")["chemistry"]))
    free = changed(world, [FREE])
    costs = [optimum(free)]
    bans = []
    for name in data.draw(st.permutations(sold)):
        none = f"limit = no-{name}; chemistry = {name}; start = 0; factor = 0"
        bans.append({"table": "growth_limits", "change": "add", "set": none})
        try:
            costs.append(optimum(changed(free, bans)))
        except AssertionError:
            break  # Where no shortfall is allowed, there may be no plan without it.
    assert all(_no_dearer(a, b) for a, b in pairwise(costs))


@examples(6)
@given(worlds(), st.floats(0.0, 40.0), st.floats(0.0, 3.0))
def test_what_may_be_learnt_never_raises_cost(
    world: Instance, threshold: float, saving: float
) -> None:
    """And the plan that learns passes the audit."""
    rungs = [r for r in world.table("processes")["rung"] if r]
    if not rungs:
        return
    step = f"step = s; rung = {rungs[0]}; threshold = {threshold:.3f}; saving = {saving:.3f}"
    more = changed(world, [{"table": "learning", "change": "add", "set": step}])
    run = solved(more)
    assert run.audit is not None
    assert run.audit.passed, [str(check) for check in run.audit.failures]
    assert run.outcome.objective is not None
    assert _no_dearer(run.outcome.objective, optimum(world))
