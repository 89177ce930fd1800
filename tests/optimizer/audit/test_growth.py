"""Growth judged, by hand in the chain."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from optimizer.audit import growth
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]


def test_what_a_limit_counts_and_allows(chain: Instance, plan: Tables, make_case: Any) -> None:
    """Next: nothing until 2027, then 3 of 3. Berlin makes 2.35 in 2027 of 1 + 2·2."""
    rows = growth.limited(make_case(chain, plan)).select("limit", "period", "amount", "most")
    found = {(limit, t): (amount, most) for limit, t, amount, most in rows.iter_rows()}
    assert found["new", "2025"] == (0.0, 3.0)
    assert found["new", "2027"] == (3.0, 3.0)
    assert found["lines", "2027"] == pytest.approx((2.35, 5.0))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("limit", "broken"),
    [
        (("new", "next", "", "", 2.9, 9.0, ""), True),
        (("new", "next", "", "FRA", 2.9, 9.0, ""), False),
        (("lines", "", "celling", "EU", 0.34, 1.0, "2027"), True),
        (("lines", "", "celling", "EU", 0.35, 1.0, "2027"), False),
        (("lines", "", "celling", "EU", 0.35, 1.0, ""), True),
    ],
)
def test_what_grows_too_fast_is_found(
    changed_chain: Callable[..., Instance],
    plan: Tables,
    make_case: Callable[..., Case],
    limit: Any,
    broken: bool,
) -> None:
    columns = "limit chemistry rung area start factor first_period"
    instance = changed_chain(growth_limits=(columns, [limit]))
    checks = list(growth.checks(make_case(instance, plan)))
    assert [not check.passed for check in checks] == [broken]
