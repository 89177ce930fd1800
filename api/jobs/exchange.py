"""What the process of a job and those of its crew say to each other, by way of the database.

A job's process knows neither the database nor other machines. Its worker passes on what it says,
and looks, a few times a second, at what is new for it.
"""

from __future__ import annotations

import json
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from api.jobs.family import MEMBER
from api.jobs.sources import meeting_of
from api.jobs.states import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.jobs.attempts import Attempt
    from api.jobs.crews import Crews
    from api.jobs.process import Child

PACE = 0.03
"""Seconds between two looks at what is new, where something is awaited."""

IDLE, SLOWLY = 2.0, 0.1
"""After so many seconds without news there are so many between two looks."""


GRACE = 5.0
"""Seconds that a process has to end when nobody wants it any more."""


class Exchange(Protocol):
    """One attempt's way to others."""

    @property
    def awaits(self) -> bool:
        """Whether somebody may say something."""

    def take(self, said: dict[str, Any]) -> None:
        """The process says something to others."""

    def news(self) -> list[dict[str, Any]] | None:
        """What others say to the process, since the last time; ``None``: it is not wanted."""

    def close(self) -> None:
        """The attempt is over."""


def exchange_of(
    attempt: Attempt, crews: Crews | None, results: Path, wake: Callable[[], None]
) -> Exchange:
    """The way of an attempt to its crew, or to the job that it helps; most have neither."""
    if crews is not None and attempt.kind == MEMBER:
        return Helping(crews, attempt)
    if crews is not None and attempt.request.get("crew"):
        return Helped(crews, attempt, meeting_of(results, attempt.job, attempt.number), wake)
    return Alone()


class Alone:
    """The way of an attempt to nobody."""

    awaits = False

    def take(self, said: dict[str, Any]) -> None:
        """See ``Exchange``."""

    def news(self) -> list[dict[str, Any]]:
        """See ``Exchange``."""
        return []

    def close(self) -> None:
        """See ``Exchange``."""


class Relay:
    """Passes on between one process and its exchange.

    ``patiently`` does what needs the database, once it is there.
    """

    def __init__(
        self,
        exchange: Exchange,
        child: Child,
        patiently: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._exchange, self._child, self._patiently = exchange, child, patiently
        self._heard = self._looked = time.monotonic()
        self._over: float | None = None

    def take(self, said: dict[str, Any]) -> None:
        """The process says something; pass it on if it is for others."""
        if said.get("kind") != "crew":
            return
        self._heard = time.monotonic()
        self._patiently(lambda: self._exchange.take(said))

    @property
    def pace(self) -> float:
        """Seconds until it is time to look again."""
        silent = time.monotonic() - self._heard
        quick = self._exchange.awaits and silent < IDLE
        due = self._looked + (PACE if quick else SLOWLY)
        return max(due - time.monotonic(), 0.0)

    def look(self) -> None:
        """Pass on what is new, if it is time."""
        if self.pace > 0.0 or self._over is not None:
            return
        news = self._patiently(self._exchange.news)
        self._looked = time.monotonic()
        if news is None:
            self._over = time.monotonic()
            self._child.tell({"over": True})
            return
        for each in news:
            self._heard = self._looked
            self._child.tell(each)

    @property
    def is_over(self) -> bool:
        """Whether the process was told a while ago that nobody wants it, and goes on."""
        return self._over is not None and time.monotonic() - self._over > GRACE


class Helped:
    """The way of a job to its crew."""

    def __init__(
        self, crews: Crews, attempt: Attempt, meeting: Path, wake: Callable[[], None]
    ) -> None:
        self._crews, self._attempt, self._meeting = crews, attempt, meeting
        self._wake = wake
        self._recruits = False
        self._jobs: dict[int, str] = {}
        self._heard: dict[int, int] = {}
        self._there: set[int] = set()

    @property
    def awaits(self) -> bool:
        """See ``Exchange``."""
        return self._recruits

    def take(self, said: dict[str, Any]) -> None:
        """See ``Exchange``: ``recruit`` so many, ``ask`` by place, or ``dismiss``."""
        if "recruit" in said:
            count = min(int(said["recruit"]), int(self._attempt.request.get("crew", 0)))
            self._recruits = self._crews.recruit(self._attempt, count) > 0
            self._wake()
        elif "ask" in said:
            asked = {int(place): json.dumps(each) for place, each in said["ask"].items()}
            known = {self._jobs[at]: each for at, each in asked.items() if at in self._jobs}
            self._crews.ask(self._attempt, known)
        elif "dismiss" in said:
            self._recruits = False
            self._there.clear()
            self._crews.dismiss(self._attempt)

    def news(self) -> list[dict[str, Any]]:
        """See ``Exchange``; each by the ``member`` who says it."""
        found: list[dict[str, Any]] = []
        for row in self._crews.seen(self._attempt) if self._recruits else ():
            self._jobs[row.place] = row.id
            if row.said != self._heard.get(row.place, 0):
                self._heard[row.place] = row.said
                self._there.add(row.place)
                found.append({"member": row.place, "said": json.loads(row.answer)})
            if row.state != State.RUNNING and row.place in self._there:
                self._there.discard(row.place)
                found.append({"member": row.place, "said": {"left": True}})
        return found

    def close(self) -> None:
        """Let the crew go, and clear away what it was handed, in this attempt and before."""
        with suppress(SQLAlchemyError):  # a sweep mends it
            self._crews.dismiss(self._attempt)
        for meeting in self._meeting.parent.glob("*.crew"):
            shutil.rmtree(meeting, ignore_errors=True)


class Helping:
    """The way of a member to the job that it helps."""

    awaits = True

    def __init__(self, crews: Crews, attempt: Attempt) -> None:
        self._crews, self._attempt = crews, attempt
        wanted = crews.wanted(attempt)
        # What was asked before it was there was asked of an attempt that is lost.
        self._asked = wanted.asked if wanted is not None else 0

    def take(self, said: dict[str, Any]) -> None:
        """See ``Exchange``."""
        self._crews.say(self._attempt, json.dumps(said["said"]))

    def news(self) -> list[dict[str, Any]] | None:
        """See ``Exchange``: questions."""
        wanted = self._crews.wanted(self._attempt)
        if wanted is None:
            return None
        if wanted.asked == self._asked:
            return []
        self._asked = wanted.asked
        return [{"asked": json.loads(wanted.question)}]

    def close(self) -> None:
        """See ``Exchange``."""
