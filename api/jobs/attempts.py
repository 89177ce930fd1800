"""Jobs as their workers see them: begun, kept alive, ended, handed back.

Every write names the attempt it belongs to; what a superseded worker writes changes nothing, so a
job has one result however often it is begun.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.database import JOB, storable
from api.jobs.family import WAITING
from api.jobs.rows import Row, finish, move, note, now
from api.jobs.states import WORKED, State, Termination

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from api.database import Database
    from api.jobs.states import State as Ended


@dataclass(frozen=True)
class Attempt:
    """One beginning of a job by one worker."""

    job: str
    number: int
    tenant: str
    kind: str
    instance: str
    request: dict[str, Any]
    parent: str | None = None
    waited: float = 0.0

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.job}.{self.number}"

    @property
    def mine(self) -> sa.ColumnElement[bool]:
        """The job's row, as long as nobody else began it and it has not ended."""
        return sa.and_(
            JOB.c.id == self.job, JOB.c.attempts == self.number, JOB.c.state.in_([*WORKED])
        )


@dataclass(frozen=True)
class Ending:
    """How an attempt ended; ``details``: what was found wrong, as plain data."""

    state: Ended
    termination: Termination
    has_solution: bool = False
    message: str | None = None
    details: Any = None
    values: Mapping[str, float | None] | None = None


class Attempts:
    """The worker's side of the jobs in a database."""

    def __init__(self, database: Database, worker: str) -> None:
        self._database = database
        self._worker = worker

    def begin(self, ticket: str) -> Attempt | None:
        """Begin the job of a ticket; ``None`` where that is no longer wanted."""
        job, _, number = ticket.partition(".")
        mine = sa.and_(JOB.c.id == job, JOB.c.ticket == int(number))
        with self._database.writing() as connection:
            # Taking the row first keeps others from changing it while we look.
            taken = sa.update(JOB).where(mine).values(beat_at=now(), worker=self._worker)
            if connection.execute(taken).rowcount == 0:
                return None
            row = connection.execute(sa.select(JOB).where(mine)).one()
            if not _may_begin(connection, row):
                return None
            attempt = row.attempts + 1
            begun = {
                "state": State.RUNNING, "attempts": attempt, "tries_left": row.tries_left - 1,
                "started_at": row.started_at or now(), "phase": "starting",
                "incumbent": None, "bound": None, "gap": None,
            }  # fmt: skip
            connection.execute(sa.update(JOB).where(mine).values(begun))
            note(connection, job, "started", {"attempt": attempt})
        request, waited = json.loads(row.request), now() - row.created_at
        return Attempt(
            job, attempt, row.tenant, row.kind, row.instance, request, row.parent, waited
        )

    def state(self, attempt: Attempt) -> State | None:
        """What is wanted of the attempt now; ``None`` where it is another's job or has ended."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(JOB.c.state).where(attempt.mine)).scalar()
        return None if found is None else State(found)

    def beat(
        self,
        attempt: Attempt,
        events: Sequence[tuple[str, Mapping[str, Any]]] = (),
        values: Mapping[str, Any] | None = None,
    ) -> bool:
        """A sign of life, with what is new; ``False`` where the job is no longer ours."""
        fresh = {"beat_at": now(), **(values or {})}
        with self._database.writing() as connection:
            updated = sa.update(JOB).where(attempt.mine).values(fresh)
            if connection.execute(updated).rowcount == 0:
                return False
            for kind, data in events:
                note(connection, attempt.job, kind, data)
        return True

    def end(self, attempt: Attempt, ending: Ending) -> bool:
        """The attempt has ended so; ``False`` where the job was no longer ours.

        One that was cancelled just before its end is cancelled, whatever it found.
        """
        details = None if ending.details is None else json.dumps(ending.details, allow_nan=False)
        with self._database.writing() as connection:
            so = finish(
                connection,
                attempt.job,
                attempt.mine,
                ending.state,
                ending.termination,
                has_solution=ending.has_solution,
                message=None if ending.message is None else storable(ending.message),
                details=details,
                phase=None,
                **(ending.values or {}),
            )
            cancelled = State.CANCELLED, Termination.CANCELLED
            return so or finish(connection, attempt.job, attempt.mine, *cancelled, phase=None)

    def hand_back(self, attempt: Attempt, *, spent: int = 0) -> None:
        """Let another worker begin the job anew; ``spent`` 0 where that is surely not its fault.

        One that somebody wants to end, or that was begun too often, ends.
        """
        with self._database.writing() as connection:
            connection.execute(sa.update(JOB).where(attempt.mine).values(phase=None))
            row = connection.execute(sa.select(JOB).where(attempt.mine)).one_or_none()
            if row is not None and not _is_over(connection, row, row.tries_left + 1 - spent):
                _requeue(connection, attempt.job, attempt.mine, spent=spent)

    def put_back(self, ticket: str) -> None:
        """A ticket that was taken up, but not begun, is worth nothing; the job gets a new one."""
        job, _, number = ticket.partition(".")
        with self._database.writing() as connection:
            same = sa.and_(JOB.c.id == job, JOB.c.ticket == int(number))
            waiting = sa.update(JOB).where(same, JOB.c.state == State.QUEUED)
            connection.execute(waiting.values(ticket=JOB.c.ticket + 1, handed=False))

    def tickets_waiting(self) -> list[str]:
        """Tickets that the engine took, of jobs that nobody has begun."""
        waiting = sa.and_(JOB.c.state == State.QUEUED, JOB.c.handed)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(JOB.c.id, JOB.c.ticket).where(waiting))
            return [f"{row.id}.{row.ticket}" for row in rows]

    def unhanded(
        self, most: int, running: Callable[[str], int | None] = lambda _: None
    ) -> list[Row]:
        """Waiting jobs that the engine may not know of, the most urgent of each tenant first.

        At most so many of a tenant that the engine has ``most`` of its jobs waiting, and no more
        than ``running`` tells of a tenant waiting or running; ``None``: any number.
        """
        waiting = JOB.c.state == State.QUEUED
        counted = sa.select(JOB.c.tenant, JOB.c.handed, sa.func.count()).where(waiting)
        found: list[Row] = []
        with self._database.reading() as connection:
            counts = connection.execute(counted.group_by(JOB.c.tenant, JOB.c.handed)).all()
            known = {tenant: count for tenant, handed, count in counts if handed}
            for tenant in [tenant for tenant, handed, _ in counts if not handed]:
                room = max(most - known.get(tenant, 0), 0)
                if (limit := running(tenant)) is not None:
                    taken = known.get(tenant, 0) + _running(connection, tenant)
                    room = max(min(room, limit - taken), 0)
                mine = sa.and_(waiting, JOB.c.tenant == tenant, sa.not_(JOB.c.handed))
                chosen = sa.select(JOB).where(mine).order_by(JOB.c.priority, JOB.c.id)
                found += connection.execute(chosen.limit(room)).all()
        return found

    def handed(self, tickets: Sequence[tuple[str, int]]) -> None:
        """The engine knows of these tickets of these jobs."""
        with self._database.writing() as connection:
            for job, ticket in tickets:
                known = sa.update(JOB).where(JOB.c.id == job, JOB.c.ticket == ticket)
                connection.execute(known.values(handed=True))

    def requeue_lost(self, before: float) -> list[str]:
        """Let jobs whose workers have been silent since ``before`` be begun anew; which ones."""
        silent = sa.and_(JOB.c.state.in_([*WORKED]), JOB.c.beat_at < before)
        with self._database.writing() as connection:
            # An empty write takes the right to write, so that two sweepers do not meet.
            connection.execute(sa.update(JOB).where(silent).values(phase=None))
            lost = list(connection.execute(sa.select(JOB).where(silent)))
            for row in lost:
                if not _is_over(connection, row, row.tries_left):
                    _requeue(connection, row.id, sa.and_(silent, JOB.c.id == row.id), spent=1)
        return [row.id for row in lost]


def _running(connection: sa.Connection, tenant: str) -> int:
    """Jobs of a tenant that take a worker: not those that wait for their children."""
    working = sa.or_(JOB.c.phase.is_(None), JOB.c.phase != WAITING)
    mine = sa.and_(JOB.c.tenant == tenant, JOB.c.state.in_([*WORKED]), working)
    counted = sa.select(sa.func.count()).select_from(JOB).where(mine)
    return int(connection.execute(counted).scalar_one())


def _may_begin(connection: sa.Connection, row: Row) -> bool:
    if row.state == State.QUEUED and row.tries_left > 0:
        return True
    return row.state in {State.QUEUED, *WORKED} and not _is_over(connection, row, row.tries_left)


def _is_over(connection: sa.Connection, row: Row, tries_left: int) -> bool:
    """What was interrupted is begun anew, unless somebody wanted its end or it is hopeless."""
    this = JOB.c.id == row.id
    if row.state == State.CANCELLING:
        return finish(connection, row.id, this, State.CANCELLED, Termination.CANCELLED)
    if row.state == State.STOPPING:
        message = "it was interrupted while it was stopping; the plan was lost"
        end = State.CANCELLED, Termination.STOPPED
        return finish(connection, row.id, this, *end, message=message)
    if tries_left <= 0:
        message = f"begun {row.attempts} times; it, or its worker, was killed each time"
        return finish(connection, row.id, this, State.FAILED, Termination.LOST, message=message)
    return False


def _requeue(
    connection: sa.Connection, job: str, where: sa.ColumnElement[bool], *, spent: int
) -> None:
    """A new ticket, which the next sweep hands to the engine; ``spent`` counts the try or not."""
    again = {
        "ticket": JOB.c.ticket + 1, "handed": False, "phase": None, "worker": None,
        "tries_left": JOB.c.tries_left + (1 - spent),
    }  # fmt: skip
    if move(connection, where, State.QUEUED, **again):
        note(connection, job, "queued", {"again": True})
