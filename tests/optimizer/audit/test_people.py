"""People judged: needed, there and trained, by hand in the chain."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import people
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


def test_a_line_needs_people_once_it_is_online(chain: Instance, plan: Tables, make_case) -> None:
    """4 GWh in Germany from 2026, at 3 people each; 10 are there, 2 are trained."""
    case: Case = make_case(chain, plan)
    need = {(r["area"], r["index"]): r["need"] for r in people.needed(case).iter_rows(named=True)}
    assert need == {("EU", 1): 12.0, ("EU", 2): 12.0}
    assert people.there(case)["people"].to_list() == [10.0, 10.0, 10.0]
    assert people.taught(case).select("people", "ready_index").rows() == [(2.0, 1)]
    assert all(check.passed for check in people.checks(case))


@pytest.mark.parametrize(
    ("trained", "broken"),
    [
        ([("school", "2025", 1.9)], "people for new plants"),
        ([("school", "2026", 2.0)], "people for new plants"),
        ([("school", "2025", 5.1)], "places in a class"),
    ],
)
def test_too_few_too_late_and_too_many_are_found(
    chain: Instance, plan: Tables, make_case: Callable[..., Case], trained: Any, broken: str
) -> None:
    plan["trained"] = pl.DataFrame(trained, schema=plan["trained"].schema, orient="row")
    failed = {check.rule for check in people.checks(make_case(chain, plan)) if not check.passed}
    assert failed == {broken}
