"""No number of a plan is free: to change it by a thousandth, or to drop its row, is caught."""

import polars as pl
import pytest

from optimizer.audit import audit
from optimizer.data.instance import Instance
from optimizer.results.plan_tables import PLAN_TABLES

Tables = dict[str, pl.DataFrame]
NUMBERS = [
    (name, column.name)
    for name, table in PLAN_TABLES.items()
    for column in table.columns
    if column.name not in table.keys
]


def middle(frame: pl.DataFrame) -> pl.Expr:
    """The row in the middle of a table."""
    return pl.int_range(pl.len()) == frame.height // 2


@pytest.mark.parametrize("name", PLAN_TABLES)
def test_every_row_counts(chain: Instance, plan: Tables, name: str) -> None:
    plan[name] = plan[name].filter(~middle(plan[name]))
    assert not audit(chain, plan).passed


@pytest.mark.parametrize(("name", "column"), NUMBERS)
def test_every_number_counts(chain: Instance, plan: Tables, name: str, column: str) -> None:
    frame = plan[name]
    more = pl.when(middle(frame)).then(pl.col(column) * 1.001).otherwise(column)
    plan[name] = frame.with_columns(more.alias(column))
    assert not audit(chain, plan).passed
