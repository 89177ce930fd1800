"""``/v1/usage``, ``/v1/keys`` and ``/v1/audit``: what a tenant sees of itself and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.audit_log import shown
from api.errors import Problem
from api.keys import Scope
from api.web.asking import Administrator, JsonObject, Reader, TheService
from api.web.shapes import moment

if TYPE_CHECKING:
    from api.jobs.rows import Row

router = APIRouter(prefix="/v1", tags=["administration"])


class Usage(BaseModel):
    """What a tenant uses: jobs by where they are, and bytes of results and uploads."""

    queued: int
    running: int
    jobs: int
    stored_bytes: int


class KeyAsked(BaseModel):
    """A key to make; ``days``: how long it opens, for ever unless given."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scopes: list[Scope] = Field(min_length=1, max_length=3)
    label: str = Field("", max_length=128)
    days: float | None = Field(None, gt=0, le=3650)


class KeyShown(BaseModel):
    """A key without its secret; times are ISO 8601, UTC."""

    key: str
    label: str
    scopes: list[str]
    created_at: str
    used_at: str | None
    expires_at: str | None
    revoked_at: str | None


class KeyMade(BaseModel):
    """A new key, shown this once."""

    key: str


class Entry(BaseModel):
    """Something that was done, by which key and in which request."""

    number: int
    at: str
    key: str | None
    request_id: str | None
    action: str
    subject: str
    details: dict[str, Any] | None


class Entries(BaseModel):
    """Entries in order; ``last`` is what to ask ``after`` next time."""

    entries: list[Entry]
    last: int


@router.get("/usage", response_model=Usage)
def usage(service: TheService, caller: Reader) -> Any:
    """What the tenant uses of what ``/v1/limits`` allows."""
    return service.quotas.usage(caller.tenant)


@router.get("/keys", response_model=list[KeyShown])
def keys(service: TheService, caller: Administrator) -> list[KeyShown]:
    """The tenant's keys, oldest first, the revoked too."""
    return [_shown(row) for row in service.keys.listed(caller.tenant)]


@router.post("/keys", status_code=201, response_model=KeyMade, openapi_extra={
    "requestBody": {"required": True, "content": {"application/json": {
        "schema": KeyAsked.model_json_schema(), "example": {"scopes": ["read"], "days": 30},
    }}},
})  # fmt: skip
def make_key(asked: JsonObject, service: TheService, caller: Administrator) -> KeyMade:
    """A key of the same tenant, for no more than the caller's own may do."""
    try:
        wanted = KeyAsked.model_validate(asked)
    except ValueError as error:
        raise Problem(422, "wrong-key", str(error).partition(" [type=")[0]) from error
    if beyond := set(wanted.scopes) - caller.scopes:
        raise Problem(403, "scope-missing", f"the key lacks the scope {min(beyond)!r}")
    scopes = tuple(wanted.scopes)
    return KeyMade(
        key=service.keys.make(caller.tenant, scopes, label=wanted.label, days=wanted.days)
    )


@router.delete("/keys/{key}", status_code=204)
def revoke_key(key: str, service: TheService, caller: Administrator) -> None:
    """Let a key of the tenant open nothing from now on; what stands before its secret names it."""
    service.keys.revoke(caller.tenant, key)


@router.get("/audit", response_model=Entries)
def audit_log(
    service: TheService,
    caller: Administrator,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Entries:
    """What the tenant's keys did, in order."""
    rows = [shown(row) for row in service.audit_log.page(caller.tenant, after, limit)]
    entries = [Entry.model_validate(row | {"at": moment(row["at"])}) for row in rows]
    return Entries(entries=entries, last=entries[-1].number if entries else after)


def _shown(row: Row) -> KeyShown:
    def when(at: float | None) -> str | None:
        return None if at is None else moment(at)

    return KeyShown(
        key=f"jk_{row.prefix}",
        label=row.label or "",
        scopes=row.scopes.split(),
        created_at=moment(row.created_at),
        used_at=when(row.used_at),
        expires_at=when(row.expires_at),
        revoked_at=when(row.revoked_at),
    )
