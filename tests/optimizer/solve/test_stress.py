"""The engine alone; that it says what rebuilding says is in ``tests/optimizer/studies``."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import SolverError
from optimizer.solve import stress as engine
from optimizer.solve.arrays import Arrays, Family
from optimizer.solve.outage import Change
from optimizer.solve.stress import Loaded, Recourse, answers, spread
from tests.small.instances import EXACT

# Two plants of 6 and 4 at prices 1 and 3 serve a demand of 8; what is missing costs 10.
ARRAYS = Arrays(
    cost=np.array([1.0, 3.0, 10.0]),
    offset=100.0,
    lower=np.zeros(3),
    upper=np.array([6.0, 4.0, np.inf]),
    integer=np.zeros(3, dtype=bool),
    row_lower=np.array([8.0]),
    row_upper=np.array([8.0]),
    starts=np.array([0, 3], dtype=np.int32),
    columns_of=np.array([0, 1, 2], dtype=np.int32),
    values=np.ones(3),
    decisions={"x": Family("x", (), 0)},
    constraints={"demand": Family("demand", (), 0)},
    costs=(),
    aims={},
)
SHORT = np.array([2])


def _cut(column: int, upper: float) -> Change:
    none = np.zeros(0, dtype=np.int64)
    return Change(np.array([column]), np.array([upper]), none, np.zeros(0))


def test_answers_by_hand() -> None:
    recourse = Recourse(ARRAYS, SHORT, EXACT)
    assert recourse.undisturbed.cost == pytest.approx(100 + 6 + 6)
    assert recourse.undisturbed.short == pytest.approx(0.0)
    found = list(answers(recourse, [_cut(0, 0.0), _cut(1, 0.0), _cut(1, 3.0)]))
    assert [a.cost for a in found] == pytest.approx([100 + 12 + 40, 100 + 6 + 20, 112])
    assert [a.short for a in found] == pytest.approx([4.0, 2.0, 0.0])
    assert [a.how for a in found] == ["hot", "hot", "untouched"]
    again = recourse.after(_cut(0, 0.0))
    assert again.cost == pytest.approx(152.0), "what was taken was put back"


def test_shortfall_first_pays_what_cost_first_does_not() -> None:
    dear = replace(ARRAYS, cost=np.array([1.0, 30.0, 10.0]))
    cheap = Recourse(dear, SHORT, EXACT, "cost").after(_cut(0, 5.0))
    full = Recourse(dear, SHORT, EXACT, "shortfall").after(_cut(0, 5.0))
    assert (cheap.short, cheap.cost) == pytest.approx((3.0, 100 + 5 + 30))
    assert (full.short, full.cost) == pytest.approx((0.0, 100 + 5 + 90), abs=1e-6)


def test_ties_go_to_less_shortfall() -> None:
    equal = replace(ARRAYS, cost=np.array([1.0, 10.0, 10.0]))
    assert Recourse(equal, SHORT, EXACT).after(_cut(0, 5.0)).short == pytest.approx(0.0)


def test_threads_change_nothing() -> None:
    changes = [_cut(at % 2, at / 10.0) for at in range(40)]
    one, two = (list(answers(Recourse(ARRAYS, SHORT, EXACT), changes, n)) for n in (1, 2))
    assert [a.cost for a in one] == [a.cost for a in two]


def test_no_answer_is_said() -> None:
    strict = replace(ARRAYS, upper=np.array([6.0, 4.0, 1.0]))
    answer = Recourse(strict, SHORT, EXACT).after(_cut(0, 0.0))
    assert (answer.cost, answer.short, answer.how) == (None, None, "none")
    after = Recourse(strict, SHORT, EXACT, "shortfall").after(_cut(0, 0.0))
    assert after.how == "none"


def test_a_program_without_an_optimum_is_an_error() -> None:
    hopeless = replace(ARRAYS, upper=np.array([1.0, 1.0, 1.0]))
    with pytest.raises(SolverError, match="cannot be carried on"):
        Recourse(hopeless, SHORT, EXACT)


def test_it_can_be_stopped() -> None:
    changes = [_cut(0, at / 40.0) for at in range(40)]
    recourse = Recourse(ARRAYS, SHORT, EXACT)
    found = list(answers(recourse, changes, told=lambda done: done < 2 * engine.FEW))
    assert len(found) == 2 * engine.FEW


def test_what_is_not_proved_is_solved_again_and_then_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A solver whose hot start lies is not believed; one that always lies is an error."""
    loaded = Loaded(ARRAYS, EXACT)
    calls: list[bool] = []

    def doubted(self: Loaded, arrays: Arrays) -> bool:
        calls.append(True)
        return len(calls) > 1

    monkeypatch.setattr(Loaded, "_believed", doubted)
    found = loaded.after(_cut(0, 0.0))
    assert found is not None
    assert found.how == "cold"
    monkeypatch.setattr(Loaded, "_believed", lambda self, arrays: False)
    with pytest.raises(SolverError, match="could not be proved"):
        loaded.after(_cut(0, 0.0))


def test_a_wrong_point_or_wrong_multipliers_are_not_believed() -> None:
    loaded = Loaded(ARRAYS, EXACT)
    program = loaded._program
    assert loaded._believed(ARRAYS)
    right = program.values
    program.values = right + 1.0
    assert not loaded._believed(ARRAYS)
    program.values, program.multipliers = right, np.array([0.5])
    assert not loaded._believed(ARRAYS)


def test_spread_keeps_the_order() -> None:
    loaded = Loaded(ARRAYS, EXACT)
    caps = [6.0 - at / 10.0 for at in range(30)]

    def work(program: Loaded, cap: float) -> float:
        found = program.after(_cut(0, cap))
        assert found is not None
        return found.objective

    found = list(spread(loaded, caps, work, threads=3))
    assert found == pytest.approx(
        [100 + cap + 3 * min(8 - cap, 4) + 10 * max(4 - cap, 0) for cap in caps]
    )
