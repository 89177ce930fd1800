"""Names of rows and columns, and other objectives over the same rows."""

import numpy as np
import pytest

from optimizer.data.problem import IndexSet
from optimizer.solve.arrays import Family
from tests.small.chain import chain_arrays
from tests.small.equations import amount, equation, position, row_terms
from tests.small.puzzles import program

PLANTS = IndexSet("plants", ("a", "b"), "")
YEARS = IndexSet("years", ("2025", "2026", "2027"), "")


def test_a_family_is_numbered_row_by_row() -> None:
    family = Family("flow", (PLANTS, YEARS), 10)
    assert (family.shape, family.size, family.span) == ((2, 3), 6, slice(10, 16))
    assert [family.label(at) for at in (10, 12, 13)] == [
        "flow[a,2025]",
        "flow[a,2027]",
        "flow[b,2025]",
    ]
    assert list(family.labels())[3] == ("b", "2025")


def test_a_family_without_sets_has_one_member() -> None:
    family = Family("total", (), 4)
    assert (family.size, family.label(4), list(family.labels())) == (1, "total", [()])


def test_every_row_and_column_has_a_name_of_its_own() -> None:
    arrays = chain_arrays()
    rows, columns, nonzeros = arrays.shape
    assert len({arrays.row_name(at) for at in range(rows)}) == rows
    assert len({arrays.column_name(at) for at in range(columns)}) == columns
    assert nonzeros == arrays.starts[-1] == arrays.values.size
    with pytest.raises(IndexError):
        arrays.column_name(columns)


def test_another_aim_has_the_same_rows() -> None:
    arrays = chain_arrays()
    exposure = arrays.aimed("exposure")
    assert exposure.values is arrays.values
    assert exposure.offset == 0.0
    text = amount(exposure, enumerate(exposure.cost.tolist()))
    assert text.startswith("activity[works-cn|make,2025]")


def test_holding_an_aim_is_one_more_row() -> None:
    """Cost is at most 300, of which 34.9 are fixed whatever one does."""
    arrays = chain_arrays()
    held = arrays.holding("cost", 300.0)
    assert held.shape[0] == arrays.shape[0] + 1
    at = position(held.constraints, "held_cost")
    assert dict(row_terms(held, at)) == {
        column: value for column, value in enumerate(arrays.cost.tolist()) if value
    }
    assert held.row_upper[at] == pytest.approx(300.0 - arrays.offset)
    assert held.row_lower[at] == -np.inf
    assert equation(held, "held_cost").endswith(f"<= {300.0 - arrays.offset:.10g}")


def test_violation() -> None:
    """Of rows and bounds, the worst; relative to sides above 1."""
    arrays = program(
        [1.0, 1.0], [([1.0, 1.0], 2.0, np.inf), ([1.0, -1.0], -np.inf, 100.0)], upper=[300.0, 5.0]
    )
    assert arrays.violation(np.array([1.0, 1.0])) == 0.0
    assert arrays.violation(np.array([1.0, 0.5])) == pytest.approx(0.25)
    assert arrays.violation(np.array([111.0, 1.0])) == pytest.approx(0.1)
    assert arrays.violation(np.array([1.0, 6.0])) == pytest.approx(0.2)
    assert arrays.violation(np.array([3.0, -0.5])) == pytest.approx(0.5)
    assert program([], []).violation(np.zeros(0)) == 0.0


def test_the_value_of_an_aim_at_a_point() -> None:
    arrays = chain_arrays()
    nothing = np.zeros(arrays.cost.size)
    assert arrays.value_of("cost", nothing) == pytest.approx(arrays.offset)
    assert arrays.value_of("exposure", nothing) == 0.0
