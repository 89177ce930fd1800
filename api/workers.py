"""Who works here: a name for each process that no other has, and when it was last heard of."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import sqlalchemy as sa

from api.database import WORKER
from api.jobs.rows import Row, now
from optimizer import SettingsError

if TYPE_CHECKING:
    from api.database import Database
    from api.settings import ServiceSettings

MOST_SLOTS = 256


@dataclass(frozen=True)
class Place:
    """A name, and the lock that keeps it this process's own as long as it lives."""

    name: str
    lock: IO[str] | None = None

    def leave(self) -> None:
        """Let another process have the name."""
        if self.lock is not None:
            self.lock.close()


def place_of(settings: ServiceSettings) -> Place:
    """The place of a process; one that carries out nothing needs no lock.

    A worker has the same name again after a restart. Two workers of one name would carry out the
    same tickets.

    Raises:
        SettingsError: another process works with the same home and slot.
    """
    home = hashlib.sha256(str(settings.home).encode()).hexdigest()[:8]
    here = f"{socket.gethostname()}:{home}"
    if not settings.carries_out:
        return Place(f"{here}:api-{os.getpid()}")
    slots = range(MOST_SLOTS) if settings.slot is None else (settings.slot,)
    for slot in slots:
        file = settings.home / f"slot-{socket.gethostname()}-{slot}.lock"
        lock = file.open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
        else:
            return Place(f"{here}:{slot}", lock)
    raise SettingsError(
        f"another service works in {settings.home} as slot {settings.slot or 0}; "
        "stop it, or choose another home or slot"
    )


class Workers:
    """The workers in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, name: str, places: int, state: str) -> None:
        """A sign of life of a worker with room for so many jobs; ``state``: working, draining."""
        values = {"places": places, "state": state, "beat_at": now()}
        with self._database.writing() as connection:
            known = sa.update(WORKER).where(WORKER.c.name == name).values(values)
            if connection.execute(known).rowcount == 0:
                row = {"name": name, "started_at": now(), **values}
                connection.execute(sa.insert(WORKER).values(row))

    def leave(self, name: str) -> None:
        """A worker ends in order."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(WORKER).where(WORKER.c.name == name))

    def alive(self, since: float) -> list[Row]:
        """Workers that were heard of since then."""
        heard = sa.select(WORKER).where(WORKER.c.beat_at >= since).order_by(WORKER.c.name)
        with self._database.reading() as connection:
            return list(connection.execute(heard))
