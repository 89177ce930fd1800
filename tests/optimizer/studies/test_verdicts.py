"""Audit and check as studies."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from optimizer import Plan, Results, check, load, optimize
from optimizer.data.tree import replaced
from optimizer.studies.verdicts import audit_study, check_study

INSTANCE = "toy-loop"


@pytest.fixture(scope="module")
def results(instances: Path) -> Results:
    run = optimize(load(instances / INSTANCE))
    assert run.plan is not None
    assert run.measures is not None
    return Results(run.plan, run.measures)


@pytest.mark.solver
def test_a_sound_plan_passes_and_its_cost_is_recomputed(instances: Path, results: Results) -> None:
    study = audit_study(load(instances / INSTANCE), results)
    assert study.record["passed"] is True
    assert study.tables["checks"].rows["passed"].all()
    costs = study.tables["costs"].rows["present"].sum()
    assert costs == pytest.approx(results.measures.headline.cost)
    assert "passes the plan" in study.sentences[0]


@pytest.mark.solver
def test_a_tampered_plan_is_rejected_and_what_it_breaks_comes_first(
    instances: Path, results: Results
) -> None:
    served = results.plan.table("served").with_columns(pl.col("energy") * 2.0)
    wrong = {**results.plan.tables, "served": served}
    study = audit_study(
        load(instances / INSTANCE), replace(results, plan=Plan(wrong, results.plan.record))
    )
    assert study.record["passed"] is False
    checks = study.tables["checks"].rows
    assert not checks["passed"][0]
    assert "REJECTS" in study.sentences[0]


def test_findings_are_those_of_the_checker(instances: Path) -> None:
    instance = load(instances / INSTANCE)
    sites = instance.table("sites").with_columns(pl.lit("padded ").alias("name"))
    strange = replaced(instance, {"sites": sites})
    found = check(strange)
    study = check_study(strange)
    assert found.warnings
    rows = study.tables["findings"].rows
    assert rows["rule"].to_list() == [finding.rule for finding in found]
    assert study.sentences[0].startswith(f"0 errors and {len(found.warnings)} warnings")
