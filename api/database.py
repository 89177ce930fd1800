"""The service's own tables, on SQLite or PostgreSQL alike."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

metadata = sa.MetaData()

JOB = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("instance", sa.String(128), nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("idempotency_key", sa.String(255)),
    sa.Column("label", sa.String(128), nullable=False, default=""),
    sa.Column("priority", sa.Integer, nullable=False, default=0),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("termination", sa.String(32)),
    sa.Column("has_solution", sa.Boolean, nullable=False, default=False),
    sa.Column("phase", sa.String(32)),
    sa.Column("incumbent", sa.Double),
    sa.Column("bound", sa.Double),
    sa.Column("gap", sa.Double),
    sa.Column("message", sa.Text),
    sa.Column("details", sa.Text),
    sa.Column("ticket", sa.Integer, nullable=False, default=0),
    sa.Column("handed", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("tries_left", sa.Integer, nullable=False),
    sa.Column("worker", sa.String(128)),
    sa.Column("beat_at", sa.Double),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.UniqueConstraint("tenant", "idempotency_key"),
    sa.Index("job_of_tenant", "tenant", "id"),
    sa.Index("job_by_state", "state"),
)
"""One row per job; ``ticket`` counts handings to the engine, ``attempts`` counts beginnings."""

EVENT = sa.Table(
    "event",
    metadata,
    sa.Column("job", sa.String(40), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
"""What happened to a job, numbered from 1 without gaps."""

KEY = sa.Table(
    "api_key",
    metadata,
    sa.Column("prefix", sa.String(16), primary_key=True),
    sa.Column("hashed", sa.String(64), nullable=False),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("scopes", sa.String(64), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("revoked_at", sa.Double),
)
"""Keys, of which the secret part is kept as its SHA-256 only."""

INSTANCE = sa.Table(
    "instance",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(256), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("rows", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
)
"""Uploaded instances by the digest of their tables; the tables lie in a file of that name."""


def storable(text: str) -> str:
    """``text`` as every database holds it: no half characters, no NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


class Database:
    """A pool of connections; ``reading`` and ``writing`` are its transactions."""

    def __init__(self, url: str) -> None:
        self._sqlite = url.startswith("sqlite")
        self._pool = sa.create_engine(url, pool_pre_ping=not self._sqlite)
        if self._sqlite:
            sa.event.listen(self._pool, "connect", _prepared)
            sa.event.listen(self._pool, "begin", _begun)

    def create(self) -> None:
        """Make the tables that are missing."""
        with self.writing() as connection:
            metadata.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads."""
        with self._pool.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that may write, all or nothing; on SQLite it waits for its turn first."""
        with self._pool.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._pool.dispose()


def _prepared(connection: Any, record: object) -> None:
    """A file that survives a crash, whose readers never wait for its writer."""
    connection.isolation_level = None  # transactions are begun by ``_begun``
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _begun(connection: sa.Connection) -> None:
    """Take the right to write at once: a reader who turns writer half-way may be refused."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
