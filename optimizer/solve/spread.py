"""A crew that is partly elsewhere, and may come late, be slow, or be lost.

Trial points are handed to whoever has come; answers come in any order, or never. Who asks answers
for all blocks that nobody else has, and for those of members who are late or lost. So it needs
nobody: with no member at all it is a crew of threads.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.errors import SolverError
from optimizer.solve import parcels
from optimizer.solve.assist import Desk
from optimizer.solve.crew import Answer
from optimizer.solve.outcome import StopReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.data.problem import Floats
    from optimizer.settings import SolveSettings
    from optimizer.solve.blocks import Block
    from optimizer.solve.parcels import Post, Told

HERE = -1
"""The owner of blocks that who asks answers for; members are numbered from 0."""
LATE, TIMES = 1.0, 3.0
"""A member is late after so many seconds and so many times what took longest here, or there
before."""
PARTS = 600.0
"""Seconds for putting the best point together."""


@dataclass
class Tally:
    """How many members came and were lost, and by whom blocks were answered for."""

    joined: int = 0
    lost: int = 0
    late: int = 0
    questions: int = 0
    here: int = 0
    elsewhere: int = 0


@dataclass
class _Member:
    """``lates``: how often it was, its first question, for which it loads, left out."""

    asked: int = 0
    since: float = 0.0
    usual: float = 0.0
    answers: int = 0
    lates: int = 0
    late: bool = False


@dataclass
class _Open:
    """A question that is not answered in full yet; ``here``: blocks to begin with at home."""

    number: int
    point: Floats
    until: float
    strict: bool
    parts: bool
    name: str = ""
    told: dict[int, Told] = field(default_factory=dict)
    here: deque[int] = field(default_factory=deque)
    begun: set[int] = field(default_factory=set)
    running: int = 0
    longest: float = 0.0


@dataclass(frozen=True)
class _Done:
    """A block answered for at home."""

    number: int
    at: int
    seconds: float
    told: Told | None
    error: BaseException | None = None


class Spread:
    """A ``Crew`` of this process and of whoever ``post`` brings."""

    def __init__(self, blocks: Sequence[Block], settings: SolveSettings, post: Post) -> None:
        self._blocks, self._settings, self._post = blocks, settings, post
        self._weights = np.array([block.own.values.size + 1.0 for block in blocks])
        self._desk = Desk(blocks.__getitem__, settings)
        self._pool = ThreadPoolExecutor(max_workers=settings.threads)
        self._inbox: SimpleQueue[_Done | tuple[int, Mapping[str, Any]]] = SimpleQueue()
        self._members: dict[int, _Member] = {}
        self._owner = [HERE] * len(blocks)
        self._dealt: dict[int, float] = {}
        self._number = 0
        self._last: tuple[Floats, bool] = np.zeros(0), False
        self.tally = Tally()
        self._alone = False
        try:
            names = [post.leave(parcels.of_block(block)) for block in blocks]
            self._plan = post.leave(parcels.of_plan(names, settings))
            post.recruit(lambda member, said: self._inbox.put((member, said)))
        except OSError:
            self._go_alone()

    def ask(self, point: Floats, until: float, *, strict: bool = False) -> list[Answer]:
        """What each block says; by ``until`` those that were not reached say that time is over."""
        self._last = point, strict
        found = self._asked(point, until, strict=strict, parts=False)
        late = Answer(StopReason.TIME_LIMIT, np.zeros(0)), None
        return [found.get(at, late)[0] for at in range(len(self._blocks))]

    def parts(self) -> list[Floats]:
        """Each block's own columns at the point asked of last, for which it is asked again.

        Raises:
            SolverError: a block has no answer there.
        """
        point, strict = self._last
        found = self._asked(point, time.perf_counter() + PARTS, strict=strict, parts=True)
        columns = [found.get(at, (None, None))[1] for at in range(len(self._blocks))]
        known = [part for part in columns if part is not None]
        if len(known) < len(columns):
            raise SolverError("a branch gives no columns at the best point")
        return known

    def close(self) -> None:
        """Let everybody go."""
        self._go_alone()
        self._pool.shutdown()

    def _go_alone(self) -> None:
        self._alone = True
        self._members.clear()
        try:
            self._post.dismiss()
        except OSError:
            return  # then they hear of the end by other ways

    def _asked(
        self, point: Floats, until: float, *, strict: bool, parts: bool
    ) -> Mapping[int, Told]:
        self._number += 1
        self.tally.questions += 1
        asked = _Open(self._number, point, until, strict, parts)
        while not self._inbox.empty():
            self._take(asked, self._inbox.get(), dealt=False)
        self._deal()
        everything = range(len(self._blocks))
        asked.here = deque(at for at in everything if self._owner[at] == HERE)
        self._send(asked, {at for at in everything if self._owner[at] != HERE})
        while len(asked.told) < len(self._blocks) and time.perf_counter() < until + LATE:
            self._begin_here(asked)
            try:
                heard = self._inbox.get(timeout=self._pause(asked))
            except Empty:
                continue
            self._take(asked, heard, dealt=True)
        return asked.told

    def _begin_here(self, asked: _Open) -> None:
        """Begin with blocks at home, as many as there are threads."""
        while asked.running < self._settings.threads:
            at = self._next_here(asked)
            if at is None:
                return
            asked.begun.add(at)
            asked.running += 1
            self._pool.submit(self._work, asked, at)

    def _next_here(self, asked: _Open) -> int | None:
        while asked.here:
            at = asked.here.popleft()
            if at not in asked.told and at not in asked.begun:
                return at
        for at in reversed(range(len(self._blocks))):
            if at not in asked.told and at not in asked.begun and self._is_late(asked, at):
                self._owner[at], self._dealt = HERE, {}
                return at
        return None

    def _is_late(self, asked: _Open, at: int) -> bool:
        """Whether the member who has a block is late, of which note is taken."""
        member = self._members.get(self._owner[at])
        if member is None:
            return True
        if not member.late and time.perf_counter() >= self._due(asked, member):
            member.late = True
            member.lates += member.answers > 0
            self.tally.late += 1
        return member.late

    def _due(self, asked: _Open, member: _Member) -> float:
        return member.since + LATE + TIMES * max(asked.longest, member.usual)

    def _pause(self, asked: _Open) -> float:
        """Seconds after which there may be something to do, if nobody says anything."""
        now, due = time.perf_counter(), asked.until + LATE
        if asked.running == 0:
            waited = [m for m in self._members.values() if m.asked == asked.number and not m.late]
            due = min([due, *(self._due(asked, member) for member in waited)])
        return max(due - now, 0.001)

    def _work(self, asked: _Open, at: int) -> None:
        """Answer for a block, in a thread of its own."""
        began = time.perf_counter()
        told, error = None, None
        try:
            told = self._desk.told(
                at, asked.point, asked.until, strict=asked.strict, part=asked.parts
            )
        except BaseException as failed:
            error = failed
        self._inbox.put(_Done(asked.number, at, time.perf_counter() - began, told, error))

    def _take(
        self, asked: _Open, heard: _Done | tuple[int, Mapping[str, Any]], *, dealt: bool
    ) -> None:
        """Hear of an answer, a member who came, or one who is gone."""
        if isinstance(heard, _Done):
            self._take_own(asked, heard)
            return
        number, said = heard
        if self._alone:
            return
        if said.get("joined"):
            self._lose(asked, number)
            self.tally.joined += 1
            self._members[number] = _Member()
            if dealt:
                self._hand_over(asked, number)
        elif said.get("left"):
            self._lose(asked, number)
        elif (member := self._members.get(number)) is not None:
            self._take_answers(asked, number, member, said)

    def _take_own(self, asked: _Open, done: _Done) -> None:
        if done.number != asked.number:
            return
        asked.running -= 1
        asked.longest = max(asked.longest, done.seconds)
        if done.error is not None:
            raise done.error
        if done.told is not None and done.at not in asked.told:
            asked.told[done.at] = done.told
            self.tally.here += 1

    def _take_answers(
        self, asked: _Open, number: int, member: _Member, said: Mapping[str, Any]
    ) -> None:
        """Believe what is well formed; who sends anything else is sent nothing any more."""
        if said.get("number") == member.asked:
            member.usual = time.perf_counter() - member.since
        member.answers, member.late = member.answers + 1, False
        if said.get("number") != asked.number:
            return
        try:
            found = parcels.answers_of(self._post.fetch(str(said.get("answers"))), self._blocks)
        except (OSError, parcels.ParcelError):
            self._lose(asked, number)
            return
        for at, told in found.items():
            if at not in asked.told and (told[1] is not None or not asked.parts):
                asked.told[at] = told
                self.tally.elsewhere += 1
        self._take_back(asked, number)

    def _lose(self, asked: _Open, number: int) -> None:
        """A member is gone; what it had is to be done here."""
        if self._members.pop(number, None) is not None:
            self.tally.lost += 1
            self._take_back(asked, number)
            self._owner = [HERE if owner == number else owner for owner in self._owner]
            self._dealt = {}

    def _take_back(self, asked: _Open, number: int) -> None:
        """What a member has not answered for is to be done here."""
        for at, owner in enumerate(self._owner):
            if owner == number and at not in asked.told:
                asked.here.append(at)

    def _hand_over(self, asked: _Open, number: int) -> None:
        """Who comes in the middle takes its share of what nobody has begun."""
        free = [at for at in asked.here if at not in asked.begun and at not in asked.told]
        share = len(free) // (len(self._members) + 1)
        for at in free[len(free) - share :]:
            self._owner[at] = number
        asked.here = deque(at for at in free if self._owner[at] == HERE)
        self._send(asked, free[len(free) - share :])

    def _send(self, asked: _Open, blocks: Iterable[int]) -> None:
        """Ask those who have these blocks."""
        by_member: dict[int, list[int]] = {}
        for at in blocks:
            by_member.setdefault(self._owner[at], []).append(at)
        if not by_member:
            return
        try:
            asked.name = asked.name or self._post.leave({"point": asked.point}, brief=True)
            common = {
                "plan": self._plan, "number": asked.number, "point": asked.name,
                "strict": asked.strict, "parts": asked.parts,
                "seconds": max(asked.until - time.perf_counter(), 0.01),
            }  # fmt: skip
            self._post.ask({who: {**common, "blocks": mine} for who, mine in by_member.items()})
        except OSError:
            self._go_alone()
            self._owner = [HERE] * len(self._blocks)
            asked.here.extend(at for mine in by_member.values() for at in mine)
            return
        for who in by_member:
            member = self._members[who]
            member.asked, member.since = asked.number, time.perf_counter()

    def _deal(self) -> None:
        """Give every member its share of the blocks, if who is there has changed.

        Shares are the same for all but those who were late.
        """
        shares = {who: 1.0 / (1 + m.lates) for who, m in self._members.items() if not m.late}
        shares[HERE] = 1.0
        if shares == self._dealt:
            return
        self._dealt = shares
        self._owner = dealt(self._weights, self._owner, shares)


def dealt(weights: Floats, owner: Sequence[int], shares: Mapping[int, float]) -> list[int]:
    """By block who has it, each as nearly as can be by its share of the weights.

    Who has a block keeps it, as far as that is no more than its share.
    """
    whole = weights.sum() / sum(shares.values())
    room = {who: share * whole for who, share in shares.items()}
    found = list(owner)
    left = []
    for at in np.argsort(-weights, kind="stable").tolist():
        if room.get(owner[at], -np.inf) >= 0.5 * weights[at]:
            room[owner[at]] -= weights[at]
        else:
            left.append(at)
    for at in left:
        found[at] = max(room, key=lambda who: room[who])
        room[found[at]] -= weights[at]
    return found
