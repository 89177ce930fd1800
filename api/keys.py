"""Keys: who calls, for which tenant, and what they may do.

A key reads ``jk_<prefix>_<secret>``. The prefix finds its row; of the whole only the SHA-256 is
kept, which is enough for a secret of 256 random bits.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import sqlalchemy as sa

from api import audit_log
from api.database import KEY, storable
from api.errors import Problem
from api.jobs.rows import Row, now

if TYPE_CHECKING:
    from pathlib import Path

    from api.database import Database

Scope = Literal["read", "submit", "admin", "metrics"]
"""``read``: look at jobs and results. ``submit``: begin, stop and delete. ``admin``: the tenant's
keys and audit log. ``metrics``: ``/metrics`` of the whole service, which no tenant may give."""

SCOPES: tuple[Scope, ...] = get_args(Scope)
TENANTS: tuple[Scope, ...] = ("read", "submit", "admin")
"""Scopes within one tenant."""

LOCAL = "local"
DAY = 86_400.0
MOST_DAYS = 3650
_KEY = re.compile(r"jk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Caller:
    """Who a request comes from."""

    tenant: str
    scopes: frozenset[str]
    key: str

    def require(self, scope: Scope) -> None:
        """Raise ``Problem`` 403 unless the key has the scope."""
        if scope not in self.scopes:
            raise Problem(403, "scope-missing", f"the key lacks the scope {scope!r}")


class Keys:
    """The keys in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._used: set[str] = set()

    def make(
        self,
        tenant: str,
        scopes: tuple[str, ...] = TENANTS,
        *,
        label: str = "",
        days: float | None = None,
    ) -> str:
        """A new key, which can be read this once; it opens for ``days``, or until it is revoked.

        Raises:
            Problem: 422 when the tenant's name, a scope or the days are none.
        """
        if days is not None and not 0 < days <= MOST_DAYS:
            raise Problem(422, "wrong-key", f"a key lasts more than 0 and up to {MOST_DAYS} days")
        if not _TENANT.fullmatch(tenant) or not scopes or set(scopes) - set(SCOPES):
            raise Problem(
                422,
                "wrong-key",
                "a tenant is lower-case letters, digits and hyphens, "
                f"and scopes are {', '.join(SCOPES)}",
            )
        prefix = secrets.token_hex(6)
        key = f"jk_{prefix}_{secrets.token_urlsafe(32)}"
        row = {"prefix": prefix, "hashed": _hashed(key), "tenant": tenant,
               "scopes": " ".join(sorted(scopes)), "created_at": now(),
               "expires_at": None if days is None else now() + days * DAY,
               "label": storable(label)[:128]}  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(sa.insert(KEY).values(row))
            audit_log.note(connection, tenant, "make-key", prefix, scopes=row["scopes"])
        return key

    def caller(self, authorization: str | None) -> Caller:
        """Who sends this ``Authorization`` header; ``Problem`` 401 where nobody may."""
        scheme, _, key = (authorization or "").partition(" ")
        match = _KEY.fullmatch(key.strip())
        if scheme.lower() != "bearer" or match is None:
            raise _unknown("send a key as 'Authorization: Bearer jk_...'")
        with self._database.reading() as connection:
            found = sa.select(KEY).where(KEY.c.prefix == match[1], opens())
            row = connection.execute(found).one_or_none()
        expected = row.hashed if row is not None else "0" * 64
        if not hmac.compare_digest(_hashed(key.strip()), expected) or row is None:
            raise _unknown("the key is not known here")
        self._used.add(row.prefix)
        return Caller(row.tenant, frozenset(row.scopes.split()), row.prefix)

    def write_down_uses(self) -> None:
        """Keys were used just now; asked for now and then, as every request uses one."""
        used, self._used = self._used, set()
        if used:
            with self._database.writing() as connection:
                known = sa.update(KEY).where(KEY.c.prefix.in_(used))
                connection.execute(known.values(used_at=now()))

    def listed(self, tenant: str | None = None) -> list[Row]:
        """All keys, of all tenants or one, the revoked too, without what they are checked by."""
        shown = [column for column in KEY.columns if column is not KEY.c.hashed]
        query = sa.select(*shown).order_by(KEY.c.tenant, KEY.c.created_at)
        if tenant is not None:
            query = query.where(KEY.c.tenant == tenant)
        with self._database.reading() as connection:
            return list(connection.execute(query))

    def revoke(self, tenant: str, key: str) -> None:
        """Let a tenant's key open nothing from now on; ``Problem`` 404 where there is none such.

        The beginning of the key, up to the second underscore, is enough.
        """
        prefix = key.removeprefix("jk_").partition("_")[0]
        mine = sa.and_(KEY.c.tenant == tenant, KEY.c.prefix == prefix)
        with self._database.writing() as connection:
            if not connection.execute(sa.update(KEY).where(mine).values(revoked_at=now())).rowcount:
                raise Problem(404, "no-such-key", "the tenant has no such key")
            audit_log.note(connection, tenant, "revoke-key", prefix)

    def local(self, file: Path) -> str:
        """The key of this machine's own user, made where ``file`` has none that opens."""
        if file.is_file():
            key = file.read_text(encoding="ascii").strip()
            try:
                self.caller(f"Bearer {key}")
            except Problem:
                pass
            else:
                return key
        key = self.make(LOCAL)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
            opened.write(key + "\n")
        return key


def opens() -> sa.ColumnElement[bool]:
    """Of a row of ``KEY``: it is neither revoked nor too old."""
    lasts = sa.or_(KEY.c.expires_at.is_(None), KEY.c.expires_at > now())
    return sa.and_(KEY.c.revoked_at.is_(None), lasts)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _unknown(detail: str) -> Problem:
    return Problem(401, "key-needed", detail, headers={"WWW-Authenticate": "Bearer"})
