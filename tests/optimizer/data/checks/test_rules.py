"""Rules of law that cannot be counted."""

from typing import Any

import pytest

from optimizer.data.checks import rules


def _row(bench: Any, **values: Any) -> int:
    row: int = bench.add("rules", **({"rule": "r", "kind": "made_share", "level": 0.4} | values))
    return row


def test_a_rule_without_a_stage(bench: Any) -> None:
    row = _row(bench)
    assert bench.places(rules.stages) == [("rule.no_stage", "rules", row, "stage")]


def test_a_collection_needs_none(bench: Any) -> None:
    _row(bench, kind="collection_rate")
    assert bench.places(rules.stages) == []


def test_who_buys_from_outside_is_named(bench: Any) -> None:
    row = _row(bench, kind="bought_share", stage="cell", element="Li")
    assert bench.places(rules.stages) == [("rule.no_scope", "rules", row, "scope")]


def test_a_rung_of_another_stage(bench: Any) -> None:
    stages, rungs = bench.tables["stages"]["stage"], bench.tables["rungs"].row(0, named=True)
    other = next(s for s in stages if s != rungs["stage"])
    row = _row(bench, stage=other, rung=rungs["rung"])
    assert bench.places(rules.stages) == [("rule.rung_elsewhere", "rules", row, "rung")]


@pytest.mark.parametrize("kind", ["bought_share", "recovery_rate"])
def test_tonnes_of_nothing(bench: Any, kind: str) -> None:
    row = _row(bench, kind=kind, stage="cell")
    assert bench.places(rules.elements) == [("rule.no_element", "rules", row, "element")]


def test_capacity_has_no_elements(bench: Any) -> None:
    known = bench.tables["contents"]["element"][0]
    row = _row(bench, kind="capacity", stage="cell", element=known)
    assert bench.places(rules.elements) == [("rule.element_not_counted", "rules", row, "element")]


def test_an_element_that_nothing_holds(bench: Any) -> None:
    known = bench.tables["contents"]["element"][0]
    row = _row(bench, stage="cell", element=f"{known}+Xx")
    assert bench.places(rules.elements) == [("rule.element_unknown", "rules", row, "element")]


def test_a_rate_in_percent(bench: Any) -> None:
    row = _row(bench, kind="recovery_rate", stage="cell", element="Li", level=65.0)
    assert bench.places(rules.levels) == [("rule.level", "rules", row, "level")]


def test_nobody_there_can_do_it(bench: Any) -> None:
    bench.add("countries", country="ATL", name="Atlantis")
    rung = bench.tables["rungs"]["rung"][0]
    row = _row(bench, rung=rung, scope="ATL")
    assert bench.places(rules.doers) == [("rule.nobody", "rules", row, "stage")]


def test_somebody_can(bench: Any) -> None:
    process = bench.tables["operations"]["process"][0]
    rung = dict(bench.tables["processes"].select("process", "rung").iter_rows())[process]
    _row(bench, rung=rung)
    assert bench.places(rules.doers) == []
