"""A copy of a service: its tables, results and uploads, from any database to any.

A backup is a folder that could itself be served: a SQLite file and the files beside it. Tables are
read in one transaction first, files then; results never change, so each job that the tables say
has ended finds its own. The engine's tables are left out: in the copy every waiting job has a new
ticket, and what was running is begun anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api import __version__
from api.database import INSTANCE, JOB, KEY, Database, metadata
from api.jobs.attempts import Attempts
from api.jobs.rows import now
from api.jobs.states import State
from api.settings import ServiceSettings
from optimizer import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "backup.json"
LEFT_OUT = frozenset({"worker", "page_session", "sign_in", "crew"})
"""Tables about the moment; people sign in again, and crews are recruited anew."""

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Taken:
    """What was copied; ``missing``: jobs with a result whose files were not there."""

    version: str
    taken_at: float
    rows: dict[str, int]
    missing: list[str]
    sha256: str


def backup(settings: ServiceSettings, folder: Path) -> Taken:
    """Copy a service, which may run meanwhile, to a new folder.

    Raises:
        SettingsError: the folder is there and not empty, or there is no service.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty; name a new folder")
    target = ServiceSettings(folder)
    if settings.database is None and not (settings.home / "junkan.db").is_file():
        raise SettingsError(f"there is no service in {settings.home}")
    target.folder(".")
    rows, missing = _copied(settings, target)
    digest = _digest(folder / "junkan.db")
    taken = Taken(__version__, now(), rows, missing, digest)
    (folder / MANIFEST).write_text(json.dumps(asdict(taken), indent=2), encoding="utf-8")
    return taken


def restore(folder: Path, settings: ServiceSettings) -> Taken:
    """Make a service of a backup, where there is none yet; it must not run meanwhile.

    Raises:
        SettingsError: no backup, a damaged one, or a service that has jobs or keys already.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise SettingsError(f"{folder} is no backup: it has no {MANIFEST}")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    if _digest(folder / "junkan.db") != told["sha256"]:
        raise SettingsError(f"{folder} is damaged: its tables are not those that were written")
    settings.folder(".")
    _require_empty(settings)
    rows, missing = _copied(ServiceSettings(folder), settings)
    return Taken(told["version"], told["taken_at"], rows, missing, told["sha256"])


def _require_empty(settings: ServiceSettings) -> None:
    database = Database(settings.store_url)
    try:
        database.create()
        with database.reading() as connection:
            for table in (JOB, KEY, INSTANCE):
                if connection.execute(sa.select(table).limit(1)).first() is not None:
                    raise SettingsError(
                        f"the service in {settings.home} has jobs or keys; restore into a new one"
                    )
    finally:
        database.close()


def _copied(source: ServiceSettings, target: ServiceSettings) -> tuple[dict[str, int], list[str]]:
    """Copy tables, then files; how many rows, and which results were missing."""
    with ExitStack() as opened:
        ours, theirs = Database(source.store_url), Database(target.store_url)
        for database in (ours, theirs):
            opened.callback(database.close)
            database.create()
        rows = _copy_tables(ours, theirs)
        _begin_anew(theirs)
        missing = _copy_files(theirs, source, target)
        with theirs.writing() as connection:
            _finish_tables(connection)
    # Closing the last connection has written everything into the one file, where it is one.
    return rows, missing


def _copy_tables(source: Database, target: Database) -> dict[str, int]:
    """All rows as they were at one moment."""
    counts = {}
    with source.snapshot() as reading, target.writing() as writing:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            counts[table.name] = 0
            found = reading.execution_options(yield_per=ROWS_AT_ONCE).execute(sa.select(table))
            for some in found.partitions():
                writing.execute(sa.insert(table), [dict(row._mapping) for row in some])
                counts[table.name] += len(some)
    return counts


def _begin_anew(database: Database) -> None:
    """No engine knows of the jobs that wait, and nobody works at those that run."""
    with database.writing() as connection:
        waiting = sa.update(JOB).where(JOB.c.state == State.QUEUED)
        connection.execute(waiting.values(handed=False, ticket=JOB.c.ticket + 1))
    Attempts(database, "restore").requeue_lost(now() + 1.0)


def _finish_tables(connection: sa.Connection) -> None:
    """PostgreSQL counts the audit log by a sequence, which has to go on where the rows end."""
    if connection.dialect.name == "postgresql":
        last = "(SELECT COALESCE(MAX(number), 0) + 1 FROM audit_log)"
        sequence = "pg_get_serial_sequence('audit_log', 'number')"
        connection.exec_driver_sql(f"SELECT setval({sequence}, {last}, false)")


def _copy_files(database: Database, source: ServiceSettings, target: ServiceSettings) -> list[str]:
    """Results and uploads that the tables name, and the local key; which results are missing."""
    missing = []
    with database.reading() as connection:
        jobs = connection.execute(sa.select(JOB.c.id, JOB.c.has_solution, JOB.c.attempts)).all()
        digests = connection.execute(sa.select(INSTANCE.c.digest).distinct()).scalars().all()
    results, instances = target.folder("results"), target.folder("instances")
    for job in jobs:
        folder = source.home / "results" / job.id
        if folder.is_dir():
            shutil.copytree(folder, results / job.id, dirs_exist_ok=True)
        if job.has_solution and not (results / job.id / str(job.attempts)).is_dir():
            missing.append(job.id)
    for digest in digests:
        file = source.home / "instances" / f"{digest}.json"
        if file.is_file():
            shutil.copy2(file, instances / file.name)
    if source.key_file.is_file():
        shutil.copy2(source.key_file, target.key_file)
    return missing


def _digest(file: Path) -> str:
    if not file.is_file():
        raise SettingsError(f"{file.parent} has no {file.name}")
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
