"""Answering for blocks, one by one: at home, or as a member of a crew on another machine."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from optimizer.solve import parcels
from optimizer.solve.crew import Recourse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.blocks import Block
    from optimizer.solve.parcels import Line, Told

PAUSE = 0.5
"""Seconds between two looks at whether anybody wants an end."""


class Desk:
    """Programs of blocks, each loaded when it is first asked for and changed in place from then on.

    One that is new begins where another like it was. Several blocks may be asked at once, each by
    one thread.
    """

    def __init__(self, load: Callable[[int], Block], settings: SolveSettings) -> None:
        self._load, self._settings = load, settings
        self._programs: dict[int, tuple[Recourse, threading.Lock]] = {}

    def told(self, at: int, point: Floats, until: float, *, strict: bool, part: bool) -> Told:
        """What a block says at a point, by ``until``; its own columns too where ``part``."""
        known = self._programs.get(at)
        recourse, lock = self._new(at) if known is None else known
        with lock:
            answer = recourse.ask(point, until, strict=strict)
            own = recourse.part if part else None
        self._programs[at] = recourse, lock
        return answer, own

    def _new(self, at: int) -> tuple[Recourse, threading.Lock]:
        recourse = Recourse(self._load(at), self._settings)
        for other, lock in list(self._programs.values()):
            with lock:
                if recourse.like(other):
                    break
        return recourse, threading.Lock()


def assist(line: Line, wanted: Callable[[], bool] = lambda: True) -> int:
    """Answer for blocks until nobody asks any more, or wants it; how many answers were given.

    Only the newest question counts: who asks has the answers to all before it.

    Raises:
        ParcelError: what lies there is not what was announced.
        SolverError: the solver refuses a block.
    """
    line.say({"joined": True})
    member: _Member | None = None
    question = line.next(PAUSE)
    given = 0
    try:
        while question is not None and wanted():
            if not question:
                question = line.next(PAUSE)
                continue
            try:
                if member is None or member.plan != question["plan"]:
                    member = _Member(line, str(question["plan"]))
                answered, question = member.answer(question)
            except FileNotFoundError:  # the question is over
                answered, question = 0, line.next(PAUSE)
            given += answered
    finally:
        if member is not None:
            member.close()
    return given


class _Member:
    """A desk for the blocks of one plan."""

    def __init__(self, line: Line, plan: str) -> None:
        self._line, self.plan = line, plan
        names, settings = parcels.plan_of(line.fetch(plan))
        self._desk = Desk(lambda at: parcels.block_of(line.fetch(names[at])), settings)
        self._threads = settings.threads
        self._pool = ThreadPoolExecutor(max_workers=settings.threads)

    def answer(self, question: Mapping[str, Any]) -> tuple[int, Mapping[str, Any] | None]:
        """How many blocks were answered for, and the question after this one."""
        until = time.perf_counter() + float(question["seconds"])
        point = self._line.fetch(str(question["point"]))["point"]
        strict, part = bool(question["strict"]), bool(question["parts"])

        def told(at: int) -> Told:
            return self._desk.told(at, point, until, strict=strict, part=part)

        found: dict[int, Told] = {}
        blocks = [int(at) for at in question["blocks"]]
        for first in range(0, len(blocks), self._threads):
            some = blocks[first : first + self._threads]
            found |= dict(zip(some, self._pool.map(told, some), strict=True))
            newer = self._line.next(0.0)
            if newer is None or newer:
                return len(found), newer
        name = self._line.leave(parcels.of_answers(found))
        self._line.say({"number": question["number"], "answers": name})
        return len(found), self._line.next(PAUSE)

    def close(self) -> None:
        self._pool.shutdown()
