"""Instances that jobs may be about: those that are shipped, and those that a tenant uploaded.

An upload is checked in a process of its own, with bounded memory, and kept as one JSON document
under the digest of its tables, so that the same tables are kept once whatever form they came in.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import audit_log
from api.database import INSTANCE, storable
from api.errors import Problem
from api.jobs.process import Child, Order
from api.jobs.rows import now
from api.jobs.starting import Fresh
from optimizer import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.database import Database
    from api.jobs.starting import Started
    from api.settings import ServiceSettings

UPLOADED = re.compile(r"sha256:([0-9a-f]{64})")
CHECK_SECONDS = 300


class Instances:
    """Where instances are found and kept."""

    def __init__(
        self,
        database: Database,
        settings: ServiceSettings,
        start: Callable[[], Started] = Fresh,
    ) -> None:
        self._start = start
        self._shipped = shipped()
        self._database = database
        self._settings = settings
        self._folder = settings.folder("instances")

    def source(self, tenant: str, reference: str) -> Path:
        """The file or folder of a shipped instance's name, or of ``sha256:...``.

        Raises:
            Problem: 422 where the tenant has no such instance.
        """
        if match := UPLOADED.fullmatch(reference):
            mine = sa.select(INSTANCE.c.digest).where(
                INSTANCE.c.tenant == tenant, INSTANCE.c.digest == match[1]
            )
            with self._database.reading() as connection:
                if connection.execute(mine).one_or_none() is not None:
                    return self._file(match[1])
        elif (path := self._shipped.get(reference)) is not None:
            return path
        raise Problem(422, "no-such-instance", f"there is no instance {reference[:100]!r}")

    def _file(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"

    def package(self, source: Path) -> Path:
        """The folder with the tables of such a file as CSV; written when they are first looked at.

        Raises:
            Problem: 413 where that takes too much memory or time.
        """
        if source.is_dir():
            return source
        folder = source.with_suffix("")
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=self._settings.folder("tmp")) as scratch:
                self.checked(source, {"package": True}, Path(scratch))
                # Whoever wrote them at the same time wrote the same.
                with suppress(OSError):
                    (Path(scratch) / "package").rename(folder)
        return folder

    def listed(self, tenant: str) -> list[dict[str, Any]]:
        """Shipped instances by name, then the tenant's own, newest first."""
        own = sa.select(INSTANCE).where(INSTANCE.c.tenant == tenant)
        with self._database.reading() as connection:
            rows = list(connection.execute(own.order_by(INSTANCE.c.created_at.desc())))
        uploaded = [
            {"instance": f"sha256:{row.digest}", "name": row.name, "title": row.title,
             "shipped": False, "rows": json.loads(row.rows)}
            for row in rows
        ]  # fmt: skip
        return [
            {"instance": name, "name": name, "title": _title(path), "shipped": True}
            for name, path in shipped().items()
        ] + uploaded

    def version(self, source: Path) -> str:
        """Something that differs where the content of such a file or folder does."""
        if source.is_file():
            return source.stem
        newest = max(path.stat().st_mtime_ns for path in source.iterdir())
        return hashlib.sha256(f"{source}|{newest}".encode()).hexdigest()[:32]

    def written(self, source: Path, form: str) -> Path:
        """A file with all of an instance as ``json`` or ``xlsx``; kept once it was asked for.

        Raises:
            Problem: 413 where that takes too much memory or time.
        """
        if source.is_file() and form == "json":
            return source
        kept = self._settings.folder("documents") / f"{self.version(source)}.{form}"
        if not kept.is_file():
            with tempfile.TemporaryDirectory(dir=self._settings.folder("tmp")) as scratch:
                wanted = {"keep": True} if form == "json" else {"workbook": True}
                self.checked(source, wanted, Path(scratch))
                (Path(scratch) / f"instance.{form}").replace(kept)
        return kept

    def take(
        self, tenant: str, upload: Path, changes: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """Check a file and keep it, after ``changes``; what it is, with findings that only warn.

        Raises:
            Problem: 422 with all findings where it has errors.
        """
        with tempfile.TemporaryDirectory(dir=self._settings.folder("tmp")) as scratch:
            asked = {"keep": True, "changes": changes or []}
            checked = self.checked(upload, asked, Path(scratch))
            digest = checked["digest"]
            written = Path(scratch) / "instance.json"
            written.replace(self._file(digest))
        row = {
            "tenant": tenant, "digest": digest, "name": storable(checked["name"])[:256],
            "title": storable(checked["title"]),
            "rows": json.dumps(checked["rows"]), "created_at": now(),
            "bytes": self._file(digest).stat().st_size,
        }  # fmt: skip
        with self._database.writing() as connection:
            again = (INSTANCE.c.tenant == tenant) & (INSTANCE.c.digest == digest)
            connection.execute(sa.delete(INSTANCE).where(again))
            connection.execute(sa.insert(INSTANCE).values(row))
            audit_log.note(connection, tenant, "upload", f"sha256:{digest}")
        return {"instance": f"sha256:{digest}", "shipped": False, **checked}

    def checked(self, source: Path, request: dict[str, Any], scratch: Path) -> dict[str, Any]:
        """What a process of its own finds out about an instance, and whether it fits a request.

        Raises:
            Problem: 422 with all findings where the instance has errors or the request does not
                fit it; 413 where checking takes too much memory or time.
        """
        limits = self._settings.limits
        order = Order(
            module="api.jobs.checking",
            request={"unpacked": limits.unpacked_bytes, "files": limits.files, **request},
            source=str(source),
            folder=str(scratch),
            memory_mb=limits.memory_mb,
            cpu_seconds=CHECK_SECONDS,
        )
        said = self.answered(order, scratch / "log")
        if said["state"] != "succeeded":
            told = said["details"] or {}
            if "errno" in told:
                raise OSError(told["errno"], said["message"])
            findings = told.get("findings", [])
            errors = [{"pointer": f["place"], "code": f["rule"], **f} for f in findings]
            code = "instance-has-errors" if errors else "does-not-fit"
            raise Problem(422, code, said["message"], errors)
        details: dict[str, Any] = said["details"]
        return details

    def answered(self, order: Order, log: Path) -> dict[str, Any]:
        """How an order ended that is no job: in a process of its own, while somebody waits.

        Raises:
            Problem: 413 where it takes too much memory or time.
            RuntimeError: the process broke, which is a bug of ours.
        """
        most = self._settings.limits.log_bytes
        with Child(order, log, log_bytes=most, start=self._start) as child:
            while (said := child.next(CHECK_SECONDS)) and said.get("kind") != "end":
                pass
            if said is None and not child.was_felled:
                raise RuntimeError(child.fate())
        if not said or said["termination"] == "memory_limit":
            raise Problem(413, "too-large", "that takes too much memory or time")
        return said


def _title(folder: Path) -> str:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return str(descriptor.get("title", folder.name))
