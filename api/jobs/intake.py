"""Many submissions at once, stored in one transaction: a disk is asked to be sure once for all.

Whoever comes while a transaction is under way waits for its end; the first of them then stores all
that have come meanwhile. Nobody is answered before what was asked is stored.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import audit_log
from api.actor import ACTOR
from api.database import AUDIT, EVENT, JOB
from api.errors import Problem
from api.jobs.rows import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.jobs.records import NewJob, Records
    from api.jobs.rows import Row

MOST = 50
"""Submissions stored in one transaction; those behind them should not wait long."""


class Asked:
    """A submission, and what became of it."""

    def __init__(self, new: NewJob) -> None:
        self.new = new
        self.actor = ACTOR.get()
        self.row: Row = None
        self.created = False
        self.error: Exception | None = None
        self.is_done = False

    def answer(self) -> tuple[Row, bool]:
        """The row, and whether it is new; raises what went wrong."""
        if self.error is not None:
            raise self.error
        return self.row, self.created


class Batch:
    """Jobs to be written in one transaction."""

    def __init__(self, records: Records, connection: sa.Connection) -> None:
        self._records = records
        self._connection = connection
        self._active: dict[str, int] = {}
        self._rows: list[dict[str, Any]] = []
        self._noted: list[dict[str, Any]] = []

    def take(self, asked: Asked) -> str | None:
        """The id of the job that will be written; ``None`` where it is there, or is refused."""
        new, tenant = asked.new, asked.new.tenant
        try:
            asked.row = self._records.earlier(self._connection, new)
            if asked.row is not None:
                return None
            if tenant not in self._active:
                self._active[tenant] = self._records.active(self._connection, tenant)
            self._records.require_room(tenant, self._active[tenant], 1)
        except Problem as problem:
            asked.error = problem
            return None
        self._active[tenant] += 1
        self._rows.append(self._records.columns(new))
        job = str(self._rows[-1]["id"])
        self._noted.append(audit_log.entry(tenant, "submit", job, asked.actor, kind=new.kind))
        return job

    def written(self) -> Sequence[Row]:
        """Write all that was taken, and what there is then."""
        if not self._rows:
            return []
        ids = [row["id"] for row in self._rows]
        noted = [
            {"job": job, "number": 1, "at": now(), "kind": "queued", "data": "{}"} for job in ids
        ]
        self._connection.execute(sa.insert(JOB), self._rows)
        self._connection.execute(sa.insert(EVENT), noted)
        self._connection.execute(sa.insert(AUDIT), self._noted)
        return self._connection.execute(sa.select(JOB).where(JOB.c.id.in_(ids))).all()


class Intake:
    """The door of ``Records.add`` for many threads."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[Asked] = []

    def add(self, new: NewJob) -> tuple[Row, bool]:
        """As ``Records.add``."""
        mine = Asked(new)
        with self._lock:
            self._waiting.append(mine)
        while not mine.is_done:
            with self._turn:
                if not mine.is_done:
                    self._store()
        return mine.answer()

    def _store(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._store_at_once(batch)
        except sa.exc.IntegrityError:
            # Another process stored a key of these at the same time, and was quicker.
            for asked in batch:
                self._store_alone(asked)
        except Exception as error:  # everyone who waits has to hear of it
            for asked in batch:
                asked.error = error
        for asked in batch:
            asked.is_done = True

    def _store_at_once(self, batch: list[Asked]) -> None:
        simple = [asked for asked in batch if not asked.new.children]
        ids: dict[str, Asked] = {}
        with self._records.database.writing() as connection:
            rows = Batch(self._records, connection)
            for asked in simple:
                if (job := rows.take(asked)) is not None:
                    ids[job] = asked
            for row in rows.written():
                ids[row.id].row, ids[row.id].created = row, True
        for asked in batch:
            if asked.new.children:
                self._store_alone(asked)

    def _store_alone(self, asked: Asked) -> None:
        asked.error = None
        try:
            asked.row, asked.created = self._records.add(asked.new)
        except Exception as error:
            asked.error = error
