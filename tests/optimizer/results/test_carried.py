"""What goods carry, worked out by hand."""

import numpy as np
import pytest

from optimizer.errors import OptimizerError
from optimizer.results.attribution import Weaver, carried


def _carried(weaver: Weaver, own: list[float], share: list[float] | None = None) -> list[float]:
    network = weaver.network()
    parts = np.ones(network.gives.link.size) if share is None else np.array(share)
    return list(carried(network, np.array(own), parts))


def test_what_meets_is_mixed_and_losses_are_carried_by_the_rest() -> None:
    weaver = Weaver()
    weaver.link(3.0, gives=[("ore", 1.0)])
    weaver.link(1.0, gives=[("ore", 1.0)])
    weaver.link(2.0, takes=[("ore", 2.0)], gives=[("cell", 0.5)])
    weaver.link(1.0, takes=[("cell", 1.0)])
    # Ore: (3·1 + 1·5)/4 = 2. Making: 4 and 2·2 = 8 a unit, in half a cell: 16.
    assert _carried(weaver, [1.0, 5.0, 4.0, 0.5]) == pytest.approx([1.0, 5.0, 8.0, 16.5])


def test_outputs_share() -> None:
    weaver = Weaver()
    weaver.link(2.0, gives=[("a", 1.0), ("b", 3.0)])
    weaver.link(1.0, takes=[("a", 1.0)])
    weaver.link(1.0, takes=[("b", 1.0)])
    assert _carried(weaver, [8.0, 0.0, 0.0], [0.25, 0.75])[1:] == pytest.approx([2.0, 2.0])


def test_a_loop_settles_where_something_leaves() -> None:
    weaver = Weaver()
    weaver.link(1.0, gives=[("metal", 1.0)])
    weaver.link(2.0, takes=[("metal", 1.0)], gives=[("cell", 1.0)])
    weaver.link(1.0, takes=[("cell", 1.0)], gives=[("metal", 1.0)])
    weaver.link(1.0, takes=[("cell", 1.0)])
    # m = (4 + c)/2, c = m + 1: m = 5, c = 6.
    assert _carried(weaver, [4.0, 1.0, 0.0, 0.0]) == pytest.approx([4.0, 6.0, 6.0, 6.0])


def test_a_circle_that_nothing_leaves_does_not_settle() -> None:
    weaver = Weaver()
    weaver.link(1.0, takes=[("a", 1.0)], gives=[("b", 1.0)])
    weaver.link(1.0, takes=[("b", 1.0)], gives=[("a", 1.0)])
    with pytest.raises(OptimizerError, match="does not settle"):
        _carried(weaver, [1.0, 0.0])
