import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.instance import Instance
from optimizer.data.problem import Floats
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import highs
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.solve.window import Window, between, cut, window
from tests.small.chain import the_chain
from tests.small.instances import EXACT
from tests.small.worlds import examples, worlds

PLAIN = BuildSettings(strengthening=False)


def _optimum(arrays: Arrays) -> tuple[float, Floats]:
    outcome = highs.solve(arrays, EXACT)
    assert outcome.values is not None
    assert outcome.objective is not None
    return outcome.objective, outcome.values


def _held(arrays: Arrays, part: Window, values: Floats) -> Arrays:
    """The whole problem, with everything outside the window held by its bounds."""
    from dataclasses import replace

    lower, upper = values.copy(), values.copy()
    lower[part.columns] = arrays.lower[part.columns]
    upper[part.columns] = arrays.upper[part.columns]
    return replace(arrays, lower=lower, upper=upper)


def test_moments_between_two_periods_are_those_of_all_branches() -> None:
    problem = formulated(the_chain(), PLAIN).problem
    labels = np.array(problem.labels("moments"))
    assert list(labels) == ["2025", "2026", "embargo|2026"]
    assert list(labels[between(problem, "2026")]) == ["2026", "embargo|2026"]
    assert list(labels[between(problem, "", "2025")]) == ["2025"]
    assert between(problem).size == 3


@pytest.mark.parametrize("moments", [[0], [1], [2], [1, 2], [0, 1, 2]])
def test_the_window_of_an_optimum_has_the_same_optimum(moments: list[int]) -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    cost, values = _optimum(arrays)
    part = window(arrays, values, moments)
    own, found = _optimum(part.arrays)
    assert own == pytest.approx(cost, rel=1e-9)
    whole = part.lifted(found)
    assert arrays.violation(whole) < 1e-7
    assert arrays.value_of("cost", whole) == pytest.approx(own, rel=1e-9)
    exposure = arrays.value_of("exposure", whole)
    assert part.arrays.value_of("exposure", found) == pytest.approx(exposure, rel=1e-9)


@pytest.mark.parametrize("moments", [[0], [1, 2], [0, 1, 2]])
def test_columns_and_rows_keep_their_names(moments: list[int]) -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    part = window(arrays, _optimum(arrays)[1], moments)
    for own, whole in enumerate(part.columns):
        assert part.arrays.column_name(own) == arrays.column_name(int(whole))
        assert part.column_at[whole] == own
    for own, whole in enumerate(part.rows):
        assert part.arrays.row_name(own) == arrays.row_name(int(whole))
        assert part.row_at[whole] == own
    decided = {arrays.column_name(c).partition("[")[0] for c in part.columns}
    assert not decided & {"build", "added", "closed", "signed", "opened", "room"}


def test_a_family_that_loses_moments_stays_a_product() -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    part = window(arrays, _optimum(arrays)[1], [1, 2])
    flow = part.arrays.decisions["flow"]
    assert flow.over[1].labels == ("2026", "embargo|2026")
    assert flow.over[0] is arrays.decisions["flow"].over[0]


def test_what_is_under_way_in_stock_and_sold_before_is_on_the_right_hand_side() -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    _, values = _optimum(arrays)
    values = values.copy()

    def side(row: str) -> float:
        part = window(arrays, values, [1]).arrays
        return next(
            float(part.row_upper[r]) for r in range(part.row_upper.size) if part.row_name(r) == row
        )

    before = side("commodity_balance[de|cell,2026]")
    flow, stock = arrays.decisions["flow"], arrays.decisions["stock"]
    slow = flow.start + flow.over[0].position["slow|cell"] * flow.shape[1]
    values[slow] += 2.0
    assert side("commodity_balance[de|cell,2026]") == pytest.approx(before - 2.0)
    values[stock.start] += 1.0
    assert side("commodity_balance[de|cell,2026]") == pytest.approx(before - 2.0 - 0.9)


def test_nothing_free_is_an_empty_problem_with_the_whole_cost() -> None:
    arrays = compiled(formulated(the_chain(), PLAIN))
    cost, values = _optimum(arrays)
    part = cut(arrays, values, np.zeros(values.size, dtype=bool))
    assert part.arrays.shape == (0, 0, 0)
    assert part.arrays.offset == pytest.approx(cost)
    assert np.array_equal(part.lifted(np.zeros(0)), values)


@examples(12)
@given(worlds(), st.data())
def test_a_window_is_the_whole_with_the_rest_held(world: Instance, data: st.DataObject) -> None:
    """Also for another objective, under which the point that is held is not the best."""
    arrays = compiled(formulated(world, PLAIN))
    _, values = _optimum(arrays)
    count = len(formulated(world, PLAIN).problem.labels("moments"))
    first = data.draw(st.integers(0, count - 1))
    part = window(arrays, values, range(first, count))
    for aim in ("cost", "exposure"):
        theirs = _optimum(_held(arrays.aimed(aim), part, values))[0]
        assert _optimum(part.arrays.aimed(aim))[0] == pytest.approx(theirs, rel=1e-6, abs=1e-6)
