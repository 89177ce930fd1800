"""A term over all its indices at once, against the same term one index after the other."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from optimizer.formulation.notation import SYMBOLS, total
from optimizer.run import formulated
from optimizer.solve.expand import Expander
from optimizer.solve.sketch import Decision, NotTemplatableError, Sketch, Symbol, linear
from tests.small.chain import chain_arrays, the_chain

PROBLEM = formulated(the_chain()).problem
DECISIONS = {n: Decision(n, f.over) for n, f in chain_arrays().decisions.items()}
OFFSETS = {n: f.start for n, f in chain_arrays().decisions.items()}
COLUMNS = chain_arrays().cost.size


def _matrix(rule: Any, *over: str) -> Any:
    """Rows × columns, with the constants in one column more."""
    symbols = tuple(Symbol(PROBLEM.sets[name]) for name in over)
    expander = Expander(PROBLEM, OFFSETS, symbols)
    found = np.zeros((expander.rows, COLUMNS + 1))
    amount = linear(rule(Sketch(PROBLEM, DECISIONS, expand=False), *symbols))
    for term in amount.terms:
        entries = expander.entries(term)
        rows, columns, values = entries.flat()
        if term.decision is None:
            columns = np.full(rows.size, COLUMNS)
            assert entries.by_row() == pytest.approx(np.bincount(rows, values, expander.rows))
        np.add.at(found, (rows, columns), values)
    return found


def _slowly(rule: Any, *over: str) -> Any:
    sketch = Sketch(PROBLEM, DECISIONS, expand=True)
    expander = Expander(PROBLEM, OFFSETS, ())
    keys = list(product(*(PROBLEM.labels(name) for name in over)))
    found = np.zeros((len(keys), COLUMNS + 1))
    for row, key in enumerate(keys):
        for term in linear(rule(sketch, *key)).terms:
            _, columns, values = expander.entries(term).flat()
            where = np.full(values.size, COLUMNS) if term.decision is None else columns
            np.add.at(found, (np.full(values.size, row), where), values)
    return found


RULES: list[tuple[tuple[str, ...], Any]] = [
    (("shipments", "moments"), lambda m, s, n: m.flow[s, n]),
    (("moments", "shipments"), lambda m, n, s: m.flow[s, n]),
    (("moments",), lambda m, n: total(m.flow[s, n] for s in m.shipments)),
    (("accounts", "moments"), lambda m, k, n: total(m.flow[s, n] for s in m.leaving[k])),
    (("moments", "accounts"), lambda m, n, k: total(m.flow[s, n] for s in m.leaving[k])),
    (
        ("moments", "accounts"),
        lambda m, n, k: total(m.flow[s, q] for s in m.arriving_late[k] for q in m.sent_at[s, n]),
    ),
    (("facilities", "moments"), lambda m, f, n: total(m.added[v] for v in m.online[f, n])),
    (("moments", "facilities"), lambda m, n, f: total(m.ramp[v, n] for v in m.online[f, n])),
    (("pressed", "moments"), lambda m, f, n: m.minimum_use[f, n] * m.working[f, n]),
    (("moments",), lambda m, n: m.years[n] * m.weight[n] - 3),
    (("accounts", "accounts"), lambda m, k, j: total(m.flow[s, "2025"] for s in m.leaving[k])),
    (("moments", "moments"), lambda m, n, q: m.flow["sea|cell", n] - m.flow["sea|cell", q]),
    (
        ("returning", "moments"),
        lambda m, r, n: total(
            m.return_rate[r, z] * m.served[v, q]
            for z in m.pasts_of[n]
            for q in m.past_moment[z]
            for v in m.sold_as[r]
        ),
    ),
    ((), lambda m: total(m.duty[s, n] * m.flow[s, n] for s in m.shipments for n in m.moments)),
]


@pytest.mark.parametrize(("over", "rule"), RULES, ids=[str(at) for at in range(len(RULES))])
def test_all_at_once_is_one_after_the_other(over: tuple[str, ...], rule: Any) -> None:
    assert _matrix(rule, *over) == pytest.approx(_slowly(rule, *over))


def test_an_index_is_not_used_outside_of_its_sum() -> None:
    m = Sketch(PROBLEM, DECISIONS, expand=False)
    escaped: list[Any] = []
    total(escaped.append(s) or m.flow[s, "2025"] for s in m.shipments)
    (term,) = m.flow[escaped[0], "2025"].terms
    with pytest.raises(NotTemplatableError):
        Expander(PROBLEM, OFFSETS, ()).entries(term)
    assert SYMBOLS == []


def test_a_relation_is_not_looked_up_by_an_index_out_of_reach() -> None:
    m = Sketch(PROBLEM, DECISIONS, expand=False)
    lost = Symbol(PROBLEM.sets["accounts"])
    (term,) = total(m.flow[s, "2025"] for s in m.leaving[lost]).terms
    with pytest.raises(NotTemplatableError, match="out of reach"):
        Expander(PROBLEM, OFFSETS, ()).entries(term)
