"""The compiled arrays are what Pyomo makes of the same rules, however a rule is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.data import load
from optimizer.errors import FormulationError
from optimizer.formulation import Formulation
from optimizer.formulation.notation import SYMBOLS, total
from optimizer.run import formulated
from optimizer.settings import BuildSettings
from optimizer.solve import one_by_one, whole
from optimizer.solve.compile import compiled
from tests.small.chain import LIMITED, the_chain
from tests.small.equations import bounds, charge, equation
from tests.small.instances import EXACT, optimum
from tests.small.reference import assert_as_pyomo

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(p.parent.name for p in (ROOT / "instances").glob("*/datapackage.json"))
SMALL = [name for name in SHIPPED if name.startswith("toy-") or name.endswith("-mini")]


@pytest.mark.parametrize("name", SMALL)
def test_a_shipped_instance_compiles_to_what_pyomo_makes_of_it(name: str, instances: Path) -> None:
    assert_as_pyomo(formulated(load(instances / name)))


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(SHIPPED) - set(SMALL)))
def test_a_large_instance_compiles_to_what_pyomo_makes_of_it(name: str, instances: Path) -> None:
    assert_as_pyomo(formulated(load(instances / name)))


@pytest.mark.parametrize(
    "build",
    [
        BuildSettings(),
        LIMITED,
        BuildSettings(objective="exposure"),
        BuildSettings(shortfall="forbidden"),
    ],
    ids=["cost", "limited", "exposure", "no shortfall"],
)
def test_the_chain_compiles_to_what_pyomo_makes_of_it(build: BuildSettings) -> None:
    assert_as_pyomo(formulated(the_chain(), build))


def _chain() -> Formulation:
    return formulated(the_chain())


def _with(name: str, *over: str, rule: Callable[..., Any]) -> Formulation:
    """The chain with a constraint of the user's own."""
    formulation = _chain()
    m = formulation.model
    m.add_component(name, pyo.Constraint(*(m.component(s) for s in over), rule=rule))
    return formulation


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is compiled index by index."""
    taken: list[str] = []
    for path in ("rows", "amounts", "bounds"):
        usual = getattr(one_by_one, path)

        def noted(what: Any, *rest: Any, usual: Any = usual) -> Any:
            taken.append(what.name)
            return usual(what, *rest)

        monkeypatch.setattr(one_by_one, path, noted)
    return taken


def test_a_users_rule_is_compiled_like_ours(slow: list[str]) -> None:
    def small_ships(m: Any, n: Any) -> Any:
        return total(m.flow[s, n] for s in m.leaving["cn|cell"]) <= 3

    formulation = _with("small_ships", "moments", rule=small_ships)
    arrays = compiled(formulation)
    assert equation(arrays, "small_ships[2026]") == (
        "flow[sea|cell,2026] + flow[slow|cell,2026] <= 3"
    )
    assert slow == []
    assert_as_pyomo(formulation)


def test_a_users_rule_without_an_index() -> None:
    formulation = _with(
        "in_all", rule=lambda m: total(m.flow["sea|cell", n] for n in m.moments) <= 9
    )
    assert equation(compiled(formulation), "in_all") == (
        "flow[sea|cell,2025] + flow[sea|cell,2026] + flow[sea|cell,embargo|2026] <= 9"
    )
    assert_as_pyomo(formulation)


def test_a_rule_that_looks_at_its_index_is_called_for_each(slow: list[str]) -> None:
    def no_sea_in_2025(m: Any, n: Any) -> Any:
        if n == "2025":
            return m.flow["sea|cell", n] <= 0
        return m.flow["sea|cell", n] >= 1

    formulation = _with("no_sea_in_2025", "moments", rule=no_sea_in_2025)
    arrays = compiled(formulation)
    assert slow == ["no_sea_in_2025"]
    assert equation(arrays, "no_sea_in_2025[2025]") == "flow[sea|cell,2025] <= 0"
    assert equation(arrays, "no_sea_in_2025[2026]") == "flow[sea|cell,2026] >= 1"
    assert_as_pyomo(formulation)


def test_a_rule_may_skip_and_settle(slow: list[str]) -> None:
    def from_2026(m: Any, n: Any) -> Any:
        return pyo.Constraint.Feasible if n == "2025" else m.flow["sea|cell", n] <= 4

    arrays = compiled(_with("from_2026", "moments", rule=from_2026))
    assert equation(arrays, "from_2026[2026]") == "flow[sea|cell,2026] <= 4"
    assert equation(arrays, "from_2026[2025]").startswith("0 ")
    assert slow == ["from_2026"]


@pytest.mark.parametrize(
    "rule",
    [
        lambda m, n: sum(m.flow[s, n] for s in m.leaving["cn|cell"]) <= 3,
        lambda m, k, n: sum(m.flow[s, n] for s in m.leaving[k]) <= 3,
        lambda m, k, n: (
            sum(m.tonnes[s] * m.flow[s, n] for s in m.leaving[k] if s != "sea|ore") <= 3
        ),
        lambda m, k, n: pyo.quicksum(m.flow[s, n] for s in m.shipments if s in m.leaving[k]) <= 3,
        lambda m, n: len(m.shipments) * m.flow["sea|cell", n] <= 3,
        lambda m, n: (m.flow["sea|cell", n] if m.weight[n] > 0.5 else m.flow["sea|ore", n]) <= 3,
        lambda m, n: max(m.weight[n], abs(m.years[n])) * m.flow["sea|cell", n] <= 3,
    ],
    ids=["sum", "sum by key", "sum with if", "quicksum", "len", "if a number", "max and abs"],
)
def test_rules_in_plain_python_give_the_same_rows(rule: Callable[..., Any]) -> None:
    over = ("accounts", "moments") if rule.__code__.co_argcount == 3 else ("moments",)

    def settled(*arguments: Any) -> Any:
        row = rule(*arguments)
        return pyo.Constraint.Feasible if row is True else row

    assert_as_pyomo(_with("plain", *over, rule=settled))
    assert SYMBOLS == [], "nothing is left over for the next rule"


def test_a_users_decision_is_compiled() -> None:
    formulation = _chain()
    m = formulation.model
    m.spare = pyo.Var(
        m.facilities, within=pyo.NonNegativeIntegers, bounds=(1, 4), doc="spare parts"
    )
    m.any = pyo.Var(m.moments, within=pyo.Reals)
    m.needed = pyo.Constraint(
        m.facilities, m.moments, rule=lambda m, f, n: m.spare[f] + m.any[n] >= 2
    )
    arrays = compiled(formulation)
    assert equation(arrays, "needed[works-cn,2025]") == "spare[works-cn] + any[2025] >= 2"
    assert bounds(arrays, "spare[works-cn]") == "1 <= spare[works-cn] <= 4"
    assert bounds(arrays, "any[2025]") == "-inf <= any[2025] <= inf"
    assert_as_pyomo(formulation)


def test_bounds_and_costs_that_look_at_their_index(slow: list[str]) -> None:
    """A toll on the sea from 2026 on; in 2025 at most two go by it in one ship."""
    formulation = _chain()
    m = formulation.model

    def ships_bounds(m: Any, n: Any) -> Any:
        return (None, m.years[n] * 2) if n == "2025" else (1, None)

    def toll(m: Any, n: Any) -> Any:
        by_sea = sum(m.flow[s, n] for s in m.carried_on["sea"])
        return 5.0 if n == "2025" else 3 * by_sea + m.ships[n] + m.ships[n]

    m.ships = pyo.Var(m.moments, within=pyo.NonNegativeReals, bounds=ships_bounds)
    formulation.book.cost("toll", "mine", toll)
    arrays = compiled(formulation)
    assert slow == ["ships", "moments"]
    assert bounds(arrays, "ships[2025]") == "0 <= ships[2025] <= 2"
    assert bounds(arrays, "ships[2026]") == "1 <= ships[2026] <= inf"
    assert charge(arrays, "toll", "2025") == "5"
    assert charge(arrays, "toll", "2026") == (
        "3 flow[sea|cell,2026] + 3 flow[sea|ore,2026] + 2 ships[2026]"
    )


def test_a_cost_in_plain_python_counts_in_the_objective() -> None:
    one, other = _chain(), _chain()
    one.book.cost("toll", "mine", lambda m, n: sum(m.flow[s, n] for s in m.leaving["cn|cell"]))
    other.book.cost("toll", "mine", lambda m, n: total(m.flow[s, n] for s in m.leaving["cn|cell"]))
    assert compiled(one).cost == pytest.approx(compiled(other).cost)
    assert compiled(one).cost.sum() > compiled(_chain()).cost.sum()


def test_columns_that_repeat_in_a_row_are_added_up() -> None:
    def doubled(m: Any, k: Any, n: Any) -> Any:
        return (
            total(m.flow[s, n] for s in m.leaving[k])
            + total(2 * m.flow[s, n] for s in m.leaving[k])
            - total(m.flow[s, n] for s in m.arriving[k])
            + total(m.flow[s, n] for s in m.shipments)
        ) <= 3

    formulation = _with("doubled", "accounts", "moments", rule=doubled)
    text = equation(compiled(formulation), "doubled[cn|cell,2025]")
    assert text.startswith("4 flow[sea|cell,2025] + flow[sea|ore,2025] + 4 flow[slow|cell,2025]")
    assert_as_pyomo(formulation)


def test_sums_within_sums_and_numbers_outside_of_them() -> None:
    def nested(m: Any, n: Any) -> Any:
        late = total(total(m.flow[s, q] for q in m.sent_at[s, n]) / 2 for s in m.shipments)
        return 2 * (late - m.years[n]) <= m.demand["de|cars", n] - 1 + m.room["de|cell"]

    assert_as_pyomo(_with("nested", "moments", rule=nested))


def test_equations_and_both_ways_of_writing_a_limit() -> None:
    for number, rule in enumerate(
        (
            lambda m, n: m.shortfall["de|cars", n] == m.years[n],
            lambda m, n: m.years[n] >= m.shortfall["de|cars", n],
            lambda m, n: m.shortfall["de|cars", n] - 1 >= 0,
        )
    ):
        assert_as_pyomo(_with(f"way_{number}", "moments", rule=rule))


@pytest.mark.parametrize(
    "rule",
    [
        lambda m, n: m.flow["sea|cell", n] * m.flow["slow|cell", n] <= 1,
        lambda m, n: m.flow["sea|cell", n] / m.stock["de|cell", n] <= 1,
        lambda m, n: m.flow["sea|cell", n],
        lambda m, n: m.nothing_of_that_name[n] <= 1,
        lambda m, n: None,
    ],
    ids=["product", "quotient", "no comparison", "unknown name", "nothing"],
)
def test_what_is_no_linear_row_is_refused(rule: Callable[..., Any]) -> None:
    with pytest.raises(FormulationError, match="wrong: "):
        compiled(_with("wrong", "moments", rule=rule))
    assert SYMBOLS == []


def test_a_bound_may_not_depend_on_a_decision() -> None:
    formulation = _chain()
    m = formulation.model
    m.more = pyo.Var(m.moments, bounds=lambda m, n: (0, m.flow["sea|cell", n]))
    with pytest.raises(FormulationError, match="more: a bound depends on a decision"):
        compiled(formulation)


def test_a_domain_that_is_no_interval_is_refused() -> None:
    formulation = _chain()
    formulation.model.odd = pyo.Var(formulation.model.moments, within=pyo.Set(initialize=[1, 3]))
    with pytest.raises(FormulationError, match="odd"):
        compiled(formulation)


def test_a_set_that_the_problem_does_not_know_is_refused_by_name() -> None:
    formulation = _chain()
    m = formulation.model
    m.mine = pyo.Set(initialize=["a", "b"])
    m.extra = pyo.Var(m.mine)
    with pytest.raises(FormulationError, match="mine"):
        compiled(formulation)


@pytest.mark.solver
def test_a_users_rule_counts_in_the_optimum() -> None:
    formulation = _with("dry", "moments", rule=lambda m, n: m.flow["sea|cell", n] <= 1)
    outcome = whole.solve(compiled(formulation), BuildSettings(), EXACT)
    assert outcome.objective is not None
    assert outcome.objective > optimum(the_chain()) + 1.0


@pytest.mark.solver
@pytest.mark.parametrize("name", ["toy-winter", "chain"])
def test_the_plain_pyomo_model_has_the_same_optimum(name: str, instances: Path) -> None:
    instance = the_chain() if name == "chain" else load(instances / name)
    model = formulated(instance).pyomo()
    solver = pyo.SolverFactory("appsi_highs")
    solver.highs_options = {"mip_rel_gap": 0.0}
    solver.solve(model)
    assert pyo.value(model.objective) == pytest.approx(optimum(instance), rel=1e-6)


@pytest.mark.solver
@pytest.mark.parametrize("suffix", ["lp", "mps"])
def test_written_to_a_file_it_is_the_same_problem(suffix: str, tmp_path: Path) -> None:
    import highspy

    file = tmp_path / f"chain.{suffix}"
    _chain().pyomo().write(str(file), io_options={"symbolic_solver_labels": True})
    reader = highspy.Highs()
    reader.setOptionValue("log_to_console", False)
    assert reader.readModel(str(file)) != highspy.HighsStatus.kError
    reader.setOptionValue("mip_rel_gap", 0.0)
    highspy._core._Highs.run(reader)
    found = reader.getInfo().objective_function_value
    assert found == pytest.approx(optimum(the_chain()), rel=1e-6)


def test_names_are_those_of_the_handbook() -> None:
    arrays = compiled(_chain())
    assert arrays.column_name(0).startswith("build[")
    assert arrays.row_name(arrays.row_lower.size - 1).startswith("commodity_balance[")
    assert np.all(np.diff(arrays.starts) >= 0)
