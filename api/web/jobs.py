"""``/v1/jobs``: submit, repeat, list, look, stop, cancel, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.jobs.records import NewJob, Selection
from api.jobs.rows import Row
from api.jobs.states import ENDED, State
from api.keys import Caller
from api.service import Service
from api.web.asking import (
    JobId,
    JsonObject,
    Reader,
    Submitter,
    TheService,
    service_of,
    wanted_wait,
)
from api.web.hub import hub_of
from api.web.manners import JsonPatch, is_known, prefers_async, tag_of
from api.web.requests import again, new_job
from api.web.shapes import PATCH, Job, Page, job_of, request_body

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

WORD = r"^[^\x00-\x1f\x7f]{0,128}$"
ENDED_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": Job, "description": "it has ended"}
}


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
    return await _taken(service, caller, new, request, response)


@router.post(
    "/{job}/rerun",
    status_code=202,
    response_model=Job,
    responses=ENDED_ALREADY,
    openapi_extra=PATCH,
)
async def rerun(
    job: JobId,
    patch: JsonPatch,
    request: Request,
    response: Response,
    service: TheService,
    caller: Submitter,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Job:
    """Ask for the same again with changes: a JSON merge patch (RFC 7396) of the job's request.

    A solve begins from the plan that the job found, which makes it no better, only sooner found;
    ``"start": null`` begins without.
    """

    def repeated() -> NewJob:
        row = service.records.get(caller.tenant, job)
        asked = again(row, service.sources.request(row), patch)
        return new_job(service, caller.tenant, asked, idempotency_key)

    new = await run_in_threadpool(repeated)
    return await _taken(service, caller, new, request, response)


async def _taken(
    service: Service, caller: Caller, new: NewJob, request: Request, response: Response
) -> Job:
    """Store the job, wait for its end where that was asked, and tell where it is."""
    row, created = await run_in_threadpool(service.submit, new)
    wait = wanted_wait(request)
    if wait:
        row = await _ended(request, caller, row.id, wait)
        response.headers["Preference-Applied"] = f"wait={wait:g}"
    elif prefers_async(request):
        response.headers["Preference-Applied"] = "respond-async"
    response.headers["Location"] = f"/v1/jobs/{row.id}"
    if not created:
        response.headers["Idempotency-Replayed"] = "true"
    if row.state in ENDED:
        response.status_code = 200
    else:
        response.headers["Retry-After"] = "1"
    return job_of(row)


async def _ended(request: Request, caller: Caller, job: str, seconds: float) -> Row:
    """The job when it has ended, or after that time; who waits holds no thread."""
    service = service_of(request)
    row = await run_in_threadpool(service.records.get, caller.tenant, job)
    if seconds <= 0 or row.state in ENDED:
        return row
    await (await hub_of(request)).ended(caller.tenant, job, seconds)
    return await run_in_threadpool(service.records.get, caller.tenant, job)


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
    """The tenant's jobs, newest first; ``state`` may be given several times.

    The children of a sweep are in its own list.
    """
    selection = Selection(tuple(state), kind, label, cursor, limit)
    rows = service.records.chosen(caller.tenant, selection)
    return _page(request, response, rows, limit, cursor=lambda row: row.id)


@router.get("/{job}/children", response_model=Page)
def children(
    job: JobId,
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1)] = -1,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> Page:
    """The jobs that a sweep consists of, in the order of its patches (``place``).

    They run on their own: what those that have ended found is there before the sweep ends.
    """
    rows = [row for row in service.records.children(caller.tenant, job) if row.place > after]
    return _page(request, response, rows, limit, after=lambda row: row.place)


def _page(
    request: Request, response: Response, rows: list[Row], limit: int, **by: Callable[[Row], Any]
) -> Page:
    """``limit`` of the rows, and where to go on if there are more: after the last one's ``by``."""
    following = None
    if len(rows) > limit:
        last = {name: value(rows[limit - 1]) for name, value in by.items()}
        url = request.url.include_query_params(**last)
        following = f"{url.path}?{url.query}"
        response.headers["Link"] = f'<{following}>; rel="next"'
    return Page(jobs=[job_of(row) for row in rows[:limit]], next=following)


@router.get("/{job}", response_model=Job)
async def status(
    job: JobId, request: Request, response: Response, service: TheService, caller: Reader
) -> Any:
    """One job. ``If-None-Match`` saves the body, ``Prefer: wait=20`` waits for the end."""
    row = await _ended(request, caller, job, wanted_wait(request))
    shown = job_of(row)
    tag = tag_of(shown.model_dump_json().encode())
    if is_known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return shown


@router.post("/{job}/stop", status_code=202, response_model=Job, responses=ENDED_ALREADY)
def stop(job: JobId, response: Response, service: TheService, caller: Submitter) -> Job:
    """End soon and keep the best plan so far; no change where the job has ended."""
    row = service.records.stop(caller.tenant, job)
    service.wake()
    return _wished(row, response)


@router.post("/{job}/cancel", status_code=202, response_model=Job, responses=ENDED_ALREADY)
def cancel(job: JobId, response: Response, service: TheService, caller: Submitter) -> Job:
    """End at once, without a result; no change where the job has ended."""
    row = service.records.cancel(caller.tenant, job)
    service.wake()
    return _wished(row, response)


def _wished(row: Row, response: Response) -> Job:
    if row.state in ENDED:
        response.status_code = 200
    return job_of(row)


@router.delete("/{job}", status_code=204)
def delete(job: JobId, service: TheService, caller: Submitter) -> None:
    """Forget a job that has ended, its children and all results; 409 while it has not."""
    service.delete(caller.tenant, job)
