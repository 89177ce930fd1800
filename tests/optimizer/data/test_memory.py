"""Instances in memory, checked as if they were on disk."""

from dataclasses import replace

import polars as pl

from optimizer.data import Instance, check
from optimizer.data.memory import as_text
from optimizer.data.tables import TABLES


def test_every_table_as_text(complete: Instance) -> None:
    package = as_text(complete)
    assert list(package.tables) == list(TABLES)
    modes = package.tables["modes"]
    assert modes.cells["cost_per_tkm"] == ["0.01", "0.1"]
    assert list(modes.rows) == [1, 2]
    assert package.readable


def test_what_is_wrong_in_memory_is_found(complete: Instance) -> None:
    frame = complete.table("modes").with_columns(cost_per_tkm=pl.Series([float("nan"), -1.0]))
    spoiled = replace(complete, tables={**complete.tables, "modes": frame})
    found = [(f.rule, f.row, f.column, f.place) for f in check(spoiled)]
    assert found == [
        ("cell.nan", 1, "cost_per_tkm", "modes row 1"),
        ("value.too_small", 2, "cost_per_tkm", "modes row 2"),
    ]
