"""What is told of a guarantee, and that the audit has seen it."""

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.outages import Survive, facing, outages
from optimizer.data.tree import reckoned
from optimizer.studies import recourse
from optimizer.studies.guaranteed import guarantee
from optimizer.studies.study import Study
from tests.small.instances import EXACT


@pytest.fixture(scope="module")
def toy() -> Instance:
    return load("instances/toy-outage")


@pytest.fixture(scope="module")
def study(toy: Instance) -> Study:
    return guarantee(toy, Survive(share=0.8), settings=EXACT)


def test_the_premium_is_told(study: Study) -> None:
    assert study.complete
    assert study.sentences[0].startswith("The cheapest plan survives 2 of 3 outages")
    assert "costs 55.00 EUR more (+1.67 %)" in study.sentences[1]
    assert "1 bind: country:CHN/2026" in study.sentences[2]
    assert study.record["cost"] == pytest.approx(3355)
    assert study.record["cost_unguarded"] == pytest.approx(3300)


def test_every_plan_is_audited(study: Study) -> None:
    assert set(study.plans) == {"unguarded", "guarded"}
    for results in study.plans.values():
        assert results.audit is not None
        assert results.audit["passed"]


def test_every_outage_has_an_answer_in_the_plan(study: Study, toy: Instance) -> None:
    """Also those that never had to be generated: they are served in full."""
    served = study.plans["guarded"].plan.tables["served"]
    by_outage = dict(served.group_by("scenario").agg(pl.col("energy").sum()).iter_rows())
    by_outage.pop("")
    assert by_outage == pytest.approx(
        {"country:CHN/2026": 8.0, "country:KOR/2026": 10.0, "country:JPN/2026": 10.0}
    )


def test_what_is_built_instead_and_where_the_premium_goes(study: Study) -> None:
    (line,) = study.tables["instead"].rows.iter_rows(named=True)
    assert (line["expansion"], line["difference"]) == ("line", pytest.approx(1.0))
    terms = dict(study.tables["terms"].rows.select("term", "difference").iter_rows())
    assert terms == pytest.approx({"capex": 40.0, "holding": 15.0})


def test_the_table_of_outages_says_what_binds(study: Study) -> None:
    first = study.tables["outages"].rows.row(0, named=True)
    assert first["outage"] == "country:CHN/2026"
    assert first["before"] == pytest.approx(0.4)
    assert first["after"] == pytest.approx(0.8)
    assert first["binds"] == "binds"
    assert first["generated"]
    assert study.tables["outages"].rows["generated"].sum() == 1


@pytest.mark.parametrize("table", ["served", "bought", "flow", "stock"])
def test_a_tampered_answer_is_rejected(study: Study, toy: Instance, table: str) -> None:
    """A tenth less, in an outage only: the balance, the demand or the guarantee breaks."""
    asked = Survive(share=0.8)
    faced = facing(reckoned(toy), outages(toy, asked), asked)
    tables = dict(study.plans["guarded"].plan.tables)
    assert audit(faced, tables).passed
    frame = tables[table]
    number = frame.columns[-1]
    lost = pl.col("scenario") == "country:CHN/2026" if table != "stock" else pl.lit(value=True)
    tables[table] = frame.with_columns(
        pl.when(lost).then(pl.col(number) * 0.9).otherwise(number).alias(number)
    )
    assert not audit(faced, tables).passed


def test_the_answer_to_another_outage_is_rejected(study: Study, toy: Instance) -> None:
    """Honest but for one thing: it is made in the country that is lost."""
    asked = Survive(share=0.8)
    faced = facing(reckoned(toy), outages(toy, asked), asked)
    lost, other = "country:CHN/2026", "country:KOR/2026"
    tables = {
        name: pl.concat(
            [
                frame.filter(pl.col("scenario") != lost),
                frame.filter(pl.col("scenario") == other).with_columns(scenario=pl.lit(lost)),
            ]
        )
        if "scenario" in frame.columns
        else frame
        for name, frame in study.plans["guarded"].plan.tables.items()
    }
    assert {check.family for check in audit(faced, tables).failures} == {"sourcing", "shipping"}


def test_an_answer_that_serves_less_breaks_the_guarantee_alone(study: Study, toy: Instance) -> None:
    """Honest in every other way: what is not served is missing, and what is bought is less."""
    asked = Survive(share=0.81)
    faced = facing(reckoned(toy), outages(toy, asked), asked)
    report = audit(faced, dict(study.plans["guarded"].plan.tables))
    assert [check.rule for check in report.failures] == ["guaranteed service"]


def test_without_such_a_plan_the_largest_share_is_told(toy: Instance) -> None:
    study = guarantee(toy, Survive(share=0.8, pairs=True), settings=EXACT)
    assert "the most that can be guaranteed is 70.0 %" in study.sentences[1]
    assert "country:CHN+country:KOR/2026 (70.0 %)" in study.sentences[2]
    assert set(study.plans) == {"unguarded"}
    assert study.record["largest_share"] == pytest.approx(0.7)


def test_a_plan_over_several_problems_is_one_plan(
    toy: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = guarantee(toy, Survive(share=0.6, pairs=True), settings=EXACT)
    monkeypatch.setattr(recourse, "TOGETHER", 2)
    parts = guarantee(toy, Survive(share=0.6, pairs=True), settings=EXACT)
    assert parts.plans["guarded"].audit is not None
    assert parts.plans["guarded"].audit["passed"]
    assert parts.record["cost"] == pytest.approx(whole.record["cost"])
    scenarios = parts.plans["guarded"].plan.tables["served"]["scenario"].unique()
    assert len(scenarios) == 7  # the trunk and all six outages


def test_it_can_be_put_as_json(study: Study) -> None:
    document = study.as_json()
    assert document["kind"] == "guarantee"
    assert document["tables"]["rounds"][0]["phase"] == "unguarded"
