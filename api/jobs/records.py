"""Jobs as their tenants see them. Every question and every wish is about one tenant's jobs."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import audit_log
from api.actor import ACTOR
from api.database import EVENT, JOB
from api.errors import Problem
from api.jobs.family import (
    MEMBER,
    WAITING,
    children,
    forgotten,
    gathered,
    is_gathering,
    is_waiting,
    unwished,
)
from api.jobs.rows import Event, Row, event_of, finish, move, note, now
from api.jobs.states import ACTIVE, ENDED, State, Termination

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.database import Database


_REASON = {State.STOPPING: Termination.STOPPED, State.CANCELLING: Termination.CANCELLED}


@dataclass(frozen=True)
class NewJob:
    """What is asked: ``request`` is the kind's own, complete and checked.

    ``children``: jobs that are stored with it, and that it waits for.
    """

    tenant: str
    kind: str
    instance: str
    request: dict[str, Any]
    label: str = ""
    priority: int = 0
    idempotency_key: str | None = None
    children: tuple[NewJob, ...] = ()

    @property
    def hashed(self) -> str:
        """SHA-256 (hex) of all that is asked."""
        asked = [self.kind, self.instance, self.request, self.label, self.priority]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Selection:
    """Which jobs to list, of those that are no children.

    ``None`` means all; ``before``: the id that the last page ended with.
    """

    states: tuple[State, ...] = ()
    kind: str | None = None
    label: str | None = None
    before: str | None = None
    limit: int = 50


@dataclass
class Records:
    """The jobs in a database."""

    database: Database
    tries: int = 5
    most_active: int = 1000
    most_of: Callable[[str], int] | None = None
    clock: Any = field(default=now)

    def add(self, new: NewJob) -> tuple[Row, bool]:
        """Store a job; the row, and whether it is new.

        The same idempotency key with the same request gives the job of before.

        Raises:
            Problem: 422 when the key was used for another request, 429 when the tenant has too
                many jobs waiting.
        """
        try:
            return self._added(new)
        except sa.exc.IntegrityError:
            # The same key came twice at once, and the other was quicker.
            return self._added(new)

    def _added(self, new: NewJob) -> tuple[Row, bool]:
        with self.database.writing() as connection:
            if (earlier := self.earlier(connection, new)) is not None:
                return earlier, False
            active = self.active(connection, new.tenant)
            self.require_room(new.tenant, active, 1 + len(new.children))
            job = self.stored(connection, new)
            audit_log.note(connection, new.tenant, "submit", job, kind=new.kind)
            if new.children:
                _waits(connection, job, len(new.children))
                for place, child in enumerate(new.children):
                    self.stored(connection, child, parent=job, place=place)
            return self._row(connection, new.tenant, job), True

    def stored(self, connection: sa.Connection, new: NewJob, **more: Any) -> str:
        """The id of a job that was just written."""
        values = self.columns(new) | more
        connection.execute(sa.insert(JOB).values(values))
        note(connection, values["id"], "queued", {})
        return str(values["id"])

    def columns(self, new: NewJob) -> dict[str, Any]:
        """The row of a new job."""
        job = f"{int(self.clock() * 1000):012x}{secrets.token_hex(10)}"
        return {
            "id": job, "tenant": new.tenant, "kind": new.kind, "instance": new.instance,
            "request": json.dumps(new.request, allow_nan=False), "request_hash": new.hashed,
            "idempotency_key": new.idempotency_key, "label": new.label,
            "priority": new.priority, "state": State.QUEUED, "tries_left": self.tries,
            "created_at": now(),
        }  # fmt: skip

    def earlier(self, connection: sa.Connection, new: NewJob) -> Row | None:
        """The job that the idempotency key stands for; ``Problem`` 422 where it is another."""
        if new.idempotency_key is None:
            return None
        same = sa.select(JOB).where(
            JOB.c.tenant == new.tenant, JOB.c.idempotency_key == new.idempotency_key
        )
        found = connection.execute(same).one_or_none()
        if found is not None and found.request_hash != new.hashed:
            raise Problem(422, "idempotency-key-reused", "the key had another request")
        return found

    def active(self, connection: sa.Connection, tenant: str) -> int:
        """How many jobs of the tenant wait or run."""
        active = sa.select(sa.func.count()).where(
            JOB.c.tenant == tenant, JOB.c.state.in_([*ACTIVE])
        )
        return int(connection.execute(active).scalar_one())

    def most(self, tenant: str) -> int:
        """How many jobs of the tenant may wait or run."""
        return self.most_active if self.most_of is None else self.most_of(tenant)

    def require_room(self, tenant: str, active: int, more: int) -> None:
        """Raise ``Problem`` 429 where a tenant with so many active jobs may not have ``more``."""
        most = self.most(tenant)
        if active + more > most:
            raise Problem(
                429,
                "too-many-jobs",
                f"{active} of at most {most} jobs are waiting or running; wait for one of them",
                headers={"Retry-After": "10"},
            )

    def _row(self, connection: sa.Connection, tenant: str, job: str) -> Row:
        found = sa.select(JOB).where(JOB.c.tenant == tenant, JOB.c.id == job)
        row = connection.execute(found).one_or_none()
        if row is None:
            raise Problem(404, "no-such-job", "there is no job of that id")
        return row

    def get(self, tenant: str, job: str) -> Row:
        """The job; ``Problem`` 404 where the tenant has none of that id."""
        with self.database.reading() as connection:
            return self._row(connection, tenant, job)

    def chosen(self, tenant: str, selection: Selection) -> list[Row]:
        """Jobs of the tenant, newest first, one more than asked for where there are more."""
        query = sa.select(JOB).where(JOB.c.tenant == tenant, JOB.c.parent.is_(None))
        if selection.states:
            query = query.where(JOB.c.state.in_([*selection.states]))
        if selection.kind is not None:
            query = query.where(JOB.c.kind == selection.kind)
        if selection.label is not None:
            query = query.where(JOB.c.label == selection.label)
        if selection.before is not None:
            query = query.where(JOB.c.id < selection.before)
        with self.database.reading() as connection:
            ordered = query.order_by(JOB.c.id.desc()).limit(selection.limit + 1)
            return list(connection.execute(ordered))

    def events(
        self, tenant: str, job: str, after: int = 0, limit: int = 500, kind: str | None = None
    ) -> list[Event]:
        """Events of a job with numbers above ``after``, in order."""
        query = sa.select(EVENT).where(EVENT.c.job == job, EVENT.c.number > after)
        if kind is not None:
            query = query.where(EVENT.c.kind == kind)
        with self.database.reading() as connection:
            self._row(connection, tenant, job)
            rows = connection.execute(query.order_by(EVENT.c.number).limit(limit))
            return [event_of(row) for row in rows]

    def stop(self, tenant: str, job: str) -> Row:
        """Ask to end with the best plan so far; a job that never began has none and is cancelled.

        Nothing changes where it has ended, or is about to. Its children are asked, too.
        """
        return self._wish(tenant, job, State.STOPPING, Termination.STOPPED)

    def cancel(self, tenant: str, job: str) -> Row:
        """Ask to end at once without a result, its children too; no change where it has ended."""
        return self._wish(tenant, job, State.CANCELLING, Termination.CANCELLED)

    def children(self, tenant: str, job: str) -> list[Row]:
        """The children of a job, in order; ``Problem`` 404 where the tenant has no such job."""
        self.get(tenant, job)
        return children(self.database, job)

    def mend_families(self) -> None:
        """Do what a crash left: children that did not hear of a wish, parents left waiting."""
        for row, wish in unwished(self.database):
            self._wish(row.tenant, row.id, wish, _REASON[wish])
        for parent in forgotten(self.database):
            with self.database.writing() as connection:
                if gathered(connection, parent):
                    note(connection, parent, "queued", {"again": True})

    def _wish(self, tenant: str, job: str, wish: State, reason: Termination) -> Row:
        mine = sa.and_(JOB.c.tenant == tenant, JOB.c.id == job)
        with self.database.writing() as connection:
            row = self._row(connection, tenant, job)
            if row.state not in ENDED and ACTOR.get().key is not None:
                audit_log.note(connection, tenant, _VERB[wish], job)
            if is_waiting(row) and wish is State.CANCELLING:
                # Nobody works at it who could end it.
                finish(connection, job, mine, State.CANCELLED, reason, phase=None)
            elif move(connection, mine, wish):
                note(connection, job, wish, {})
            elif not (wish is State.STOPPING and is_gathering(row)):
                waiting = sa.and_(mine, JOB.c.state == State.QUEUED)
                finish(connection, job, waiting, State.CANCELLED, reason)
        if is_waiting(row):
            # One transaction each, and never parent and child in one: no two lock each other.
            for child in children(self.database, job):
                if child.state not in ENDED:
                    self._wish(tenant, child.id, wish, reason)
        return self.get(tenant, job)

    def delete(self, tenant: str, job: str) -> list[str]:
        """Forget a job that has ended, and its children; ``Problem`` 409 while one has not.

        The ids of all that were forgotten.
        """
        with self.database.writing() as connection:
            row = self._row(connection, tenant, job)
            below = list(connection.execute(sa.select(JOB).where(JOB.c.parent == job)))
            ids = [each.id for each in below]
            below += connection.execute(sa.select(JOB).where(JOB.c.parent.in_(ids)))
            for each in (row, *below):
                if each.state not in ENDED and each.kind != MEMBER:
                    raise Problem(409, "job-active", f"the job is {each.state}; cancel it first")
            gone = [each.id for each in (row, *below)]
            audit_log.note(connection, tenant, "delete", job)
            connection.execute(sa.delete(EVENT).where(EVENT.c.job.in_(gone)))
            connection.execute(sa.delete(JOB).where(JOB.c.id.in_(gone)))
        return gone


_VERB = {State.STOPPING: "stop", State.CANCELLING: "cancel"}


def _waits(connection: sa.Connection, job: str, count: int) -> None:
    """The job waits for so many children, and is handed to nobody meanwhile."""
    values = {"state": State.RUNNING, "phase": WAITING, "handed": True, "started_at": now()}
    connection.execute(sa.update(JOB).where(JOB.c.id == job).values(values))
    note(connection, job, "started", {"children": count})
