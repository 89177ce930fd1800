"""How much a tenant may use, and uses: what the service allows to all, or what it was given."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from api import audit_log
from api.database import INSTANCE, JOB, QUOTA
from api.errors import Problem
from api.jobs.states import State
from api.settings import MEGABYTE, Limits
from optimizer import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.database import Database
    from api.jobs.rows import Row

T = TypeVar("T")
NAMES = ("queued", "running", "stored_mb", "time_limit")
"""Members of ``Limits`` that a tenant may have of its own."""

REMEMBERED = 5.0
"""Seconds for which a tenant's quota and storage are not asked for again."""


class Quotas:
    """The quotas in a database; ``limits`` holds for whoever has none."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits
        self._known: dict[tuple[str, str], tuple[float, Any]] = {}

    def of(self, tenant: str) -> Limits:
        """What the tenant may use."""
        return self._remembered("of", tenant, self._of)

    def _of(self, tenant: str) -> Limits:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(QUOTA).where(QUOTA.c.tenant == tenant)).one_or_none()
        own = {} if row is None else {n: v for n in NAMES if (v := getattr(row, n)) is not None}
        return replace(self._limits, **own)

    def give(self, tenant: str, values: Mapping[str, float | None]) -> None:
        """Let a tenant have quotas of its own; ``None``: again as all.

        Raises:
            SettingsError: no such quota, or not a positive number.
        """
        for name, value in values.items():
            if name not in NAMES or (value is not None and not 0 < value < 1e12):
                raise SettingsError(f"{name} = {value}: must be a positive number of {NAMES}")
        with self._database.writing() as connection:
            mine = QUOTA.c.tenant == tenant
            if connection.execute(sa.update(QUOTA).where(mine).values(**values)).rowcount == 0:
                connection.execute(sa.insert(QUOTA).values(tenant=tenant, **values))
            audit_log.note(connection, tenant, "quota", tenant, **values)
        self._known.clear()

    def listed(self) -> list[Row]:
        """Tenants with quotas of their own."""
        with self._database.reading() as connection:
            return list(connection.execute(sa.select(QUOTA).order_by(QUOTA.c.tenant)))

    def usage(self, tenant: str) -> dict[str, int]:
        """What the tenant uses: jobs that wait and run, all jobs, bytes of results and uploads."""
        mine = JOB.c.tenant == tenant
        counted = sa.select(JOB.c.state, sa.func.count()).where(mine).group_by(JOB.c.state)
        with self._database.reading() as connection:
            states = Counter({row[0]: row[1] for row in connection.execute(counted)})
        queued = states[State.QUEUED]
        working = (State.RUNNING, State.STOPPING, State.CANCELLING)
        return {
            "queued": queued,
            "running": sum(states[state] for state in working),
            "jobs": sum(states.values()),
            "stored_bytes": self._stored(tenant),
        }

    def stored(self, tenant: str) -> int:
        """Bytes of the tenant's results and uploaded instances, as of a few seconds ago."""
        return self._remembered("stored", tenant, self._stored)

    def _stored(self, tenant: str) -> int:
        with self._database.reading() as connection:
            sums = [
                connection.execute(
                    sa.select(sa.func.coalesce(sa.func.sum(table.c.bytes), 0)).where(
                        table.c.tenant == tenant
                    )
                ).scalar_one()
                for table in (JOB, INSTANCE)
            ]
        return int(sum(sums))

    def require_storage(self, tenant: str) -> None:
        """Raise ``Problem`` 429 where the tenant has stored all that it may."""
        most = self.of(tenant).stored_mb
        if self.stored(tenant) >= most * MEGABYTE:
            detail = f"{most} MB of results and instances are stored; delete some"
            raise Problem(429, "too-much-stored", detail, headers={"Retry-After": "60"})

    def _remembered(self, what: str, tenant: str, ask: Callable[[str], T]) -> T:
        known: tuple[float, T] | None = self._known.get((what, tenant))
        if known is not None and time.monotonic() - known[0] < REMEMBERED:
            return known[1]
        found = ask(tenant)
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[what, tenant] = (time.monotonic(), found)
        return found
