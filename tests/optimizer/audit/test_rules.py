"""Levels of rules, recomputed; what breaks one or pays too little for it is rejected."""

from typing import Any

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.audit.case import Case
from optimizer.audit.rules import levels
from tests.small.chain import LIMITED, the_chain
from tests.small.instances import solved
from tests.small.law import HOME, THIRD, two_makers

pytestmark = pytest.mark.solver


def _failures(instance: Any, plan: dict[str, pl.DataFrame]) -> set[str]:
    return {f"{c.family}: {c.rule}" for c in audit(instance, plan).failures}


@pytest.mark.parametrize(
    ("rule", "broken"), [(HOME, "rules: least level"), (THIRD, "rules: greatest level")]
)
def test_a_plan_that_breaks_a_hard_rule_is_rejected(rule: dict[str, Any], broken: str) -> None:
    """The cheapest plan makes nothing at home."""
    plan = solved(two_makers()).plan
    assert plan is not None
    assert _failures(two_makers(), dict(plan.tables)) == set()
    assert _failures(two_makers(rule), dict(plan.tables)) == {broken}


def test_missing_a_hard_rule_in_the_open_is_no_way_out() -> None:
    plan = solved(two_makers(HOME | {"price": 1.0})).plan
    assert plan is not None
    assert plan.table("breaches")["amount"].to_list() == [pytest.approx(4.0)]
    assert _failures(two_makers(HOME), dict(plan.tables)) >= {"rules: missed only at a price"}


@pytest.mark.parametrize("price", [0.5, 1.5])
def test_a_violation_at_another_price_is_rejected(price: float) -> None:
    plan = solved(two_makers(HOME | {"price": 1.0})).plan
    assert plan is not None
    said = _failures(two_makers(HOME | {"price": price}), dict(plan.tables))
    assert "costs: amount of a term" in said


def test_a_violation_left_out_is_rejected() -> None:
    world = two_makers(HOME | {"price": 1.0})
    plan = solved(world).plan
    assert plan is not None
    tables = dict(plan.tables) | {"breaches": plan.table("breaches").clear()}
    assert _failures(world, tables) >= {"rules: least level", "costs: amount of a term"}


def test_every_kind_of_level_is_that_of_the_measures() -> None:
    """Two people count the same: the audit with joins, the measures with what rows count."""
    run = solved(the_chain(), LIMITED)
    assert run.plan is not None
    assert run.measures is not None
    keys = ["rule", "part", "scenario", "period"]
    mine = levels(Case.of(run.instance, dict(run.plan.tables), 1e-6)).select(*keys, "over", "under")
    theirs = run.measures.rules.select(*keys, "over", "under")
    both = mine.join(theirs, on=keys, how="left", suffix="_told")
    assert set(mine["rule"]) == set(the_chain().table("rules")["rule"])
    assert both["over"].to_list() == pytest.approx(both["over_told"].to_list())
    assert both["under"].to_list() == pytest.approx(both["under_told"].to_list())
