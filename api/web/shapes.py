"""How jobs look on the wire: one place for the endpoints, the client and the OpenAPI document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter

from api.jobs.kinds import KINDS
from api.jobs.states import State, Termination
from optimizer import BuildSettings, SolveSettings

if TYPE_CHECKING:
    from api.jobs.rows import Event, Row


class Job(BaseModel):
    """A job: where it is (``state``), why it ended (``termination``), how good what it found is.

    ``incumbent``: value of the best plan so far, ``bound``: proven limit of the objective, both in
    the unit of what is minimised; ``gap``: their relative distance. Times are ISO 8601, UTC.
    """

    id: str
    kind: str
    instance: str
    request: dict[str, Any]
    label: str
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
    links = {name: f"{here}/{name}" for name in ("events", "log", "stop", "cancel")}
    if row.has_solution:
        links["result"] = f"{here}/result"
    return Job(
        id=row.id,
        kind=row.kind,
        instance=row.instance,
        request=json.loads(row.request),
        label=row.label,
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


EXAMPLES = {
    "cheapest": {"summary": "the cheapest plan", "value": {"instance": "japan-eu-mini"}},
    "limited": {
        "summary": "the cheapest plan with at most half of it exposed to one country",
        "value": {
            "instance": "toy-dependence",
            "build": {"limits": [{"measure": "exposure", "watched": ["CHN"], "limit": 0.5}]},
            "solve": {"gap": 0.001, "time_limit": 60},
            "label": "half",
        },
    },
}
"""Requests that work as they are."""


def request_body(*, strict: bool = True) -> dict[str, Any]:
    """What ``POST /v1/jobs`` takes, for the OpenAPI document; or any object, to be judged."""
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["instance"],
        "properties": {
            "kind": {"enum": sorted(KINDS), "default": "solve"},
            "instance": {
                "type": "string",
                "description": "the name of a shipped instance, or sha256:... of an uploaded one",
            },
            "label": {"type": "string", "maxLength": 128, "default": ""},
            "priority": {"type": "integer", "minimum": 0, "maximum": 100, "default": 50},
            "build": _schema(BuildSettings),
            "solve": _schema(SolveSettings),
        },
    }
    shown = schema if strict else {"type": "object"}
    content = {"application/json": {"schema": shown, "examples": EXAMPLES}}
    return {"requestBody": {"required": True, "content": content}}


def _schema(settings: type) -> dict[str, Any]:
    """The schema of a settings class, in one piece."""
    schema = TypeAdapter(settings).json_schema()
    defined = schema.pop("$defs", {})

    def whole(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return whole(defined[part["$ref"].rpartition("/")[2]])
            return {name: whole(value) for name, value in part.items()}
        return [whole(each) for each in part] if isinstance(part, list) else part

    inlined: dict[str, Any] = whole(schema)
    return inlined | {"additionalProperties": False}
