"""The price of levers that are pulled, recomputed from the table."""

from collections.abc import Callable, Mapping

import polars as pl
import pytest

from optimizer.audit import levers
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Mapping[str, pl.DataFrame]], Case]


def test_pulled_levers_are_charged_in_their_period(
    chain: Instance, plan: Tables, make_case: Cased
) -> None:
    case = make_case(chain, plan)
    (found,) = levers.charges(case)
    by_period = {row["period"]: row for row in found.iter_rows(named=True)}
    assert {p: row["amount"] for p, row in by_period.items()} == {"2025": 2.0, "2026": 3.0}
    factors = dict(case.calendar.periods.select("period", "discount").iter_rows())
    assert by_period["2026"]["present"] == pytest.approx(3.0 * factors["2026"])
    assert found["shared"].all()
    assert set(found["term"]) == {"lever"}


def test_without_levers_nothing_is_charged(
    changed_chain: Callable[..., Instance], plan: Tables, make_case: Cased
) -> None:
    (found,) = levers.charges(make_case(changed_chain(levers=("lever cost", [])), plan))
    assert found.is_empty()
