"""Carrying out one job: its process is started, heard, stopped or killed, its end written down."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import tenacity
from sqlalchemy.exc import SQLAlchemyError

from api.errors import Problem
from api.jobs.attempts import Ending
from api.jobs.exchange import Relay, exchange_of
from api.jobs.family import MEMBER
from api.jobs.kinds import carried_out
from api.jobs.process import Child, Order
from api.jobs.starting import Fresh, NotStartedError
from api.jobs.states import State, Termination
from api.patience import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.bookkeeping import Bookkeeper
    from api.jobs.attempts import Attempt, Attempts
    from api.jobs.crews import Crews
    from api.jobs.sources import Sources
    from api.jobs.starting import Started
    from api.settings import Limits

log = logging.getLogger(__name__)

T = TypeVar("T")

TICK = 0.1
"""Seconds between two looks at what is wanted of a job."""

BEAT = 2.0
"""Seconds between two signs of life where there is no news."""

QUIET = 5.0
"""Seconds of the phase between two events that say nothing but that time passes."""

NEWS_EVERY = 0.25
"""Seconds between two writings of progress; every new incumbent is kept all the same."""

FINISHING = {"extract", "audit", "write"}
"""Phases in which a job that was stopped makes ready what it has; each step has its own grace."""

LONGEST_PHASE = 32

PATIENCE = 60.0
"""Seconds for which a database may be away or full, before a job is left to be begun anew."""

CPU_PER_SECOND = 1.5
"""CPU seconds per thread and allowed second; wall time is watched, this is the second fence."""


class Runner:
    """Carries out tickets; one call per job, each in a thread of its own."""

    def __init__(
        self,
        attempts: Attempts,
        limits: Limits,
        results: Path,
        sources: Sources,
        start: Callable[[], Started] = Fresh,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._start = start
        self._attempts = attempts
        self._limits = limits
        self._results = results
        self._sources = sources
        self._wake = wake
        self._closing = threading.Event()
        self._draining = False
        self._idle = threading.Condition()
        self._active = 0
        self.children: dict[str, int] = {}
        self.books: Bookkeeper | None = None
        self.crews: Crews | None = None

    def __call__(self, ticket: str) -> None:
        """Carry out the job of a ticket, unless that is no longer wanted; raises nothing."""
        with self._idle:
            begins = not self._draining
            self._active += begins
        if not begins:
            self._attempts.put_back(ticket)
            return
        try:
            attempt = self.patiently(lambda: self._attempts.begin(ticket))
            self._wake()  # the engine has room for another ticket
            if attempt is not None:
                self._booked(attempt)
        finally:
            with self._idle:
                self._active -= 1
                self._idle.notify_all()

    def _booked(self, attempt: Attempt) -> None:
        if self.books is None:
            self._carry_out(attempt)
            return
        self.books.begun(attempt)
        since = time.monotonic()
        self._carry_out(attempt)
        self.children.pop(attempt.name, None)
        self.books.over(attempt, time.monotonic() - since)

    def drain(self, timeout: float) -> None:
        """Begin no more jobs, and let those begun end within that time."""
        with self._idle:
            self._draining = True
            self._idle.wait_for(lambda: self._active == 0 or self._closing.is_set(), timeout)

    def close(self, timeout: float = 20.0) -> None:
        """Hand all jobs back, and begin no more."""
        self._closing.set()
        with self._idle:
            self._draining = True
            self._idle.notify_all()
            self._idle.wait_for(lambda: self._active == 0, timeout)

    @property
    def active(self) -> int:
        """Jobs that are being carried out now."""
        return self._active

    def _carry_out(self, attempt: Attempt) -> None:
        try:
            order = self._order(attempt)
            output, most = self._log(attempt), self._limits.log_bytes
            with (
                closing(exchange_of(attempt, self.crews, self._results, self._wake)) as exchange,
                Child(order, output, log_bytes=most, start=self._start) as child,
            ):
                self.children[attempt.name] = child.pid
                relay = Relay(exchange, child, self.patiently)
                ending = Watched(self, attempt, child, relay).end()
            if ending is not None and self._end(attempt, ending) and attempt.parent:
                self._wake()
        except NotStartedError:
            log.exception("job %s: no process for it", attempt.job)
            self._attempts.hand_back(attempt, spent=1)
        except Problem as problem:  # what it is about was deleted meanwhile
            end = Ending(State.FAILED, Termination.ERROR, message=problem.detail)
            self._end(attempt, end)
        except SQLAlchemyError:
            log.exception("job %s is left to be begun anew", attempt.job)
        except OSError as error:
            log.exception("job %s", attempt.job)
            message = f"the machine refuses: {error.strerror or error}"
            self._end(attempt, Ending(State.FAILED, Termination.ERROR, message=message))
        except Exception:
            log.exception("job %s", attempt.job)
            message = "a bug of ours; the log of the service tells more"
            self._end(attempt, Ending(State.FAILED, Termination.ERROR, message=message))

    def _end(self, attempt: Attempt, ending: Ending) -> bool:
        return self.patiently(lambda: self._attempts.end(attempt, ending))

    def patiently(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, once the database takes it.

        Raises:
            SQLAlchemyError: it takes nothing for a minute, or we are closing.
        """
        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(SQLAlchemyError),
            stop=tenacity.stop_after_delay(PATIENCE) | tenacity.stop_when_event_set(self._closing),
            wait=tenacity.wait_fixed(1.0),
            sleep=tenacity.sleep_using_event(self._closing),
            before_sleep=tell,
            reraise=True,
        )
        return trying(work)

    def _log(self, attempt: Attempt) -> Path:
        folder = self._results / attempt.job
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{attempt.number}.log"

    def _order(self, attempt: Attempt) -> Order:
        solve = attempt.request.get("solve", {})
        seconds = self.seconds(attempt) * solve.get("threads", 1) * CPU_PER_SECOND
        return Order(
            module=carried_out(attempt.kind).module,
            request=self._sources.resolved(attempt),
            source=str(self._sources.of(attempt)),
            folder=str(self._results / attempt.job / str(attempt.number)),
            memory_mb=self._limits.memory_mb,
            cpu_seconds=int(seconds) + 1,
        )

    def seconds(self, attempt: Attempt) -> float:
        """How long the attempt may take in all."""
        asked = attempt.request.get("solve", {}).get("time_limit", 0.0)
        return float(asked) + self._limits.overhead

    @property
    def attempts(self) -> Attempts:
        """Where its doings are written down."""
        return self._attempts

    @property
    def stop_grace(self) -> float:
        """Seconds between the wish to stop and the kill."""
        return self._limits.stop_grace

    def gives_back(self, attempt: Attempt) -> bool:
        """Whether an attempt is to be handed back; who only helps another is so at once."""
        return self._closing.is_set() or (self._draining and attempt.kind == MEMBER)


class Watched:
    """One attempt and its process, until one of them ends."""

    def __init__(self, runner: Runner, attempt: Attempt, child: Child, relay: Relay) -> None:
        self._runner = runner
        self._relay = relay
        self._attempt = attempt
        self._child = child
        self._due = time.monotonic() + runner.seconds(attempt)
        self._stop_due: float | None = None
        self._news = News()
        self._beaten = 0.0

    def end(self) -> Ending | None:
        """Wait for the end; ``None`` where there is none to write down."""
        while True:
            said: dict[str, Any] | None = {}
            due = time.monotonic() + TICK
            while (left := due - time.monotonic()) > 0:
                self._relay.look()
                said = self._child.next(min(left, self._relay.pace))
                if said is None:
                    return self._vanished()
                if said.get("kind") == "end":
                    self._flush(force=True)
                    return _ending(said)
                self._take(said)
            if not self._flush(force=False):
                return None
            ended, ending = self._wished()
            if ended:
                return ending

    def _take(self, said: dict[str, Any]) -> None:
        self._relay.take(said)
        self._news.take(said)
        if self._stop_due is not None and said.get("phase") in FINISHING:
            self._stop_due = time.monotonic() + self._runner.stop_grace

    def _vanished(self) -> Ending | None:
        """It ended without saying how; ``None`` where that was not its fault, and it goes on.

        It may be: who eats all memory is killed by the machine, so that costs it a try.
        """
        fate = self._child.fate()
        helps = self._attempt.kind == MEMBER
        if not self._child.is_orphaned and (helps or not self._child.was_killed):
            return self._failed(Termination.ERROR, fate)
        log.warning("job %s is begun anew: %s", self._attempt.job, fate)
        runner, attempt = self._runner, self._attempt
        runner.patiently(lambda: runner.attempts.hand_back(attempt, spent=1))
        return None

    def _failed(self, termination: Termination, message: str) -> Ending:
        self._flush(force=True)
        return Ending(State.FAILED, termination, message=message)

    def _flush(self, *, force: bool) -> bool:
        """Write down what is new, now and then; ``False`` where the job is no longer ours."""
        silent = time.monotonic() - self._beaten
        if not force and silent < (NEWS_EVERY if self._news else BEAT):
            return True
        self._beaten = time.monotonic()
        events, values = self._news.taken()
        runner, attempt = self._runner, self._attempt
        return runner.patiently(lambda: runner.attempts.beat(attempt, events, values))

    def _wished(self) -> tuple[bool, Ending | None]:
        """Whether to end now, and how."""
        runner, attempt = self._runner, self._attempt
        state = runner.patiently(lambda: runner.attempts.state(attempt))
        now = time.monotonic()
        if state is None:
            return True, None
        if state is State.CANCELLING or self._relay.is_over:
            return True, Ending(State.CANCELLED, Termination.CANCELLED)
        if state is State.STOPPING and self._stop_due is None:
            self._child.stop()
            self._stop_due = now + self._runner.stop_grace
        if self._stop_due is not None and now > self._stop_due:
            late = f"it did not stop within {self._runner.stop_grace:g} s and was killed"
            return True, Ending(State.CANCELLED, Termination.STOPPED, message=late)
        if now > self._due:
            late = f"it ran longer than {self._runner.seconds(self._attempt):g} s and was killed"
            return True, self._failed(Termination.OVERDUE, late)
        if self._runner.gives_back(attempt):
            self._runner.attempts.hand_back(self._attempt)
            return True, None
        return False, None


class News:
    """Progress not yet written down: all incumbents, points and phases, else only the last."""

    def __init__(self) -> None:
        self._events: list[tuple[str, dict[str, Any]]] = []
        self._last: dict[str, Any] = {}
        self._seen: tuple[Any, Any] = (None, None)
        self._told: dict[str, Any] = {}

    def __bool__(self) -> bool:
        return bool(self._events)

    def take(self, said: dict[str, Any]) -> None:
        """Hear a message of the process."""
        if said.get("kind") != "progress":
            return
        news = {name: value for name, value in said.items() if name != "kind" and value is not None}
        kind = self._kind(said)
        self._last = said
        if kind == "progress" and self._is_stale(news):
            return
        if kind == "progress" and self._events and self._events[-1][0] == "progress":
            self._events.pop()
        self._events.append((kind, news))
        self._told = news

    def _is_stale(self, news: dict[str, Any]) -> bool:
        """Whether only a little time has passed since what was told last."""
        before = {**self._told, "seconds": news["seconds"]}
        return before == news and news["seconds"] - self._told["seconds"] < QUIET

    def _kind(self, said: dict[str, Any]) -> str:
        phase, incumbent = self._seen
        self._seen = (said.get("phase"), said.get("incumbent"))
        if said.get("point") is not None:
            return "point"
        if said.get("phase") != phase:
            return "phase"
        if said.get("incumbent") is not None and said.get("incumbent") != incumbent:
            return "incumbent"
        return "progress"

    def taken(self) -> tuple[list[tuple[str, dict[str, Any]]], dict[str, Any]]:
        """The events since the last call, and the columns of the job that they change."""
        events, self._events = self._events, []
        names = ("phase", "incumbent", "bound", "gap")
        values = {name: self._last[name] for name in names if self._last.get(name) is not None}
        if "phase" in values:
            values["phase"] = values["phase"][:LONGEST_PHASE]
        return events, values if events else {}


def _ending(said: dict[str, Any]) -> Ending:
    return Ending(
        State(said["state"]),
        Termination(said["termination"]),
        has_solution=said["has_solution"],
        message=said["message"],
        details=said["details"],
        values={name: said[name] for name in ("incumbent", "bound", "gap")},
    )
