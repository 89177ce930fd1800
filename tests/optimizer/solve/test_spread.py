"""A crew elsewhere: the same optimum whoever comes, dawdles, lies, breaks, or is lost half-way."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.solve import decomposed, highs, spread
from optimizer.solve.assist import assist
from optimizer.solve.outcome import PointQuality
from optimizer.solve.parcels import Parcel
from optimizer.solve.spread import Spread
from tests.small.branches import forked_arrays, shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

MANY = {"demands": (4.0, 10.0, 6.0, 7.0), "chances": (0.25, 0.25, 0.25, 0.25), "together": 12.0}


class Square:
    """A post in one process: members are threads, and behave as they are told.

    ``plays``: of each member what it does with its answers, by how many it has given so far:
    nothing, or what it raises or returns instead.
    """

    def __init__(self, *plays: Callable[[int], Any] | None, when: int = 0) -> None:
        self.plays, self.when = plays, when
        self.parcels: dict[str, Parcel] = {}
        self.asked: list[dict[int, Mapping[str, Any]]] = []
        self.lines: dict[int, _Line] = {}
        self.threads: list[threading.Thread] = []
        self.dismissed = False
        self._take: Any = None

    def recruit(self, take: Callable[[int, Mapping[str, Any]], None]) -> None:
        self._take = take
        if self.when == 0:
            self._come()

    def _come(self) -> None:
        for number, play in enumerate(self.plays):
            self.lines[number] = line = _Line(self, number, play)
            thread = threading.Thread(target=line.live)
            thread.start()
            self.threads.append(thread)
            line.there.wait()

    def leave(self, parcel: Parcel, *, brief: bool = False) -> str:
        name = str(len(self.parcels))
        self.parcels[name] = parcel
        if len(self.parcels) == self.when:
            self._come()
        return name

    def fetch(self, name: str) -> Parcel:
        if name not in self.parcels:
            raise FileNotFoundError(name)
        return self.parcels[name]

    def ask(self, questions: Mapping[int, Mapping[str, Any]]) -> None:
        self.asked.append(dict(questions))
        for number, question in questions.items():
            self.lines[number].put(question)

    def dismiss(self) -> None:
        self.dismissed = True
        for line in self.lines.values():
            line.put(None)
        for thread in self.threads:
            thread.join()

    def tell(self, number: int, said: Mapping[str, Any]) -> None:
        self._take(number, said)


class LostError(Exception):
    pass


class _Line:
    def __init__(self, square: Square, number: int, play: Callable[[int], Any] | None) -> None:
        self.square, self.number, self.play = square, number, play
        self.questions: deque[Any] = deque()
        self.changed = threading.Condition()
        self.there = threading.Event()
        self.given = 0

    def put(self, question: Any) -> None:
        with self.changed:
            self.questions.append(question)
            self.changed.notify()

    def live(self) -> None:
        try:
            assist(self)
        except LostError:
            return

    def next(self, seconds: float) -> Any:
        with self.changed:
            self.changed.wait_for(lambda: self.questions, seconds)
            newest: Any = {}
            while self.questions and newest is not None:
                newest = self.questions.popleft()
            return newest

    def fetch(self, name: str) -> Parcel:
        return self.square.fetch(name)

    def leave(self, parcel: Parcel) -> str:
        self.given += 1
        if self.play is not None and (instead := self.play(self.given)) is not None:
            parcel = instead(parcel)
        return self.square.leave(parcel)

    def say(self, said: Mapping[str, Any]) -> None:
        self.square.tell(self.number, said)
        self.there.set()


def lost(after: int, *, heard: bool = False) -> Callable[[int], Any]:
    def play(given: int) -> None:
        if given > after:
            raise LostError

    return play


def dawdles(given: int) -> None:
    time.sleep(0.05 if given > 1 else 0.0)


def broken(given: int) -> Any:
    return lambda parcel: {**parcel, "multipliers": parcel["multipliers"] * np.nan}


def short(given: int) -> Any:
    return lambda parcel: {**parcel, "rows": parcel["rows"][:-1]}


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "LATE", 0.02)


def solved(arrays: Any, square: Square, settings: Any = EXACT) -> tuple[Any, Spread]:
    crews: list[Spread] = []

    def hire(blocks: Any, given: Any) -> Spread:
        crews.append(Spread(blocks, given, square))
        return crews[-1]

    outcome = decomposed.solve(arrays, replace(settings, threads=1), hire=hire)
    assert square.dismissed
    return outcome, crews[0]


@pytest.mark.parametrize(
    "plays",
    [
        (),
        (None,),
        (None, None, None, None, None, None),
        (lost(0), None),
        (lost(1), lost(2)),
        (dawdles, None),
        (broken, None),
        (short, lost(3)),
    ],
)
@pytest.mark.parametrize("arrays", [shop(**MANY), forked_arrays()], ids=["shop", "chain"])
def test_the_optimum_whoever_comes(arrays: Any, plays: Any) -> None:
    best = highs.solve(arrays, EXACT).objective
    outcome, crew = solved(arrays, Square(*plays))
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.objective == pytest.approx(best, rel=1e-6)
    assert outcome.bound == pytest.approx(best, rel=1e-6)
    assert arrays.violation(outcome.values) < 1e-6
    assert crew.tally.joined == len(plays)
    assert bool(crew.tally.elsewhere) == bool(plays and plays != (lost(0),))
