"""Who did what, when: written in the transaction that does it, and never changed after.

A row names the tenant, the public part of the key, and the request; what acts by itself, or from
the command line, has neither key nor request.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.actor import ACTOR
from api.database import AUDIT, storable
from api.jobs.rows import Row, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.actor import Actor
    from api.database import Database

PAGE = 500


def entry(
    tenant: str, action: str, subject: str, actor: Actor | None = None, **details: Any
) -> dict[str, Any]:
    """The row of something that is being done, by whoever acts now unless said otherwise."""
    by = actor or ACTOR.get()
    return {
        "at": now(), "tenant": tenant, "key": by.key, "request_id": by.request_id,
        "action": action, "subject": storable(subject)[:128],
        "details": json.dumps(details, allow_nan=False) if details else None,
    }  # fmt: skip


def note(connection: sa.Connection, tenant: str, action: str, subject: str, **details: Any) -> None:
    """Write down what the transaction does."""
    connection.execute(sa.insert(AUDIT).values(entry(tenant, action, subject, **details)))


class AuditLog:
    """The log in a database, to be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, tenant: str | None, after: int, limit: int) -> list[Row]:
        """Rows with numbers above ``after``, in order; of all tenants where none is named."""
        query = sa.select(AUDIT).where(AUDIT.c.number > after)
        if tenant is not None:
            query = query.where(AUDIT.c.tenant == tenant)
        with self._database.reading() as connection:
            return list(connection.execute(query.order_by(AUDIT.c.number).limit(limit)))

    def rows(self, tenant: str | None = None, after: int = 0) -> Iterator[Row]:
        """All of it with numbers above ``after``, page by page."""
        while page := self.page(tenant, after, PAGE):
            yield from page
            after = page[-1].number


def shown(row: Row) -> dict[str, Any]:
    """A row as plain data; ``at`` in seconds since 1970."""
    details = None if row.details is None else json.loads(row.details)
    names = ("number", "at", "tenant", "key", "request_id", "action", "subject")
    return {name: getattr(row, name) for name in names} | {"details": details}
