"""The commodity account."""

from collections.abc import Callable

import polars as pl
import pytest

from optimizer.audit import balance
from optimizer.audit.case import Case
from optimizer.data.instance import Instance

Tables = dict[str, pl.DataFrame]
Cased = Callable[[Instance, Tables], Case]


def bought(plan: Tables, extra: float) -> Tables:
    hit = (pl.col("supply") == "ore-kobe") & (pl.col("period") == "2025")
    more = pl.when(hit).then(pl.col("quantity") + extra).otherwise("quantity")
    return {**plan, "bought": plan["bought"].with_columns(more.alias("quantity"))}


@pytest.mark.parametrize(
    ("extra", "kept"), [(0.0, True), (1e-5, True), (1.5e-5, False), (-1.5e-5, False)]
)
def test_a_balance_closes_to_a_millionth_of_its_gross_flow_and_of_its_scale(
    chain: Instance, plan: Tables, make_case: Cased, extra: float, kept: bool
) -> None:
    """In Kobe 8 t of ore move, in Ningbo at most 34 t: 8e-6 + 3.4e-6 are allowed."""
    (check,) = balance.checks(make_case(chain, bought(plan, extra)))
    assert check.passed == kept


def test_every_kind_of_movement_is_on_the_account(
    chain: Instance, plan: Tables, make_case: Cased
) -> None:
    rows = balance.accounts(make_case(chain, plan))
    berlin = rows.filter((pl.col("site") == "berlin") & (pl.col("commodity") == "ore"))
    assert berlin.sort("period")["entered"].to_list() == pytest.approx([3.0, 4.0, 4.7])
    assert berlin.sort("period")["left"].to_list() == pytest.approx([3.0, 4.0, 4.7])


def test_errors_are_by_commodity(chain: Instance, plan: Tables, make_case: Cased) -> None:
    errors = balance.errors(make_case(chain, bought(plan, 1.0)))
    assert list(errors) == ["cell", "ore", "slag", "spent"]
    assert errors["ore"] == pytest.approx(1.0 / (9.0 + 3.4))
    assert max(errors["cell"], errors["slag"], errors["spent"]) < 1e-12
