"""How the service is set up: where it keeps things, and how much a job may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from optimizer import SettingsError

MEGABYTE = 1_000_000

SUFFIXES = {
    "application/json": ".json",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""Forms in which an instance may come, and what its file is called meanwhile."""


@dataclass(frozen=True)
class Limits:
    """What one request, upload or job may take; told to clients at ``/v1/limits``.

    ``body_bytes``: a JSON request. ``upload_bytes``: an instance as it is sent; ``unpacked_bytes``
    and ``files``: a zip when unpacked. ``time_limit``: longest solve that may be asked for,
    seconds; ``overhead``: seconds beyond it for building, extracting and auditing, after which a
    job is killed. ``stop_grace``: seconds that a job has to end after a stop, before it is killed.
    ``memory_mb``: address space of one job (MB of 10**6 bytes). ``threads``: most that a job may
    ask for. ``tries``: how often a job is begun before it is given up, where its workers die.
    ``queued``: jobs of one tenant that may wait or run at once.
    """

    body_bytes: int = 10 * MEGABYTE
    upload_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 512 * MEGABYTE
    files: int = 100
    time_limit: float = 7200.0
    overhead: float = 600.0
    stop_grace: float = 60.0
    memory_mb: int = 8000
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    tries: int = 5
    queued: int = 1000
    log_bytes: int = 4 * MEGABYTE
    wait: float = 60.0


@dataclass(frozen=True)
class ServiceSettings:
    """One service.

    ``home``: folder of databases, instances, results and the local key. ``database``: a
    ``postgresql://`` URL, or ``None`` for SQLite files in ``home``. ``workers``: solves side by
    side (each with one thread unless it asks for more). ``slot``: tells the workers of one machine
    apart. ``lost_after``: seconds without a sign of life after which a worker counts as dead.

    Raises:
        SettingsError: a value is out of its range.
    """

    home: Path
    database: str | None = None
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    slot: int = 0
    lost_after: float = 60.0
    sweep_every: float = 5.0
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= 256:
            raise SettingsError(f"workers = {self.workers}: must be from 1 to 256")
        if self.database is not None and not self.database.startswith("postgresql"):
            raise SettingsError(f"database = {self.database!r}: must be a postgresql:// URL")
        object.__setattr__(self, "home", self.home.expanduser().resolve())

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of jobs, events, keys and instances."""
        return _with_driver(self.database) or f"sqlite:///{self.home / 'junkan.db'}"

    @property
    def engine_url(self) -> str:
        """SQLAlchemy URL of the engine's own tables: of its own file, or of its own schema."""
        return self.database or f"sqlite:///{self.home / 'engine.db'}"

    @property
    def key_file(self) -> Path:
        """Where the key of this machine's own user lies."""
        return self.home / "key"

    def folder(self, name: str) -> Path:
        """A folder within ``home``, made where it is missing, for its owner alone."""
        folder = self.home / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder


def default_home() -> Path:
    """``JUNKAN_HOME``, else ``junkan`` among this user's data."""
    if given := os.environ.get("JUNKAN_HOME"):
        return Path(given)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "junkan"


def _with_driver(url: str | None) -> str | None:
    """SQLAlchemy takes psycopg 2 unless it is told that we have version 3."""
    if url is None or not url.startswith("postgresql://"):
        return url
    return "postgresql+psycopg://" + url.removeprefix("postgresql://")
