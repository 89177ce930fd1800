"""``/v1/jobs``: submit, list, look, stop, cancel, delete."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import Problem
from api.jobs.kinds import KINDS
from api.jobs.records import NewJob, Selection
from api.jobs.rows import Row
from api.jobs.states import ENDED, State
from api.keys import Caller
from api.service import Service
from api.web.asking import JobId, JsonObject, Reader, Submitter, TheService, wanted_wait
from api.web.shapes import Job, Page, job_of, request_body

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

COMMON = frozenset({"kind", "instance", "label", "priority"})
LABEL = re.compile(r"[^\x00-\x1f\x7f]{0,128}")
WORD = r"^[^\x00-\x1f\x7f]{0,128}$"
ENDED_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": Job, "description": "it has ended"}
}
KEY = re.compile(r"[\x21-\x7e]{1,255}")
LOOK_EVERY = 0.1


def new_job(service: Service, tenant: str, asked: dict[str, Any], key: str | None) -> NewJob:
    """The job that a request asks for; ``Problem`` 422 where something in it is wrong."""
    kind = KINDS.get(str(asked.get("kind", "solve")))
    if kind is None:
        raise Problem(422, "no-such-kind", f"kinds are {', '.join(sorted(KINDS))}")
    if unknown := sorted(set(asked) - COMMON - kind.members):
        raise Problem(422, "unknown-member", f"a {kind.name} has no member {unknown[0][:60]!r}")
    instance, label = asked.get("instance"), asked.get("label", "")
    priority = asked.get("priority", 50)
    if not isinstance(instance, str):
        raise Problem(422, "wrong-member", "instance must be a name or sha256:...")
    if not isinstance(label, str) or not LABEL.fullmatch(label):
        raise Problem(422, "wrong-member", "label must be a text of up to 128 characters")
    if isinstance(priority, bool) or not isinstance(priority, int) or not 0 <= priority <= 100:
        raise Problem(422, "wrong-member", "priority must be a whole number from 0 to 100")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(400, "wrong-idempotency-key", "a key is 1 to 255 visible ASCII characters")
    service.instances.source(tenant, instance)
    request = kind.read(asked, service.settings.limits)
    return NewJob(tenant, kind.name, instance, request, label, priority, key)


@router.post(
    "",
    status_code=202,
    response_model=Job,
    responses=ENDED_ALREADY,
    openapi_extra=request_body(),
)
async def submit(
    asked: JsonObject,
    request: Request,
    response: Response,
    service: TheService,
    caller: Submitter,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Job:
    """Submit a job. It is stored before the answer leaves, and survives every crash from then on.

    With ``Prefer: wait=20`` the answer waits for the end, and is 200 if it came in time. The same
    ``Idempotency-Key`` with the same request gives the same job again.
    """
    new = await run_in_threadpool(new_job, service, caller.tenant, asked, idempotency_key)
    row, created = await run_in_threadpool(service.submit, new)
    wait = wanted_wait(request)
    if wait:
        row = await _ended(service, caller, row.id, wait)
        response.headers["Preference-Applied"] = f"wait={wait:g}"
    response.headers["Location"] = f"/v1/jobs/{row.id}"
    if not created:
        response.headers["Idempotency-Replayed"] = "true"
    if row.state in ENDED:
        response.status_code = 200
    else:
        response.headers["Retry-After"] = "1"
    return job_of(row)


async def _ended(service: Service, caller: Caller, job: str, seconds: float) -> Row:
    """The job when it has ended, or after that time; who waits holds no thread."""
    until = time.monotonic() + seconds
    while True:
        row = await run_in_threadpool(service.records.get, caller.tenant, job)
        if row.state in ENDED or time.monotonic() > until or service.is_closing:
            return row
        await asyncio.sleep(LOOK_EVERY)


@router.get("", response_model=Page)
def jobs(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    state: Annotated[list[State], Query(default_factory=list)],
    kind: Annotated[str | None, Query(pattern=WORD)] = None,
    label: Annotated[str | None, Query(pattern=WORD)] = None,
    cursor: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """The tenant's jobs, newest first; ``state`` may be given several times."""
    selection = Selection(tuple(state), kind, label, cursor, limit)
    rows = service.records.chosen(caller.tenant, selection)
    following = None
    if len(rows) > limit:
        url = request.url.include_query_params(cursor=rows[limit - 1].id)
        following = f"{url.path}?{url.query}"
        response.headers["Link"] = f'<{following}>; rel="next"'
    return Page(jobs=[job_of(row) for row in rows[:limit]], next=following)


@router.get("/{job}", response_model=Job)
async def status(
    job: JobId, request: Request, response: Response, service: TheService, caller: Reader
) -> Any:
    """One job. ``If-None-Match`` saves the body, ``Prefer: wait=20`` waits for the end."""
    row = await _ended(service, caller, job, wanted_wait(request))
    shown = job_of(row)
    tag = f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return shown


@router.post("/{job}/stop", status_code=202, response_model=Job, responses=ENDED_ALREADY)
def stop(job: JobId, response: Response, service: TheService, caller: Submitter) -> Job:
    """End soon and keep the best plan so far; no change where the job has ended."""
    return _wished(service.records.stop(caller.tenant, job), response)


@router.post("/{job}/cancel", status_code=202, response_model=Job, responses=ENDED_ALREADY)
def cancel(job: JobId, response: Response, service: TheService, caller: Submitter) -> Job:
    """End at once, without a result; no change where the job has ended."""
    return _wished(service.records.cancel(caller.tenant, job), response)


def _wished(row: Row, response: Response) -> Job:
    if row.state in ENDED:
        response.status_code = 200
    return job_of(row)


@router.delete("/{job}", status_code=204)
def delete(job: JobId, service: TheService, caller: Submitter) -> None:
    """Forget a job that has ended, and its results; 409 while it has not."""
    service.delete(caller.tenant, job)
