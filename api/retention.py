"""What is old is removed: ended jobs, uploads that no job is about, leftovers of crashes."""

from __future__ import annotations

import logging
import re
import shutil
import time
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api import audit_log
from api.database import INSTANCE, JOB, WORKER
from api.errors import Problem
from api.jobs.rows import now
from api.jobs.states import ACTIVE, ENDED

if TYPE_CHECKING:
    from pathlib import Path

    from api.jobs.port import Engine
    from api.jobs.records import Records

log = logging.getLogger(__name__)

DAY = 86_400.0
BATCH = 200
REFERENCE = re.compile(r"\b[0-9a-f]{32}\b")


class Retention:
    """Removes what is old in one home and its database.

    ``keep_days``: after how many days; ``None`` keeps jobs and uploads for ever. Leftovers of
    crashes go after a day, and so do workers that were not heard of. The engine forgets what is
    over after ``longest`` seconds, which no job takes.
    """

    def __init__(
        self, records: Records, engine: Engine, home: Path, keep_days: float | None, longest: float
    ) -> None:
        self._records = records
        self._database = records.database
        self._engine = engine
        self._home = home
        self._keep_days = keep_days
        self._longest = max(longest, DAY)

    def run(self) -> None:
        """Remove what is old now; what somebody needs stays, and so does what he just made."""
        if self._keep_days is not None:
            before = now() - self._keep_days * DAY
            jobs = self._remove_jobs(before)
            uploads = self._remove_uploads(before)
            if jobs or uploads:
                log.info("what is old was removed", extra={"jobs": jobs, "uploads": uploads})
        self._remove_leftovers()
        with self._database.writing() as connection:
            connection.execute(sa.delete(WORKER).where(WORKER.c.beat_at < now() - DAY))
        self._engine.forget(now() - self._longest)

    def _remove_jobs(self, before: float) -> int:
        """Ended jobs with their children, unless a job that has not ended is about them."""
        needed = self._needed()
        old = sa.and_(JOB.c.state.in_([*ENDED]), JOB.c.ended_at < before, JOB.c.parent.is_(None))
        removed, last = 0, ""
        while True:
            query = sa.select(JOB.c.id, JOB.c.tenant).where(old, JOB.c.id > last)
            with self._database.reading() as connection:
                rows = connection.execute(query.order_by(JOB.c.id).limit(BATCH)).all()
            if not rows:
                return removed
            for row in rows:
                last = row.id
                if row.id not in needed:
                    removed += self._remove_job(row.tenant, row.id)

    def _needed(self) -> set[str]:
        """Jobs that are named in what active jobs ask."""
        active = sa.select(JOB.c.request).where(JOB.c.state.in_([*ACTIVE]))
        with self._database.reading() as connection:
            return {
                job for row in connection.execute(active) for job in REFERENCE.findall(row.request)
            }

    def _remove_job(self, tenant: str, job: str) -> int:
        try:
            gone = self._records.delete(tenant, job)
        except Problem:  # a child has not ended, or it was deleted meanwhile
            return 0
        for each in gone:
            shutil.rmtree(self._home / "results" / each, ignore_errors=True)
        return len(gone)

    def _remove_uploads(self, before: float) -> int:
        """Uploaded instances of a tenant that none of its jobs is about."""
        about = sa.select(JOB.c.id).where(
            JOB.c.tenant == INSTANCE.c.tenant,
            JOB.c.instance == sa.literal("sha256:").concat(INSTANCE.c.digest),
        )
        old = sa.and_(INSTANCE.c.created_at < before, sa.not_(sa.exists(about)))
        with self._database.writing() as connection:
            rows = connection.execute(sa.select(INSTANCE).where(old)).all()
            for row in rows:
                this = (INSTANCE.c.tenant == row.tenant) & (INSTANCE.c.digest == row.digest)
                connection.execute(sa.delete(INSTANCE).where(this))
                audit_log.note(connection, row.tenant, "delete", f"sha256:{row.digest}")
            kept = set(connection.execute(sa.select(INSTANCE.c.digest)).scalars())
            for digest in {row.digest for row in rows} - kept:
                self._remove_files(digest, before)
        return len(rows)

    def _remove_files(self, digest: str, before: float) -> None:
        """The file of an instance and its tables, unless somebody brings it again right now."""
        file = self._home / "instances" / f"{digest}.json"
        if file.is_file() and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
            shutil.rmtree(file.with_suffix(""), ignore_errors=True)

    def _remove_leftovers(self) -> None:
        """Results of jobs that nobody knows, and scratch folders, both older than a day."""
        for path in _older(self._home / "tmp", DAY):
            shutil.rmtree(path, ignore_errors=True)
        for path in _older(self._home / "results", DAY):
            with self._database.reading() as connection:
                known = connection.execute(sa.select(JOB.c.id).where(JOB.c.id == path.name))
                if known.one_or_none() is None:
                    shutil.rmtree(path, ignore_errors=True)


def _older(folder: Path, seconds: float) -> list[Path]:
    """What lies in a folder and was not changed for so long."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if time.time() - path.stat().st_mtime > seconds]
