"""Text as it was written, and values as text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.findings import error
from optimizer.data.raw import InFile, RawPackage, RawTable, cell_text

RULE = error("a.b", "{x}", "Mend.")
TABLE = RawTable("lanes", ("lane",), {"lane": ["a", "b"]}, [2, 4], InFile("lanes.csv"))


def test_a_finding_at_a_cell_knows_line_and_value() -> None:
    finding = TABLE.finding(RULE, {"x": "bad"}, row=1, column="lane")
    assert (finding.table, finding.row, finding.column) == ("lanes", 4, "lane")
    assert (finding.value, finding.place) == ("b", "lanes.csv:4")


def test_a_finding_about_the_table_or_a_column_that_is_not_there() -> None:
    assert TABLE.finding(RULE, {"x": ""}).place == "lanes.csv"
    assert TABLE.finding(RULE, {"x": ""}, row=0, column="days").value == ""


def test_a_package_takes_notes() -> None:
    package = RawPackage()
    package.note(RULE, {"x": "bad"}, place="here")
    assert [f.message for f in package.findings] == ["bad"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (1.0, "1"),
        (-2.5, "-2.5"),
        (1e300, "1e+300"),
        (7, "7"),
        (date(2025, 1, 31), "2025-01-31"),
        ("x", "x"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_exactly(value: float) -> None:
    assert float(cell_text(value)) == value
