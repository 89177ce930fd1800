"""Sessions of people at the page: a cookie in place of a key, and addresses that open one once.

A session belongs to a key and opens what the key opens, for as long as the key is not revoked. Of
its secret only the SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api.database import KEY, metadata
from api.errors import Problem
from api.jobs.rows import now
from api.keys import Caller, opens

if TYPE_CHECKING:
    from api.database import Database

DAYS = 7
LASTS = DAYS * 86_400.0
"""Seconds after which a session ends."""

TICKET_LASTS = 3_600.0
"""Seconds for which a sign-in address may be used, once."""

SESSION = sa.Table(
    "page_session",
    metadata,
    sa.Column("hashed", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(16), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
)

TICKET = sa.Table(
    "sign_in",
    metadata,
    sa.Column("hashed", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(16), nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
)


@dataclass(frozen=True)
class Session:
    """An open session; ``token`` is its secret, ``expires_at`` in seconds since 1970."""

    token: str
    caller: Caller
    expires_at: float

    @property
    def csrf(self) -> str:
        """What every writing request of the session must say beside the cookie."""
        return hmac.new(self.token.encode(), b"csrf", hashlib.sha256).hexdigest()[:40]


class Sessions:
    """The sessions in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, caller: Caller) -> Session:
        """A new session with the rights of the key that calls."""
        session = Session(secrets.token_urlsafe(32), caller, now() + LASTS)
        row = {
            "hashed": _hashed(session.token), "key": caller.key,
            "created_at": now(), "expires_at": session.expires_at,
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSION).where(SESSION.c.expires_at < now()))
            connection.execute(sa.insert(SESSION).values(row))
        return session

    def find(self, token: str) -> Session:
        """The session of a cookie; ``Problem`` 401 where it has ended or its key is revoked."""
        mine = (SESSION.c.hashed == _hashed(token)) & (SESSION.c.expires_at > now())
        ends = SESSION.c.expires_at.label("ends")
        query = sa.select(KEY, ends).join_from(SESSION, KEY, SESSION.c.key == KEY.c.prefix)
        with self._database.reading() as connection:
            row = connection.execute(query.where(mine, _opens())).one_or_none()
        if row is None:
            raise _ended("the session has ended; sign in again")
        caller = Caller(row.tenant, frozenset(row.scopes.split()), row.prefix)
        return Session(token, caller, row.ends)

    def close(self, token: str) -> None:
        """End a session; nothing happens where it has ended."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSION).where(SESSION.c.hashed == _hashed(token)))

    def ticket(self, caller: Caller) -> str:
        """A word that opens one session, once, within ``TICKET_LASTS`` seconds."""
        ticket = secrets.token_urlsafe(24)
        row = {"hashed": _hashed(ticket), "key": caller.key, "expires_at": now() + TICKET_LASTS}
        with self._database.writing() as connection:
            connection.execute(sa.delete(TICKET).where(TICKET.c.expires_at < now()))
            connection.execute(sa.insert(TICKET).values(row))
        return ticket

    def redeem(self, ticket: str) -> Session:
        """The session that a ticket opens; ``Problem`` 401 where it was used or is too old."""
        this = TICKET.c.hashed == _hashed(ticket)
        with self._database.writing() as connection:
            row = connection.execute(sa.select(TICKET).where(this)).one_or_none()
            used = connection.execute(sa.delete(TICKET).where(this)).rowcount == 1
            known = None
            if row is not None and used and row.expires_at > now():
                mine = sa.select(KEY).where(KEY.c.prefix == row.key, _opens())
                known = connection.execute(mine).one_or_none()
        if known is None:
            raise _ended("this sign-in address was used already, or is too old; make a new one")
        return self.open(Caller(known.tenant, frozenset(known.scopes.split()), known.prefix))


def _opens() -> sa.ColumnElement[bool]:
    """Keys that open something now."""
    lasts = sa.or_(KEY.c.expires_at.is_(None), KEY.c.expires_at > now())
    return sa.and_(opens(), lasts)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _ended(detail: str) -> Problem:
    return Problem(401, "sign-in-needed", detail, headers={"WWW-Authenticate": "Bearer"})
