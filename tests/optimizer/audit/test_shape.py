"""The form of a plan."""

from collections.abc import Callable

import polars as pl

from optimizer.audit import audit, shape
from optimizer.data.instance import Instance
from optimizer.results.plan_tables import PLAN_TABLES

Tables = dict[str, pl.DataFrame]


def test_a_plan_out_of_form_is_completed_so_that_the_audit_can_go_on() -> None:
    typed = shape.typed({"bought": pl.DataFrame({"supply": ["a"], "quantity": ["many"]})})
    assert set(typed) == set(PLAN_TABLES)
    assert typed["bought"].rows() == [("a", None, None, None)]
    assert typed["flow"].is_empty()


def test_what_is_missing_and_what_is_strange_is_named(plan: Tables) -> None:
    plan["wishes"] = pl.DataFrame({"wish": ["peace"]})
    check = shape.form(plan, 1e-6)
    assert check.where.startswith("table wishes, column wish")
    del plan["wishes"]
    assert shape.form(plan, 1e-6).passed


def test_text_where_a_number_belongs_fails_the_audit(chain: Instance, plan: Tables) -> None:
    plan["sold"] = plan["sold"].with_columns(quantity=pl.lit("three"))
    rules = {check.rule for check in audit(chain, plan).failures}
    assert "finite quantity in sold" in rules


def test_an_empty_plan_fails_for_its_demand_only_where_it_must(
    chain: Instance, make_plan: Callable[..., Tables]
) -> None:
    families = {check.family for check in audit(chain, make_plan()).failures}
    assert {"serving", "balance", "returns", "costs"} <= families
    assert "shape" not in families


def test_whole_horizon_decisions_may_be_charged_where_the_trunk_has_ended(
    changed_chain: Callable[..., Instance], plan: Tables
) -> None:
    both = [("calm", "2026", 0.5), ("war", "2026", 0.5)]
    chain = changed_chain(scenarios=("scenario from_period probability", both))
    failures = {check.rule: check for check in audit(chain, plan).failures}
    assert "known moments in costs" not in failures
    assert failures["known moments in flow"].violated == 6
