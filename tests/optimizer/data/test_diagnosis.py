"""What is the matter with a cell."""

import re

import pytest

from optimizer.data.columns import Column, Kind
from optimizer.data.diagnosis import PATTERN, diagnose

ID, TEXT, NUMBER = (Column("c", kind, "c") for kind in (Kind.ID, Kind.TEXT, Kind.NUMBER))
INTEGER, BOOLEAN, DATE = (
    Column("c", kind, "c") for kind in (Kind.INTEGER, Kind.BOOLEAN, Kind.DATE)
)
OPTIONAL = Column("c", Kind.NUMBER, "c", default=None)


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        (NUMBER, "", "cell.empty"),
        (NUMBER, "  ", "cell.empty"),
        (OPTIONAL, "  ", "cell.blank"),
        (TEXT, "D\ufffde", "cell.encoding"),
        (ID, "ko\0be", "cell.control_character"),
        (TEXT, "ko\x1bbe", "cell.control_character"),
        (NUMBER, "=1+2", "cell.formula"),
        (NUMBER, "+A1", "cell.formula"),
        (NUMBER, "-SUM(A1:A2)", "cell.formula"),
        (NUMBER, "1+2", "cell.not_number"),
        (ID, "=A1", "cell.formula"),
        (ID, "@A1", "cell.formula"),
        (TEXT, "=A1&B1", "cell.formula"),
        (NUMBER, "#REF!", "cell.formula_error"),
        (ID, "#N/A", "cell.formula_error"),
        (TEXT, "#NAME?", "cell.formula_error"),
        (TEXT, "MÃ¼nchen", "cell.mojibake"),
        (TEXT, " x", "cell.padded_text"),
        (ID, "kobe ", "cell.padded"),
        (NUMBER, " 1.5", "cell.padded"),
        (DATE, "2025-01-31 ", "cell.padded"),
        (NUMBER, "nan", "cell.nan"),
        (NUMBER, "NaN", "cell.nan"),
        (NUMBER, "n/a", "cell.nan"),
        (INTEGER, "-", "cell.nan"),
        (DATE, "unknown", "cell.nan"),
        (NUMBER, "inf", "cell.infinite"),
        (NUMBER, "-Infinity", "cell.infinite"),
        (NUMBER, "1e999", "cell.infinite"),
        (NUMBER, "5%", "cell.percent"),
        (NUMBER, "1,234,567.5", "cell.thousands"),
        (NUMBER, "1 234", "cell.thousands"),
        (NUMBER, "1'234", "cell.thousands"),
        (INTEGER, "1\u202f234", "cell.thousands"),
        (NUMBER, "0,5", "cell.decimal_comma"),
        (NUMBER, "1.234,5", "cell.decimal_comma"),
        (NUMBER, "12 t", "cell.with_unit"),
        (NUMBER, "€5", "cell.with_unit"),
        (INTEGER, "3.0", "cell.decimal_point"),
        (INTEGER, "3.5", "cell.not_integer"),
        (INTEGER, "9" * 19, "cell.not_integer"),
        (NUMBER, "many", "cell.not_number"),
        (NUMBER, "0x1F", "cell.not_number"),
        (NUMBER, "1_000.5_0", "cell.not_number"),
        (ID, "two words", "cell.not_id"),
        (ID, "Malmö", "cell.not_id"),
        (ID, "-x", "cell.not_id"),
        (DATE, "2025-02-30", "cell.no_such_day"),
        (DATE, "46023", "cell.day_number"),
        (DATE, "31/12/2025", "cell.date_form"),
        (DATE, "2025-1-5", "cell.date_form"),
        (DATE, "Dec 2025", "cell.date_form"),
        (DATE, "2025-12-31T00:00:00", "cell.date_time"),
        (DATE, "2025-02-30T00:00:00", "cell.no_such_day"),
        (DATE, "soon", "cell.not_date"),
        (BOOLEAN, "TRUE", "cell.boolean_form"),
        (BOOLEAN, "0", "cell.boolean_form"),
        (BOOLEAN, "maybe", "cell.not_boolean"),
    ],
)
def test_the_most_telling_rule(column: Column, cell: str, rule: str) -> None:
    if rule == "cell.not_number" and cell == "1_000.5_0":
        assert not re.search(PATTERN[Kind.NUMBER], cell)
    assert diagnose(column, cell)[0].name == rule


@pytest.mark.parametrize(
    ("column", "cell", "mend"),
    [
        (NUMBER, "1,234", "Write 1234."),
        (NUMBER, "1.234,5", "Write 1234.5."),
        (NUMBER, "12 t", "Write 12 alone."),
        (INTEGER, "3.0", "Write 3."),
        (BOOLEAN, "Yes", "Write true."),
        (DATE, "2025-12-31 10:00", "Write 2025-12-31."),
        (ID, " kobe", "Write 'kobe'."),
    ],
)
def test_what_to_write_instead(column: Column, cell: str, mend: str) -> None:
    rule, words = diagnose(column, cell)
    assert rule.mend.format_map(words) == mend


def test_choices_are_named() -> None:
    column = Column("c", Kind.TEXT, "c", choices=("a", "b"))
    rule, words = diagnose(column, "")
    assert rule.mend.format_map(words) == "Write one of a, b."


@pytest.mark.parametrize("cell", ["1", "-1.5", "+2", ".5", "5.", "1e-3", "1.5E+10"])
def test_numbers_as_they_should_be(cell: str) -> None:
    assert re.search(PATTERN[Kind.NUMBER], cell)
