"""What leaves the system."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import disposal_sales
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]


@pytest.mark.parametrize(("limit", "kept"), [(3.0, True), (2.9, False), (None, True)])
def test_no_more_is_sold_than_the_quantity(
    changed_chain: Callable[..., Instance],
    plan: Tables,
    make_case: Cased,
    limit: float | None,
    kept: bool,
) -> None:
    chain = changed_chain(sales=("site commodity price quantity", [("berlin", "ore", 0.5, limit)]))
    (check,) = disposal_sales.checks(make_case(chain, plan))
    assert check.passed == kept


def test_sales_earn_and_disposal_costs(chain: Instance, plan: Tables, make_case: Cased) -> None:
    charged = pl.concat(disposal_sales.charges(make_case(chain, plan)))
    sums = charged.filter(pl.col("period") == "2025").group_by("term").agg(pl.col("amount").sum())
    assert dict(sums.iter_rows()) == pytest.approx({"sale": -1.5, "disposal": 0.55})


def test_both_leave_the_site(chain: Instance, plan: Tables, make_case: Cased) -> None:
    moved = pl.concat(disposal_sales.movements(make_case(chain, plan)))
    assert (moved["amount"] <= 0.0).all()
    assert set(moved["kind"]) == {"sold", "disposed of"}
