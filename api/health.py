"""Whether a service is well: its database answers, its engine lives, its disk has room."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api.database import JOB
from api.errors import Problem
from api.jobs.rows import now
from api.settings import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.database import Database

SILENT = 60.0
"""Seconds without a finished sweep after which the engine counts as dead; a sweep uses it."""

DATABASE_SECONDS = 5.0
"""How long the database may take to answer."""


class Health:
    """Looks at one service; ``draining`` says whether its end is near."""

    def __init__(
        self, database: Database, home: Path, free_mb: int, draining: Callable[[], bool]
    ) -> None:
        self._database = database
        self._home = home
        self._free_mb = free_mb
        self._draining = draining
        self._swept_at: float | None = None

    def swept(self) -> None:
        """A sweep has come to its end."""
        self._swept_at = now()

    def troubles(self) -> dict[str, str]:
        """What is wrong, by a stable code; nothing where all is well."""
        found = {}
        if self._draining():
            found["draining"] = "the service is about to end"
        if self.free_bytes() < self._free_mb * MEGABYTE:
            found["disk-full"] = f"less than {self._free_mb} MB are free"
        if self._swept_at is None or now() - self._swept_at > SILENT:
            found["engine-silent"] = "the engine was not heard of for a while"
        if not self._database_answers():
            found["database-silent"] = "the database does not answer"
        return found

    def free_bytes(self) -> int:
        """Room on the disk that holds results."""
        return shutil.disk_usage(self._home).free

    def require_room(self) -> None:
        """Raise ``Problem`` 503 where the disk is too full to take anything."""
        if self.free_bytes() < self._free_mb * MEGABYTE:
            detail = f"less than {self._free_mb} MB are free on the service's disk"
            raise Problem(503, "disk-full", detail, headers={"Retry-After": "600"})

    def _database_answers(self) -> bool:
        """Asked in a thread of its own, as a connection that hangs cannot be interrupted."""
        answered = threading.Event()

        def ask() -> None:
            try:
                with self._database.reading() as connection:
                    connection.execute(sa.select(JOB.c.id).limit(1)).all()
            except sa.exc.SQLAlchemyError:
                return
            answered.set()

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(DATABASE_SECONDS)
        return answered.is_set()
