"""What an audit hands back."""

import json

import polars as pl
import pytest

from optimizer.audit import AuditReport, DependenceLimit, Limit, audit
from optimizer.data.instance import Instance


def test_the_table_has_a_row_per_check(report: AuditReport) -> None:
    table = report.as_table()
    assert table.height == len(report.checks)
    assert table["passed"].all()
    assert {"siting", "balance", "costs", "shape"} <= set(table["family"])


def test_json_can_say_all_of_it(chain: Instance, plan: dict[str, pl.DataFrame]) -> None:
    plan["flow"] = plan["flow"].with_columns(quantity=pl.lit(float("nan")))
    document = json.loads(json.dumps(audit(chain, plan).as_json()["checks"], allow_nan=False))
    assert any(check["relative"] == "inf" for check in document)


def test_json_repeats_the_totals(report: AuditReport) -> None:
    document = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert document["passed"] is True
    assert document["objective"] == report.objective
    assert document["costs"]["closing"] == report.costs["closing"]
    assert document["watched"] == ["CHN"]


def test_totals_are_recomputed(report: AuditReport, present_by_hand: dict[str, float]) -> None:
    assert report.costs == {
        term: pytest.approx(present_by_hand.get(term, 0.0)) for term in report.costs
    }
    assert report.objective == pytest.approx(sum(present_by_hand.values()))
    assert report.exposure == pytest.approx(17.74 / 26.5)
    assert report.stage_share == {"celling": pytest.approx(17.74 / 26.09), "recovering": 0.0}
    assert (report.served, report.shortfall) == (26.5, 0.5)
    assert max(report.mass_balance.values()) < 1e-12


def test_a_plain_limit_fits_the_protocol() -> None:
    assert isinstance(Limit("exposure", frozenset(), 0.5), DependenceLimit)


def test_a_check_speaks_in_words(chain: Instance, plan: dict[str, pl.DataFrame]) -> None:
    limit = Limit("exposure", frozenset({"CHN"}), 0.1)
    report = audit(chain, plan, limits=[limit])
    assert str(report.checks[0]) == "shape: tables and columns: kept"
    (failure,) = report.failures
    assert str(failure) == (
        "dependence: limit on exposure: broken 1 time(s), worst at in all: 17.74 against 2.65"
    )
