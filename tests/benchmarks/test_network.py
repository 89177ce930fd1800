"""Generated networks are the same for the same seed, valid, of the size asked for, and solvable."""

import pytest

from benchmarks.network import network, shape_of, with_sites
from optimizer.data import check
from optimizer.data.assemble import assemble
from optimizer.formulation import build
from optimizer.run import solve
from optimizer.settings import SolveSettings
from optimizer.solve.compile import compiled


def test_same_seed_same_network() -> None:
    assert network(shape_of(3e3), 5).digest == network(shape_of(3e3), 5).digest


def test_another_seed_another_network() -> None:
    assert network(shape_of(3e3), 5).digest != network(shape_of(3e3), 6).digest


@pytest.mark.parametrize("nonzeros", [1e4, 1e5])
def test_size_is_about_what_was_asked(nonzeros: float) -> None:
    arrays = compiled(build(assemble(network(shape_of(nonzeros)))))
    assert arrays.values.size == pytest.approx(nonzeros, rel=0.25)


@pytest.mark.parametrize("nonzeros", [10.0, 1e9])
def test_sizes_out_of_reach_are_refused(nonzeros: float) -> None:
    with pytest.raises(ValueError, match="non-zeros"):
        shape_of(nonzeros)


def test_scenarios_add_moments() -> None:
    shape = with_sites(3e3, periods=6, origins=3, scenarios=2)
    assert shape.moments == 6 + 2 * 3
    problem = assemble(network(shape))
    assert problem.size("moments") == 3 + 2 * 3, "nothing stays on the trunk once it branches"


@pytest.mark.parametrize("seed", range(3))
def test_the_checker_finds_no_error(seed: int) -> None:
    found = check(network(shape_of(1e4), seed))
    assert not found.errors, list(found.errors)


@pytest.mark.solver
@pytest.mark.parametrize("scenarios", [0, 2])
def test_every_stage_of_the_chain_is_in_use_and_the_plan_audits(scenarios: int) -> None:
    instance = network(with_sites(4e3, periods=5, origins=3, scenarios=scenarios), 1)
    done = solve(instance, settings=SolveSettings(gap=0.05, time_limit=60.0))
    assert done.plan is not None
    assert done.audit is not None
    assert done.audit.passed, done.audit.failures
    used = {process.partition("-")[0] for process in done.plan.tables["activity"]["process"]}
    assert used >= {"mine", "refine", "make", "shred"}
    assert done.plan.tables["collected"].height
    assert done.plan.tables["served"]["energy"].sum() > 0
