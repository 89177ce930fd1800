"""How the service is set up: where it keeps things, and how much a job may take."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

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
    ``queued``: jobs of one tenant that may wait or run at once. ``running``: how many of them may
    run; ``None``: as many as there are workers. ``stored_mb``: results and uploaded instances of a
    tenant. ``free_mb``: what must be free on the disk for anything to be taken. ``children``: most
    patches of a sweep; ``crew``: most members that may help a solve. ``streams``: requests of one
    tenant that may wait for jobs at once.
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
    running: int | None = None
    stored_mb: int = 100_000
    free_mb: int = 500
    children: int = 200
    crew: int = 16
    streams: int = 500
    log_bytes: int = 4 * MEGABYTE
    wait: float = 60.0

    @classmethod
    def from_file(cls, path: Path) -> Limits:
        """The limits in a JSON file; what it does not name is as always.

        Raises:
            SettingsError: no such file, no JSON object, an unknown name, not a positive number.
        """
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{path}: {error}") from error
        if not isinstance(given, dict) or (unknown := set(given) - {f.name for f in fields(cls)}):
            what = ", ".join(sorted(unknown)) if isinstance(given, dict) else "not an object"
            raise SettingsError(f"{path}: unknown limits: {what}")
        for name, value in given.items():
            number = float if name in {"time_limit", "overhead", "stop_grace", "wait"} else int
            whole = type(value) is int or (number is float and type(value) is float)
            if not whole or not 0 < value < 1e15:
                raise SettingsError(f"{path}: {name} = {value!r}: must be a positive number")
        return cls(**given)


Role = Literal["both", "api", "worker"]


@dataclass(frozen=True)
class ServiceSettings:
    """One service.

    ``home``: folder of databases, instances, results and the local key. ``database``: a
    ``postgresql://`` URL, or ``None`` for SQLite files in ``home``. ``workers``: solves side by
    side (each with one thread unless it asks for more). ``slot``: tells the workers of one machine
    apart; ``None`` takes the first that is free. ``lost_after``: seconds without a sign of life
    after which a worker counts as dead. ``role``: ``both`` takes jobs over HTTP and carries them
    out, ``api`` only takes them, ``worker`` only carries them out. ``keep_days``: days after which
    ended jobs are removed with their results, and uploaded instances that no job is about; ``None``
    keeps them.

    Raises:
        SettingsError: a value is out of its range.
    """

    home: Path
    database: str | None = None
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    slot: int | None = 0
    role: Role = "both"
    keep_days: float | None = None
    lost_after: float = 60.0
    sweep_every: float = 5.0
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= 256:
            raise SettingsError(f"workers = {self.workers}: must be from 1 to 256")
        if self.database is not None and not self.database.startswith("postgresql"):
            raise SettingsError(f"database = {self.database!r}: must be a postgresql:// URL")
        if self.keep_days is not None and not 0 <= self.keep_days <= 36500:
            raise SettingsError(f"keep_days = {self.keep_days}: must be from 0 to 36500")
        object.__setattr__(self, "home", self.home.expanduser().resolve())

    @property
    def carries_out(self) -> bool:
        """Whether jobs are carried out here."""
        return self.role != "api"

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
