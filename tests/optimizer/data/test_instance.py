"""Instances in memory, and their digest."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.data import Instance
from optimizer.data.instance import completed, empty_frame, polars_type, schema
from optimizer.data.tables import TABLES


def _with(instance: Instance, table: str, frame: pl.DataFrame, **other: Any) -> Instance:
    tables = dict(instance.tables) | {table: frame}
    return Instance.of(instance.name, tables, currency=instance.currency, **other)


def test_every_table_and_column_is_there_and_typed() -> None:
    instance = Instance.of("x", {"modes": pl.DataFrame({"mode": ["sea"]})})
    assert list(instance.tables) == list(TABLES)
    for name, table in TABLES.items():
        assert dict(instance.table(name).schema) == schema(table)
    assert instance.title == "x"


def test_defaults_fill_what_is_empty() -> None:
    frame = pl.DataFrame({"facility": ["a", "b"], "closable": [None, True]})
    filled = completed(TABLES["facilities"], frame)
    assert filled["closable"].to_list() == [False, True]
    assert filled["minimum_use"].to_list() == [0.0, 0.0]
    assert filled["name"].to_list() == ["", ""]
    assert filled["year"].to_list() == [None, None]


def test_a_table_without_rows_stays_without() -> None:
    frame = pl.DataFrame({"facility": []}, schema={"facility": pl.String})
    assert completed(TABLES["facilities"], frame).height == 0
    assert empty_frame(TABLES["lanes"]).columns == [c.name for c in TABLES["lanes"].columns]


def test_what_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="no table is called lane"):
        Instance.of("x", {"lane": pl.DataFrame()})
    with pytest.raises(KeyError, match="lanes has no column speed"):
        Instance.of("x", {"lanes": pl.DataFrame({"speed": [1.0]})})


def test_an_instance_is_shown_in_short(complete: Instance) -> None:
    assert repr(complete).startswith("Instance('complete', ")


def test_tables_cannot_be_replaced(complete: Instance) -> None:
    with pytest.raises(TypeError):
        complete.tables["lanes"] = pl.DataFrame()  # type: ignore[index]
    with pytest.raises(KeyError):
        complete.table("lane")


def test_the_digest_does_not_see_order_name_or_title(complete: Instance) -> None:
    turned = {name: frame.reverse() for name, frame in complete.tables.items()}
    other = Instance.of("other", turned, title="Other", currency="EUR", metadata={"x": 1})
    assert other.digest == complete.digest


def test_the_digest_sees_the_currency(complete: Instance) -> None:
    other = Instance.of("complete", complete.tables, currency="JPY")
    assert other.digest != complete.digest


@pytest.mark.parametrize("table", TABLES)
def test_the_digest_sees_every_column(complete: Instance, table: str) -> None:
    frame = complete.table(table)
    for column in TABLES[table].columns:
        changed = frame[column.name].to_list()
        changed[0] = {
            pl.String(): "changed",
            pl.Float64(): 0.123,
            pl.Int64(): 77,
            pl.Boolean(): not changed[0],
            pl.Date(): date(1999, 1, 1),
        }[polars_type(column)]
        series = pl.Series(column.name, changed, dtype=polars_type(column))
        assert _with(complete, table, frame.with_columns(series)).digest != complete.digest


def test_the_digest_tells_nothing_from_zero_and_cells_from_each_other() -> None:
    def digest(**columns: list[Any]) -> str:
        return Instance.of("x", {"lanes": pl.DataFrame({"lane": ["a", "b"], **columns})}).digest

    assert digest(cost_per_t=[None, 1.0]) != digest(cost_per_t=[0.0, 1.0])
    assert digest(route=["ab", "c"]) != digest(route=["a", "bc"])
    assert digest(distance_km=[-0.0, 1.0]) == digest(distance_km=[0.0, 1.0])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)))
def test_the_digest_does_not_see_any_order_of_rows(order: list[int]) -> None:
    frame = pl.DataFrame(
        {"mode": [f"m{i}" for i in range(8)], "cost_per_tkm": [float(i % 3) for i in range(8)]}
    )
    assert (
        Instance.of("x", {"modes": frame[order]}).digest
        == Instance.of("x", {"modes": frame}).digest
    )
