"""Plans side by side, on an instance whose optima are known by hand."""

from pathlib import Path

import polars as pl
import pytest

from optimizer import BuildSettings, DependenceLimit, Results, SettingsError, load, optimize
from optimizer.studies.comparison import comparison
from optimizer.studies.study import Study

pytestmark = pytest.mark.solver


def solved(instances: Path, *limits: DependenceLimit) -> Results:
    run = optimize(load(instances / "toy-dependence"), BuildSettings(limits=limits))
    assert run.plan is not None
    assert run.measures is not None
    assert run.audit is not None
    return Results(run.plan, run.measures, run.audit.as_json())


@pytest.fixture(scope="module")
def plans(instances: Path) -> dict[str, Results]:
    half = DependenceLimit("exposure", frozenset({"CHN"}), 0.5)
    return {"cheap": solved(instances), "half": solved(instances, half)}


@pytest.fixture(scope="module")
def study(plans: dict[str, Results]) -> Study:
    return comparison(plans)


def test_it_says_what_each_plan_costs_and_on_what(study: Study) -> None:
    rows = study.tables["plans"].rows
    assert rows["plan"].to_list() == ["cheap", "half"]
    assert rows["cost"].to_list() == pytest.approx([2300, 2740])
    assert rows["dearer"].to_list() == pytest.approx([0, 440 / 2300])
    assert rows["audit"].to_list() == ["passed", "passed"]
    terms = study.tables["terms"].rows
    assert terms.select(pl.col("cheap", "half").sum()).row(0) == pytest.approx((2300, 2740))
    assert study.sentences[0].startswith("half beside cheap: Costs 440")


def test_shares_stand_beside_each_other(study: Study, plans: dict[str, Results]) -> None:
    shares = study.tables["shares"].rows
    for name, results in plans.items():
        whole = results.measures.stage_shares.filter(pl.col("period") == "")
        assert dict(shares.select("rung", name).iter_rows()) == dict(
            whole.select("rung", "share").iter_rows()
        )
    assert {chart.kind for chart in study.charts} == {"bars"}


def test_the_same_plan_twice_differs_in_nothing(plans: dict[str, Results]) -> None:
    same = comparison({"a": plans["cheap"], "b": plans["cheap"]})
    assert "builds" not in same.tables
    assert same.sentences[0].startswith("b beside a: Costs the same")


@pytest.mark.parametrize("name", ["=1+1", "", "term", "-x", "a\nb"])
def test_a_name_that_cannot_head_a_column_is_refused(plans: dict[str, Results], name: str) -> None:
    with pytest.raises(SettingsError, match="head a column"):
        comparison({"cheap": plans["cheap"], name: plans["half"]})


def test_one_plan_is_no_comparison(plans: dict[str, Results]) -> None:
    with pytest.raises(SettingsError, match="two plans"):
        comparison({"cheap": plans["cheap"]})
