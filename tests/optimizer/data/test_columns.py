"""How columns and tables are described."""

import pytest

from optimizer.data.columns import (
    ABSURD,
    REQUIRED,
    Kind,
    boolean,
    date,
    fraction,
    identifier,
    integer,
    number,
    refer,
    text,
)
from optimizer.data.tables import TABLES


def test_defaults_say_whether_a_cell_may_be_empty() -> None:
    assert number("x", "t", "x").required
    assert not number("x", "t", "x", default=None).required
    assert not boolean("x", "x").required
    assert not date("x", "x").required
    assert not text("x", "x").required
    assert identifier("x", "x").required
    assert refer("x", "sites", "x").required
    assert not refer("x", "sites", "x", optional=True).required
    assert repr(REQUIRED) == "REQUIRED"


def test_bounds() -> None:
    assert (number("x", "t", "x").minimum, number("x", "t", "x").maximum) == (0.0, ABSURD)
    assert (fraction("x", "x").minimum, fraction("x", "x").maximum) == (0.0, 1.0)
    assert integer("x", "1", "x").minimum == 0


def test_a_table_knows_its_keys_and_columns() -> None:
    shares = TABLES["shares"]
    assert shares.keys == ("segment", "chemistry", "market", "period")
    assert shares.column("minimum").kind is Kind.NUMBER
    with pytest.raises(KeyError, match="shares has no column minium"):
        shares.column("minium")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_declaration_is_consistent(table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert table.keys
    for column in table.columns:
        assert column.description
        for target in column.reference:
            keys = TABLES[target].keys
            assert TABLES[target].column(keys[0]).kind is column.kind
        if column.choices and not column.required:
            assert column.default in column.choices
        if column.key and not column.required:
            # "Any" must be tellable from "not understood".
            assert column.default == ""
