"""Stand-ins: what a rule says of any index, and what only a label can answer."""

from typing import Any

import pytest

from optimizer.formulation.notation import SYMBOLS, total
from optimizer.run import formulated
from optimizer.solve.sketch import (
    Decision,
    Linear,
    NotTemplatableError,
    Sketch,
    Symbol,
    Term,
    linear,
)
from tests.small.chain import the_chain

PROBLEM = formulated(the_chain()).problem
FLOW = Decision("flow", (PROBLEM.sets["shipments"], PROBLEM.sets["moments"]))


def _sketch(*, expand: bool = False) -> Sketch:
    return Sketch(PROBLEM, {"flow": FLOW}, expand=expand)


N = Symbol(PROBLEM.sets["moments"])
K = Symbol(PROBLEM.sets["accounts"])


def test_a_sum_over_stand_ins_is_said_once() -> None:
    m = _sketch()
    (term,) = total(m.duty[s, N] * m.flow[s, N] for s in m.leaving[K]).terms
    (symbol,) = term.summed
    assert symbol.relation is PROBLEM.relations["leaving"]
    assert symbol.keys == (K,)
    assert term.decision == (FLOW, (symbol, N))
    assert [p.name for p, _ in term.given] == ["duty"]
    assert SYMBOLS == []


def test_sums_within_sums_run_from_outside_in() -> None:
    m = _sketch()
    (term,) = total(total(m.flow[s, q] for q in m.before[N]) for s in m.leaving[K]).terms
    assert [s.relation.name for s in term.summed if s.relation] == ["leaving", "before"]


def test_one_sum_may_run_through_several_sets() -> None:
    m = _sketch()
    (term,) = total(m.flow[s, q] for s in m.arriving_late[K] for q in m.sent_at[s, N]).terms
    assert [s.relation.name for s in term.summed if s.relation] == ["arriving_late", "sent_at"]


def test_arithmetic() -> None:
    m = _sketch()
    x = m.flow["sea|cell", N]
    numbers = [t.number for t in (2 * x - x / 4 + 3 - (1 - x)).terms]
    assert sorted(numbers) == [-1.0, -0.25, 1.0, 2.0, 3.0]
    assert linear(0.0).terms == ()
    row = x <= 5
    assert row.sense == "<="
    assert [t.number for t in row.body.terms] == [1.0, -5.0]
    assert (x >= 5).sense == ">="
    assert (x == 5).sense == "=="


def test_numbers_and_lists_at_a_label_are_plain() -> None:
    m = _sketch()
    assert m.duty["sea|cell", "2026"] == pytest.approx(11.0)
    assert list(m.leaving["cn|cell"]) == ["sea|cell", "slow|cell"]
    assert len(m.leaving["cn|cell"]) == 2
    assert "sea|cell" in m.leaving["cn|cell"]
    assert "sea|cell" in m.shipments
    assert len(m.shipments) == len(PROBLEM.sets["shipments"])


def test_called_for_each_index_sets_yield_labels() -> None:
    m = _sketch(expand=True)
    assert list(m.moments) == ["2025", "2026", "embargo|2026"]
    assert SYMBOLS == []


@pytest.mark.parametrize(
    "look",
    [
        lambda m: N == "2025",
        lambda m: {"2025": 1}[N],
        lambda m: bool(N),
        lambda m: N in m.moments,
        lambda m: len(m.leaving[K]),
        lambda m: 1 if m.duty["sea|cell", N] else 0,
        lambda m: 1 if m.duty["sea|cell", N] > 3 else 0,
        lambda m: max(m.duty["sea|cell", N], 3),
        lambda m: 0 <= m.flow["sea|cell", N] <= 1,
        lambda m: m.flow["sea|cell", N] * m.flow["sea|cell", N],
        lambda m: 1 / m.flow["sea|cell", N],
        lambda m: m.flow["sea|cell", N] / m.duty["sea|cell", N],
        lambda m: m.flow["sea|cell", N] + "1",
        lambda m: m.flow["sea|cell", N] + True,
        lambda m: m.no_such_name,
    ],
    ids=[
        "compare",
        "look up",
        "decide",
        "ask",
        "count",
        "decide by a number",
        "greater",
        "greatest",
        "chain",
        "square",
        "one over",
        "divide",
        "add text",
        "add a truth",
        "unknown",
    ],
)
def test_what_only_a_label_can_answer_is_not_guessed(look: Any) -> None:
    with pytest.raises(NotTemplatableError):
        look(_sketch())


def test_a_linear_amount_adds_up_its_terms() -> None:
    both = Linear((Term(1.0),)) + Linear((Term(2.0),))
    assert [t.number for t in both.terms] == [1.0, 2.0]
    assert [t.number for t in (-both).terms] == [-1.0, -2.0]
