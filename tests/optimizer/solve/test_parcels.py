"""Parcels say the same after a journey; what is broken is refused, not believed."""

import io
from typing import Any

import numpy as np
import pytest

from optimizer.solve.blocks import split
from optimizer.solve.crew import Answer
from optimizer.solve.outcome import StopReason
from optimizer.solve.parcels import (
    ParcelError,
    answers_of,
    block_of,
    of_answers,
    of_block,
    of_plan,
    plan_of,
)
from tests.small.branches import shop
from tests.small.instances import EXACT

BLOCKS = split(shop(together=3.0)).blocks


def sent(parcel: Any) -> Any:
    """As it arrives: plain arrays out of a file that holds no pickle."""
    file = io.BytesIO()
    np.savez(file, **parcel)
    file.seek(0)
    with np.load(file, allow_pickle=False) as found:
        return dict(found)


def test_a_block_and_how_it_is_solved_arrive() -> None:
    block = BLOCKS[1]
    again = block_of(sent(of_block(block)))
    assert (again.name, again.scale, again.coupled) == (block.name, block.scale, block.coupled)
    assert again.links.height == block.links.height
    for name in ("cost", "lower", "upper", "row_lower", "row_upper", "columns_of", "values"):
        np.testing.assert_array_equal(getattr(again.own, name), getattr(block.own, name))
    point = np.array([7.0, 0.0, 1.0, 2.0])
    np.testing.assert_array_equal(again.links.at(point), block.links.at(point))
    assert plan_of(sent(of_plan(["a", "bb"], EXACT))) == (["a", "bb"], EXACT)


def answered() -> dict[int, Any]:
    rows = [block.rows.size for block in BLOCKS]
    return {
        1: (Answer(StopReason.OPTIMAL, np.full(rows[1], 2.0), 3.0, 0.5), np.array([4.0])),
        0: (Answer(StopReason.INFEASIBLE, np.full(rows[0], -1.0)), None),
    }


def test_answers_arrive() -> None:
    silent = Answer(StopReason.TIME_LIMIT, np.zeros(0)), None
    parcel = sent(of_answers(answered()))
    found = answers_of(parcel, BLOCKS)
    assert list(found) == [1, 0]
    assert (found[1][0].reason, found[1][0].cost, found[1][0].over) == (
        "optimal_within_gap",
        3,
        0.5,
    )
    assert found[1][0].multipliers.tolist() == [2.0, 2.0]
    assert found[1][1] is not None
    assert found[1][1].tolist() == [4.0]
    assert (found[0][0].reason, found[0][0].cost, found[0][1]) == ("infeasible", np.inf, None)
    assert answers_of(sent(of_answers({0: silent})), BLOCKS) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"multipliers": np.array([np.nan] * 4)},
        {"multipliers": np.array([1.0] * 3)},
        {"multipliers": np.array(["a"] * 4)},
        {"cost": np.array([np.inf, 0.0])},
        {"over": np.array([0.0])},
        {"blocks": np.array([1, 2])},
        {"blocks": np.array([-1, 0])},
        {"columns": np.array([1, 1])},
        {"rows": np.array([1, 3])},
    ],
)
def test_broken_answers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParcelError):
        answers_of({**of_answers(answered()), **wrong}, BLOCKS)


@pytest.mark.parametrize("missing", ["multipliers", "optimal", "parts"])
def test_missing_arrays_are_refused(missing: str) -> None:
    parcel = of_answers(answered())
    del parcel[missing]
    with pytest.raises(ParcelError):
        answers_of(parcel, BLOCKS)
    for other in (block_of, plan_of):
        with pytest.raises(ParcelError):
            other(parcel)
