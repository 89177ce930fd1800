"""The service's own tables, on SQLite or PostgreSQL alike."""

from __future__ import annotations

import contextlib
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.patience import once_up

if TYPE_CHECKING:
    from collections.abc import Iterator

metadata = sa.MetaData()

LOCK = 0x6A756E6B
"""What those who make tables on PostgreSQL take turns by."""

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
    sa.Column("parent", sa.String(40)),
    sa.Column("place", sa.Integer),
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
    sa.Column("bytes", sa.BigInteger),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.UniqueConstraint("tenant", "idempotency_key"),
    sa.Index("job_of_tenant", "tenant", "id"),
    sa.Index("job_by_state", "state"),
    sa.Index("job_by_parent", "parent"),
)
"""One row per job; ``ticket`` counts handings to the engine, ``attempts`` counts beginnings.

``parent`` is the job that it is a child of, ``place`` its number there, from 0.
"""

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

CREW = sa.Table(
    "crew",
    metadata,
    sa.Column("member", sa.String(40), primary_key=True),
    sa.Column("parent", sa.String(40), nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False, default=0),
    sa.Column("question", sa.Text),
    sa.Column("said", sa.Integer, nullable=False, default=0),
    sa.Column("answer", sa.Text),
    sa.Index("crew_by_parent", "parent", "attempt"),
)
"""Jobs that help an attempt of another: the newest question and answer of each, and how many."""

KEY = sa.Table(
    "api_key",
    metadata,
    sa.Column("prefix", sa.String(16), primary_key=True),
    sa.Column("hashed", sa.String(64), nullable=False),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("scopes", sa.String(64), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("revoked_at", sa.Double),
    sa.Column("expires_at", sa.Double),
    sa.Column("used_at", sa.Double),
    sa.Column("label", sa.String(128)),
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
    sa.Column("bytes", sa.BigInteger),
    sa.Column("created_at", sa.Double, nullable=False),
)
"""Uploaded instances by the digest of their tables; the tables lie in a file of that name."""

QUOTA = sa.Table(
    "quota",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("queued", sa.Integer),
    sa.Column("running", sa.Integer),
    sa.Column("stored_mb", sa.Integer),
    sa.Column("time_limit", sa.Double),
)
"""What a tenant may use where that differs from what the service allows; empty: as all."""

WORKER = sa.Table(
    "worker",
    metadata,
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("places", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("started_at", sa.Double, nullable=False),
    sa.Column("beat_at", sa.Double, nullable=False),
)
"""Processes that carry out jobs, and when each was last heard of."""

AUDIT = sa.Table(
    "audit_log",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("tenant", sa.String(64), nullable=False),
    sa.Column("key", sa.String(16)),
    sa.Column("request_id", sa.String(64)),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(128), nullable=False),
    sa.Column("details", sa.Text),
    sqlite_autoincrement=True,
)
"""Who did what, when; the database itself refuses to change or remove a row."""

ONLY_GROWS = {
    "sqlite": (
        "CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
        "CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$",
        "CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
        "EXECUTE FUNCTION audit_log_only_grows()",
    ),
}
for _dialect, _statements in ONLY_GROWS.items():
    for _statement in _statements:
        _ddl = sa.DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        sa.event.listen(AUDIT, "after_create", _ddl)


def storable(text: str) -> str:
    """``text`` as every database holds it: no half characters, no NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


class Database:
    """A pool of connections; ``reading`` and ``writing`` are its transactions."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sqlite = url.startswith("sqlite")
        # SQLite lets one write at a time, and who comes second sleeps and looks again, unfairly.
        self._turn = threading.Lock() if self._sqlite else contextlib.nullcontext()
        self._pool = sa.create_engine(url, pool_pre_ping=not self._sqlite)
        if self._sqlite:
            sa.event.listen(self._pool, "connect", _prepared)
            sa.event.listen(self._pool, "begin", _begun)

    def create(self) -> None:
        """Make the tables and columns that are missing, whoever else is about to.

        Raises:
            SettingsError: the database does not answer.
        """
        once_up(self._create, self._url)

    def _create(self) -> None:
        with self.writing() as connection:
            if not self._sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            metadata.create_all(connection)
            _add_columns(connection)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads."""
        with self._pool.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A transaction that sees all as it was at its first look, however long it reads."""
        pool = self._pool
        if not self._sqlite:
            pool = pool.execution_options(isolation_level="REPEATABLE READ")
        with pool.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that may write, all or nothing; on SQLite it waits for its turn first."""
        connecting = self._pool.connect
        with self._turn, connecting().execution_options(writes=True) as connection:  # noqa: SIM117
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._pool.dispose()


def _add_columns(connection: sa.Connection) -> None:
    """Bring the tables of an older version up to date: what is new is empty, or has its default."""
    found = sa.inspect(connection)
    for table in metadata.sorted_tables:
        there = {column["name"] for column in found.get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                added = sa.schema.CreateColumn(column).compile(connection).string
                if column.default is not None and column.default.is_scalar:
                    default = sa.literal(column.default.arg, column.type)  # type: ignore[attr-defined]
                    shown = default.compile(
                        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
                    )
                    added = f"{added} DEFAULT {shown}"
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {added}")


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
