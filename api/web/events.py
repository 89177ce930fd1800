"""``/v1/jobs/{job}/events``, ``/incumbents`` and ``/log``: what happens, live or later."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.errors import Problem
from api.jobs.rows import Event
from api.service import Service
from api.web.asking import JobId, Reader, TheService
from api.web.shapes import Happenings, happening

router = APIRouter(prefix="/v1/jobs/{job}", tags=["progress"])

LOOK_EVERY = 0.2
HEARTBEAT = 15.0
LONGEST = 3600.0
STREAM = "text/event-stream"
After = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/events", response_model=Happenings, responses={200: {"content": {STREAM: {}}}})
async def events(
    job: JobId,
    request: Request,
    service: TheService,
    caller: Reader,
    after: After = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**31 - 1)] = None,
) -> Any:
    """Events with numbers above ``after``, as JSON; with ``Accept: text/event-stream``, live.

    The stream ends with the event ``end``. Its ids are the numbers: whoever reconnects with
    ``Last-Event-ID`` misses nothing and sees nothing twice.
    """
    first = last_event_id if last_event_id is not None else after
    found = await run_in_threadpool(service.records.events, caller.tenant, job, first)
    if STREAM in request.headers.get("Accept", ""):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        live = _live(service, caller.tenant, job, first)
        return StreamingResponse(live, media_type=STREAM, headers=headers)
    last = found[-1].number if found else first
    return Happenings(events=[happening(event) for event in found], last=last)


async def _live(service: Service, tenant: str, job: str, after: int) -> AsyncIterator[str]:
    begun = beaten = time.monotonic()
    yield "retry: 1000\n\n"
    while not service.is_closing and time.monotonic() - begun < LONGEST:
        try:
            found = await run_in_threadpool(service.records.events, tenant, job, after)
        except Problem:
            return  # it was deleted meanwhile
        for event in found:
            yield _written(event)
            after = event.number
            if event.kind == "end":
                return
        if not found:
            if time.monotonic() - beaten > HEARTBEAT:
                beaten = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(LOOK_EVERY)


def _written(event: Event) -> str:
    data = json.dumps({"at": happening(event).at, **event.data}, allow_nan=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n"


@router.get("/incumbents", response_model=Happenings)
def incumbents(job: JobId, service: TheService, caller: Reader, after: After = 0) -> Happenings:
    """Every better plan that was found: its value, bound and gap when it was."""
    found = service.records.events(caller.tenant, job, after, kind="incumbent")
    last = found[-1].number if found else after
    return Happenings(events=[happening(event) for event in found], last=last)


@router.get("/log", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def log(job: JobId, service: TheService, caller: Reader, from_byte: After = 0) -> Response:
    """What the solver printed in the last attempt, from a byte on.

    The header ``Junkan-Next-Byte`` says where to go on.
    """
    row = service.records.get(caller.tenant, job)
    path = service.results / job / f"{row.attempts}.log"
    content = b""
    if path.is_file():
        with path.open("rb") as file:
            file.seek(from_byte)
            content = file.read()
    headers = {"Junkan-Next-Byte": str(from_byte + len(content)), "Cache-Control": "no-store"}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)
