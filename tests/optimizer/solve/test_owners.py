"""Owners: every column and row has one, told by labels and by who touches whom."""

import numpy as np
import pytest

from optimizer.solve import owners as module
from optimizer.solve.owners import MASTER, REST, SEVERAL, owners
from tests.small.branches import forked_arrays, shop
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import THREE_YEARS, arrays_of, changed


def test_the_shop() -> None:
    found = owners(shop())
    assert found.names == ("s0", "s1")
    assert found.columns.tolist() == [MASTER, MASTER, 0, 1]
    assert found.rows.tolist() == [0, 1, SEVERAL]


def test_a_branch_that_is_kept_belongs_to_the_master() -> None:
    found = owners(shop(), frozenset({"s0"}))
    assert found.names == ("s1",)
    assert found.columns.tolist() == [MASTER, MASTER, MASTER, 0]
    assert found.rows.tolist() == [MASTER, 0, 0]


def test_without_branches_all_is_the_master_s() -> None:
    none = changed(the_chain(), scenarios="scenario from_period", disruptions="disruption")
    found = owners(arrays_of(none, LIMITED))
    assert found.names == ()
    assert np.all(found.columns == MASTER)
    assert np.all(found.rows == MASTER)


def test_decisions_go_with_their_moments_and_shared_ones_to_the_master() -> None:
    arrays = forked_arrays()
    found = owners(arrays)
    assert found.names == ("embargo", "strike", "quiet")
    for name in ("flow", "activity", "served"):
        family = arrays.decisions[name]
        for at, labels in enumerate(family.labels()):
            scenario = labels[-1].rpartition("|")[0]
            block = found.names.index(scenario) if scenario else MASTER
            assert found.columns[family.start + at] == block
    for name in ("build", "added", "closed", "signed", "opened", "room"):
        assert np.all(found.columns[arrays.decisions[name].span] == MASTER)


def test_limits_over_the_horizon_couple_and_those_of_a_moment_do_not() -> None:
    arrays = forked_arrays()
    found = owners(arrays).rows[arrays.constraints["dependence_limit"].span]
    labels = arrays.constraints["dependence_limit"].over[0].labels
    by_label = dict(zip(labels, found.tolist(), strict=True))
    assert by_label["exposure:CHN<=0.9"] == SEVERAL
    assert by_label["share:CHN:celling<=0.95@embargo|2026"] == 0
    assert by_label["share:CHN:celling<=0.95@2026"] == MASTER


def test_a_branch_of_a_branch_belongs_to_the_same_block() -> None:
    nested = changed(
        the_chain(),
        periods=THREE_YEARS,
        scenarios="""
            scenario  parent   from_period  probability
            embargo   -        2026         0.25
            longer    embargo  2027         0.5
            late      -        2027         0.5
        """,
    )
    arrays = arrays_of(nested, LIMITED)
    found = owners(arrays)
    assert found.names == ("embargo", "late")
    flow = arrays.decisions["flow"]
    longer = [at for at, x in enumerate(flow.labels()) if x[-1] == "longer|2027"]
    assert longer
    assert np.all(found.columns[flow.start + np.array(longer)] == 0)


def test_a_column_of_no_moment_goes_where_alone_it_is_needed() -> None:
    """As the excess of a course over the value at risk does; a whole number stays."""
    arrays = shop()
    arrays.decisions["x"] = arrays.decisions["x"]  # of no moment, in rows of both branches
    assert owners(arrays).columns[0] == MASTER
    lone = shop(demands=(4.0,), chances=(1.0,))
    assert owners(lone).columns[0] == MASTER
    lone.integer[:] = False
    assert owners(lone).columns[0] == 0


def test_a_large_trunk_ends_with_the_last_branching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGE_TRUNK", 1)
    nested = changed(
        the_chain(),
        periods=THREE_YEARS,
        scenarios="""
            scenario  parent   from_period  probability
            embargo   -        2026         0.25
            longer    embargo  2027         0.5
        """,
    )
    arrays = arrays_of(nested, LIMITED)
    found = owners(arrays)
    assert found.names == ("embargo", REST)
    flow = arrays.decisions["flow"]
    block = dict(zip((x[-1] for x in flow.labels()), found.columns[flow.span], strict=False))
    assert block == {
        "2025": MASTER,
        "2026": MASTER,
        "embargo|2026": 0,
        "2027": 1,
        "embargo|2027": 0,
        "longer|2027": 0,
    }
