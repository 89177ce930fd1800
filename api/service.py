"""The service as a whole, without HTTP: databases, engine, workers, and what keeps them honest."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from api.audit_log import AuditLog
from api.bookkeeping import Bookkeeper
from api.database import Database
from api.health import Health
from api.instances import Instances
from api.jobs.attempts import Attempts
from api.jobs.crews import Crews
from api.jobs.intake import Intake
from api.jobs.records import NewJob, Records
from api.jobs.rows import Row, now
from api.jobs.running import Runner
from api.jobs.sources import Sources
from api.jobs.starting import Fresh, Nursery
from api.keys import Keys
from api.metrics import InDatabase, Metrics, OnMachine
from api.patience import once_up
from api.quotas import Quotas
from api.retention import Retention
from api.sessions import Sessions
from api.workers import Workers, place_of

if TYPE_CHECKING:
    from api.jobs.port import Engine
    from api.settings import ServiceSettings

log = logging.getLogger(__name__)

MOST_HANDED = 64
"""Waiting jobs of a tenant that the engine knows of: enough to choose from, and quick to search."""

TIDY_EVERY = 3600.0
"""Seconds between two removals of what is old."""

BREATH = 0.02
"""Seconds between two looks at what waits, lest they take more time than taking jobs."""

BATCH = 8
"""Tickets between two marks of what the engine knows; after a crash they are given once more."""


class Service:
    """Open it, submit jobs, close it; nothing is held outside its databases and ``home``.

    Raises:
        SettingsError: another service works with the same home and slot, or the database does
            not answer.
    """

    def __init__(self, settings: ServiceSettings, engine: Engine | None = None) -> None:
        self.settings = settings
        settings.folder(".")
        self._place = place_of(settings)
        self.name = self._place.name
        self.database = Database(settings.store_url)
        self.database.create()
        limits = settings.limits
        self.records = Records(self.database, limits.tries, limits.queued)
        self.quotas = Quotas(self.database, limits)
        self.records.most_of = lambda tenant: self.quotas.of(tenant).queued
        self.audit_log = AuditLog(self.database)
        self._intake = Intake(self.records)
        self.keys = Keys(self.database)
        self.workers = Workers(self.database)
        self.metrics = Metrics()
        self.health = Health(self.database, settings.home, limits.free_mb, lambda: self.is_draining)
        self.sessions = Sessions(self.database)
        self.results = settings.folder("results")
        self._attempts = Attempts(self.database, self.name)
        self._nursery = Nursery()
        start = self._nursery.start if sys.platform == "linux" else Fresh
        self.instances = Instances(self.database, settings, start)
        self.sources = Sources(self.instances, self.records, self.results)
        self._wake = threading.Event()
        self._swept = 0.0
        self._runner = Runner(
            self._attempts, limits, self.results, self.sources, start, self._wake.set
        )
        self._engine = engine or _engine(settings, self.name)
        self._closing = threading.Event()
        self._draining = threading.Event()
        self._doubtful: set[str] = set()
        self._reconciled = now()
        self._tidied = 0.0
        self._retention = Retention(
            self.records, self._engine, settings.home, settings.keep_days,
            2 * (limits.time_limit + limits.overhead),
        )  # fmt: skip
        self._runner.books = Bookkeeper(self.database, self.results, self.metrics, self._wake.set)
        self._runner.crews = self.crews = Crews(self.records)
        self._sweeper = threading.Thread(target=self._sweep_on, daemon=True, name="sweeper")

    def open(self) -> None:
        """Begin to work: first at what an earlier process left."""
        if sys.platform == "linux" and self.settings.carries_out:
            self._nursery.warm()  # who only takes jobs checks an upload now and then
        carry_out = self._runner if self.settings.carries_out else None
        self._engine.launch(carry_out, self.settings.workers)
        once_up(self.sweep, self.settings.store_url)
        self._sweeper.start()

    def measured(self) -> bytes:
        """All metrics, in the text form of Prometheus."""
        jobs = InDatabase(self.database, self.workers, self.settings.lost_after)
        machine = OnMachine(self.health.free_bytes, lambda: [*self._runner.children.values()])
        return self.metrics.written([jobs, machine])

    def drain(self, grace: float) -> None:
        """Take up no more jobs, and let those that run end within ``grace`` seconds.

        Jobs are taken over HTTP all the while; they wait for another worker, or the next start.
        """
        self._draining.set()
        self._engine.pause()
        self._runner.drain(grace)

    def close(self) -> None:
        """Hand running jobs back, to be begun anew at the next start, and let go of everything."""
        self._closing.set()
        self._wake.set()
        if self._sweeper.is_alive():
            self._sweeper.join()
        self._engine.pause()
        self._runner.close()
        self._nursery.close()
        self._engine.close()
        if self.settings.carries_out:
            try:
                self.workers.leave(self.name)
            except SQLAlchemyError:
                log.warning("the database does not answer; others will notice that we are gone")
        self.database.close()
        self._place.leave()

    @property
    def is_draining(self) -> bool:
        """Whether the end is near, and others should be asked."""
        return self._draining.is_set() or self._closing.is_set()

    @property
    def is_closing(self) -> bool:
        """Whether streams should end."""
        return self._closing.is_set()

    def submit(self, new: NewJob) -> tuple[Row, bool]:
        """Store a job; the row, and whether the job is new.

        The engine hears of it at once, but in its turn: whatever happens, a sweep finds the row.
        """
        self.require_room(new.tenant)
        row, created = self._intake.add(new)
        if created:
            self.wake()
        return row, created

    def require_room(self, tenant: str) -> None:
        """Raise ``Problem`` where the disk is too full, or the tenant has stored all it may."""
        self.health.require_room()
        self.quotas.require_storage(tenant)

    def delete(self, tenant: str, job: str) -> None:
        """Forget an ended job, its children, and their files."""
        for gone in self.records.delete(tenant, job):
            shutil.rmtree(self.results / gone, ignore_errors=True)

    def wake(self) -> None:
        """Have what waits to be handed on handed on soon."""
        self._wake.set()

    def hand_on(self) -> None:
        """Give the engine what it may not know of."""
        rows = self._attempts.unhanded(MOST_HANDED, lambda who: self.quotas.of(who).running)
        for at in range(0, len(rows), BATCH):
            some = rows[at : at + BATCH]
            for row in some:
                self._engine.enqueue(f"{row.id}.{row.ticket}", row.tenant, row.priority)
            self._attempts.handed([(row.id, row.ticket) for row in some])

    def sweep(self) -> None:
        """Begin anew what dead workers left, and hand on what the engine may not know of."""
        self._swept = now()
        for job in self._attempts.requeue_lost(now() - self.settings.lost_after):
            log.warning("job %s lost its worker", job)
        self.records.mend_families()
        self.crews.mend()
        self.hand_on()
        if self.settings.carries_out:
            state = "draining" if self.is_draining else "working"
            self.workers.beat(self.name, self.settings.workers, state)
        if now() - self._reconciled > self.settings.lost_after:
            self._reconciled = now()
            self._reconcile()
        self.keys.write_down_uses()
        self.health.swept()

    def _tidy(self) -> None:
        """Once an hour, remove what is old."""
        if self.settings.carries_out and now() - self._tidied > TIDY_EVERY:
            self._tidied = now()
            self._retention.run()

    def _reconcile(self) -> None:
        """New tickets for jobs whose own was taken up twice ``lost_after`` ago and not begun.

        Whoever took it up died before he could; or the engine's tables are older than ours.
        """
        waiting = self._attempts.tickets_waiting()
        unknown = set(waiting) - self._engine.waiting(waiting)
        for ticket in unknown & self._doubtful:
            log.warning("ticket %s was lost; the job gets a new one", ticket)
            self._attempts.put_back(ticket)
        self._doubtful = unknown - self._doubtful

    def _sweep_on(self) -> None:
        while not self._closing.is_set():
            self._wake.wait(self.settings.sweep_every)
            self._wake.clear()
            if self._closing.is_set():
                return
            try:
                if now() - self._swept < self.settings.sweep_every:
                    self.hand_on()
                    self._closing.wait(BREATH)
                else:
                    self.sweep()
                    self._tidy()
            except Exception:
                log.exception("the sweep failed; the next one comes")


def _engine(settings: ServiceSettings, name: str) -> Engine:
    from api.jobs.dbos_engine import DbosEngine

    return DbosEngine(settings.engine_url, name)
