"""A plan holds exactly its tables, and nothing that is not a number."""

import json
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from optimizer.results.plan import EMPTY_TABLES, Plan, PlanError, plain
from optimizer.results.plan_tables import PLAN_TABLES


def test_a_plan_of_nothing_has_every_table_without_rows():
    plan = Plan()
    assert list(plan.tables) == list(PLAN_TABLES)
    assert all(frame.height == 0 for frame in plan.tables.values())
    assert plan.table("flow").columns == ["lane", "commodity", "scenario", "period", "quantity"]


def test_columns_are_put_in_order_and_typed():
    plan = Plan({"signed": pl.DataFrame({"signed": [1], "contract": ["a"]})})
    assert plan.table("signed").schema == EMPTY_TABLES["signed"].schema
    assert plan.rows("signed") == [{"contract": "a", "signed": 1.0}]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"flows": pl.DataFrame()}, "flows"),
        ({"signed": pl.DataFrame({"contract": ["a"]})}, "must have contract, signed"),
        ({"signed": pl.DataFrame({"contract": ["a"], "signed": [None]})}, "signed is empty"),
        ({"signed": pl.DataFrame({"contract": ["a"], "signed": [float("nan")]})}, "not a number"),
        ({"signed": pl.DataFrame({"contract": ["a"], "signed": [float("inf")]})}, "infinite"),
        ({"signed": pl.DataFrame({"contract": ["a"], "signed": ["many"]})}, "signed"),
    ],
)
def test_what_is_no_plan_is_refused(tables, said):
    with pytest.raises(PlanError, match=said):
        Plan(tables)


def test_plans_are_equal_by_what_they_hold(chain_plan):
    same = Plan(dict(chain_plan.tables), dict(chain_plan.record))
    assert same == chain_plan
    assert Plan(dict(chain_plan.tables), {"status": "other"}) != chain_plan
    flow = chain_plan.table("flow").with_columns(pl.col("quantity") * 1.0000001)
    assert Plan({**chain_plan.tables, "flow": flow}, chain_plan.record) != chain_plan
    assert Plan() != "a plan"


def test_json_there_and_back(chain_plan):
    document = json.loads(json.dumps(chain_plan.as_json()))
    assert Plan.from_json(document) == chain_plan


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"tables": [], "record": {}},
        {"tables": {"nonsense": []}, "record": {}},
        {"tables": {"signed": [{"contract": "a"}]}, "record": {}},
        {"tables": {"signed": 3}, "record": {}},
    ],
)
def test_json_that_is_no_plan_is_refused(document):
    with pytest.raises(PlanError):
        Plan.from_json(document)


def test_a_record_is_made_plain():
    class Status(StrEnum):
        DONE = "done"

    given = {
        "status": Status.DONE,
        "limits": (1, 2.5),
        "bound": float("-inf"),
        "rows": np.int64(3),
        "share": np.float64(0.5),
        "day": date(2025, 1, 2),
        "where": Path("a/b"),
        7: None,
        "ok": True,
    }
    expected = {
        "status": "done",
        "limits": [1, 2.5],
        "bound": None,
        "rows": 3,
        "share": 0.5,
        "day": "2025-01-02",
        "where": "a/b",
        "7": None,
        "ok": True,
    }
    assert plain(given) == expected
    assert json.loads(json.dumps(plain(given))) == expected
    assert type(plain(given)["status"]) is str
