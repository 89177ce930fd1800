"""The service as a whole, without HTTP: databases, engine, workers, and what keeps them honest."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
import socket
import threading
from typing import IO, TYPE_CHECKING

from api.database import Database
from api.instances import Instances
from api.jobs.attempts import Attempts
from api.jobs.records import NewJob, Records
from api.jobs.rows import Row, now
from api.jobs.running import Runner
from api.keys import Keys
from api.sessions import Sessions
from optimizer import SettingsError

if TYPE_CHECKING:
    from api.jobs.port import Engine
    from api.settings import ServiceSettings

log = logging.getLogger(__name__)


class Service:
    """Open it, submit jobs, close it; nothing is held outside its databases and ``home``.

    Raises:
        SettingsError: another service works with the same home and slot.
    """

    def __init__(self, settings: ServiceSettings, engine: Engine | None = None) -> None:
        self.settings = settings
        settings.folder(".")
        self._slot = _taken(settings)
        self.name = _name(settings)
        self.database = Database(settings.store_url)
        self.database.create()
        limits = settings.limits
        self.records = Records(self.database, limits.tries, limits.queued)
        self.keys = Keys(self.database)
        self.sessions = Sessions(self.database)
        self.instances = Instances(self.database, settings)
        self.results = settings.folder("results")
        self._attempts = Attempts(self.database, self.name)
        self._runner = Runner(self._attempts, limits, self.results, self.instances.source)
        self._engine = engine or _engine(settings, self.name)
        self._closing = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_on, daemon=True, name="sweeper")

    def open(self) -> None:
        """Begin to work: first at what an earlier process left."""
        self._engine.launch(self._runner, self.settings.workers)
        self.sweep()
        self._sweeper.start()

    def close(self) -> None:
        """Hand running jobs back, to be begun anew at the next start, and let go of everything."""
        self._closing.set()
        if self._sweeper.is_alive():
            self._sweeper.join()
        self._runner.close()
        self._engine.close()
        self.database.close()
        self._slot.close()

    @property
    def is_closing(self) -> bool:
        """Whether streams should end."""
        return self._closing.is_set()

    def submit(self, new: NewJob) -> tuple[Row, bool]:
        """Store a job and hand it to the engine; the row, and whether the job is new.

        The row comes first: whatever happens then, a sweep finds it and hands it on.
        """
        row, created = self.records.add(new)
        if created:
            self._hand(row)
        return row, created

    def _hand(self, row: Row) -> None:
        self._engine.enqueue(f"{row.id}.{row.ticket}", row.tenant, row.priority)
        self._attempts.handed(row.id, row.ticket)

    def delete(self, tenant: str, job: str) -> None:
        """Forget an ended job and its files."""
        self.records.delete(tenant, job)
        shutil.rmtree(self.results / job, ignore_errors=True)

    def sweep(self) -> None:
        """Begin anew what dead workers left, and hand on what the engine may not know of."""
        for job in self._attempts.requeue_lost(now() - self.settings.lost_after):
            log.warning("job %s lost its worker", job)
        for row in self._attempts.unhanded():
            self._hand(row)

    def _sweep_on(self) -> None:
        while not self._closing.wait(self.settings.sweep_every):
            try:
                self.sweep()
            except Exception:
                log.exception("the sweep failed; the next one comes")


def _taken(settings: ServiceSettings) -> IO[str]:
    """The slot's lock: two workers of one name would carry out the same tickets."""
    lock = (settings.home / f"slot-{settings.slot}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise SettingsError(
            f"another service works in {settings.home} as slot {settings.slot}; "
            "stop it, or choose another home or slot"
        ) from error
    return lock


def _name(settings: ServiceSettings) -> str:
    """A name that no other worker has, and that this one has again after a restart."""
    home = hashlib.sha256(str(settings.home).encode()).hexdigest()[:8]
    return f"{socket.gethostname()}:{home}:{settings.slot}"


def _engine(settings: ServiceSettings, name: str) -> Engine:
    from api.jobs.dbos_engine import DbosEngine

    return DbosEngine(settings.engine_url, name)
