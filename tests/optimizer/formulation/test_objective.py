"""The objective: every cost, weighed over its set."""

import numpy as np
import pytest

from optimizer.errors import FormulationError
from optimizer.formulation import build
from optimizer.formulation.objective import parts_of
from optimizer.run import formulated
from tests.small.chain import chain_arrays, the_chain
from tests.small.equations import position


def _coefficient(name: str) -> float:
    return float(chain_arrays().cost[position(chain_arrays().decisions, name)])


def test_costs_of_a_moment_are_weighed_by_probability_and_discount() -> None:
    """4 · 1.1^-1.5, of which a quarter is in the branch."""
    name = "activity[works-jp|make,{}]"
    assert _coefficient(name.format("2025")) == pytest.approx(4 * 1.1**-0.5)
    assert _coefficient(name.format("2026")) == pytest.approx(0.75 * 4 * 1.1**-1.5)
    assert _coefficient(name.format("embargo|2026")) == pytest.approx(0.25 * 4 * 1.1**-1.5)


def test_costs_of_a_decision_for_all_branches_are_discounted_once() -> None:
    """The fee of the contract falls due in 2026."""
    assert _coefficient("signed[deal]") == pytest.approx(4 * 1.1**-1.5)


def test_what_cannot_be_helped_is_the_offset() -> None:
    """Fixed cost of what is there: 18 in 2025 and 20.5 in 2026; levers that are pulled: 2 and 3."""
    assert chain_arrays().offset == pytest.approx((18 + 2) * 1.1**-0.5 + (20.5 + 3) * 1.1**-1.5)


def test_the_parts_add_up_to_the_objective() -> None:
    arrays = chain_arrays()
    point = np.arange(arrays.cost.size, dtype=float)
    parts = sum(
        float(part.constant @ part.weight)
        + float((part.values * part.weight[part.rows]) @ point[part.columns])
        for part in arrays.costs
    )
    assert parts == pytest.approx(arrays.value_of("cost", point))


def test_parts_of() -> None:
    book = build(formulated(the_chain()).problem).book
    assert parts_of(book, "cost") == tuple(book.costs)
    assert [part.term for part in parts_of(book, "exposure")] == ["exposure"]
    with pytest.raises(FormulationError, match="no mechanism posts the aim 'beauty'"):
        parts_of(book, "beauty")
