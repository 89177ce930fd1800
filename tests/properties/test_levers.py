"""What must hold of levers in any instance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.changes.apply import changed
from optimizer.data.instance import Instance
from tests.small.instances import optimum
from tests.small.worlds import examples, worlds

pytestmark = pytest.mark.slow

PERMITTING = (
    {"table": "supply_terms", "change": "change", "where": "supply = *", "set": "quantity = * 2"},
    {"table": "lanes", "change": "change", "where": "lane = *", "set": "capacity_t = * 2"},
    {"table": "tariffs", "change": "drop", "where": "tariff = *"},
    {"table": "quotas", "change": "change", "where": "quota = *", "set": "quantity = + 5"},
    {"table": "expansions", "change": "change", "where": "expansion = *", "set": "size_min = 0"},
    {"table": "facilities", "change": "change", "where": "facility = *", "set": "minimum_use = 0"},
)
"""Levers that take no possibility away."""


@examples(12)
@given(worlds(), st.sampled_from(PERMITTING))
def test_a_lever_that_only_permits_never_raises_cost(world: Instance, what: dict[str, str]) -> None:
    if world.table(what["table"]).is_empty():
        return
    before, after = optimum(world), optimum(changed(world, [what]))
    assert after <= before + 1e-6 * max(1.0, abs(before))
