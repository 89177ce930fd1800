"""Who acts now, and in which request: what logs and the audit log say of everything."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Actor:
    """Whose request this is; tenant and key are known once the key was looked at."""

    request_id: str | None = None
    tenant: str | None = None
    key: str | None = None


NOBODY = Actor()
ACTOR: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
"""Set for every request; whatever acts by itself, or from the command line, is nobody."""


def recognise(tenant: str, key: str) -> None:
    """The request at hand comes with this key."""
    actor = ACTOR.get()
    if actor is not NOBODY:
        actor.tenant, actor.key = tenant, key
