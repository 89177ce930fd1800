"""All ways lead to the same problem: matrix row by row, and its optimum."""

import highspy
import pytest

from benchmarks.network import network, shape_of, with_sites
from benchmarks.same import difference
from benchmarks.ways import NAMES, raw, way
from optimizer.data.assemble import assemble
from optimizer.data.problem import Problem

# linopy and Pyomo's interfaces warn of their own future.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def problem() -> Problem:
    return assemble(network(shape_of(3e3), 3))


def loaded(name: str, problem: Problem):
    chosen = way(name)
    return chosen.hand_over(chosen.build(problem))


def least_cost(h) -> float:
    """Optimum of the relaxation."""
    h.silent()
    # However many threads the first solve of the process was given.
    h.setOptionValue("threads", 0)
    for column in range(h.getNumCol()):
        h.changeColIntegrality(column, highspy.HighsVarType.kContinuous)
    h.run()
    assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal, h.getModelStatus()
    return h.getInfo().objective_function_value


def test_the_floor_is_our_matrix(problem: Problem) -> None:
    assert difference(loaded("junkan", problem), loaded("raw", problem)) is None


def test_the_floor_is_our_matrix_with_scenarios() -> None:
    problem = assemble(network(with_sites(5e3, periods=6, origins=3, scenarios=3), 4))
    assert difference(loaded("junkan", problem), loaded("raw", problem)) is None


def test_late_arrivals_quotas_and_limits_are_in_it(problem: Problem) -> None:
    """What the ways are compared on is not empty."""
    for name in ("arriving_late", "capped", "carried_on", "online", "kept_in", "sold_as"):
        assert problem.relations[name].members.size, name


def test_linopy_builds_our_matrix(problem: Problem) -> None:
    ours, theirs = loaded("junkan", problem), loaded("linopy", problem)
    assert difference(ours, theirs, offset=False) is None


def test_optima_agree(problem: Problem) -> None:
    ours, floor, linopy = (loaded(name, problem) for name in ("junkan", "raw", "linopy"))
    best = least_cost(ours)
    assert least_cost(floor) == pytest.approx(best, rel=1e-7)
    # linopy's objective holds no constant.
    offset = floor.getLp().offset_
    assert least_cost(linopy) + offset == pytest.approx(best, rel=1e-7)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("pyomo")])
def test_pyomo_takes_its_roads(name: str, problem: Problem) -> None:
    chosen = way(name)
    model = chosen.build(problem)
    chosen.hand_over(model)
    assert model.nconstraints() == raw.build(problem).rows


def test_a_difference_is_seen(problem: Problem) -> None:
    ours = loaded("junkan", problem)
    for spoil, said in (
        (lambda h: h.changeColCost(0, 7.5), "another cost"),
        (lambda h: h.changeColBounds(1, 0.0, 3.0), "another upper"),
        (lambda h: h.changeRowBounds(0, -9.0, 9.0), "another"),
        (lambda h: h.changeCoeff(0, 0, 123.0), "another"),
        (lambda h: h.addVar(0.0, 1.0), "shapes"),
    ):
        theirs = loaded("raw", problem)
        spoil(theirs)
        assert said in str(difference(ours, theirs))


def test_the_floor_refuses_what_it_does_not_write(root) -> None:
    from optimizer.data import load

    with pytest.raises(ValueError, match="contracts"):
        raw.build(assemble(load(root / "instances" / "toy-winter")))
