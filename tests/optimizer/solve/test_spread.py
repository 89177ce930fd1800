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
from optimizer.solve.blocks import split
from optimizer.solve.outcome import PointQuality, StopReason
from optimizer.solve.parcels import Parcel
from optimizer.solve.spread import HERE, Spread, dealt
from tests.small.branches import forked_arrays, shop
from tests.small.instances import EXACT

pytestmark = pytest.mark.solver

MANY = {"demands": (4.0, 10.0, 6.0, 7.0), "chances": (0.25, 0.25, 0.25, 0.25), "together": 12.0}


class Square:
    """A post in one process: members are threads, and behave as they are told.

    ``plays``: of each member what it does with its answers, by how many it has given so far:
    nothing, or what it raises or returns instead.
    """

    def __init__(self, *plays: Callable[[int], Any] | None) -> None:
        self.plays, self.waits = plays, False
        self.parcels: dict[str, Parcel] = {}
        self.asked: list[dict[int, Mapping[str, Any]]] = []
        self.lines: dict[int, _Line] = {}
        self.threads: list[threading.Thread] = []
        self.dismissed = False
        self._take: Any = None

    def recruit(self, take: Callable[[int, Mapping[str, Any]], None]) -> None:
        self._take = take
        if not self.waits:
            self.come()

    def come(self) -> None:
        for number, play in enumerate(self.plays):
            self.lines[number] = line = _Line(self, number, play)
            thread = threading.Thread(target=line.live)
            thread.start()
            self.threads.append(thread)
            line.there.wait()

    def leave(self, parcel: Parcel, *, brief: bool = False) -> str:
        name = str(len(self.parcels))
        self.parcels[name] = parcel
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


def lost(after: int) -> Callable[[int], Any]:
    def play(given: int) -> None:
        if given > after:
            raise LostError

    return play


def dawdles(given: int) -> None:
    time.sleep(0.15 if given > 1 else 0.0)


def silent(given: int) -> None:
    time.sleep(0.2)
    raise LostError


def broken(given: int) -> Any:
    return lambda parcel: {**parcel, "multipliers": parcel["multipliers"] * np.nan}


def short(given: int) -> Any:
    return lambda parcel: {**parcel, "rows": parcel["rows"][:-1]}


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "LATE", 0.1)


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
        (silent,),
        (broken, None),
        (short, lost(3)),
    ],
)
def test_the_optimum_whoever_comes(plays: Any) -> None:
    arrays = shop(**MANY)
    best = highs.solve(arrays, EXACT).objective
    outcome, crew = solved(arrays, Square(*plays))
    assert outcome.point is PointQuality.OPTIMAL
    assert outcome.objective == pytest.approx(best, rel=1e-6)
    assert outcome.bound == pytest.approx(best, rel=1e-6)
    assert arrays.violation(outcome.values) < 1e-6
    tally = crew.tally
    assert tally.joined == len(plays)
    assert tally.here + tally.elsewhere == tally.questions * len(MANY["demands"])
    assert bool(tally.elsewhere) == any(play not in {silent, short, broken} for play in plays)
    assert tally.lost == sum(play in {broken, short} for play in plays)


def test_the_chain_by_two_one_of_whom_is_lost() -> None:
    """Columns of branches come from elsewhere too, and fit what stays at home."""
    arrays = forked_arrays()
    wide = replace(EXACT, gap=0.01)
    best = highs.solve(arrays, EXACT).objective
    outcome, crew = solved(arrays, Square(None, lost(4)), wide)
    assert outcome.reason is StopReason.OPTIMAL
    assert best is not None
    assert outcome.bound - 1e-6 <= best <= outcome.objective + 1e-6
    assert arrays.violation(outcome.values) < 1e-6
    assert crew.tally.elsewhere > 0


@pytest.mark.parametrize("when", [6, 7, 8])
def test_who_comes_in_the_middle_is_given_a_share(when: int) -> None:
    """Parcels 1 to 5 are the blocks and their plan; members come with a later one, or never."""
    arrays = shop(**MANY)
    square = Square(None, None)
    made: list[Spread] = []

    class Coming(Spread):
        def ask(self, point: Any, until: float, *, strict: bool = False) -> Any:
            if self.tally.questions == when - 6:
                square.come()
            return super().ask(point, until, strict=strict)

    square.waits = True
    outcome = decomposed.solve(
        arrays, EXACT, hire=lambda b, s: made.append(Coming(b, s, square)) or made[-1]
    )
    assert outcome.objective == pytest.approx(highs.solve(arrays, EXACT).objective)
    assert made[0].tally.elsewhere > 0


def test_a_member_that_comes_anew_begins_anew() -> None:
    square = Square(lost(1))
    arrays = shop(**MANY)
    parts = split(arrays)
    crew = Spread(parts.blocks, replace(EXACT, threads=1), square)
    point = np.zeros(parts.master.cost.size)
    until = time.perf_counter() + 60.0
    costs = [answer.cost for answer in crew.ask(point, until)]
    assert crew.tally.elsewhere > 0
    before = crew.tally.elsewhere
    assert [answer.cost for answer in crew.ask(point, until)] == pytest.approx(costs)
    square.plays = (None,)
    square.come()
    assert [answer.cost for answer in crew.ask(point, until)] == pytest.approx(costs)
    assert crew.tally.elsewhere > before
    assert [part.size for part in crew.parts()] == [b.columns.size for b in parts.blocks]
    crew.close()


def test_where_nothing_can_be_sent_it_is_done_at_home() -> None:
    class Full(Square):
        def leave(self, parcel: Parcel, *, brief: bool = False) -> str:
            if brief:
                raise OSError("no room")
            return super().leave(parcel, brief=brief)

    outcome, crew = solved(shop(**MANY), Full(None))
    assert outcome.reason is StopReason.OPTIMAL
    assert (crew.tally.elsewhere, crew.tally.joined) == (0, 1)


def test_time_that_is_over_is_told() -> None:
    parts = split(shop(**MANY))
    crew = Spread(parts.blocks, replace(EXACT, threads=1), Square())
    crew._pool.submit(time.sleep, 0.3)
    answers = crew.ask(np.zeros(parts.master.cost.size), time.perf_counter() - 1.0)
    assert {answer.reason for answer in answers} == {StopReason.TIME_LIMIT}
    crew.close()


def test_shares_are_kept_as_far_as_they_can_be() -> None:
    weights = np.array([4.0, 1.0, 1.0, 1.0, 1.0])
    assert dealt(weights, [HERE] * 5, {HERE: 1.0}) == [HERE] * 5
    two = dealt(weights, [HERE] * 5, {HERE: 1.0, 0: 1.0})
    assert sorted(two) == [HERE, 0, 0, 0, 0]
    assert dealt(weights, two, {HERE: 1.0, 0: 1.0}) == two
    lost_one = dealt(weights, [3, 3, HERE, HERE, HERE], {HERE: 1.0, 0: 1.0})
    assert (lost_one[2:], 0 in lost_one[:2]) == ([HERE] * 3, True)
    slow = dealt(np.ones(8), [HERE] * 8, {HERE: 1.0, 0: 1 / 3})
    assert slow.count(0) == 2
