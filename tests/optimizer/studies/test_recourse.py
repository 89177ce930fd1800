"""What a plan can still do: against whole problems built anew, one outage each."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.data import load
from optimizer.data.instance import Instance
from optimizer.data.outages import Outage, Survive, facing, outages
from optimizer.results.restore import design_columns, with_design
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import highs, whole
from optimizer.solve.arrays import Arrays
from optimizer.solve.compile import compiled
from optimizer.studies import recourse
from optimizer.studies.recourse import Bench, benches, carried
from tests.small.instances import EXACT, arrays_of

BUILD = BuildSettings()


@pytest.fixture(scope="module")
def mini() -> Instance:
    return load("instances/japan-eu-mini")


@pytest.fixture(scope="module")
def cheapest(mini: Instance) -> tuple[Arrays, np.ndarray]:
    arrays = arrays_of(mini)
    outcome = whole.solve(arrays, BUILD, replace(EXACT, gap=0.01))
    assert outcome.values is not None
    return arrays, outcome.values


def rebuilt(instance: Instance, outage: Outage, point: np.ndarray, source: Arrays) -> float:
    """The most that can be served, by a problem of its own in which the plan is fixed."""
    asked = Survive(share=0.0)
    formulation = formulated(facing(instance, [outage], asked), BUILD)
    arrays = compiled(formulation).aimed("unsurvived")
    here = carried(point, source, arrays)
    fixed = with_design(arrays, here[design_columns(arrays)])
    trunk = np.array([_is_trunk(arrays, at) for at in range(arrays.cost.size)])
    slack = 1e-9
    lower = np.where(trunk, np.maximum(arrays.lower, here - slack), fixed.lower)
    upper = np.where(trunk, np.minimum(arrays.upper, here + slack), fixed.upper)
    outcome = highs.solve(replace(fixed, lower=lower, upper=np.maximum(lower, upper)), EXACT)
    assert outcome.objective is not None
    return 1.0 - outcome.objective


def _is_trunk(arrays: Arrays, at: int) -> bool:
    name = arrays.column_name(at)
    return "/" not in name.rpartition(",")[2] and not name.startswith("least_share")


@pytest.mark.solver
def test_the_share_is_that_of_a_problem_built_anew(
    mini: Instance, cheapest: tuple[Arrays, np.ndarray]
) -> None:
    source, point = cheapest
    struck = outages(mini, Survive(("country=CHN,DEU",)))
    (bench,) = benches(mini, struck, Survive(("country=CHN,DEU",)), BUILD, EXACT)
    found = bench.answers(bench.taken_in(point, source))
    for outage in struck:
        assert found[outage.name].share == pytest.approx(
            rebuilt(mini, outage, point, source), abs=1e-6
        )


@pytest.mark.solver
def test_many_outages_are_looked_at_in_several_problems_with_the_same_answers(
    mini: Instance, cheapest: tuple[Arrays, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, point = cheapest
    survive = Survive(("country", "chokepoint"))
    struck = outages(mini, survive)
    shares = []
    for size in (60, 5):
        monkeypatch.setattr(recourse, "TOGETHER", size)
        found = {}
        for bench in benches(mini, struck, survive, BUILD, EXACT):
            found |= bench.answers(bench.taken_in(point, source))
        shares.append([found[outage.name].share for outage in struck])
    assert shares[0] == pytest.approx(shares[1], abs=1e-7)


@pytest.fixture
def toy() -> tuple[Bench, np.ndarray]:
    """The toy and its cheapest plan, on the bench of the loss of China."""
    instance = load("instances/toy-outage")
    survive = Survive(("country=CHN",))
    arrays = arrays_of(instance)
    outcome = whole.solve(arrays, BUILD, EXACT)
    assert outcome.values is not None
    (bench,) = benches(instance, outages(instance, survive), survive, BUILD, EXACT)
    return bench, bench.taken_in(outcome.values, arrays)


def test_the_cheapest_answer_serves_what_it_must_and_no_more(
    toy: tuple[Bench, np.ndarray],
) -> None:
    """Busan's packs cost 130 a tonne, what is missing 1000: all four are bought."""
    bench, point = toy
    name = "country:CHN/2026"
    assert bench.answers(point)[name].share == pytest.approx(0.4)
    values = bench.cheapest(point, name, 0.4)
    assert values is not None
    assert bench.share_of(values, name) == pytest.approx(0.4)
    assert bench.expense(values, name) == pytest.approx(4 * 130 + 6 * 1000)


def test_no_answer_serves_more_than_can_be(toy: tuple[Bench, np.ndarray]) -> None:
    bench, point = toy
    assert bench.cheapest(point, "country:CHN/2026", 0.5) is None


def test_an_answer_changes_nothing_but_its_own_branch(toy: tuple[Bench, np.ndarray]) -> None:
    bench, point = toy
    values = bench.cheapest(point, "country:CHN/2026", 0.2)
    assert values is not None
    others = np.ones(point.size, dtype=bool)
    others[bench.branch("country:CHN/2026")] = False
    others[bench.arrays.decisions["least_share"].span] = False
    assert np.array_equal(values[others], point[others])


def test_names_carry_a_point_from_one_problem_to_another() -> None:
    """What the other has not is left out; what only it has is absent."""
    instance = load("instances/toy-outage")
    small = arrays_of(instance)
    large = arrays_of(instance, BuildSettings(scenarios="all"))
    point = np.arange(small.cost.size, dtype=float)
    there = carried(point, small, large, absent=-1.0)
    assert np.array_equal(carried(there, large, small), point)
    assert (there == -1.0).sum() == large.cost.size - small.cost.size
