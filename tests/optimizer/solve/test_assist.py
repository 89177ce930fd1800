"""A member answers the newest question, and says the same as who answers at home."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.solve import parcels
from optimizer.solve.assist import Desk, assist
from optimizer.solve.blocks import split
from optimizer.solve.crew import Threads
from optimizer.solve.outcome import StopReason
from optimizer.solve.parcels import Parcel, ParcelError
from tests.small.branches import forked_arrays, shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

ALONE = replace(EXACT, threads=1)
PARTS = split(shop(demands=(4.0, 10.0, 6.0), chances=(0.5, 0.25, 0.25), together=12.0))
POINT = np.array([5.0, 0.0, 2.0, 3.0, 4.0])


class Script:
    """A line on which questions come as they are written down: one to each call of ``next``."""

    def __init__(self, *questions: Mapping[str, Any] | None) -> None:
        self.questions = list(questions)
        self.parcels: dict[str, Parcel] = {"point": {"point": POINT}}
        names = [f"block {at}" for at in range(len(PARTS.blocks))]
        blocks = map(parcels.of_block, PARTS.blocks)
        self.parcels |= dict(zip(names, blocks, strict=True))
        self.parcels["plan"] = parcels.of_plan(names, ALONE)
        self.said: list[Mapping[str, Any]] = []

    def next(self, seconds: float) -> Mapping[str, Any] | None:
        return self.questions.pop(0) if self.questions else None

    def fetch(self, name: str) -> Parcel:
        if name not in self.parcels:
            raise FileNotFoundError(name)
        return self.parcels[name]

    def leave(self, parcel: Parcel) -> str:
        self.parcels[f"answer {len(self.said)}"] = parcel
        return f"answer {len(self.said)}"

    def say(self, said: Mapping[str, Any]) -> None:
        self.said.append(said)


def asks(number: int, *blocks: int, **other: Any) -> dict[str, Any]:
    common = {"plan": "plan", "point": "point", "strict": False, "parts": True, "seconds": 60.0}
    return {**common, "number": number, "blocks": list(blocks), **other}


def test_it_says_what_is_said_at_home() -> None:
    line = Script({}, asks(1, 2, 0), {}, {}, {}, None)
    assert assist(line) == 2
    assert line.said[0] == {"joined": True}
    assert line.said[1]["number"] == 1
    found = parcels.answers_of(line.fetch(line.said[1]["answers"]), PARTS.blocks)
    home = Threads(PARTS.blocks, ALONE)
    same = home.ask(POINT, time.perf_counter() + 60.0)
    for at, part in ((0, home.parts()[0]), (2, home.parts()[2])):
        assert found[at][0].cost == pytest.approx(same[at].cost)
        np.testing.assert_allclose(found[at][1], part)
    home.close()


def test_only_the_newest_question_counts() -> None:
    """A question that came between two blocks leaves the first one's others undone."""
    line = Script(asks(1, 0, 1, 2), asks(2, 1), {}, None)
    assert assist(line) == 2
    assert [said.get("number") for said in line.said] == [None, 2]


def test_what_was_cleared_away_is_no_question_any_more() -> None:
    line = Script(asks(1, 0, point="gone"), asks(2, 0), {}, None)
    assert assist(line) == 1
    assert [said.get("number") for said in line.said] == [None, 2]


def test_it_ends_when_nobody_wants_it() -> None:
    line = Script({}, {}, asks(1, 0), None)
    assert assist(line, lambda: len(line.questions) > 2) == 0


def test_what_is_not_what_it_should_be_is_an_error() -> None:
    line = Script(asks(1, 0, plan="point"), None)
    with pytest.raises(ParcelError):
        assist(line)


def test_an_answer_that_is_none_is_not_sent() -> None:
    line = Script(asks(1, 0, 1, strict=True), {}, {}, None)
    assist(line)
    found = parcels.answers_of(line.fetch(line.said[1]["answers"]), PARTS.blocks)
    assert {at: told[0].reason for at, told in found.items()} == {
        0: StopReason.OPTIMAL,
        1: StopReason.INFEASIBLE,
    }


def test_a_desk_loads_each_block_once_whoever_asks() -> None:
    blocks = split(forked_arrays()).blocks
    loaded: list[int] = []

    def load(at: int) -> Any:
        loaded.append(at)
        return blocks[at]

    desk = Desk(load, ALONE)
    home = Threads(blocks, ALONE)
    width = 1 + max(int(block.links.columns.max()) for block in blocks)
    until = time.perf_counter() + 60.0
    for point in (np.zeros(width), np.ones(width)):
        same = home.ask(point, until)
        for at in range(len(blocks)):
            answer, part = desk.told(at, point, until, strict=False, part=False)
            assert (answer.reason, part) == (same[at].reason, None)
            assert answer.cost == pytest.approx(same[at].cost)
    assert loaded == list(range(len(blocks)))
    home.close()
