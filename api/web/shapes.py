"""How jobs look on the wire: one place for the endpoints, the client and the OpenAPI document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from api.jobs.kinds import KINDS, About, Kind
from api.jobs.states import State, Termination

if TYPE_CHECKING:
    from api.jobs.rows import Event, Row


class Job(BaseModel):
    """A job: where it is (``state``), why it ended (``termination``), how good what it found is.

    ``incumbent``: value of the best plan so far, ``bound``: proven limit of the objective, both in
    the unit of what is minimised; ``gap``: their relative distance. ``details``: of a solve the
    ``headline`` of its plan, of a study its ``sentences``, or what is wrong. ``parent`` and
    ``place`` (from 0): the sweep that it is a child of. Times are ISO 8601, UTC.
    """

    id: str
    kind: str
    instance: str
    request: dict[str, Any]
    label: str
    parent: str | None
    place: int | None
    priority: int
    state: State
    termination: Termination | None
    has_solution: bool
    message: str | None
    details: Any
    phase: str | None
    incumbent: float | None
    bound: float | None
    gap: float | None
    attempts: int
    created_at: str
    started_at: str | None
    ended_at: str | None
    links: dict[str, str]


class Page(BaseModel):
    """Jobs, newest first; ``next`` is the address of the page after, if there is one."""

    jobs: list[Job]
    next: str | None


class Happening(BaseModel):
    """An event of a job; ``number`` counts from 1 without gaps."""

    number: int
    at: str
    kind: str
    data: dict[str, Any]


class Happenings(BaseModel):
    """Events of a job in order; ``last`` is what to ask ``after`` next time."""

    events: list[Happening]
    last: int


class Trouble(BaseModel):
    """An error (RFC 9457): ``code`` is stable, ``detail`` for people, ``errors`` one by one."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[dict[str, Any]] | None = None
    errors_in_all: int | None = None


def job_of(row: Row) -> Job:
    """A row as it is shown."""
    here = f"/v1/jobs/{row.id}"
    links = {name: f"{here}/{name}" for name in ("events", "log", "stop", "cancel", "rerun")}
    request = json.loads(row.request)
    if row.kind == "sweep" or request.get("crew"):
        links["children"] = f"{here}/children"
    if row.parent is not None:
        links["parent"] = f"/v1/jobs/{row.parent}"
    if row.has_solution:
        links["result"] = f"{here}/result"
    return Job(
        id=row.id,
        kind=row.kind,
        instance=row.instance,
        request=request,
        label=row.label,
        parent=row.parent,
        place=row.place,
        priority=row.priority,
        state=State(row.state),
        termination=None if row.termination is None else Termination(row.termination),
        has_solution=row.has_solution,
        message=row.message,
        details=None if row.details is None else json.loads(row.details),
        phase=row.phase,
        incumbent=row.incumbent,
        bound=row.bound,
        gap=row.gap,
        attempts=row.attempts,
        created_at=moment(row.created_at),
        started_at=None if row.started_at is None else moment(row.started_at),
        ended_at=None if row.ended_at is None else moment(row.ended_at),
        links={"self": here, **links},
    )


def happening(event: Event) -> Happening:
    """An event as it is shown."""
    return Happening(number=event.number, at=moment(event.at), kind=event.kind, data=event.data)


def moment(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def request_body(*, strict: bool = True) -> dict[str, Any]:
    """What ``POST /v1/jobs`` takes, for the OpenAPI document; or any object, to be judged."""
    shown = {"oneOf": [_schema_of(kind) for kind in KINDS.values()]} if strict else ANY
    content = {"application/json": {"schema": shown, "examples": examples()}}
    return {"requestBody": {"required": True, "content": content}}


def examples() -> dict[str, Any]:
    """A request of each kind; those about plans need ids of jobs that are there."""
    return {
        "cheapest": {"summary": "the cheapest plan", "value": {"instance": "japan-eu-mini"}},
        **{
            kind.name: {"summary": kind.says, "value": dict(kind.example)}
            for kind in KINDS.values()
            if kind.example
        },
    }


def _schema_of(kind: Kind) -> dict[str, Any]:
    """Every member that a request of a kind may have."""
    required = {About.INSTANCE: ["instance"], About.REQUESTS: ["request", "patches"]}
    members = {"kind": {"const": kind.name}, **{name: _COMMON[name] for name in _HAS[kind.about]}}
    members |= {name: _COMMON[name] for name in kind.members & set(_COMMON)}
    needed = required.get(kind.about, ["of"])
    if kind.name != "solve":
        needed = ["kind", *needed]
    return {
        "type": "object",
        "title": kind.name,
        "description": kind.says,
        "additionalProperties": False,
        "required": needed,
        "properties": members | kind.schemas(),
    }


ANY = {"type": "object"}
PATCH = {
    "requestBody": {
        "required": True,
        "content": {
            media: {
                "schema": ANY,
                "examples": {
                    "tighter": {
                        "summary": "the same, proved closer",
                        "value": {"solve": {"gap": 0.0001}, "label": "closer"},
                    }
                },
            }
            for media in ("application/merge-patch+json", "application/json")
        },
    }
}
"""What ``POST /v1/jobs/{job}/rerun`` takes."""

_REFERENCE = {"type": "string", "pattern": "^[0-9a-f]{32}(/[A-Za-z0-9_.-]{1,64})?$"}
_COMMON: dict[str, dict[str, Any]] = {
    "instance": {
        "type": "string",
        "description": "the name of a shipped instance, or sha256:... of an uploaded one; "
        "of a job about plans that of the first, unless given",
    },
    "changes": {
        "type": "array",
        "items": {"type": "object", "required": ["table", "change"]},
        "description": "changes of the instance's tables: table, change (add, change, drop), "
        "where, set; one after another",
    },
    "of": {
        "oneOf": [
            _REFERENCE,
            {"type": "array", "items": _REFERENCE},
            {"type": "object", "additionalProperties": _REFERENCE},
        ],
        "description": "the job whose plan it is about, or JOB/PLAN for one of a study's; "
        "several as a list, or by name",
    },
    "start": _REFERENCE | {"description": "the job whose plan the search begins from"},
    "label": {"type": "string", "maxLength": 128, "default": ""},
    "priority": {"type": "integer", "minimum": 0, "maximum": 100, "default": 50},
}
_HAS = {
    About.INSTANCE: ("instance", "changes", "label", "priority"),
    About.PLAN: ("of", "instance", "changes", "label", "priority"),
    About.PLANS: ("of", "instance", "changes", "label", "priority"),
    About.REQUESTS: ("label", "priority"),
}
