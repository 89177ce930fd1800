"""What may run or be idle as rows and bounds, and what metals cost as an amount."""

import numpy as np
import pytest

from optimizer.data import load
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve.compile import compiled
from optimizer.solve.watch import unwatched
from optimizer.studies.recycling_prices import Loop
from optimizer.studies.turning import LOOP, BreakEvenSettings, Case
from tests.small.instances import EXACT


@pytest.fixture(scope="module")
def case() -> Case:
    toy = load("instances/toy-loop")
    formulation = formulated(toy)
    arrays = compiled(formulation)
    loop = Loop.of(toy, ("recovery",))
    asked = BreakEvenSettings(stages=("recovery",))
    return Case(toy, asked, BuildSettings(), EXACT, unwatched, formulation.problem, arrays, loop)


def test_feed_is_counted_where_it_is_used(case: Case) -> None:
    columns = np.flatnonzero(case.feed(LOOP))
    names = [case.arrays.column_name(int(c)) for c in columns]
    assert names == [f"activity[recycler|recycling,{year}]" for year in (2025, 2026, 2027)]
    assert case.feed("recycler")[columns] == pytest.approx(1.0)
    assert not case.feed("plant").any()


def test_metals_are_what_is_bought_of_them(case: Case) -> None:
    spent = case._spent_on_metals()
    names = {case.arrays.column_name(int(c)): spent[c] for c in np.flatnonzero(spent)}
    assert names == {f"bought[bought-metal,{year}]": 50.0 for year in (2025, 2026, 2027)}


def test_idle_is_nothing_fed(case: Case) -> None:
    idle = case._idle("recycler")
    assert idle.upper[np.flatnonzero(case.feed(LOOP))] == pytest.approx(0.0)
    assert (idle.upper <= case.arrays.upper).all()


def test_running_is_half_of_what_it_could(case: Case) -> None:
    """50 t a year over three years: 75 t at least."""
    runs = case._running("recycler")
    assert runs.row_lower[-1] == pytest.approx(75.0)
    assert runs.row_name(runs.row_lower.size - 1) == "runs"
