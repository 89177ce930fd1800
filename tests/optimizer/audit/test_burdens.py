"""Burdens judged: caused, limited, exceeded, by hand in the chain."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import burdens
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


def test_what_is_caused_is_counted_where_it_arises(
    chain: Instance, plan: Tables, make_case
) -> None:
    """Making is 2 t of CO2; a ship carries 2000 t of cells a GWh... 2 t, 10,000 km: 0.2 t."""
    rows = burdens.caused(make_case(chain, plan)).filter(period="2025")
    found = {(r["burden"], r["country"]): r["caused"] for r in rows.iter_rows(named=True)}
    assert found["harm", "CHN"] == pytest.approx(17 * 0.5)
    # 7 made; 5 and 2 shipped as cells of 2 t, 3 t of ore, 10,000 km at 1e-5 t.
    assert found["co2", "CHN"] == pytest.approx(14.0 + (7 * 2 + 3) * 10_000 * 1e-5)
    assert found["co2", "JPN"] == pytest.approx(4.0 + 2 * 2 * 9_000 * 1e-5)


def test_limits_are_kept_but_for_what_is_paid(chain: Instance, plan: Tables, make_case) -> None:
    case: Case = make_case(chain, plan)
    assert all(check.passed for check in burdens.checks(case))
    rows = burdens.limited(case).filter(limit="cap", period="2025").row(0, named=True)
    assert (rows["caused"], rows["most"], rows["excess"]) == pytest.approx((8.5, 5.0, 3.5))


@pytest.mark.parametrize(
    ("excesses", "broken"),
    [
        ([("cap", "", "2025", 3.4), ("cap", "", "2026", 1.24)], "burden limit"),
        ([("cap", "", "2025", 3.5)], "burden limit"),
        ([("cap", "", "2025", 3.5), ("cap", "", "2026", 1.24), ("top", "", "2025", 1.0)], "excess"),
    ],
)
def test_what_is_not_paid_or_cannot_be_is_found(
    chain: Instance, plan: Tables, make_case: Callable[..., Case], excesses: Any, broken: str
) -> None:
    plan["excesses"] = pl.DataFrame(excesses, schema=plan["excesses"].schema, orient="row")
    failed = {check.rule for check in burdens.checks(make_case(chain, plan)) if not check.passed}
    assert failed == {broken}
